use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::News;
use crate::{
    contract::Facts,
    domain::{
        Decision, Ending, Link, Outcome, Party, Period, Person, Reference, Role, StatusUpdate, Step,
        runbook::{DataAgain, NoData, Report},
    },
};

/// What Muster says in Slack. How it looks is decided where it is sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "says")]
pub enum Message {
    /// Somebody declares an incident: is that so?
    Prompt(Prompt),
    /// To everybody: there is an incident, and this is where to join. After the end: it is over.
    Announcement(Card),
    /// To everybody, of a private incident: that there is one, and no more.
    Redacted(Redacted),
    /// To management, of a private incident: that there is one of the worst kind, and no more.
    RedactedAlert(RedactedAlert),
    /// To the responders: what was opened, and how each step went.
    Card(Card),
    /// To management: there is an incident of the worst kind.
    Alert(Card),
    /// To the next group: nobody has acknowledged the alert.
    Escalated {
        /// About which incident.
        card: Card,
        /// Since when the alert waits for somebody.
        since: Timestamp,
    },
    /// It has been quiet: what is going on?
    Reminder {
        /// About which incident.
        facts: Facts,
        /// The plan's time of quiet.
        quiet: Period,
        /// How often it has been said, this time included.
        nth: u32,
    },
    /// To everybody: how it goes.
    Update {
        /// About which incident.
        facts: Facts,
        /// How it goes.
        update: StatusUpdate,
    },
    /// To the responders, or to everybody: something happened that they should know.
    News {
        /// In which incident.
        reference: Reference,
        /// What.
        news: News,
    },
    /// To the responders: it is over.
    Resolved(Card),
    /// To the responders: what is left to do?
    FollowUps {
        /// About which incident.
        facts: Facts,
        /// Where they are listed.
        post_mortem: Option<Link>,
        /// The name of the emoji that makes a follow-up of a message; none: those are written down by hand.
        #[serde(default)]
        emoji: Option<String>,
    },
    /// To everybody: Muster heals something by a runbook.
    Run(Box<Report>),
    /// To everybody: the looks of a runbook do not learn whether something is wrong.
    NoData {
        /// What they do not learn.
        no_data: NoData,
        /// Since when.
        since: Timestamp,
        /// That they do again.
        again: Option<DataAgain>,
    },
    /// The channel has been quiet and is archived now.
    Archival {
        /// The plan's time of quiet.
        quiet: Period,
    },
}

/// The question whether an incident is one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prompt {
    /// What was declared.
    pub facts: Facts,
    /// What the severity means.
    pub severity_description: String,
    /// How far it is.
    pub state: PromptState,
    /// Why it comes as a direct message to who declared: the incidents channel refused it.
    #[serde(default)]
    pub refused: Option<String>,
    /// How it is confirmed, where it is private: it comes as a direct message then.
    #[serde(default)]
    pub private: Option<PrivatePrompt>,
}

/// How a private incident is confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivatePrompt {
    /// Who is asked.
    pub confirmers: Vec<Party>,
    /// Whether who reads this may confirm it.
    pub may_confirm: bool,
    /// Why none of those who are asked was reached.
    pub unreached: Option<String>,
    /// Who was not, where others were.
    #[serde(default)]
    pub not_all: Option<String>,
}

/// What everybody may read of a private incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redacted {
    /// Its short name.
    pub reference: Reference,
    /// Whether it is an exercise.
    pub drill: bool,
    /// Whether it has ended.
    pub is_over: bool,
    /// Its channel, for who declared it: who is not in it any more reads no more.
    #[serde(default)]
    pub channel: Option<Link>,
}

/// What management may read of a private incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactedAlert {
    /// Which incident.
    pub incident: Redacted,
    /// Who has the alert.
    pub acknowledged: Option<Decision>,
    /// To the next group: since when the alert waits for somebody.
    pub since: Option<Timestamp>,
    /// Who can let them in.
    pub ask: Vec<Party>,
}

/// How far a prompt is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum PromptState {
    /// It waits for Confirm or Cancel.
    Open {
        /// How long.
        expires_after: Period,
    },
    /// Somebody pressed Confirm.
    Confirmed {
        /// Who.
        by: Person,
    },
    /// Somebody pressed Cancel.
    Cancelled {
        /// Who.
        by: Person,
    },
    /// Nobody pressed anything.
    Expired {
        /// How long it waited.
        after: Period,
    },
}

/// An incident at a glance: the announcement, the card in the channel, and the alert show parts of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Which incident.
    pub facts: Facts,
    /// Who confirmed it; who declared, where it was confirmed as it was declared.
    pub confirmed_by: Person,
    /// Who has which role.
    #[serde(default)]
    pub roles: BTreeMap<Role, Person>,
    /// How it went when everybody was last told.
    #[serde(default)]
    pub update: Option<StatusUpdate>,
    /// Whether somebody has the management alert, where that matters.
    #[serde(default)]
    pub alert: Option<Alert>,
    /// The steps so far, in the order people read them.
    pub steps: Vec<(Step, Outcome)>,
    /// Whether people can still do something about a step.
    #[serde(default)]
    pub can_be_remedied: bool,
    /// How far the retries are of the steps that are being retried, as far as that is known.
    #[serde(default)]
    pub retries: BTreeMap<Step, Retry>,
    /// How it ended, if it did.
    #[serde(default)]
    pub resolved: Option<Resolved>,
    /// Whether people can still reopen it.
    #[serde(default)]
    pub can_be_reopened: bool,
    /// Whether people can still add to what is written down of it, after its end.
    #[serde(default)]
    pub can_be_amended: bool,
    /// How often they have.
    #[serde(default)]
    pub reopened: u32,
}

/// How far the management alert is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// Who has it.
    pub acknowledged: Option<Decision>,
    /// How many further groups were alerted because nobody had.
    pub escalations: usize,
    /// When the next is, unless somebody has it by then.
    pub next_at: Option<Timestamp>,
}

/// How far the retries of a step are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retry {
    /// Which attempt comes next, or is under way; the fast one was the first.
    pub attempt: u32,
    /// When it begins; none: it is under way.
    #[serde(default)]
    pub next_at: Option<Timestamp>,
    /// Why the last one failed, in the vendor's own words.
    pub why: String,
}

/// How an incident ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// Who resolved it.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// How long it lasted, from declaration to resolution, in seconds.
    pub lasted_s: i64,
    /// The name of the origin, if said.
    #[serde(default)]
    pub origin: Option<String>,
    /// As what.
    #[serde(default)]
    pub ending: Ending,
}

impl Card {
    /// What a step made, if it was done and can be opened.
    pub fn link(&self, step: Step) -> Option<&Link> {
        self.steps.iter().find(|(candidate, _)| *candidate == step).and_then(|(_, outcome)| outcome.link())
    }
}
