use muster_activities::Jira;
use muster_sandbox::{Fault, System, faults::When};
use muster_workflows::{
    contract::ticket::{CreateTicket, LinkTicket, ListFollowUps, NoteTicket},
    domain::{Impact, Link},
};
use serde_json::Value;

use crate::{
    samples::{close_ticket, follow_up, note_ticket, reopen_ticket, ticket},
    world::World,
};

fn other(n: usize) -> CreateTicket {
    let mut other = ticket();
    other.facts.id = format!("V0OTHER{n}").parse().unwrap();
    other
}

fn issues(world: &World) -> Vec<Value> {
    world.sandbox.dump()["jira"]["issues"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_issue_says_by_its_labels_what_it_is() {
    let world = World::start().await;
    let ticket = world.run(Jira::create, ticket()).await.unwrap();
    assert_eq!(ticket.url, format!("{}/jira/browse/{}", world.sandbox.url(), ticket.key));
    let held = issues(&world);
    assert_eq!(held.len(), 1);
    let labels = held[0]["labels"].to_string();
    for label in ["incident-inc-", "severity-1", "checkout", "declaration-V0SAMPLE"] {
        assert!(labels.contains(label), "{label} is not in {labels}");
    }
}

#[tokio::test]
async fn an_issue_that_is_to_have_a_security_level_has_it_or_is_not_made() {
    let world = World::start().await;
    let with = |level: &str| CreateTicket { security_level: Some(level.to_owned()), ..ticket() };
    let refused = world.run(Jira::create, with("Nobody")).await.unwrap_err();
    assert!(refused.is_final(), "{refused:?}");
    assert!(format!("{refused:?}").contains("no security level"), "{refused:?}");
    assert_eq!(issues(&world).len(), 0);
    // Anybody can label an issue of theirs like ours.
    world.run(Jira::create, ticket()).await.unwrap();
    for _ in 0..2 {
        world.run_durably(Jira::create, with("Private incidents")).await.unwrap();
    }
    let levels: Vec<_> = issues(&world).iter().map(|issue| issue["security"]["name"].clone()).collect();
    assert_eq!(levels, [Value::Null, "Private incidents".into()]);
}

#[tokio::test]
async fn follow_ups_of_private_incidents_are_listed_only_where_they_are_asked_for() {
    let world = World::start().await;
    let mut private = follow_up(1);
    private.facts.private = true;
    private.security_level = Some("Private incidents".to_owned());
    world.run(Jira::follow_up, private.clone()).await.unwrap();
    for (of, is_asked_for, count) in [
        (None, false, 0),
        (Some(private.facts.reference), false, 0),
        (Some(follow_up(1).facts.reference), true, 1),
    ] {
        let list = ListFollowUps { project: "INC".to_owned(), of, private: is_asked_for, known: Vec::new() };
        let listed = world.run(Jira::list_follow_ups, list).await.unwrap();
        assert_eq!(listed.issues.len(), count);
    }
}

#[tokio::test]
async fn an_issue_that_the_search_does_not_know_yet_is_found() {
    let world = World::start().await;
    world.run(Jira::create, other(0)).await.unwrap();
    world.lag_search(3600).await;
    world.run(Jira::create, other(1)).await.unwrap();
    world.fail_once(System::Jira, "createIssue", Fault::Drop(When::After));
    assert!(!world.run(Jira::create, ticket()).await.unwrap_err().is_final());
    world.run_durably(Jira::create, ticket()).await.unwrap();
    assert_eq!(issues(&world).len(), 3);
}

#[tokio::test]
async fn a_request_that_is_still_on_its_way_is_waited_for() {
    let world = World::start().await;
    let late = async {
        // The late request itself, which is so late because it is to reach Jira between two looks of the other.
        tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
        world.run(Jira::create, ticket()).await.unwrap()
    };
    let (late, found) = tokio::join!(late, world.run_durably(Jira::create, ticket()));
    assert_eq!(found.unwrap(), late);
    assert_eq!(issues(&world).len(), 1);
}

#[tokio::test]
async fn links_are_put_beside_those_that_are_there() {
    let world = World::start().await;
    let key = world.run(Jira::create, ticket()).await.unwrap().key;
    let link = |name: &str| Link { name: name.to_owned(), url: format!("https://example.test/{name}") };
    for names in [&["channel"][..], &["channel", "meeting"]] {
        let input = LinkTicket { key: key.clone(), links: names.iter().map(|name| link(name)).collect() };
        world.run(Jira::link, input).await.unwrap();
    }
    assert_eq!(issues(&world)[0]["remote_links"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_closed_issue_says_how_it_ended() {
    let world = World::start().await;
    let key = world.run(Jira::create, ticket()).await.unwrap().key;
    world.run(Jira::close, close_ticket(&key)).await.unwrap();
    let held = &issues(&world)[0];
    insta::assert_snapshot!(
        held["comments"][0]["text"].as_str().unwrap(),
        @"INC-R8Z5HY is resolved. So said ops & co on 2026-11-22 19:10 UTC, after 1 hour 5 minutes. Origin: Cloud provider. Post-mortem"
    );
    let labels = held["labels"].as_array().unwrap();
    for label in ["duration-1h-to-4h", "duration-minutes-65", "origin-cloud-provider", "severity-1"] {
        assert!(labels.contains(&label.into()), "{label} is not in {labels:?}");
    }
}

#[tokio::test]
async fn each_correction_of_the_impact_is_a_comment() {
    let world = World::start().await;
    let key = world.run(Jira::create, ticket()).await.unwrap().key;
    let first = note_ticket(&key);
    let open = NoteTicket { impact: Impact { ended_at: None, ..first.impact }, nth: 2, ..first.clone() };
    let late = NoteTicket { impact: Impact { started_at: None, ..first.impact }, nth: 3, ..first.clone() };
    let unknown = NoteTicket { impact: Impact::default(), nth: 4, ..first.clone() };
    for note in [&first, &first, &open, &late, &unknown] {
        world.run(Jira::note, note.clone()).await.unwrap();
    }
    let comments = issues(&world)[0]["comments"].clone();
    let texts = comments.as_array().unwrap().iter().map(|comment| comment["text"].as_str().unwrap());
    insta::assert_snapshot!(texts.collect::<Vec<_>>().join("\n"), @r"
    INC-R8Z5HY: when customers felt it is corrected. From 2026-11-22 17:40 UTC until 2026-11-22 18:30 UTC. So said ops & co.
    INC-R8Z5HY: when customers felt it is corrected, 2× by now. From 2026-11-22 17:40 UTC until its end. So said ops & co.
    INC-R8Z5HY: when customers felt it is corrected, 3× by now. From an unknown time until 2026-11-22 18:30 UTC. So said ops & co.
    INC-R8Z5HY: when customers felt it is corrected, 4× by now. It is not known. So said ops & co.
    ");
}

#[tokio::test]
async fn an_issue_that_is_closed_again_has_the_labels_of_its_last_end() {
    let world = World::start().await;
    let key = world.run(Jira::create, ticket()).await.unwrap().key;
    world.run(Jira::close, close_ticket(&key)).await.unwrap();
    for _ in 0..2 {
        world.run(Jira::reopen, reopen_ticket(&key)).await.unwrap();
    }
    let held = &issues(&world)[0];
    assert_eq!(held["status"], "In Progress");
    insta::assert_snapshot!(held["comments"][1]["text"].as_str().unwrap(), @"INC-R8Z5HY is reopened: it goes on. So said ops & co.");

    let mut again = close_ticket(&key);
    again.before = vec![again.resolved.clone()];
    again.origins_before = vec!["cloud-provider".to_owned()];
    again.origin = Some("internal".to_owned());
    again.resolved.lasted_s += 3600 * 5;
    world.run(Jira::close, again).await.unwrap();
    let held = &issues(&world)[0];
    let labels = held["labels"].as_array().unwrap();
    let durations: Vec<_> =
        labels.iter().filter(|label| label.as_str().unwrap().starts_with("duration-")).collect();
    assert_eq!(durations, ["duration-4h-to-1d", "duration-minutes-365"]);
    assert!(labels.contains(&"origin-internal".into()) && !labels.contains(&"origin-cloud-provider".into()));
    insta::assert_snapshot!(
        held["comments"][2]["text"].as_str().unwrap(),
        @"INC-R8Z5HY is resolved, reopened 1× before. So said ops & co on 2026-11-22 19:10 UTC, after 6 hours 5 minutes. Origin: Cloud provider. Post-mortem"
    );
}

#[tokio::test]
async fn a_status_that_is_not_there_is_final_and_says_what_is() {
    let world = World::start().await;
    let key = world.run(Jira::create, ticket()).await.unwrap().key;
    let mut input = close_ticket(&key);
    input.plan.done_status = "Finito".to_owned();
    let failed = world.run(Jira::close, input).await.unwrap_err();
    assert!(failed.is_final());
    assert!(failed.words().contains("Finito") && failed.words().contains("Done"), "{}", failed.words());
}

#[tokio::test]
async fn jiras_own_words_are_told() {
    let world = World::start().await;
    let mut input = ticket();
    input.plan.issue_type = "Nonsense".to_owned();
    let failed = world.run(Jira::create, input).await.unwrap_err();
    assert!(failed.is_final());
    assert!(failed.words().starts_with("Jira: issuetype: "), "{}", failed.words());
}
