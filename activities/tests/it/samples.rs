//! An incident, as a workflow would tell it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use muster_workflows::{
    contract::{
        Facts,
        chat::{Card, Message, MessageKey, Post, Prompt, PromptState, Purpose, Quoted, Resolved},
        healing::{Act, Prepared},
        pager::{DedupKey, Trigger},
        ticket::{CloseTicket, CreateFollowUp, CreateTicket, NoteTicket, ReopenTicket},
    },
    domain::{
        DeclarationId, Ending, Impact, Link, Outcome, Period, Person, PostMortemPlan, Reference, Severity,
        Step, TicketPlan, Title,
        runbook::{Action, Webhook},
    },
};

pub(crate) fn declaration() -> DeclarationId {
    "V0SAMPLE".parse().unwrap()
}

pub(crate) fn key(purpose: Purpose) -> MessageKey {
    MessageKey { declaration: declaration(), purpose, author: "region-1".to_owned() }
}

pub(crate) fn reference() -> Reference {
    Reference::of(&declaration())
}

pub(crate) fn facts() -> Facts {
    Facts {
        id: declaration(),
        reference: reference(),
        title: Title::new("Checkout <!channel> & *search* are down").unwrap(),
        severity: Severity::MAJOR,
        severity_name: "Severity 1".to_owned(),
        services: vec!["Checkout".to_owned()],
        service_ids: vec!["checkout".to_owned()],
        declared_by: Person::in_slack("U0ADA", "Ada Lovelace"),
        declared_at: "2026-11-22T18:05:03Z".parse().unwrap(),
        impact: Impact { started_at: Some("2026-11-22T17:50:00Z".parse().unwrap()), ended_at: None },
        drill: false,
        private: false,
    }
}

pub(crate) fn card() -> Card {
    Card {
        facts: facts(),
        confirmed_by: Person::in_slack("U0GRACE", "Grace Hopper"),
        roles: BTreeMap::new(),
        update: None,
        alert: None,
        steps: vec![
            (Step::Channel, Outcome::made("#inc-checkout", "https://example.test/archives/C1")),
            (Step::Meeting, Outcome::Failed { why: "Zoom: User does not exist: <x>.".to_owned() }),
            (Step::PostMortem, Outcome::Pending),
        ],
        can_be_remedied: true,
        retries: BTreeMap::new(),
        resolved: None,
        can_be_reopened: false,
        can_be_amended: false,
        reopened: 0,
    }
}

pub(crate) fn resolved() -> Resolved {
    Resolved {
        by: Person::at_a_shell("ops & co"),
        at: "2026-11-22T19:10:03Z".parse().unwrap(),
        lasted_s: 3900,
        origin: Some("Cloud provider".to_owned()),
        ending: Ending::Resolved,
    }
}

fn ticket_plan() -> TicketPlan {
    TicketPlan {
        project: "INC".to_owned(),
        issue_type: "Incident".to_owned(),
        done_status: "Done".to_owned(),
    }
}

pub(crate) fn ticket() -> CreateTicket {
    let summary = format!("{} Checkout is down", reference());
    CreateTicket { plan: ticket_plan(), summary, facts: facts(), security_level: None }
}

pub(crate) fn close_ticket(key: &str) -> CloseTicket {
    CloseTicket {
        key: key.to_owned(),
        plan: ticket_plan(),
        facts: facts(),
        resolved: resolved(),
        origin: Some("cloud-provider".to_owned()),
        post_mortem: Some(Link { name: "Post-mortem".to_owned(), url: "https://example.test/p".to_owned() }),
        before: Vec::new(),
        origins_before: Vec::new(),
    }
}

pub(crate) fn reopen_ticket(key: &str) -> ReopenTicket {
    ReopenTicket {
        key: key.to_owned(),
        plan: ticket_plan(),
        reference: reference(),
        by: Person::at_a_shell("ops & co"),
        nth: 1,
    }
}

pub(crate) fn note_ticket(key: &str) -> NoteTicket {
    let at = |text: &str| text.parse().ok();
    NoteTicket {
        key: key.to_owned(),
        reference: reference(),
        impact: Impact { started_at: at("2026-11-22T17:40:00Z"), ended_at: at("2026-11-22T18:30:00Z") },
        by: Person::at_a_shell("ops & co"),
        nth: 1,
    }
}

pub(crate) fn dedup_key() -> DedupKey {
    DedupKey::of(&declaration())
}

pub(crate) fn trigger() -> Trigger {
    let url = "https://example.test/archives/C1".to_owned();
    let links = vec![Link { name: "#inc-checkout".to_owned(), url: url.clone() }];
    Trigger { key: dedup_key(), facts: facts(), links, channel_url: Some(url) }
}

pub(crate) fn prompt() -> Message {
    Message::Prompt(Prompt {
        facts: facts(),
        severity_description: "Major service disruption, no workaround".to_owned(),
        state: PromptState::Open { expires_after: Period::minutes(15) },
        refused: None,
        private: None,
    })
}

/// A message for the incidents channel, from now on.
pub(crate) fn post(purpose: Purpose, message: Message) -> Post {
    Post {
        channel: "#incidents".to_owned(),
        key: key(purpose),
        message,
        since: Timestamp::now(),
        looked_in: None,
    }
}

pub(crate) fn follow_up(nth: u32) -> CreateFollowUp {
    CreateFollowUp {
        project: "INC".to_owned(),
        issue_type: "Task".to_owned(),
        title: Title::new("Renew the certificate a month earlier").unwrap(),
        facts: facts(),
        nth,
        by: Person::in_slack("U0ZOE", "Zoé Müller"),
        about: Some(Quoted {
            text: "It expired <again>.\n\nWe should renew it earlier.".to_owned(),
            by: "Ada Lovelace".to_owned(),
            url: "https://example.test/archives/C1/p1".to_owned(),
        }),
        security_level: None,
    }
}

pub(crate) fn post_mortem_plan() -> PostMortemPlan {
    PostMortemPlan { space: "SP".to_owned(), parent: None, timeline_emoji: "pushpin".to_owned() }
}

/// A webhook to send.
pub(crate) fn webhook(url: &str) -> Act {
    Act {
        id: "run-1-0".to_owned(),
        runbook: "restart-web".parse().unwrap(),
        target: "web-1".parse().unwrap(),
        action: Action::Webhook(Webhook { url: url.to_owned(), data: Default::default() }),
        aws: None,
        prepared: Prepared::default(),
        begun_at: "2026-11-22T09:00:00Z".parse().unwrap(),
    }
}
