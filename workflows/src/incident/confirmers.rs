//! A private incident is confirmed by those whom the plan names: they are asked in direct messages. Who declared it has
//! the prompt itself, by which regions arbitrate.

use std::{pin::pin, time::Duration};

use futures_util::FutureExt;
use serde::{Deserialize, Serialize};
use temporalio_workflow::{
    CancellableFuture, TimerOptions, WorkflowCancellationToken,
    workflows::{join, select},
};

use super::{Context, Incident, State, aside, copies, prompt, status, work};
use crate::{
    attempt::{self, Call, Failure},
    contract::{
        System,
        chat::{Chat, Message, Posted, PrivatePrompt, Purpose, Reached, Tell},
    },
    domain::Status,
};

/// Asking a group takes seconds. So long, and something is in the way.
const LONG: Duration = Duration::from_secs(60);

/// Who was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Confirmers {
    /// Their messages, but for that of who declared.
    pub posted: Vec<Posted>,
    /// Whether who declared is one of them.
    pub is_declarer_one: bool,
    /// Why none was reached.
    pub unreached: Option<String>,
    /// Who was not, where others were.
    pub not_all: Option<String>,
    /// Some may have been reached of whom that is not known.
    pub are_lost: bool,
}

/// Asks them once the prompt stands, and keeps their messages: they say how the question was answered. Nobody waits for
/// that: whoever of them is asked first may confirm.
pub(super) async fn keep(ctx: &Context) {
    if !ctx.state(|incident| incident.declaration.private && incident.state.status == Status::Prompted) {
        return;
    }
    let may_be_asked =
        |incident: &Incident| incident.state.prompt_is_settled || !incident.state.is_undecided();
    if ctx.wait_condition(may_be_asked).await.is_err() || ctx.state(|incident| !incident.state.is_undecided())
    {
        return;
    }
    ctx.state_mut(|incident| incident.state.is_asking = true);
    let token = ctx.cancellation_token().child_token();
    let asked = async {
        join!(ask(ctx, &token), warn_if_late(ctx, &token));
    };
    work::until_moot(ctx, &token, asked, |incident| !incident.state.is_undecided()).await;
    let answered = ctx.wait_condition(|incident| incident.state.status != Status::Prompted);
    if answered.await.is_ok() {
        update(ctx).await;
    }
    ctx.state_mut(|incident| incident.state.is_asking = false);
}

async fn ask(ctx: &Context, token: &WorkflowCancellationToken) {
    let tell = ctx.state(Incident::question);
    let call = Call { token: token.clone(), ..aside::policy(ctx, System::Chat, "Prompt for the confirmers") };
    let told = attempt::fast_then_durably(ctx, || Chat::tell, tell, call, |_| {}).await;
    let is_news = ctx.state_mut(|incident| {
        let before = incident.private_prompt();
        incident.state.note_asked(told);
        incident.state.asked = true;
        before != incident.private_prompt()
    });
    status::show_details(ctx);
    if is_news && ctx.state(|incident| incident.state.is_undecided()) {
        prompt::show(ctx, token).await;
    }
}

/// Where it takes long, who declared may confirm until they are asked.
async fn warn_if_late(ctx: &Context, token: &WorkflowCancellationToken) {
    let timer = TimerOptions::builder(LONG)
        .summary("The confirmers are asked".to_owned())
        .cancellation_token(token.clone());
    let mut late = pin!(ctx.timer(timer.build()));
    let mut asked = pin!(ctx.wait_condition(|incident| incident.state.asked).fuse());
    select! {
        _ = asked => late.as_mut().get_mut().cancel(),
        _ = late => {}
    }
    if ctx.state(|incident| !incident.state.asked && incident.state.is_undecided()) {
        ctx.state_mut(|incident| {
            incident.state.confirmers.unreached =
                Some("Slack has not taken it for all of them yet".to_owned());
            incident.state.asked = true;
        });
        prompt::show(ctx, token).await;
    }
}

/// Their messages say how the question was answered.
async fn update(ctx: &Context) {
    if ctx.state(|incident| incident.state.confirmers.are_lost) {
        let who = ctx.state(|incident| incident.private_plan().unwrap_or_default().confirmers);
        let found = copies::find(ctx, "prompt", Purpose::Prompt, who).await;
        ctx.state_mut(|incident| incident.state.note_asked(found));
    }
    let (posted, key, message) = ctx.state(|incident| {
        let message = Message::Prompt(incident.prompt(None));
        (incident.state.confirmers.posted.clone(), incident.key(Purpose::Prompt), message)
    });
    copies::update(ctx, "prompts", &posted, &key, &message).await;
}

impl State {
    /// Notes whom it has reached. Who declared and is one of them has the prompt itself.
    fn note_asked(&mut self, asked: Result<Reached, Failure>) {
        let Self { prompt, confirmers, .. } = self;
        confirmers.are_lost = asked.is_err();
        let (mut posted, not) = match asked {
            Ok(Reached { posted, not, .. }) => (posted, not.join(", ")),
            Err(Failure::Failed { why, .. }) => (Vec::new(), why),
            // Somebody has answered.
            Err(Failure::Cancelled) => return,
        };
        let reached = posted.len();
        posted.retain(|one| Some(one) != prompt.as_ref());
        confirmers.is_declarer_one = posted.len() < reached;
        confirmers.posted = posted;
        let why = if not.is_empty() { "they have no members" } else { &not };
        confirmers.unreached = (reached == 0).then(|| why.to_owned());
        confirmers.not_all = (reached > 0 && !not.is_empty()).then(|| not.clone());
        if !not.is_empty() {
            self.note_trouble(format!("the prompt for the confirmers: {not}"));
        }
    }
}

impl Incident {
    fn question(&self) -> Tell {
        let may_confirm = |private| PrivatePrompt { may_confirm: true, ..private };
        let mut prompt = self.prompt(None);
        prompt.private = prompt.private.map(may_confirm);
        Tell {
            who: self.private_plan().unwrap_or_default().confirmers,
            key: self.key(Purpose::Prompt),
            message: Message::Prompt(prompt),
            since: self.declaration.at,
        }
    }

    /// How it is confirmed, as who declared reads it.
    pub(super) fn private_prompt(&self) -> Option<PrivatePrompt> {
        Some(PrivatePrompt {
            confirmers: self.private_plan()?.confirmers,
            may_confirm: self.may_declarer_confirm(),
            unreached: self.state.confirmers.unreached.clone(),
            not_all: self.state.confirmers.not_all.clone(),
        })
    }

    fn may_declarer_confirm(&self) -> bool {
        let Confirmers { is_declarer_one, unreached, .. } = &self.state.confirmers;
        *is_declarer_one || unreached.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Declaration, PrivatePlan},
        incident::state::tests::{declaration, incident},
    };

    fn posted(channel: &str) -> Posted {
        Posted { channel: channel.to_owned(), ts: "1.1".to_owned() }
    }

    fn private() -> Incident {
        let mut incident = incident(Declaration { private: true, ..declaration(false) });
        incident.plan.private =
            Some(PrivatePlan { confirmers: vec!["@security".parse().unwrap()], ..PrivatePlan::default() });
        incident.state.prompt = Some(posted("D0ADA"));
        incident
    }

    fn may_confirm(asked: Result<Reached, Failure>) -> (bool, usize) {
        let mut incident = private();
        incident.state.note_asked(asked);
        let private = incident.private_prompt().unwrap();
        (private.may_confirm, incident.state.confirmers.posted.len())
    }

    #[test]
    fn who_declared_may_confirm_as_one_of_them_or_where_none_is_reached() {
        let reached = |channels: &[&str], not: &[&str]| {
            let posted: Vec<_> = channels.iter().map(|channel| posted(channel)).collect();
            let not = not.iter().map(|not| (*not).to_owned()).collect();
            Ok(Reached { people: posted.len(), posted, not })
        };
        assert_eq!(may_confirm(reached(&["D0KEN", "D0GRACE"], &[])), (false, 2));
        assert_eq!(may_confirm(reached(&["D0KEN"], &["@gone: no_such_subteam"])), (false, 1));
        assert_eq!(may_confirm(reached(&["D0KEN", "D0ADA"], &[])), (true, 1));
        assert_eq!(may_confirm(reached(&[], &["@gone: no_such_subteam"])), (true, 0));
        assert_eq!(may_confirm(reached(&[], &[])), (true, 0));
        assert_eq!(may_confirm(Err(Failure::for_good("missing_scope".to_owned()))), (true, 0));
        assert_eq!(may_confirm(Err(Failure::Cancelled)), (false, 0));
    }

    #[test]
    fn who_declared_may_no_longer_confirm_once_they_are_asked_late() {
        let mut incident = private();
        incident.state.confirmers.unreached = Some("not yet".to_owned());
        assert!(incident.private_prompt().unwrap().may_confirm);
        let asked = Reached { people: 1, posted: vec![posted("D0KEN")], not: Vec::new() };
        incident.state.note_asked(Ok(asked));
        assert!(!incident.private_prompt().unwrap().may_confirm);
    }

    #[test]
    fn who_is_asked_may_confirm() {
        let Message::Prompt(prompt) = private().question().message else { panic!("no prompt") };
        assert!(prompt.private.unwrap().may_confirm);
    }
}
