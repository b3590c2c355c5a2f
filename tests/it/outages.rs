//! Regions and Slack go away and come back. What was said before, meanwhile and after is there, once.

use std::{
    future::ready,
    time::{Duration, Instant},
};

use futures_util::StreamExt;
use muster_sandbox::{Fault, Options, Rule, System, faults::When};
use muster_tests::{Message, TwoRegions, until};
use muster_workflows::{
    domain::{DeclarationId, Reference, Status},
    ids,
    incident::Incident,
};
use serde_json::json;
use temporalio_common::protos::temporal::api::enums::v1::EventType;

/// Of Slack's 3 s, what is left for the way.
const IN_TIME: Duration = Duration::from_millis(2_500);

/// Somebody declares by the form, and is answered in time; the title of the answer.
async fn declare(muster: &TwoRegions, title: &str) -> (DeclarationId, String) {
    let form = muster.people().open("ada", "/incident").await.unwrap();
    let submitted = Instant::now();
    let answer = muster.people().declare("ada", &form, title, 1).await.unwrap();
    assert!(submitted.elapsed() < IN_TIME, "{:?}", submitted.elapsed());
    (form.parse().unwrap(), answer)
}

async fn prompt(muster: &TwoRegions, id: &DeclarationId) -> Message {
    until("the prompt is posted", async || muster.people().read(id, "prompt").pop()).await
}

async fn announced(muster: &TwoRegions, id: &DeclarationId) {
    until("it is announced", async || muster.people().read(id, "announcement").pop()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_first_region_gone_a_declaration_goes_to_the_other() {
    let mut muster = TwoRegions::start(Options::default()).await;
    muster.west.server.kill().await.unwrap();
    let (id, answer) = declare(&muster, "Checkout is down").await;
    assert_eq!(answer, "Declared");
    let prompt = prompt(&muster, &id).await;
    assert!(muster.east.report(&id).await.is_some());

    muster.west.server.revive().await.unwrap();
    started_by_west_too(&muster, &id).await;
    let prompts = muster.people().read(&id, "prompt");
    assert_eq!(prompts.iter().map(|one| &one.ts).collect::<Vec<_>>(), [&prompt.ts]);

    muster.people().press("grace", "incidents", &prompt.ts, "confirm").await.unwrap();
    announced(&muster, &id).await;
    assert_eq!(muster.outside().incident_channels().len(), 1);
    assert_eq!(muster.people().read(&id, "announcement").len(), 1);
}

/// As if west had taken it before it went or hung, and could not say so any more.
async fn started_by_west_too(muster: &TwoRegions, id: &DeclarationId) {
    let same = ["declare", "--title", "Checkout is down", "--severity", "1", "--region", "west", "--id"];
    let declared = muster.shell(&[&same[..], &[id.as_str()]].concat()).await;
    assert!(declared.status.success(), "{declared:?}");
    until("west finds that the incident is east's", async || {
        let report = muster.west.report(id).await?;
        (report.status == Status::Superseded).then_some(())
    })
    .await;
}

/// Both hold it, and Slack has not arbitrated: west, which is asked first, does not know yet that it is east's.
#[tokio::test(flavor = "multi_thread")]
async fn resolved_at_a_shell_while_two_hold_it_it_is_resolved_where_it_goes_on() {
    let muster = TwoRegions::start(Options::default()).await;
    let declare = async |region| {
        let line = [
            "declare",
            "--title",
            "Checkout is down",
            "--severity",
            "1",
            "--id",
            "twins",
            "--region",
            region,
        ];
        assert!(muster.shell(&line).await.status.success());
    };
    declare("east").await;
    let id: DeclarationId = "twins".parse().unwrap();
    let prompt = prompt(&muster, &id).await;
    let down = Rule::new(System::Slack, "conversations.history", Fault::Status(503));
    let down = muster.sandbox.faults().add(down);
    declare("west").await;
    muster.people().press("grace", "incidents", &prompt.ts, "confirm").await.unwrap();
    until("east opens it, and west waits for Slack", async || {
        let (east, west) = (muster.east.report(&id).await?, muster.west.report(&id).await?);
        let waits = west.confirmed.is_some() && west.status == Status::Prompted;
        (east.status == Status::Active && waits).then_some(())
    })
    .await;
    let reference = Reference::of(&id);
    let resolved = muster.shell(&["resolve", reference.as_str()]).await;
    assert!(resolved.status.success(), "{resolved:?}");
    assert!(muster.sandbox.faults().remove(down));
    for (region, status) in [(&muster.east, Status::Resolved), (&muster.west, Status::Superseded)] {
        until(&format!("it is {status} in {}", region.name()), async || {
            (region.report(&id).await?.status == status).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_that_hangs_holds_nobody_up() {
    let mut muster = TwoRegions::start(Options::default()).await;
    muster.west.server.pause().await.unwrap();
    let (id, answer) = declare(&muster, "Checkout is down").await;
    assert_eq!(answer, "Declared");
    let prompt = prompt(&muster, &id).await;
    muster.west.server.resume().unwrap();
    started_by_west_too(&muster, &id).await;
    muster.people().press("grace", "incidents", &prompt.ts, "confirm").await.unwrap();
    announced(&muster, &id).await;
    assert_eq!(muster.people().read(&id, "prompt").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn declared_while_no_region_answers_it_is_there_once_they_are_back() {
    let mut muster = TwoRegions::start(Options::default()).await;
    muster.west.server.kill().await.unwrap();
    muster.east.server.kill().await.unwrap();
    let (id, answer) = declare(&muster, "Checkout is down").await;
    assert_eq!(answer, "Saved");
    let (second, answer) = declare(&muster, "Search is down").await;
    assert_eq!(answer, "Saved");

    muster.starter.kill().await;
    muster.starter.start().await;
    muster.west.server.revive().await.unwrap();
    muster.east.server.revive().await.unwrap();
    let prompted = prompt(&muster, &id).await;
    prompt(&muster, &second).await;
    let (first, second) = (muster.started(&id).await, muster.started(&second).await);
    assert!(first.unwrap() < second.unwrap(), "in the order in which they were declared");

    muster.people().press("grace", "incidents", &prompted.ts, "confirm").await.unwrap();
    announced(&muster, &id).await;
    assert_eq!(muster.people().read(&id, "prompt").len(), 1);
    let (west, east) = (muster.west.report(&id).await, muster.east.report(&id).await);
    assert!(west.is_some() != east.is_some(), "one region has it");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_while_its_region_is_gone_is_done_once_it_is_back() {
    let mut muster = TwoRegions::start(Options::default()).await;
    let (id, _) = declare(&muster, "Checkout is down").await;
    let prompt = prompt(&muster, &id).await;

    muster.west.server.kill().await.unwrap();
    // It is kept, and that is told; People takes everything else for a refusal.
    muster.people().press("grace", "incidents", &prompt.ts, "confirm").await.unwrap();
    muster.starter.kill().await;
    muster.starter.start().await;
    muster.west.server.revive().await.unwrap();
    announced(&muster, &id).await;

    muster.west.server.kill().await.unwrap();
    let listed = muster.shell(&["list"]).await;
    assert!(listed.status.success(), "{listed:?}");
    let not_asked = String::from_utf8_lossy(&listed.stderr).into_owned();
    assert!(not_asked.contains("Not asked: west"), "{not_asked}");
    let command = format!("resolve {}", Reference::of(&id));
    muster.people().write("grace", "incidents", &command).await.unwrap();
    until("who wrote it is told that it is saved", async || {
        let grace = muster.people().id("grace");
        let outside = muster.outside();
        outside.ephemerals(&grace).iter().any(|told| told.text.starts_with("Saved: Resolve")).then_some(())
    })
    .await;
    muster.west.server.revive().await.unwrap();
    until("it is resolved", async || {
        let report = muster.west.report(&id).await?;
        (report.status == Status::Resolved).then_some(())
    })
    .await;
}

/// Nobody sees which one it takes: it does not take the only one that it sees.
#[tokio::test(flavor = "multi_thread")]
async fn a_workflow_step_resolves_no_incident_that_may_not_be_the_one_that_is_meant() {
    let mut muster = TwoRegions::start(Options::default()).await;
    let declare =
        ["declare", "--title", "Checkout is down", "--severity", "1", "--confirm", "--region", "east"];
    assert!(muster.shell(&declare).await.status.success());
    until("it is active in east", async || {
        let active = muster.shell(&["list", "--json"]).await;
        String::from_utf8_lossy(&active.stdout).contains("\"active\"").then_some(())
    })
    .await;
    muster.west.server.kill().await.unwrap();
    let person = muster.people().id("grace");
    let step = json!({"callback_id": "resolve_incident", "inputs": {"person": person}});
    muster.people().act("function", step).await.unwrap();
    let outcome = until("the step is completed", async || {
        let outcome = muster.sandbox.dump()["slack"]["functions"][0]["outcome"].clone();
        (!outcome.is_null()).then_some(outcome.to_string())
    })
    .await;
    assert!(outcome.contains("It is not clear which incident is meant"), "{outcome}");
}

/// What is kept while west is gone, and delivered only after somebody at a shell has spoken.
async fn kept_until(muster: &mut TwoRegions, say: impl AsyncFnOnce(&TwoRegions), meanwhile: [&str; 2]) {
    muster.west.server.kill().await.unwrap();
    say(muster).await;
    muster.starter.kill().await;
    assert_eq!(muster.starter.undelivered().await, 1);
    muster.west.server.revive().await.unwrap();
    // Its worker comes back too, and knows what was confirmed.
    until("it is said at a shell", async || muster.shell(&meanwhile).await.status.success().then_some(()))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_and_comes_too_late_is_told_to_who_said_it() {
    let mut muster = TwoRegions::start(Options::default()).await;
    let (id, _) = declare(&muster, "Checkout is down").await;
    let (reference, prompt) = (Reference::of(&id), prompt(&muster, &id).await);
    let cancel = async |muster: &TwoRegions| {
        muster.people().press("grace", "incidents", &prompt.ts, "cancel").await.unwrap();
    };
    kept_until(&mut muster, cancel, ["confirm", reference.as_str()]).await;
    announced(&muster, &id).await;
    // Who is to be told is told, once, though Slack does not listen at first, and then does not say that it has heard.
    for fault in [Fault::Status(503), Fault::Error("internal_error".to_owned()), Fault::Drop(When::After)] {
        muster.sandbox.faults().add(Rule::new(System::Slack, "chat.postMessage", fault).times(1));
    }
    muster.starter.start().await;
    delivered(&muster).await;
    let (outside, grace) = (muster.outside(), muster.people().id("grace"));
    let mut told = outside.direct_messages(&grace);
    told.retain(|told| told.text.contains("could not be passed on"));
    assert_eq!(told.len(), 1, "{told:?}");
    let told = &told[0].text;
    assert!(told.contains("Your Cancel of") && told.contains("It was confirmed before"), "{told}");
    assert_eq!(muster.west.report(&id).await.unwrap().status, Status::Active);
}

/// How many events of a kind the incident's history in west has.
async fn events(muster: &TwoRegions, id: &DeclarationId, kind: EventType) -> usize {
    let workflow = muster.west.client.get_workflow_handle::<Incident>(ids::incident_of(id));
    let history = workflow.fetch_history(Default::default());
    history.filter(|event| ready(event.as_ref().is_ok_and(|event| event.event_type() == kind))).count().await
}

async fn delivered(muster: &TwoRegions) {
    until("all is delivered", async || muster.starter.has_delivered().await.then_some(())).await;
}

/// A region's server is up before its workers, and what is passed on then is not heeded yet.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_words_that_were_kept_the_second_is_told_that_it_came_too_late() {
    let mut muster = TwoRegions::start(Options::default()).await;
    let (id, _) = declare(&muster, "Checkout is down").await;
    let prompt = prompt(&muster, &id).await;
    muster.west.take_away().await;
    muster.people().press("ada", "incidents", &prompt.ts, "confirm").await.unwrap();
    muster.people().press("grace", "incidents", &prompt.ts, "cancel").await.unwrap();
    muster.west.server.revive().await.unwrap();
    until("both are passed on", async || {
        (events(&muster, &id, EventType::WorkflowExecutionSignaled).await == 2).then_some(())
    })
    .await;
    muster.west.worker.start();
    delivered(&muster).await;
    assert_eq!(muster.west.report(&id).await.unwrap().status, Status::Active);
    let (outside, grace) = (muster.outside(), muster.people().id("grace"));
    let told = outside.direct_messages(&grace);
    assert!(told.iter().any(|told| told.text.contains("It was confirmed before")), "{told:?}");
}

/// As if its answer had been lost: nobody hears that something came too late which was done.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_and_is_so_already_is_told_to_nobody() {
    let mut muster = TwoRegions::start(Options::default()).await;
    let (id, _) = declare(&muster, "Checkout is down").await;
    let (reference, prompt) = (Reference::of(&id), prompt(&muster, &id).await);
    muster.people().press("grace", "incidents", &prompt.ts, "confirm").await.unwrap();
    announced(&muster, &id).await;
    let resolve = async |muster: &TwoRegions| {
        let command = format!("resolve {reference}");
        muster.people().write("grace", "incidents", &command).await.unwrap();
        let grace = muster.people().id("grace");
        until("it is saved", async || {
            muster
                .outside()
                .ephemerals(&grace)
                .iter()
                .any(|told| told.text.starts_with("Saved"))
                .then_some(())
        })
        .await;
    };
    kept_until(&mut muster, resolve, ["resolve", reference.as_str()]).await;
    let over = muster.west.client.get_workflow_handle::<Incident>(ids::incident_of(&id));
    assert_eq!(over.get_result(Default::default()).await.unwrap(), Status::Resolved);
    muster.starter.start().await;
    delivered(&muster).await;
    let grace = muster.people().id("grace");
    assert!(
        muster
            .outside()
            .direct_messages(&grace)
            .iter()
            .all(|told| !told.text.contains("could not be passed on"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_submitted_again_asks_nobody_when_it_is_over() {
    let muster = TwoRegions::start(Options::default()).await;
    let open = async |who| muster.people().open(who, "/incident").await.unwrap();
    let (adas, zoes, linuses) = (open("ada").await, open("zoe").await, open("linus").await);
    // As if they had been taken, and the answers lost.
    for form in [&adas, &zoes, &linuses] {
        let line = ["declare", "--title", "Checkout is down", "--severity", "1", "--id", form];
        assert!(muster.shell(&line).await.status.success());
    }
    let asked = muster.people().declare("ada", &adas, "Checkout is down", 1).await;
    assert_eq!(asked.unwrap(), "Declared", "people are being asked");

    let other = muster.people().declare("linus", &linuses, "Checkout is down for all", 1).await.unwrap_err();
    assert!(other.to_string().contains("is declared as it was then"), "{other}");

    let id: DeclarationId = zoes.parse().unwrap();
    let prompt = prompt(&muster, &id).await;
    muster.people().press("grace", "incidents", &prompt.ts, "cancel").await.unwrap();
    until("it is cancelled", async || {
        let report = muster.west.report(&id).await?;
        (report.status == Status::Cancelled).then_some(())
    })
    .await;
    let again = muster.people().declare("zoe", &zoes, "Checkout is down", 1).await.unwrap_err();
    assert!(again.to_string().contains("is cancelled already"), "{again}");
    assert_eq!(muster.people().read(&id, "prompt").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirm_that_was_kept_beyond_the_prompts_time_still_counts() {
    let mut muster = TwoRegions::start(Options::default()).await;
    let (id, _) = declare(&muster, "Checkout is down").await;
    let prompt = prompt(&muster, &id).await;
    let workflows = muster.west.server.workflows().unwrap();
    let almost = Duration::from_secs(15 * 60 - 2);
    workflows.pass_time(&ids::incident_of(&id), almost).await.unwrap();
    muster.west.server.kill().await.unwrap();
    muster.people().press("grace", "incidents", &prompt.ts, "confirm").await.unwrap();
    muster.starter.kill().await;
    // How long the outage has to be: until the prompt's time is up, and longer than any server takes for a timer.
    tokio::time::sleep(Duration::from_secs(15)).await;
    muster.west.server.revive().await.unwrap();
    until("the question stays open for what may still come", async || {
        (events(&muster, &id, EventType::TimerStarted).await == 2).then_some(())
    })
    .await;
    muster.starter.start().await;
    announced(&muster, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_slack_is_down_an_incident_opens_from_a_shell() {
    let muster = TwoRegions::start(Options::default()).await;
    muster.sandbox.faults().add(Rule::new(System::Slack, "*", Fault::Status(503)));
    let line = ["declare", "--title", "Slack is down", "--severity", "1", "--confirm", "--json"];
    let declared = muster.shell(&line).await;
    assert!(declared.status.success(), "{declared:?}");
    let declared: serde_json::Value = serde_json::from_slice(&declared.stdout).unwrap();
    let id: DeclarationId = declared["id"].as_str().unwrap().parse().unwrap();
    until("meeting and issue are there", async || {
        let outside = muster.outside();
        (outside.meetings().len() == 1 && outside.issues().len() == 1).then_some(())
    })
    .await;

    muster.sandbox.faults().clear();
    announced(&muster, &id).await;
    let report = until("every step has caught up", async || {
        let report = muster.west.report(&id).await?;
        report.steps.iter().all(|(_, outcome)| outcome.is_settled()).then_some(report)
    })
    .await;
    assert!(report.steps.iter().all(|(_, outcome)| outcome.is_done()), "{report:?}");
    assert_eq!(muster.outside().incident_channels().len(), 1);
}
