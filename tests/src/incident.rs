use std::time::Duration;

use muster_workflows::{
    contract::chat::Posted,
    domain::{DeclarationId, Outcome, Reference, Status, Step},
    incident::{self, Report},
};
use serde_json::{Value, json};
use temporalio_client::{WorkflowGetResultOptions, WorkflowHandle};

use crate::{Channel, Message, Muster, until};

/// An incident in the hands of a test.
pub struct Incident<'a> {
    muster: &'a Muster,
    /// The key.
    pub id: DeclarationId,
    /// The short name.
    pub reference: Reference,
    prompt: String,
}

impl<'a> Incident<'a> {
    pub(crate) fn new(muster: &'a Muster, id: &str, prompt: String) -> Self {
        let id: DeclarationId = id.parse().expect("a declaration's id");
        Self { muster, reference: Reference::of(&id), id, prompt }
    }

    /// The id of its workflow.
    pub fn workflow_id(&self) -> String {
        muster_workflows::ids::incident_of(&self.id)
    }

    /// A handle of its workflow.
    pub fn workflow(&self) -> WorkflowHandle<temporalio_client::Client, incident::Incident> {
        self.muster.client.get_workflow_handle(self.workflow_id())
    }

    /// Somebody presses Confirm; waits until every step at open has its outcome.
    pub async fn confirm(&self, who: &str) -> &Self {
        self.press(who, "confirm").await;
        self.opened().await;
        self
    }

    /// Waits until every step at open has its outcome.
    pub async fn opened(&self) {
        self.until("every step at open is settled", |report| {
            report.status == Status::Active && report.steps.iter().all(|(_, outcome)| outcome.is_settled())
        })
        .await;
    }

    /// Somebody presses a button of the prompt.
    pub async fn press(&self, who: &str, action: &str) {
        let press = json!({"as": who, "channel": "incidents", "ts": self.prompt, "action_id": action});
        let shown = self.muster.act("press", press).await;
        assert_eq!(shown["failure"], json!(null), "{shown}");
    }

    /// The direct message in which somebody is asked, or told what became of it.
    pub fn private_prompt(&self, who: &str) -> Option<Message> {
        let outside = self.muster.outside();
        let told = outside.direct_messages(&self.muster.person(who)).into_iter();
        let is_it = |message: &&Message| {
            message.purpose() == Some("prompt") && message.declaration() == Some(self.id.as_str())
        };
        let mut prompts = told.filter(is_it).cloned();
        let prompt = prompts.next();
        assert_eq!(prompts.next().map(|second| second.ts), None, "{who} is asked once");
        prompt
    }

    /// Somebody presses a button of it, as soon as it is there.
    pub async fn press_in_private(&self, who: &str, action: &str) {
        let asked = async || self.private_prompt(who).filter(|prompt| prompt.has_button(action));
        let prompt = self.muster.until(&format!("{who} can press {action}"), asked).await;
        let press = json!({"as": who, "channel": "@muster", "ts": prompt.ts, "action_id": action});
        let shown = self.muster.act("press", press).await;
        assert_eq!(shown["failure"], json!(null), "{shown}");
    }

    /// The same, when Slack itself may be failing.
    pub async fn press_whatever_slack_says(&self, who: &str, action: &str) {
        let press = json!({"as": who, "channel": "incidents", "ts": self.prompt, "action_id": action});
        self.muster.act("press", press).await;
    }

    /// Somebody resolves it by the command and the form.
    pub async fn resolve(&self, who: &str) {
        let shown = self.muster.command(who, &format!("/incident resolve {}", self.reference)).await;
        self.submit_resolve_form(who, &shown).await;
    }

    /// Somebody submits the form to resolve that was just shown to them.
    pub async fn submit_resolve_form(&self, who: &str, shown: &Value) {
        let view =
            shown["view"]["id"].as_str().unwrap_or_else(|| panic!("the form to resolve opens: {shown}"));
        let submit = json!({"as": who, "view_id": view, "values": {"origin": "internal"}});
        let shown = self.muster.act("submit", submit).await;
        assert_eq!(shown["errors"], json!({}), "{shown}");
    }

    /// Waits for the end of its workflow; the status it ended with.
    pub async fn end(&self) -> Status {
        let end = self.workflow();
        let result = end.get_result(WorkflowGetResultOptions::default());
        tokio::time::timeout(Duration::from_secs(120), result)
            .await
            .expect("it ends in time")
            .expect("it ends well")
    }

    /// What its workflow says.
    pub async fn report(&self) -> Report {
        until("the workflow answers", async || {
            self.workflow().query(incident::Incident::status, (), Default::default()).await.ok()
        })
        .await
    }

    /// The outcome of a step.
    pub async fn outcome(&self, step: Step) -> Outcome {
        let report = self.report().await;
        let found = report.steps.into_iter().find(|(candidate, _)| *candidate == step);
        found.unwrap_or_else(|| panic!("the plan has the step {step}")).1
    }

    /// Waits until its workflow says so.
    pub async fn until(&self, what: &str, mut condition: impl FnMut(&Report) -> bool) -> Report {
        // Steps change something outside, and a query costs a worker's time.
        self.muster
            .until(what, async || {
                let report =
                    self.workflow().query(incident::Incident::status, (), Default::default()).await.ok()?;
                condition(&report).then_some(report)
            })
            .await
    }

    /// Waits until a step is retried.
    pub async fn until_retried(&self, step: Step) -> Report {
        let is_retried =
            |(one, outcome): &(Step, Outcome)| *one == step && matches!(outcome, Outcome::Retrying { .. });
        self.until(&format!("{step} is retried"), |report| report.steps.iter().any(is_retried)).await
    }

    /// Waits until all that its end asks for is done.
    pub async fn closed(&self) -> Report {
        self.until("it is closed", |report| {
            report.status == Status::Resolved
                && report.steps.iter().any(|(step, _)| *step == Step::FollowUps)
                && report.steps.iter().all(|(_, outcome)| outcome.is_settled())
        })
        .await
    }

    /// Its channel.
    pub fn channel(&self) -> Channel {
        let outside = self.muster.outside();
        let found = outside.channels_of(&self.reference).next();
        found.unwrap_or_else(|| panic!("{} has a channel", self.reference)).clone()
    }

    /// The card in its channel.
    pub fn card(&self) -> Message {
        self.find_card().unwrap_or_else(|| panic!("{} has a card", self.reference))
    }

    /// The same, where it may not be there yet.
    pub fn find_card(&self) -> Option<Message> {
        let outside = self.muster.outside();
        outside.channels_of(&self.reference).next()?.said("card").into_iter().next().cloned()
    }

    /// Somebody presses a button of the card, as soon as it is there; what Slack then shows them.
    pub async fn press_on_card(&self, who: &str, action: &str) -> Value {
        let on_card = async || {
            let outside = self.muster.outside();
            let channel = outside.channels_of(&self.reference).next()?;
            let card = channel.said("card").into_iter().next()?;
            card.has_button(action).then(|| (channel.id.clone(), card.ts.clone()))
        };
        let (channel, ts) = self.muster.until(&format!("{action} is on the card"), on_card).await;
        let press = json!({"as": who, "channel": channel, "ts": ts, "action_id": action});
        let shown = self.muster.act("press", press).await;
        assert_eq!(shown["failure"], Value::Null, "{shown}");
        shown
    }

    /// Muster's public messages about it for a purpose.
    pub fn in_public(&self, purpose: &str) -> Vec<Message> {
        self.muster.outside().in_public(&self.id, purpose).into_iter().cloned().collect()
    }

    /// Somebody writes in its channel; where.
    pub async fn say(&self, who: &str, text: &str) -> Posted {
        let channel = self.channel().id;
        let said = self.muster.act("message", json!({"as": who, "channel": channel, "text": text})).await;
        Posted { channel, ts: said["ts"].as_str().expect("it is said").to_owned() }
    }

    /// So much time passes, for the incident and for the outside.
    pub async fn pass(&self, duration: Duration) {
        self.muster.pass_time(&self.workflow_id(), duration).await;
    }

    /// So much time passes for the archival of its channel, and for the outside.
    pub async fn pass_for_archival(&self, duration: Duration) {
        self.muster.pass_time(&self.archival_id(), duration).await;
    }

    /// The id of the workflow that archives its channel.
    pub fn archival_id(&self) -> String {
        muster_workflows::ids::archive(&self.id)
    }
}
