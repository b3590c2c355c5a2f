//! Records the histories of whole lives to `tests/histories`: `cargo xtask record`.
//!
//! What is recorded once stays: it is how incidents of that version look while they run, and newer code has to
//! replay them. Record when the workflows' commands changed, under names of the new version: a file that is there is
//! kept.

use std::{path::Path, time::Duration};

use jiff::Timestamp;
use muster_sandbox::{Fault, System};
use muster_starter::as_code;
use muster_tests::{Muster, until};
use muster_workflows::{
    contract::chat::Posted,
    domain::{Declaration, Period, Person, Plan, Remedy, Severity, Status, Step, Title},
    ids,
    incident::{AddFollowUp, Incident, Input, Mend, Report, Resolve, Signal},
};
use serde_json::json;
use temporalio_client::{
    Client, WorkflowExecutionInfo, WorkflowFetchHistoryOptions, WorkflowHandle, WorkflowStartOptions,
};

mod runbooks;

const DAY: Duration = Duration::from_hours(24);

#[tokio::main]
async fn main() {
    resolved_and_archived().await;
    expired().await;
    cancelled().await;
    retried_and_failed().await;
    remedied().await;
    confirmed_at_a_shell().await;
    refused_prompt().await;
    superseded().await;
    continued_as_new().await;
    reopened().await;
    escalated().await;
    followed_up().await;
    private().await;
    runbooks::healed().await;
    runbooks::not_healed().await;
    runbooks::looked().await;
    runbooks::without_data().await;
}

/// Those who may confirm are asked in direct messages.
async fn private() {
    let muster = Muster::start().await;
    let incident = muster.declare_in_private("ada", "Payroll was sent to the wrong people", 1).await;
    incident.press_in_private("ken", "confirm").await;
    incident.opened().await;
    let by = Person::in_slack(muster.person("ken"), "Ken Thompson");
    let resolve = Signal::by(by, Resolve::default());
    incident.workflow().signal(Incident::resolve, resolve, Default::default()).await.expect("it is taken");
    incident.end().await;
    save(&muster, &incident.workflow_id(), "private").await;
}

/// Something is left to do, of which one thing is made late and one never.
async fn followed_up() {
    let muster = Muster::with_plan(|plan| plan.amend_within = Period::days(14)).await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    let zoe = Person::in_slack(muster.person("zoe"), "Zoé Müller-O’Brien");
    let add = async |title: Option<&str>, about: Option<Posted>| {
        let title = title.map(|title| Title::new(title).expect("a title"));
        let signal = Signal::by(zoe.clone(), AddFollowUp { title, about, said: None });
        incident
            .workflow()
            .signal(Incident::follow_up, signal, Default::default())
            .await
            .expect("it is taken");
    };
    let channel = incident.channel().id;
    let said =
        muster.act("message", json!({"as": "ada", "channel": channel, "text": "Renew it earlier"})).await;
    let ts = said["ts"].as_str().expect("it is said").to_owned();
    muster.break_down(System::Jira, "createIssue", Fault::Status(503), Some(1));
    add(None, Some(Posted { channel: channel.clone(), ts })).await;
    let made = |report: &Report| report.follow_ups.iter().filter(|one| one.outcome.is_done()).count();
    incident.until("the first is made", |report| made(report) == 1).await;
    add(None, Some(Posted { channel, ts: "1.1".to_owned() })).await;
    incident.resolve("grace").await;
    incident.until("its end is done", |report| outcome(report, Step::FollowUps) == "done").await;
    add(Some("Watch when certificates expire"), None).await;
    incident.until("another is made after the end", |report| made(report) == 2).await;
    incident.pass(15 * DAY).await;
    incident.end().await;
    save(&muster, &incident.workflow_id(), "followed-up").await;
}

/// It goes on while a part of its end is still under way.
async fn reopened() {
    let muster = Muster::with_plan(|plan| plan.reopen_within = Period::hours(24)).await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    muster.break_down(System::Confluence, "createPage", Fault::Status(503), Some(2));
    incident.resolve("grace").await;
    incident.until("its end is retried", |report| outcome(report, Step::PostMortem) == "retrying").await;
    let by = Person::in_slack(muster.person("zoe"), "Zoé Müller-O’Brien");
    let reopen = Signal::by(by, ());
    incident.workflow().signal(Incident::reopen, reopen, Default::default()).await.expect("it is taken");
    incident.until("it is active", |report| report.status == Status::Active).await;
    incident.resolve("grace").await;
    incident.until("its end is done", |report| outcome(report, Step::FollowUps) == "done").await;
    incident.pass(DAY + Duration::from_hours(1)).await;
    incident.end().await;
    save(&muster, &incident.workflow_id(), "reopened").await;
}

/// The alert goes to another group, is acknowledged there, and is given anew when the incident goes on.
async fn escalated() {
    let muster = Muster::with_plan(|plan| {
        plan.reopen_within = Period::hours(24);
        let severity = &mut plan.severity[0];
        severity.escalate = vec![vec!["@directors".parse().expect("a group")]];
        severity.escalate_after = Some(Period::minutes(15));
    })
    .await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    incident.pass(Duration::from_mins(16)).await;
    incident.until("it is escalated", |report| report.escalations == 1).await;
    let by = Person::in_slack(muster.person("priya"), "Priya Raghunathan");
    incident
        .workflow()
        .signal(Incident::acknowledge, Signal::by(by, ()), Default::default())
        .await
        .expect("it is taken");
    let is_acknowledged =
        async || (muster.outside().alerts().first()?.status == "acknowledged").then_some(());
    until("PagerDuty has heard of it", is_acknowledged).await;
    incident.resolve("grace").await;
    incident.until("its end is done", |report| outcome(report, Step::FollowUps) == "done").await;
    let by = Person::in_slack(muster.person("zoe"), "Zoé Müller-O’Brien");
    incident
        .workflow()
        .signal(Incident::reopen, Signal::by(by, ()), Default::default())
        .await
        .expect("it is taken");
    until("PagerDuty calls again", async || (muster.outside().alerts().len() == 2).then_some(())).await;
    incident.resolve("grace").await;
    incident.until("its end is done", |report| outcome(report, Step::FollowUps) == "done").await;
    incident.pass(DAY + Duration::from_hours(1)).await;
    incident.end().await;
    save(&muster, &incident.workflow_id(), "escalated").await;
}

async fn resolved_and_archived() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    incident.pass(DAY).await;
    incident.resolve("grace").await;
    incident.end().await;
    incident.pass_for_archival(31 * DAY).await;
    save(&muster, &incident.workflow_id(), "resolved").await;
    save(&muster, &incident.archival_id(), "archived").await;
}

async fn expired() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Is it slow?", 2).await;
    incident.pass(Duration::from_mins(16)).await;
    incident.end().await;
    save(&muster, &incident.workflow_id(), "expired").await;
}

async fn cancelled() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "My laptop is slow", 2).await;
    incident.press("grace", "cancel").await;
    incident.end().await;
    save(&muster, &incident.workflow_id(), "cancelled").await;
}

async fn retried_and_failed() {
    let muster = Muster::start().await;
    muster.break_down(System::Slack, "conversations.create", Fault::Status(503), Some(2));
    muster.break_down(System::Zoom, "meetingCreate", Fault::Status(503), Some(3));
    muster.break_down(System::Jira, "createIssue", Fault::Error("no permission".to_owned()), Some(1));
    let incident = muster.declare("ada", "Search is slow", 1).await;
    incident.confirm("grace").await;
    incident.resolve("grace").await;
    incident.end().await;
    save(&muster, &incident.workflow_id(), "retried-and-failed").await;
}

/// The card is followed while people do something about steps that do not work.
async fn remedied() {
    let muster = Muster::start().await;
    muster.break_down(System::Jira, "*", Fault::Status(503), None);
    muster.break_down(System::Zoom, "meetingCreate", Fault::Error("3001".to_owned()), None);
    let incident = muster.declare("ada", "Search is slow", 2).await;
    incident.press("grace", "confirm").await;
    incident.until("Jira is retried", |report| outcome(report, Step::Ticket) == "retrying").await;
    let link = Remedy::Link { url: "https://meet.example.test/1".to_owned() };
    for (step, remedy, becomes) in [
        (Step::Ticket, Remedy::Skip, "skipped"),
        (Step::Meeting, Remedy::Retry, "failed"),
        (Step::Meeting, link, "done"),
        (Step::Ticket, Remedy::Retry, "retrying"),
    ] {
        let by = Person::in_slack(muster.person("zoe"), "Zoé Müller-O’Brien");
        let mend = Signal::by(by, Mend { step, remedy });
        incident.workflow().signal(Incident::remedy, mend, Default::default()).await.expect("it is taken");
        incident.until(becomes, |report| outcome(report, step) == becomes).await;
    }
    muster.sandbox.faults().clear();
    incident.opened().await;
    incident.resolve("grace").await;
    incident.end().await;
    save(&muster, &incident.workflow_id(), "remedied").await;
}

/// How a step is, in a word.
fn outcome(report: &Report, step: Step) -> String {
    let Some((_, outcome)) = report.steps.iter().find(|(one, _)| *one == step) else { return String::new() };
    serde_json::to_value(outcome).expect("it is JSON")["is"].as_str().unwrap_or_default().to_owned()
}

/// No prompt: it opens at once.
async fn confirmed_at_a_shell() {
    let muster = Muster::start().await;
    let declaration = Declaration { confirmed: true, ..declaration("shell", Person::at_a_shell("ops")) };
    let incident = start(&muster, &declaration, ids::incident(&declaration)).await;
    resolve(&incident).await;
    save(&muster, &ids::incident(&declaration), "confirmed-at-a-shell").await;
}

/// The incidents channel takes no prompt, and who declared gets it.
async fn refused_prompt() {
    let muster = Muster::start().await;
    let declaration = declaration("refused", Person::in_slack(muster.person("ada"), "Ada Lovelace"));
    muster.break_down(
        System::Slack,
        "chat.postMessage",
        Fault::Error("restricted_action".to_owned()),
        Some(1),
    );
    let incident = start(&muster, &declaration, ids::incident(&declaration)).await;
    until("who declared is asked", async || {
        let outside = muster.outside();
        outside
            .direct_messages(&muster.person("ada"))
            .iter()
            .find(|said| said.purpose() == Some("prompt"))
            .map(drop)
    })
    .await;
    let by = Person::in_slack(muster.person("grace"), "Grace Hopper");
    incident
        .signal(Incident::confirm, Signal::by(by, ()), Default::default())
        .await
        .expect("a signal is taken");
    resolve(&incident).await;
    save(&muster, &ids::incident(&declaration), "refused-prompt").await;
}

/// Another region, here a workflow of another id, has asked already.
async fn superseded() {
    let muster = Muster::start().await;
    let declaration = declaration("superseded", Person::in_slack(muster.person("ada"), "Ada Lovelace"));
    let elsewhere = start(&muster, &declaration, format!("{}-elsewhere", ids::incident(&declaration))).await;
    until("the other region has asked", async || {
        let outside = muster.outside();
        let prompts = outside.channel("incidents")?.said("prompt");
        prompts.iter().find(|prompt| prompt.declaration() == Some(declaration.id.as_str())).map(drop)
    })
    .await;
    let incident = start(&muster, &declaration, ids::incident(&declaration)).await;
    incident.get_result(Default::default()).await.expect("it ends well");
    save(&muster, &ids::incident(&declaration), "superseded").await;
    elsewhere.terminate(Default::default()).await.expect("it is given up");
}

/// So many reminders that a second run goes on.
async fn continued_as_new() {
    let muster = Muster::with_plan(|plan| {
        plan.work_hours = serde_json::from_value(json!({
            "time_zone": "UTC", "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
            "from": "00:00", "to": "00:00", "holidays": [],
        }))
        .expect("work hours around the clock");
        plan.remind_after = Period::hours(1);
    })
    .await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    let first = run(&muster, &incident.workflow_id()).await;
    while run(&muster, &incident.workflow_id()).await == first {
        incident.pass(DAY).await;
    }
    incident.resolve("grace").await;
    incident.end().await;
    save_run(&muster, &incident.workflow_id(), first, "continued-as-new").await;
    save(&muster, &incident.workflow_id(), "continued-from-another-run").await;
}

fn declaration(id: &str, by: Person) -> Declaration {
    Declaration {
        id: format!("recorded-{id}-{}", Timestamp::now().as_millisecond()).parse().expect("an id"),
        title: Title::new("Checkout is down").expect("a title"),
        severity: Severity::MAJOR,
        services: Vec::new(),
        impact_started_at: None,
        by,
        at: Timestamp::now(),
        team_id: None,
        confirmed: false,
        drill: false,
        private: false,
    }
}

fn plan() -> Plan {
    let plan = as_code::plan(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../plans/default.toml"));
    Plan {
        reopen_within: Period::seconds(0),
        amend_within: Period::seconds(0),
        ..plan.expect("the default plan")
    }
}

async fn start(muster: &Muster, declaration: &Declaration, id: String) -> WorkflowHandle<Client, Incident> {
    let options = WorkflowStartOptions::new(muster.task_queue.as_str(), id.as_str()).build();
    let input = Input::new(declaration.clone(), plan());
    muster.client.start_workflow(Incident::run, input, options).await.expect("it starts");
    muster.client.get_workflow_handle(id)
}

/// Resolves it once it is open, and waits for its end.
async fn resolve(incident: &WorkflowHandle<Client, Incident>) {
    until("every step at open is settled", async || {
        let report = incident.query(Incident::status, (), Default::default()).await.ok()?;
        let settled = report.steps.iter().all(|(_, outcome)| outcome.is_settled());
        (settled && !report.steps.is_empty()).then_some(())
    })
    .await;
    let by = Person::at_a_shell("ops");
    let resolve = Signal::by(by, Resolve::default());
    incident.signal(Incident::resolve, resolve, Default::default()).await.expect("a signal is taken");
    incident.get_result(Default::default()).await.expect("it ends well");
}

/// The run that a workflow is in, or ended in.
async fn run(muster: &Muster, workflow_id: &str) -> String {
    let workflow = muster.client.get_workflow_handle::<Incident>(workflow_id);
    workflow.describe(Default::default()).await.expect("it is there").run_id().to_owned()
}

/// Saves the history of a workflow's only or last run.
async fn save(muster: &Muster, workflow_id: &str, name: &str) {
    save_run(muster, workflow_id, run(muster, workflow_id).await, name).await;
}

async fn save_run(muster: &Muster, workflow_id: &str, run_id: String, name: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("histories")
        .join(format!("{}-{name}.json", env!("CARGO_PKG_VERSION")));
    if file.exists() {
        return println!("{} is there already, and stays", file.display());
    }
    let run = WorkflowExecutionInfo::builder()
        .namespace(muster.client.options().namespace.clone())
        .workflow_id(workflow_id)
        .run_id(run_id)
        .build()
        .bind_untyped(muster.client.clone());
    let history = run.fetch_history(WorkflowFetchHistoryOptions::default());
    let json = history.to_json().await.expect("the history as JSON");
    std::fs::write(&file, json).expect("a written history");
    println!("{}", file.display());
}
