use std::collections::BTreeMap;

use muster_workflows::{
    contract::{
        Facts,
        chat::{
            Alert, Card, News, PrivatePrompt, Prompt, PromptState, Redacted, RedactedAlert, Resolved, Retry,
        },
    },
    domain::{
        Decision, Ending, Impact, Link, Other, Outcome, Period, Person, Role, Severity, StatusUpdate, Step,
        Title, Tour,
    },
};

use super::*;

fn id() -> DeclarationId {
    "V0SAMPLE".parse().unwrap()
}

fn facts() -> Facts {
    Facts {
        id: id(),
        reference: "INC-K7F3QD".parse().unwrap(),
        title: Title::new("Checkout <!channel> & *search* <@U1> are down 🔥").unwrap(),
        severity: Severity::MAJOR,
        severity_name: "Severity 1".to_owned(),
        services: vec!["Checkout".to_owned(), "Search & co".to_owned()],
        service_ids: vec!["checkout".to_owned(), "search".to_owned()],
        declared_by: Person::in_slack("U0ADA", "Ada Lovelace"),
        declared_at: "2026-11-22T18:05:03Z".parse().unwrap(),
        impact: Impact { started_at: Some("2026-11-22T17:50:00Z".parse().unwrap()), ended_at: None },
        drill: false,
        private: false,
    }
}

fn drill() -> Facts {
    Facts { drill: true, title: Title::new("Checkout is down").unwrap().of_drill(), ..facts() }
}

fn corrected(started: Option<&str>, ended: Option<&str>) -> News {
    let at = |text: Option<&str>| text.map(|text| text.parse().unwrap());
    let impact = Impact { started_at: at(started), ended_at: at(ended) };
    News::Impact { impact, by: by() }
}

fn card() -> Card {
    Card {
        facts: facts(),
        confirmed_by: Person::in_slack("U0GRACE", "Grace Hopper"),
        roles: BTreeMap::new(),
        update: None,
        alert: None,
        steps: vec![
            (Step::Channel, Outcome::made("#inc-checkout-k7f3qd", "https://example.test/archives/C1")),
            (Step::Responders, Outcome::noted("not for a@b.test: users_not_found")),
            (Step::Meeting, Outcome::Failed { why: "Zoom: User does not exist: *<x>*.".into() }),
            (Step::Ticket, Outcome::Retrying { why: "Jira: 503 Service Unavailable".into() }),
            (Step::Announcement, Outcome::Pending),
            (Step::ManagementAlert, Outcome::skipped_by(Person::in_slack("U0ZOE", "Zoé Müller"))),
            (Step::Bookmarks, Outcome::skipped("there is no Zoom meeting")),
        ],
        can_be_remedied: true,
        retries: BTreeMap::new(),
        resolved: None,
        can_be_reopened: false,
        can_be_amended: false,
        reopened: 0,
    }
}

/// As who declared it reads of it, as long as they may not be in its channel.
fn private() -> Card {
    Card { facts: Facts { private: true, ..facts() }, ..without_channel() }
}

/// With a card of its own, a link that somebody gave, and a look at the retries.
fn remedied() -> Card {
    let mut card = card();
    card.steps.insert(1, (Step::Card, Outcome::done()));
    card.steps[3].1 = Outcome::made_by_hand("Zoom meeting", "https://meet.example.test/1", by());
    let why = "Jira: 502 Bad Gateway".to_owned();
    let next_at = Some("2026-11-22T18:06:33Z".parse().unwrap());
    card.roles = BTreeMap::from([(Role::Commander, by()), (Role::Scribe, Person::at_a_shell("ops & <co>"))]);
    card.update = Some(update());
    card.retries.insert(Step::Ticket, Retry { attempt: 4, next_at, why });
    card
}

fn resolved() -> Card {
    let mut card = card();
    card.can_be_remedied = false;
    card.steps.push((Step::PostMortem, Outcome::made("Post-mortem", "https://example.test/wiki/1?a=1&b=2")));
    card.resolved = Some(Resolved {
        by: Person::at_a_shell("ops & <co>"),
        at: "2026-11-22T19:10:03Z".parse().unwrap(),
        lasted_s: 3900,
        origin: Some("Cloud provider".into()),
        ending: Ending::Resolved,
    });
    card
}

fn ended(ending: Ending) -> Card {
    let mut card = resolved();
    card.steps.pop();
    if let Some(resolved) = &mut card.resolved {
        (resolved.ending, resolved.origin) = (ending, None);
    }
    card
}

/// For the second time, and it may not be the last.
fn resolved_again() -> Card {
    Card { can_be_reopened: true, can_be_amended: true, reopened: 1, ..resolved() }
}

fn other() -> Other {
    Other {
        id: "V0OTHER".parse().unwrap(),
        reference: "INC-C4JERV".parse().unwrap(),
        channel_url: Some("https://example.test/archives/C2".to_owned()),
    }
}

/// Somebody has the alert, after it went to another group.
fn acknowledged() -> Card {
    let decision = Decision { by: by(), at: "2026-11-22T18:25:00Z".parse().unwrap() };
    let alert = Alert { acknowledged: Some(decision), escalations: 1, next_at: None };
    Card { alert: Some(alert), ..card() }
}

/// Nobody has it yet.
fn waiting(next_at: Option<&str>) -> Card {
    let next_at = next_at.map(|at| at.parse().unwrap());
    Card { alert: Some(Alert { acknowledged: None, escalations: 1, next_at }), ..card() }
}

fn escalated(card: Card) -> Message {
    Message::Escalated { card, since: "2026-11-22T18:05:07Z".parse().unwrap() }
}

fn without_channel() -> Card {
    let mut card = card();
    card.steps[0].1 = Outcome::Failed { why: "Slack: restricted_action".into() };
    card
}

fn prompt(state: PromptState) -> Message {
    let severity_description = "Major service disruption, no workaround".to_owned();
    Message::Prompt(Prompt { facts: facts(), severity_description, state, refused: None, private: None })
}

fn private_prompt(may_confirm: bool, unreached: Option<&str>, not_all: Option<&str>) -> Message {
    let private = PrivatePrompt {
        confirmers: vec!["@security".parse().unwrap(), "zoe_m@example.test".parse().unwrap()],
        may_confirm,
        unreached: unreached.map(str::to_owned),
        not_all: not_all.map(str::to_owned),
    };
    Message::Prompt(Prompt {
        facts: Facts { private: true, ..facts() },
        severity_description: String::new(),
        state: PromptState::Open { expires_after: Period::minutes(15) },
        refused: None,
        private: Some(private),
    })
}

fn redacted(drill: bool, is_over: bool) -> Redacted {
    Redacted { reference: facts().reference, drill, is_over, channel: None }
}

fn redacted_alert(is_over: bool, acknowledged: Option<Decision>, since: Option<&str>) -> Message {
    Message::RedactedAlert(RedactedAlert {
        incident: redacted(false, is_over),
        acknowledged,
        since: since.map(|at| at.parse().unwrap()),
        ask: vec!["@security".parse().unwrap()],
    })
}

fn update() -> StatusUpdate {
    StatusUpdate {
        text: "We found <!channel> & *roll back*".into(),
        by: by(),
        at: "2026-11-22T18:20:00Z".parse().unwrap(),
        next_at: Some("2026-11-22T18:50:00Z".parse().unwrap()),
    }
}

fn follow_up(outcome: Outcome) -> News {
    News::FollowUp { title: Title::new("Renew the *certificate* <earlier>").unwrap(), by: by(), outcome }
}

fn emoji() -> Option<String> {
    Some("ticket".to_owned())
}

fn news(news: News) -> Message {
    Message::News { reference: "INC-K7F3QD".parse().unwrap(), news }
}

fn by() -> Person {
    Person::in_slack("U0GRACE", "Grace Hopper")
}

#[test]
fn each_message_is_as_it_was_looked_at() {
    let after = Period::minutes(15);
    let refused = Message::Prompt(Prompt {
        facts: facts(),
        severity_description: String::new(),
        state: PromptState::Open { expires_after: after },
        refused: Some("Slack: channel_not_found".into()),
        private: None,
    });
    let link = Link { name: "Post-mortem".into(), url: "https://example.test/wiki/1".into() };
    for (name, message) in [
        ("prompt_open", prompt(PromptState::Open { expires_after: after })),
        ("prompt_confirmed", prompt(PromptState::Confirmed { by: by() })),
        ("prompt_cancelled", prompt(PromptState::Cancelled { by: by() })),
        ("prompt_expired", prompt(PromptState::Expired { after })),
        ("prompt_refused", refused),
        ("private_prompt", private_prompt(true, None, None)),
        ("private_prompt_declared", private_prompt(false, None, None)),
        ("private_prompt_not_all", private_prompt(false, None, Some("zoe_m@example.test: users_not_found"))),
        ("private_prompt_unreached", private_prompt(true, Some("@security: no_such_subteam"), None)),
        ("private_announcement", Message::Redacted(redacted(false, false))),
        (
            "private_announcement_to_declarer",
            Message::Redacted(Redacted {
                channel: card().link(Step::Channel).cloned(),
                ..redacted(false, false)
            }),
        ),
        ("private_announcement_drill", Message::Redacted(redacted(true, false))),
        ("private_announcement_over", Message::Redacted(redacted(false, true))),
        ("private_alert", redacted_alert(false, None, None)),
        ("private_alert_escalated", redacted_alert(false, None, Some("2026-11-22T18:05:07Z"))),
        (
            "private_alert_acknowledged",
            redacted_alert(false, acknowledged().alert.and_then(|alert| alert.acknowledged), None),
        ),
        ("private_alert_over", redacted_alert(true, None, None)),
        ("private_announcement_without_channel", Message::Announcement(private())),
        ("announcement", Message::Announcement(card())),
        ("announcement_resolved", Message::Announcement(resolved())),
        ("announcement_without_channel", Message::Announcement(without_channel())),
        ("card", Message::Card(card())),
        ("card_remedied", Message::Card(remedied())),
        ("card_resolved", Message::Card(resolved())),
        ("alert", Message::Alert(card())),
        ("alert_acknowledged", Message::Alert(acknowledged())),
        ("alert_resolved", Message::Alert(resolved())),
        ("alert_again", Message::Alert(Card { reopened: 1, ..card() })),
        ("alert_escalated", escalated(waiting(None))),
        ("alert_escalated_acknowledged", escalated(acknowledged())),
        ("card_alert_waits", Message::Card(waiting(Some("2026-11-22T18:35:07Z")))),
        ("card_alert_waits_in_vain", Message::Card(waiting(None))),
        ("card_alert_acknowledged", Message::Card(acknowledged())),
        ("news_acknowledged", news(News::Acknowledged { by: by() })),
        (
            "news_escalated",
            news(News::Escalated {
                since: "2026-11-22T18:05:07Z".parse().unwrap(),
                to: vec!["@directors".parse().unwrap(), "zoe_m@example.test".parse().unwrap()],
            }),
        ),
        ("reminder", Message::Reminder { facts: facts(), quiet: Period::hours(1), nth: 2 }),
        (
            "news_severity",
            news(News::Severity { from: "Significant".into(), to: "Major *<x>*".into(), by: by() }),
        ),
        ("update", Message::Update { facts: facts(), update: update() }),
        ("news_tour", news(News::Tour { stop: Tour::TakeCommand })),
        ("announcement_drill", Message::Announcement(Card { facts: drill(), ..card() })),
        ("card_drill", Message::Card(Card { facts: drill(), ..card() })),
        ("news_no_such_severity", news(News::NoSuchSeverity { severity: Severity::MAJOR, by: by() })),
        ("news_impact", news(corrected(Some("2026-11-22T17:40:00Z"), Some("2026-11-22T18:30:00Z")))),
        ("news_impact_start", news(corrected(Some("2026-11-22T17:40:00Z"), None))),
        ("news_impact_unknown", news(corrected(None, None))),
        ("news_post_mortem_is_peoples", news(News::PostMortemIsPeoples)),
        ("news_follow_up", news(follow_up(Outcome::made("INC-13", "https://example.test/browse/INC-13")))),
        ("news_follow_up_delayed", news(follow_up(Outcome::Retrying { why: "Jira: 503 <x>".into() }))),
        ("news_follow_up_failed", news(follow_up(Outcome::Failed { why: "Jira: no such *type*".into() }))),
        (
            "news_follow_up_skipped",
            news(follow_up(Outcome::skipped(
                "it is private, and the plan names no Jira security level for that",
            ))),
        ),
        ("news_too_many_follow_ups", news(News::TooManyFollowUps { by: by() })),
        ("news_update_due", news(News::UpdateDue { to: by(), due: update().next_at.unwrap() })),
        ("news_taken", news(News::Assigned { role: Role::Commander, to: Some(by()), by: by() })),
        (
            "news_given",
            news(News::Assigned { role: Role::Scribe, to: Some(Person::at_a_shell("ops & <co>")), by: by() }),
        ),
        ("news_laid_down", news(News::Assigned { role: Role::Communications, to: None, by: by() })),
        ("resolved", Message::Resolved(resolved())),
        ("follow_ups", Message::FollowUps { facts: facts(), post_mortem: Some(link), emoji: emoji() }),
        ("follow_ups_without_page", Message::FollowUps { facts: facts(), post_mortem: None, emoji: emoji() }),
        ("announcement_false_alarm", Message::Announcement(ended(Ending::FalseAlarm))),
        ("announcement_resolved_again", Message::Announcement(resolved_again())),
        ("resolved_again", Message::Resolved(resolved_again())),
        ("news_reopened", news(News::Reopened { by: by() })),
        ("resolved_false_alarm", Message::Resolved(ended(Ending::FalseAlarm))),
        ("resolved_duplicate", Message::Resolved(ended(Ending::Duplicate { of: other() }))),
        ("news_duplicate", news(News::Duplicate { other: other(), by: by() })),
        ("archival", Message::Archival { quiet: Period::days(30) }),
    ] {
        insta::assert_json_snapshot!(name, render(&message, &id()));
    }
}

#[test]
fn the_longest_incident_fits() {
    let mut long = resolved();
    long.facts.title = Title::new(&"📣".repeat(150)).unwrap();
    long.facts.severity_name = "s".repeat(200);
    let why = "<".repeat(1000);
    long.steps = Step::ALL.into_iter().map(|step| (step, Outcome::Failed { why: why.clone() })).collect();
    for message in [Message::Announcement(long.clone()), Message::Card(long.clone()), Message::Resolved(long)]
    {
        let json = serde_json::to_value(render(&message, &id())).unwrap();
        assert!(json["blocks"].as_array().unwrap().len() <= 50);
        for block in json["blocks"].as_array().unwrap() {
            // Other blocks have no text of their own, and other limits.
            let Some(text) = block["text"]["text"].as_str() else { continue };
            let most = if block["type"] == "header" { 150 } else { 3000 };
            assert!(text.chars().count() <= most, "{}", block["type"]);
        }
    }
}
