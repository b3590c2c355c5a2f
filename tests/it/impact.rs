//! When customers felt an incident: often known only afterwards.

use std::time::Duration;

use muster_sandbox::{Fault, System, faults::When};
use muster_tests::{Incident, Muster, until};
use muster_workflows::{
    contract::chat::interaction::IMPACT,
    domain::{Event, Impact, Period, Status},
};
use serde_json::{Value, json};

use crate::endings::submit;

/// How often it was corrected, as the timeline has it.
async fn corrections(incident: &Incident<'_>) -> Vec<(Impact, Impact, String)> {
    let report = incident.report().await;
    let corrected = report.timeline.entries().iter().filter_map(|entry| match &entry.event {
        Event::ImpactCorrected { from, to, by } => Some((*from, *to, by.name.clone())),
        _ => None,
    });
    corrected.collect()
}

async fn corrected(incident: &Incident<'_>, times: usize) -> Vec<(Impact, Impact, String)> {
    until("it is corrected", async || {
        let all = corrections(incident).await;
        (all.len() == times).then_some(all)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_corrected_by_anybody_also_afterwards_and_who_did_is_kept() {
    let muster = Muster::with_plan(|plan| plan.reopen_within = Period::hours(24)).await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    incident.opened().await;
    let now = jiff::Timestamp::now().as_second();
    let (started, ended) = (now - 3_600, now - 60);

    let shown = incident.press_on_card("grace", IMPACT).await;
    let refused = submit(&muster, "grace", &shown, json!({"started": started, "ended": started - 60})).await;
    assert_eq!(refused["errors"]["ended"], "This is before it began.", "{refused}");
    submit(&muster, "grace", &shown, json!({"started": started})).await;
    corrected(&incident, 1).await;

    incident.resolve("grace").await;
    until("it is resolved", async || {
        (incident.card().has_button(IMPACT) && incident.report().await.status == Status::Resolved)
            .then_some(())
    })
    .await;
    until("the post-mortem is there", async || muster.outside().post_mortems().pop().map(drop)).await;
    // Whatever Jira does, the issue tells it, once.
    muster.break_down(System::Jira, "addComment", Fault::Drop(When::After), Some(1));
    let shown = incident.press_on_card("zoe", IMPACT).await;
    let fields = shown["view"]["blocks"].to_string();
    assert!(fields.contains(&format!("\"initial_date_time\":{started}")), "{fields}");
    submit(&muster, "zoe", &shown, json!({"started": started, "ended": ended})).await;
    let kept = corrected(&incident, 2).await;
    let seconds =
        |impact: &Impact| [impact.started_at, impact.ended_at].map(|at| at.map(|at| at.as_second()));
    assert_eq!(seconds(&kept[0].0), [None, None]);
    assert_eq!(seconds(&kept[1].0), [Some(started), None]);
    assert_eq!(seconds(&kept[1].1), [Some(started), Some(ended)]);
    assert_eq!((kept[0].2.as_str(), kept[1].2.as_str()), ("Grace Hopper", "Zoé Müller-O’Brien"));

    incident.pass(Duration::from_hours(25)).await;
    assert_eq!(incident.end().await, Status::Resolved);
    let comments: Vec<Value> = muster.outside().issues()[0].comments.clone();
    let about = |of: &str| comments.iter().filter(|one| one["text"].to_string().contains(of)).count();
    assert_eq!((about("felt it is corrected."), about("is corrected, 2× by now")), (1, 1), "{comments:?}");
    let public = incident.in_public("announcement")[0].all_text();
    assert!(public.contains("Customers affected until"), "{public}");
    let page = muster.outside().post_mortems()[0].body.clone();
    assert!(page.contains("Customers affected until"), "{page}");
}
