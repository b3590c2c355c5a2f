use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    alerts::AlertedGroup,
    confirmers::Confirmers,
    follow_ups::FollowUp,
    lost_alerts::LostAlert,
    post_mortem::PageVersion,
    record::KeptAs,
    said::{Effect, Heard},
};
use crate::{
    contract::{
        chat::{Channel, News, Posted},
        meeting::Meeting,
        page::Page,
        ticket::Ticket,
        transcript::Marked,
    },
    domain::{
        Decision, Declaration, Event, Impact, Outcome, Person, Remedied, Reopening, Resolution, Role,
        Severity, Status, StatusUpdate, Step, Timeline, Tour,
    },
};

/// More than anybody reads; the oldest goes.
const MOST_TROUBLE: usize = 50;

/// All that an incident knows, through all phases and runs. Every field has a default, so that what an older
/// version left reads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// Where the incident is in its life.
    pub status: Status,
    /// The prompt.
    pub prompt: Option<Posted>,
    /// Whoever declared has the prompt as a direct message: it is private, or the incidents channel refused it.
    pub asked_privately: bool,
    /// Whether it is known what became of the prompt: it stands, or cannot be posted.
    #[serde(skip)]
    pub(super) prompt_is_settled: bool,
    /// Whether people can see the question whether this is an incident.
    pub asked: bool,
    /// Whether people may see it although it is not known where: it was given up while it may have been posted.
    pub prompt_is_lost: bool,
    /// Who was asked to confirm it, where it is private.
    pub confirmers: Confirmers,
    /// Whether another region owns the incident.
    pub superseded: bool,
    /// Who confirmed.
    pub confirmed: Option<Decision>,
    /// Who cancelled.
    pub cancelled: Option<Decision>,
    /// How it ended.
    pub resolution: Option<Resolution>,
    /// Nobody can reopen it any more.
    pub is_final: bool,
    /// How often it was reopened, by whom, and from which end.
    pub reopened: Vec<Reopening>,
    /// Of how many of these the Jira issue tells.
    pub reopened_on_ticket: u32,
    /// Said before Confirm, which was kept while the region was away and is still to come.
    pub resolved_early: Option<Resolution>,
    /// How each step went.
    pub outcomes: BTreeMap<Step, Outcome>,
    /// What somebody wants done about a step, until it is taken up.
    pub remedies: BTreeMap<Step, Remedied>,
    /// How bad it is, where somebody knew better than who declared it.
    pub severity: Option<Severity>,
    /// When customers felt it, where somebody knew better than who declared it.
    pub impact: Option<Impact>,
    /// How often somebody did.
    pub times_impact_corrected: u32,
    /// Of how many of these the Jira issue tells.
    pub impact_on_ticket: u32,
    /// The severity by which it is found, where that was changed.
    pub searched_by: Option<Severity>,
    /// The severity with which its Jira issue is labelled.
    pub labelled: Option<Severity>,
    /// Who has which role.
    pub roles: BTreeMap<Role, Person>,
    /// Who is still to be invited into the channel, because of a role.
    pub to_invite: Vec<String>,
    /// Who has the management alert.
    pub acknowledged: Option<Decision>,
    /// Who was alerted, group after group, since the incident was confirmed or last reopened.
    pub alerted: Vec<AlertedGroup>,
    /// Alerts of which it is not known whom they have reached.
    pub lost_alerts: Vec<LostAlert>,
    /// Whom these turned out to have reached: escalation does not count them.
    pub found_alerts: Vec<AlertedGroup>,
    /// How it went when everybody was last told.
    pub update: Option<StatusUpdate>,
    /// When the next update is promised, until it comes or somebody is reminded of it.
    pub next_update_at: Option<Timestamp>,
    /// In a drill: what was shown last of what there is to do.
    pub toured: Option<Tour>,
    /// What is left to do, in the order in which it was said.
    pub follow_ups: Vec<FollowUp>,
    /// What people said lately, so that it counts once.
    pub heard: Vec<Heard>,
    /// What the incident channel is still to hear.
    pub news: Vec<News>,
    /// How much of that it was told.
    pub told: u32,
    /// The incident channel.
    pub channel: Option<Channel>,
    /// Whether its archival is begun.
    pub is_left_to_archive: bool,
    /// The Zoom meeting.
    pub meeting: Option<Meeting>,
    /// The Jira issue.
    pub ticket: Option<Ticket>,
    /// Whether PagerDuty may have an alert that is not resolved: it was asked for one.
    pub paged: bool,
    /// Whether PagerDuty has heard that somebody has the alert.
    pub page_acknowledged: bool,
    /// The post-mortem.
    pub post_mortem: Option<Page>,
    /// What people marked for the timeline, as the transcript has it.
    pub marked: Vec<Marked>,
    /// How much the post-mortem tells.
    pub page_shows: PageVersion,
    /// Somebody has written in the post-mortem: Muster does not any more.
    pub page_is_peoples: bool,
    /// How many messages people wrote, as the transcript has them.
    pub messages: u32,
    /// How many people wrote one.
    pub people: u32,
    /// When the first was written.
    pub first_message: Option<Timestamp>,
    /// As what the store has it.
    pub kept: Option<KeptAs>,
    /// The announcement.
    pub announcement: Option<Posted>,
    /// The card in the incident channel.
    pub card: Option<Posted>,
    /// Reminders so far.
    pub reminders: Reminders,
    /// What happened.
    pub timeline: Timeline,
    /// What went wrong beside the steps, for operators.
    pub trouble: Vec<String>,
    /// How often something changed that people should see.
    pub changes: u32,
    /// How many of those changes they see.
    pub shown: u32,
    /// The run ends when nothing is under way any more.
    #[serde(skip)]
    pub(super) is_ending: bool,
    /// An activity keeps the card.
    #[serde(skip)]
    pub(super) is_followed: bool,
    /// The confirmers are being asked, or told how the question was answered.
    #[serde(skip)]
    pub(super) is_asking: bool,
    /// A further group is being alerted.
    #[serde(skip)]
    pub(super) is_escalating: bool,
    /// Who has which role, as lists show it.
    #[serde(skip)]
    pub(super) listed_roles: BTreeMap<Role, Person>,
    /// For which end each step at close is under way: how often the incident had been reopened.
    #[serde(skip)]
    pub(super) ends_under_way: BTreeMap<Step, u32>,
    /// How many calls are under way that tell PagerDuty about an alert that is there.
    #[serde(skip)]
    pub(super) pager_calls: u32,
    /// How many fast attempts are under way.
    #[serde(skip)]
    pub(super) in_fast_attempt: u32,
}

/// Reminders so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reminders {
    /// How many.
    pub sent: u32,
    /// When the last one was.
    pub last: Option<Timestamp>,
    /// When a person last wrote, as far as is known.
    pub last_message: Option<Timestamp>,
}

impl State {
    /// Right after the declaration.
    pub(super) fn declared(declaration: &Declaration) -> Self {
        let mut state = Self { asked_privately: declaration.private, ..Self::default() };
        let event = Event::Declared { by: declaration.by.clone(), severity: declaration.severity };
        state.timeline.record(declaration.at, event);
        if declaration.confirmed {
            state.confirm(declaration.by.clone(), declaration.at);
        }
        state
    }

    pub(super) fn confirm(&mut self, by: Person, at: Timestamp) -> Effect {
        let counts = self.is_undecided();
        if counts {
            self.timeline.record(at, Event::Confirmed { by: by.clone() });
            self.confirmed = Some(Decision { by, at });
            if let Some(early) = self.resolved_early.take() {
                let at = early.at.max(at);
                self.resolve(Resolution { at, ..early });
            }
        }
        Effect::of(counts)
    }

    pub(super) fn cancel(&mut self, by: Person, at: Timestamp) -> Effect {
        let counts = self.is_undecided();
        if counts {
            self.timeline.record(at, Event::Cancelled { by: by.clone() });
            self.cancelled = Some(Decision { by, at });
        }
        Effect::of(counts)
    }

    pub(super) fn enter(&mut self, status: Status, at: Timestamp) {
        match status {
            Status::Expired => self.timeline.record(at, Event::Expired),
            Status::Superseded => self.timeline.record(at, Event::Superseded),
            // What somebody said is in the timeline since they said it.
            Status::Prompted | Status::Active | Status::Resolved | Status::Cancelled => {}
        }
        self.status = status;
    }

    /// Notes what went wrong beside the steps. A reminder can fail the same way every hour for weeks.
    pub(super) fn note_trouble(&mut self, what: String) {
        if self.trouble.contains(&what) {
            return;
        }
        if self.trouble.len() == MOST_TROUBLE {
            self.trouble.remove(0);
        }
        self.trouble.push(what);
    }

    /// Whether nobody has confirmed or cancelled, and it is not too late for it.
    pub(super) fn is_undecided(&self) -> bool {
        self.status == Status::Prompted
            && !self.superseded
            && self.confirmed.is_none()
            && self.cancelled.is_none()
    }

    /// Whether who answered the prompt pressed a button of it.
    pub(super) fn was_answered_in_slack(&self) -> bool {
        let answer = self.confirmed.as_ref().or(self.cancelled.as_ref());
        answer.is_some_and(|decision| decision.by.slack_id.is_some())
    }

    /// The status that the answer to the prompt leads to, or that there was none. Another region's incident is not
    /// ours, whatever people said.
    pub(super) fn verdict(&self) -> Status {
        match () {
            () if self.superseded => Status::Superseded,
            () if self.cancelled.is_some() => Status::Cancelled,
            () if self.confirmed.is_some() => Status::Active,
            () => Status::Expired,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        domain::{DeclarationId, Plan, Title},
        incident::Incident,
    };

    pub(in crate::incident) fn ada() -> Person {
        Person::in_slack("U0ADA", "Ada")
    }

    pub(in crate::incident) fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    pub(in crate::incident) fn declaration(confirmed: bool) -> Declaration {
        Declaration {
            id: DeclarationId::try_from("V1".to_owned()).unwrap(),
            title: Title::new("Checkout is down").unwrap(),
            severity: Severity::MAJOR,
            services: Vec::new(),
            impact_started_at: None,
            by: ada(),
            at: at(0),
            team_id: None,
            confirmed,
            drill: false,
            private: false,
        }
    }

    pub(in crate::incident) fn incident(declaration: Declaration) -> Incident {
        let plan = r##"{"incidents_channel": "#i", "ticket": {"project": "P", "issue_type": "T"},
            "post_mortem": {"space": "S"}, "meeting": {"hosts": []}, "severity": []}"##;
        let plan: Plan = serde_json::from_str(plan).unwrap();
        Incident {
            state: State::declared(&declaration),
            declaration,
            plan,
            first_run: String::new(),
            is_without_memo: false,
        }
    }

    #[test]
    fn the_first_of_confirm_and_cancel_counts() {
        let mut state = State::declared(&declaration(false));
        state.cancel(ada(), at(1));
        state.confirm(ada(), at(2));
        assert_eq!((state.cancelled.is_some(), state.confirmed.is_some()), (true, false));
    }

    #[test]
    fn too_late_is_too_late() {
        for late in [
            State { status: Status::Expired, ..State::default() },
            State { superseded: true, ..State::default() },
        ] {
            let mut state = late.clone();
            state.confirm(ada(), at(1));
            assert_eq!(state, late);
        }
    }

    #[test]
    fn the_timeline_tells_how_a_question_without_answer_ended() {
        for (status, event) in [(Status::Expired, Event::Expired), (Status::Superseded, Event::Superseded)] {
            let mut state = State::default();
            state.enter(status, at(1));
            assert_eq!(state.status, status);
            assert_eq!(state.timeline.entries().last().unwrap().event, event);
        }
    }

    #[test]
    fn trouble_is_bounded_and_noted_once() {
        let mut state = State::default();
        for n in 0..=MOST_TROUBLE {
            state.note_trouble(n.to_string());
            state.note_trouble(n.to_string());
        }
        assert_eq!(state.trouble.len(), MOST_TROUBLE);
        assert_eq!(state.trouble.first().unwrap(), "1");
    }

    #[test]
    fn what_an_older_version_left_reads() {
        let state: State = serde_json::from_str("{}").unwrap();
        assert_eq!(state, State::default());
    }
}
