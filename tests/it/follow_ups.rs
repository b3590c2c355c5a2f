//! What is left to do after an incident: each a Jira issue, made of what people say, and listed where they look.

use std::time::Duration;

use muster_sandbox::{Fault, System, faults::When};
use muster_tests::{Incident, Issue, Muster};
use muster_workflows::{
    contract::chat::interaction::FOLLOW_UP,
    domain::{Event, Outcome, Period, Status},
};
use serde_json::{Value, json};

use crate::{endings::submit, resolve::visible};

const SHORTCUT: &str = "make_follow_up";

async fn start() -> Muster {
    Muster::with_plan(|plan| plan.amend_within = Period::days(14)).await
}

/// Somebody writes in a channel; the message's id.
async fn said(muster: &Muster, who: &str, channel: &str, text: &str) -> String {
    let said = muster.act("message", json!({"as": who, "channel": channel, "text": text})).await;
    said["ts"].as_str().expect("it is said").to_owned()
}

async fn react(muster: &Muster, who: &str, channel: &str, ts: &str, name: &str) {
    muster.act("react", json!({"as": who, "channel": channel, "ts": ts, "name": name})).await;
}

/// Waits until so many follow-ups are made; their issues.
async fn made(muster: &Muster, count: usize) -> Vec<Issue> {
    let is_follow_up = |issue: &&Issue| issue.labels.iter().any(|label| label == "muster-follow-up");
    let found = async || {
        let issues: Vec<_> = muster.outside().issues().iter().filter(is_follow_up).cloned().collect();
        (issues.len() >= count).then_some(issues)
    };
    let issues = muster.until(&format!("{count} follow-ups are made"), found).await;
    assert_eq!(issues.len(), count, "{issues:?}");
    issues
}

async fn told(incident: &Incident<'_>, muster: &Muster, of: &str) -> String {
    let found = async || {
        let channel = incident.channel();
        channel.messages.iter().map(|message| message.all_text()).find(|text| text.contains(of))
    };
    muster.until(&format!("the channel is told {of:?}"), found).await
}

/// The one whose channel it is, and who lists what is left to do there.
async fn active(muster: &Muster) -> (Incident<'_>, String) {
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    incident.opened().await;
    visible(muster, 1).await;
    let channel = incident.channel().id;
    (incident, channel)
}

#[tokio::test(flavor = "multi_thread")]
async fn they_are_made_by_emoji_shortcut_and_button_and_listed() {
    let muster = start().await;
    let (incident, channel) = active(&muster).await;
    let message =
        said(&muster, "ada", &channel, "@ken we should renew the certificate a month earlier").await;
    react(&muster, "zoe", &channel, &message, "eyes").await;
    react(&muster, "zoe", &channel, &message, "ticket").await;
    let first = made(&muster, 1).await.remove(0);
    react(&muster, "ken", &channel, &message, "ticket").await;
    assert!(first.summary.ends_with("we should renew the certificate a month earlier"), "{}", first.summary);
    let description = first.rest["description"].to_string();
    for part in [incident.reference.as_str(), "Zoé Müller-O’Brien", "Ada Lovelace", &channel] {
        assert!(description.contains(part), "{part}: {description}");
    }
    told(&incident, &muster, &first.key).await;

    let shown = muster
        .act(
            "message_shortcut",
            json!({"as": "ken", "channel": channel, "ts": message, "callback_id": SHORTCUT}),
        )
        .await;
    let fields = shown["view"]["blocks"].to_string();
    assert!(fields.contains("we should renew the certificate a month earlier"), "{fields}");
    let refused = submit(&muster, "ken", &shown, json!({"what": " "})).await;
    assert!(refused["errors"]["what"].is_string(), "{refused}");
    submit(&muster, "ken", &shown, json!({"what": "Watch when certificates expire"})).await;
    made(&muster, 2).await;

    incident.resolve("grace").await;
    let pages = async || muster.outside().post_mortems().first().map(|page| page.body.clone());
    let page = muster.until("the post-mortem is there", pages).await;
    assert!(page.contains("Watch when certificates expire"), "{page}");
    let asked = async || incident.channel().said("follow-ups").first().map(|message| message.ts.clone());
    let asked = muster.until("it is asked what is left", asked).await;
    let press = json!({"as": "grace", "channel": channel, "ts": asked, "action_id": FOLLOW_UP});
    let shown = muster.act("press", press).await;
    submit(&muster, "grace", &shown, json!({"what": "Tell the provider"})).await;
    let issues = made(&muster, 3).await;
    let is_listed =
        async || muster.outside().post_mortems()[0].body.contains("Tell the provider").then_some(());
    muster.until("the post-mortem lists what was made after it", is_listed).await;

    let listed = async |who: &str, command: &str| {
        muster.command(who, command).await;
        let answer = async || {
            let outside = muster.outside();
            outside.ephemerals(&muster.person(who)).last().map(|message| message.all_text())
        };
        muster.until(&format!("{command} is answered"), answer).await
    };
    let list = listed("linus", &format!("/incident followups {}", incident.reference)).await;
    for issue in &issues {
        assert!(list.contains(&issue.key) && list.contains(&issue.summary), "{}: {list}", issue.key);
    }
    assert!(list.contains("To Do"), "{list}");
    let all = listed("margaret", "/incident followups").await;
    assert!(all.contains(&issues[2].key) && all.contains("of all incidents"), "{all}");

    // What archives its channel begins with its end, and inherits that time passes. In an archived channel nobody is told anything.
    muster.break_down(System::Slack, "conversations.archive", Fault::Status(503), None);
    incident.pass(Duration::from_hours(15 * 24)).await;
    assert_eq!(incident.end().await, Status::Resolved);
    let report = incident.report().await;
    assert_eq!(report.trouble, Vec::<String>::new());
    let in_timeline =
        report.timeline.entries().iter().filter(|entry| matches!(entry.event, Event::FollowUp { .. }));
    assert_eq!(in_timeline.count(), 3);
    let outside = muster.outside();
    let its_issue = outside
        .issues()
        .iter()
        .find(|issue| issue.labels.iter().any(|label| label.starts_with("declaration-")));
    let links = its_issue.expect("the incident's issue").rest["links"].to_string();
    for issue in &issues {
        assert!(links.contains(&issue.key), "{} is not linked: {links}", issue.key);
    }
    // It is over for good: who asks for another hears so.
    let late = said(&muster, "ada", &channel, "One more thing").await;
    react(&muster, "ada", &channel, &late, "ticket").await;
    let answer = async || {
        let outside = muster.outside();
        let note = outside.ephemerals(&muster.person("ada")).last().map(|message| message.all_text())?;
        note.contains("Make the issue in Jira by hand").then_some(())
    };
    muster.until("who asks too late is told", answer).await;
    made(&muster, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_jira_and_slack_do_each_is_made_once_and_people_hear_of_it() {
    let muster = start().await;
    let (incident, channel) = active(&muster).await;
    muster.break_down(System::Jira, "createIssue", Fault::Drop(When::After), Some(1));
    muster.break_down(System::Slack, "conversations.replies", Fault::Status(503), Some(1));
    let message = said(&muster, "ada", &channel, "Renew it earlier").await;
    react(&muster, "zoe", &channel, &message, "ticket").await;
    told(&incident, &muster, "is on its way").await;
    let issue = made(&muster, 1).await.remove(0);
    told(&incident, &muster, &issue.key).await;

    // What cannot be made is told, and stops no other.
    muster.break_down(System::Jira, "createIssue", Fault::Status(400), Some(1));
    let unlucky = said(&muster, "ada", &channel, "This one fails").await;
    react(&muster, "zoe", &channel, &unlucky, "ticket").await;
    told(&incident, &muster, "could not be made in Jira").await;
    let other = said(&muster, "ada", &channel, "This one does not").await;
    react(&muster, "zoe", &channel, &other, "ticket").await;
    made(&muster, 2).await;
    let outcomes: Vec<_> =
        incident.report().await.follow_ups.into_iter().map(|follow_up| follow_up.outcome).collect();
    assert!(matches!(outcomes[1], Outcome::Failed { .. }), "{outcomes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_no_worker_is_up_it_is_on_its_way() {
    let mut muster = start().await;
    let (incident, channel) = active(&muster).await;
    let message = said(&muster, "ada", &channel, "Renew it earlier").await;
    drop(incident);
    muster.stop_worker();
    react(&muster, "zoe", &channel, &message, "ticket").await;
    let answer = async || {
        let outside = muster.outside();
        let note = outside.ephemerals(&muster.person("zoe")).last().map(|message| message.text.clone())?;
        note.starts_with("On its way: follow-up of").then_some(())
    };
    muster.until("who asked is told that it is on its way", answer).await;
    muster.start_worker();
    made(&muster, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn elsewhere_an_emoji_means_nothing_and_the_shortcut_asks_which_incident() {
    let muster = start().await;
    let nowhere = said(&muster, "ada", "general", "We should buy a plant").await;
    let on = json!({"as": "ada", "channel": "general", "ts": nowhere, "callback_id": SHORTCUT});
    let shown = muster.act("message_shortcut", on.clone()).await;
    assert!(shown["view"].to_string().contains("There is no incident"), "{shown}");
    let (incident, channel) = active(&muster).await;
    react(&muster, "ada", "general", &nowhere, "ticket").await;
    // What comes after it is heard after it.
    let here = said(&muster, "ada", &channel, "We should water it").await;
    react(&muster, "ada", &channel, &here, "ticket").await;
    made(&muster, 1).await;
    let shown = muster.act("message_shortcut", on).await;
    let refused = submit(&muster, "ada", &shown, json!({"what": "Buy a plant"})).await;
    assert!(refused["errors"]["which"].is_string(), "{refused}");
    submit(&muster, "ada", &shown, json!({"what": "Buy a plant", "which": incident.id})).await;
    let issues = made(&muster, 2).await;
    assert_eq!(issues[1].summary, "Buy a plant");
    // Muster is not in that channel.
    let description = issues[1].rest["description"].to_string();
    assert!(description.contains("We should buy a plant"), "{description}");
}

/// Who wrote it knows more than Muster.
#[tokio::test(flavor = "multi_thread")]
async fn a_post_mortem_in_which_somebody_wrote_is_theirs() {
    let muster = start().await;
    let (incident, channel) = active(&muster).await;
    incident.resolve("grace").await;
    incident.closed().await;
    let id = muster.outside().post_mortems()[0].id.clone();
    let page = json!({
        "id": id, "status": "current", "title": muster.outside().post_mortems()[0].title,
        "body": {"representation": "storage", "value": "<p>It was the certificate.</p>"},
    });
    written_by_hand(&muster, &id, page).await;
    let message = said(&muster, "ada", &channel, "Renew it earlier").await;
    react(&muster, "zoe", &channel, &message, "ticket").await;
    told(&incident, &muster, "Muster does not change the post-mortem").await;
    assert_eq!(muster.outside().post_mortems()[0].body, "<p>It was the certificate.</p>");
    let again = said(&muster, "ada", &channel, "Watch it").await;
    react(&muster, "zoe", &channel, &again, "ticket").await;
    let issues = made(&muster, 2).await;
    told(&incident, &muster, &issues[1].key).await;
    let news = incident.channel().messages.iter().map(|message| message.all_text()).collect::<String>();
    assert_eq!(
        news.matches("Muster does not change the post-mortem").count(),
        2,
        "once, in text and block: {news}"
    );
}

/// Muster may write it anew in the same moment: then it is written on top of that.
async fn written_by_hand(muster: &Muster, id: &str, page: Value) {
    let url = format!("{}/confluence/wiki/api/v2/pages/{id}", muster.sandbox.url());
    let http = reqwest::Client::new();
    let as_somebody =
        |request: reqwest::RequestBuilder| request.basic_auth("sandbox@example.test", Some("sandbox"));
    let written = async || {
        let now: Value = as_somebody(http.get(&url)).send().await.ok()?.json().await.ok()?;
        let mut page = page.clone();
        page["version"] = json!({"number": now["version"]["number"].as_u64()? + 1});
        let answer = as_somebody(http.put(&url)).json(&page).send().await.ok()?;
        answer.status().is_success().then_some(())
    };
    muster.until("somebody writes in it", written).await;
}
