//! Jira issues.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use serde::{Deserialize, Serialize};
use temporalio_macros::activity_definitions;

use crate::{
    contract::{
        Facts,
        chat::{Quoted, Resolved},
    },
    domain::{Impact, Link, Person, Reference, Severity, TicketPlan, Title},
};

/// The activities that call Jira.
pub struct Tickets;

#[activity_definitions]
impl Tickets {
    /// Makes the issue, or finds the one with the incident's label.
    #[activity(name = "ticket.create")]
    pub fn create(input: CreateTicket) -> Ticket {
        unimplemented!()
    }

    /// Puts links on an issue, each once.
    #[activity(name = "ticket.link")]
    pub fn link(input: LinkTicket) {
        unimplemented!()
    }

    /// Labels an issue with another severity.
    #[activity(name = "ticket.relabel")]
    pub fn relabel(input: RelabelTicket) {
        unimplemented!()
    }

    /// Comments on an issue when customers felt its incident.
    #[activity(name = "ticket.note")]
    pub fn note(input: NoteTicket) {
        unimplemented!()
    }

    /// Comments on an issue that its incident goes on, and moves it out of done.
    #[activity(name = "ticket.reopen")]
    pub fn reopen(input: ReopenTicket) {
        unimplemented!()
    }

    /// Makes the issue of a follow-up, or finds the one with its label.
    #[activity(name = "ticket.follow-up")]
    pub fn follow_up(input: CreateFollowUp) -> Ticket {
        unimplemented!()
    }

    /// Links two issues, once.
    #[activity(name = "ticket.relate")]
    pub fn relate(input: RelateTickets) {
        unimplemented!()
    }

    /// How follow-ups stand.
    #[activity(name = "ticket.list-follow-ups")]
    pub fn list_follow_ups(input: ListFollowUps) -> FollowUpsListed {
        unimplemented!()
    }

    /// Labels an issue with duration and origin, comments how the incident ended, links the post-mortem and
    /// moves it to done.
    #[activity(name = "ticket.close")]
    pub fn close(input: CloseTicket) {
        unimplemented!()
    }
}

/// What an implementation names in `#[activity(definition = …)]`.
pub mod activity {
    pub use super::tickets::*;
}

/// An issue to make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateTicket {
    /// Where.
    pub plan: TicketPlan,
    /// At most 255 characters; contains the reference.
    pub summary: String,
    /// What the description tells.
    pub facts: Facts,
    /// The name of the security level that it has to have.
    #[serde(default)]
    pub security_level: Option<String>,
}

/// An issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its key: `INC-12`.
    pub key: String,
    /// Where it opens.
    pub url: String,
}

/// Links for an issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkTicket {
    /// The issue's key.
    pub key: String,
    /// The links.
    pub links: Vec<Link>,
}

/// How an incident ended, for its issue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CloseTicket {
    /// The issue's key.
    pub key: String,
    /// Where done is.
    pub plan: TicketPlan,
    /// Which incident.
    pub facts: Facts,
    /// How it ended.
    pub resolved: Resolved,
    /// The origin's id: a label.
    #[serde(default)]
    pub origin: Option<String>,
    /// The post-mortem, if there is one by now.
    #[serde(default)]
    pub post_mortem: Option<Link>,
    /// How it ended before it was reopened, each time: those labels do not hold any more.
    #[serde(default)]
    pub before: Vec<Resolved>,
    /// The ids of the origins that were said at these.
    #[serde(default)]
    pub origins_before: Vec<String>,
}

/// An issue whose incident goes on after its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReopenTicket {
    /// The issue's key.
    pub key: String,
    /// Where done is.
    pub plan: TicketPlan,
    /// Which incident.
    pub reference: Reference,
    /// Who says so.
    pub by: Person,
    /// For which time, from 1.
    pub nth: u32,
}

/// An issue whose incident customers felt at other times than it tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteTicket {
    /// The issue's key.
    pub key: String,
    /// Which incident.
    pub reference: Reference,
    /// When they felt it.
    pub impact: Impact,
    /// Who says so.
    pub by: Person,
    /// Which correction it is, from 1.
    pub nth: u32,
}

/// An issue whose incident has another severity than it was labelled with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelabelTicket {
    /// Its key.
    pub key: String,
    /// The severity before.
    pub from: Severity,
    /// The severity from now on.
    pub to: Severity,
}

/// The issue of a follow-up to make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreateFollowUp {
    /// Where.
    pub project: String,
    /// The name of its issue type.
    pub issue_type: String,
    /// What is to be done.
    pub title: Title,
    /// After which incident.
    pub facts: Facts,
    /// Which of its follow-ups it is, from 1.
    pub nth: u32,
    /// Who asked for it.
    pub by: Person,
    /// The message that it is about.
    #[serde(default)]
    pub about: Option<Quoted>,
    /// The name of the security level that it has to have.
    #[serde(default)]
    pub security_level: Option<String>,
}

/// Two issues to link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelateTickets {
    /// The key of the one.
    pub from: String,
    /// The key of the other.
    pub to: String,
    /// The name of Jira's link type.
    pub link_type: String,
}

/// Which follow-ups to list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListFollowUps {
    /// The key of the project of those of all incidents.
    pub project: String,
    /// Those of this incident; else all that are not done, but for drills'.
    #[serde(default)]
    pub of: Option<Reference>,
    /// Also those of private incidents.
    #[serde(default)]
    pub private: bool,
    /// The keys of some that are there: Jira's search may not know them yet.
    #[serde(default)]
    pub known: Vec<String>,
}

/// Follow-ups, those made last first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpsListed {
    /// At most [`FollowUpsListed::MOST`].
    pub issues: Vec<FollowUpIssue>,
    /// Whether there are more.
    pub more: bool,
}

impl FollowUpsListed {
    /// More than anybody reads in Slack.
    pub const MOST: usize = 30;
}

/// A follow-up, as it is in Jira.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpIssue {
    /// Its key: `INC-13`.
    pub key: String,
    /// Where it opens.
    pub url: String,
    /// What is to be done.
    pub title: String,
    /// The name of its status.
    pub status: String,
    /// Whether that is an end.
    pub is_done: bool,
    /// The name of who has it.
    #[serde(default)]
    pub assignee: Option<String>,
}
