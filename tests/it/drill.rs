//! A drill: the same workflow, marked everywhere, paging nobody, with a tour.

use muster_tests::{Incident, Muster};
use muster_workflows::{
    contract::chat::interaction::{SEVERITY, TAKE_COMMAND, UPDATE},
    domain::{Outcome, Role, Status, Step},
};
use serde_json::json;

use crate::endings::submit;

/// The stop of the tour that the channel reads.
async fn stop(muster: &Muster, incident: &Incident<'_>, number: usize) -> String {
    let start = format!("Tour, {number} of 5.");
    muster
        .until(&start, async || {
            let channel = incident.channel();
            channel.messages.iter().map(|message| message.all_text()).find(|text| text.contains(&start))
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_marked_everywhere_pages_nobody_and_shows_what_there_is_to_do() {
    let muster = Muster::start().await;
    let shown = muster.command("zoe", "/incident drill").await;
    assert_eq!(shown["view"]["title"]["text"], "Declare a drill", "{shown}");
    let view = shown["view"]["id"].as_str().unwrap().to_owned();
    muster.submit("zoe", &view, "Checkout is down", 1).await;
    let incident = muster.prompted(&view).await;
    let prompt = incident.in_public("prompt")[0].all_text();
    assert!(prompt.contains("declares a drill") && prompt.contains("nobody is paged"), "{prompt}");
    incident.confirm("grace").await;
    incident.opened().await;

    assert!(stop(&muster, &incident, 1).await.contains("press Take command"));
    incident.press_on_card("zoe", TAKE_COMMAND).await;
    assert!(stop(&muster, &incident, 2).await.contains("press Post an update"));
    let form = incident.press_on_card("zoe", UPDATE).await;
    submit(&muster, "zoe", &form, json!({"text": "We roll back.", "next": "none"})).await;
    assert!(stop(&muster, &incident, 3).await.contains("press Severity"));
    let form = incident.press_on_card("zoe", SEVERITY).await;
    submit(&muster, "zoe", &form, json!({"severity": "2"})).await;
    assert!(stop(&muster, &incident, 4).await.contains("Press Resolve"));
    incident.resolve("zoe").await;
    stop(&muster, &incident, 5).await;
    assert_eq!(incident.end().await, Status::Resolved);

    let report = incident.report().await;
    let outcome = |step| report.steps.iter().find(|(one, _)| *one == step).map(|(_, outcome)| outcome);
    assert_eq!(outcome(Step::ManagementAlert), Some(&Outcome::skipped("a drill pages nobody")));
    assert_eq!(outcome(Step::Page), Some(&Outcome::skipped("a drill pages nobody")));
    assert!(report.roles.contains_key(&Role::Commander));
    let outside = muster.outside();
    assert_eq!(outside.pager_events(), [], "PagerDuty hears nothing of it");
    let people = ["zoe", "grace"].map(|who| muster.person(who));
    let mut invited = incident.channel().members.clone();
    invited.retain(|member| !people.contains(member));
    assert!(invited.len() <= 1, "the app, and nobody else: {invited:?}");
    for who in ["ada", "linus", "grace", "zoe"] {
        assert_eq!(outside.direct_messages(&muster.person(who)).len(), 0, "{who} is paged");
    }
    let marked = [
        outside.issues()[0].summary.clone(),
        outside.meetings()[0].topic.clone(),
        outside.post_mortems()[0].title.clone(),
        incident.in_public("announcement")[0].all_text(),
        incident.card().all_text(),
    ];
    for text in marked {
        assert!(text.contains("Drill: Checkout is down"), "{text}");
    }
    assert!(incident.channel().name.contains("-drill-checkout-"), "{}", incident.channel().name);
    assert!(outside.issues()[0].labels.contains(&"drill".to_owned()));
}
