//! What people type, and who may not.

use muster_tests::Muster;
use muster_workflows::{
    domain::Status,
    incident::{Incident, Signal, Unreadable},
};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn titles_are_shown_as_typed_and_ping_nobody() {
    let muster = Muster::start().await;
    let titles = [
        "<!channel> <@U0ADA> <https://evil.test|click> & *bold* _it_ ~no~ `code`",
        "🔥🔥🔥",
        "الدفع معطل",
        "line one\nline two",
        "宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽宽",
    ];
    for title in titles {
        let incident = muster.declare("ada", title, 2).await;
        incident.confirm("grace").await;
        for message in [&incident.in_public("prompt")[0], &incident.in_public("announcement")[0]] {
            let marked_up = message.marked_up();
            assert!(!marked_up.contains("<!channel>") && !marked_up.contains("<@U0ADA> <"), "{marked_up}");
        }
        let channel = incident.channel();
        assert!(channel.name.len() <= 80);
        assert!(
            channel
                .name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
        );
        let report = incident.report().await;
        assert!(report.steps.iter().all(|(_, outcome)| outcome.is_done()), "{title}: {:?}", report.steps);
        incident.resolve("grace").await;
        incident.end().await;
        let report = incident.report().await;
        assert!(report.steps.iter().all(|(_, outcome)| outcome.is_done()), "{title}: {:?}", report.steps);
    }
}

/// As an operator can send it from the Temporal Web UI.
#[tokio::test(flavor = "multi_thread")]
async fn a_signal_that_cannot_be_read_holds_nothing_up() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    let odd = Signal::Unreadable(Unreadable);
    incident.workflow().signal(Incident::confirm, odd, Default::default()).await.unwrap();
    incident.confirm("grace").await;
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
    let report = incident.report().await;
    assert_eq!(report.trouble, ["a signal came that cannot be read: it was passed over"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_with_mistakes_stays_open_with_an_error_at_the_field() {
    let muster = Muster::start().await;
    let view = muster.open_form("ada").await;
    for title in ["   ", &"x".repeat(151)] {
        let values = json!({"title": title, "severity": "1"});
        let submit = json!({"as": "ada", "view_id": view, "values": values, "unchecked": true});
        let shown = muster.act("submit", submit).await;
        assert!(shown["errors"]["title"].is_string(), "{shown}");
    }
    assert_eq!(muster.outside().channel("incidents").unwrap().said("prompt").len(), 0);
    let shown = muster.submit("ada", &view, "Now it is right", 1).await;
    assert_eq!(shown["errors"], json!({}));
}

#[tokio::test(flavor = "multi_thread")]
async fn guests_and_strangers_are_refused_with_the_reason() {
    let muster = Muster::start().await;
    let shown =
        muster.act("command", json!({"as": "gus", "channel": "incidents", "text": "/incident"})).await;
    assert!(shown["view"].is_null(), "a guest gets no form: {shown}");
    assert!(!shown["ephemerals"].as_array().unwrap().is_empty(), "a guest is told why: {shown}");
    // Slack itself offers no commands to strangers; they see the prompt's buttons, though.
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    let prompt = incident.in_public("prompt")[0].ts.clone();
    for who in ["gus", "stella"] {
        let press = json!({"as": who, "channel": "incidents", "ts": prompt, "action_id": "confirm"});
        let shown = muster.act("press", press).await;
        assert!(!shown["ephemerals"].as_array().unwrap().is_empty(), "{who} is told why: {shown}");
    }
    assert_eq!(incident.report().await.confirmed, None);
}
