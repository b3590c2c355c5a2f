//! What is left to do after the incident: each an issue of its own, linked with the incident's.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use temporalio_workflow::workflows::join_all;

use super::{
    Context, Incident, State, aside,
    said::{AddFollowUp, Effect},
    status, work,
};
use crate::{
    attempt::{self, Failure},
    clock,
    contract::{
        System,
        chat::{Chat, News, Posted, Quoted},
        ticket::{CreateFollowUp, RelateTickets, Ticket, Tickets},
    },
    domain::{Event, Link, Outcome, Person, Title},
};

/// More are a project: those are planned in Jira.
const MOST: usize = 50;

/// So many are made side by side: one that Jira does not take now holds up few others.
const LANES: usize = 4;

/// Something that is left to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// What; none until the message is read that says so.
    pub title: Option<Title>,
    /// The message that it is about.
    pub about: Option<Posted>,
    /// What that says, where Muster may not be able to read it.
    #[serde(default)]
    pub said: Option<String>,
    /// Who asked for it.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// What came of it: the issue.
    pub outcome: Outcome,
    /// Whether that is linked with the incident's issue.
    #[serde(default)]
    pub is_linked: bool,
}

/// Makes each as it is asked for. Ends when the run is over.
pub(super) async fn make_all(ctx: &Context) {
    join_all((0..LANES).map(|lane| make_in(ctx, lane))).await;
}

async fn make_in(ctx: &Context, lane: usize) {
    while work::comes(ctx, |incident| incident.state.follow_up_to_make(lane).is_some()).await {
        let Some(index) = ctx.state(|incident| incident.state.follow_up_to_make(lane)) else { return };
        let outcome = match ctx.state(Incident::security_level) {
            Err(why) => Outcome::skipped(why),
            Ok(level) => match make(ctx, index, level).await {
                Ok(ticket) => Outcome::made(ticket.key, ticket.url),
                Err(Failure::Failed { why, .. }) => Outcome::Failed { why },
                Err(Failure::Cancelled) => return,
            },
        };
        let now = clock::now(ctx);
        ctx.state_mut(|incident| incident.state.settle_follow_up(index, outcome, now));
        status::show_details(ctx);
    }
}

/// What it is about is read first, where the message has to say what is to be done; else it is done without, if it has to be.
async fn make(ctx: &Context, index: usize, security_level: Option<String>) -> Result<Ticket, Failure> {
    let delayed = |why: Option<&str>| {
        if let Some(why) = why {
            ctx.state_mut(|incident| incident.state.delay_follow_up(index, why));
        }
    };
    let quoted = match ctx.state(|incident| incident.state.follow_ups[index].about.clone()) {
        None => None,
        Some(about) => {
            let call = aside::policy(ctx, System::Chat, format!("Follow-up {}: message", index + 1));
            let quoted = attempt::fast_then_durably(ctx, || Chat::quote, about, call, delayed).await;
            ctx.state_mut(|incident| incident.state.note_quoted(index, quoted))?
        }
    };
    let create = ctx.state(|incident| incident.follow_up_to_create(index, quoted, security_level))?;
    let call = aside::policy(ctx, System::Ticket, format!("Follow-up {}", index + 1));
    attempt::fast_then_durably(ctx, || Tickets::follow_up, create, call, delayed).await
}

/// Links each with the incident's issue, whichever comes first. Ends when the run is over.
pub(super) async fn link_all(ctx: &Context) {
    while work::comes(ctx, |incident| incident.follow_up_to_link().is_some()).await {
        let Some((index, relate)) = ctx.state(Incident::follow_up_to_link) else { return };
        let summary = format!("Follow-up {}: link", index + 1);
        aside::call(ctx, System::Ticket, summary, || Tickets::relate, relate).await;
        ctx.state_mut(|incident| incident.state.follow_ups[index].is_linked = true);
    }
}

impl FollowUp {
    fn waits_for_link(&self) -> bool {
        self.outcome.link().is_some() && !self.is_linked
    }
}

impl State {
    /// Adds one. What a message is marked with is one follow-up, whoever marks it, and however often.
    pub(super) fn add_follow_up(&mut self, add: AddFollowUp, by: Person, at: Timestamp) -> Effect {
        let AddFollowUp { title, about, said } = add;
        if self.confirmed.is_none() || (title.is_none() && about.is_none()) {
            return Effect::Nothing;
        }
        let is_same = |one: &FollowUp| one.about == about && !matches!(one.outcome, Outcome::Failed { .. });
        if title.is_none() && self.follow_ups.iter().any(is_same) {
            return Effect::Counts;
        }
        if self.follow_ups.len() == MOST {
            self.say(News::TooManyFollowUps { by });
            return Effect::Nothing;
        }
        let (outcome, is_linked) = (Outcome::Pending, false);
        self.follow_ups.push(FollowUp { title, about, said, by, at, outcome, is_linked });
        Effect::Counts
    }

    /// Whether none is under way.
    pub(super) fn has_made_follow_ups(&self) -> bool {
        self.follow_ups.iter().all(|follow_up| {
            follow_up.outcome.is_settled() && !(self.ticket.is_some() && follow_up.waits_for_link())
        })
    }

    /// Those that are made, as people read them.
    pub(super) fn follow_ups_made(&self) -> Vec<Link> {
        let made = self.follow_ups.iter().filter_map(|follow_up| {
            let Link { name, url } = follow_up.outcome.link()?.clone();
            Some(Link { name: format!("{name}: {}", follow_up.title.as_ref()?), url })
        });
        made.collect()
    }

    fn follow_up_to_make(&self, lane: usize) -> Option<usize> {
        let mut lane = self.follow_ups.iter().enumerate().skip(lane).step_by(LANES);
        lane.find(|(_, follow_up)| !follow_up.outcome.is_settled()).map(|(index, _)| index)
    }

    /// Takes the title from the message, where nobody has said another.
    fn note_quoted(
        &mut self,
        index: usize,
        quoted: Result<Quoted, Failure>,
    ) -> Result<Option<Quoted>, Failure> {
        let FollowUp { title, said, .. } = &mut self.follow_ups[index];
        match quoted {
            Ok(quoted) => {
                title.get_or_insert_with(|| Title::cut(&quoted.text).unwrap_or_else(Title::of_nothing));
                Ok(Some(quoted))
            }
            Err(Failure::Failed { .. }) if title.is_some() => Ok(said.take().map(Quoted::unread)),
            Err(failure) => Err(failure),
        }
    }

    /// It takes longer: who asked for it is told once.
    fn delay_follow_up(&mut self, index: usize, why: &str) {
        let outcome = Outcome::Retrying { why: why.to_owned() };
        if self.follow_ups[index].outcome != outcome {
            self.follow_ups[index].outcome = outcome;
            self.tell_of_follow_up(index);
        }
    }

    pub(super) fn settle_follow_up(&mut self, index: usize, outcome: Outcome, now: Timestamp) {
        let follow_up = &mut self.follow_ups[index];
        follow_up.outcome = outcome;
        // It is in the issue by now.
        follow_up.said = None;
        if let Some(link) = follow_up.outcome.link() {
            let (key, by) = (link.name.clone(), follow_up.by.clone());
            self.timeline.record(now, Event::FollowUp { key, by });
        }
        self.tell_of_follow_up(index);
    }

    fn tell_of_follow_up(&mut self, index: usize) {
        let FollowUp { title, by, outcome, .. } = self.follow_ups[index].clone();
        self.say(News::FollowUp { title: title.unwrap_or_else(Title::of_nothing), by, outcome });
    }
}

impl Incident {
    fn follow_up_to_create(
        &self,
        index: usize,
        about: Option<Quoted>,
        security_level: Option<String>,
    ) -> Result<CreateFollowUp, Failure> {
        let FollowUp { title, by, .. } = self.state.follow_ups[index].clone();
        Ok(CreateFollowUp {
            project: self.plan.follow_up_project().to_owned(),
            issue_type: self.plan.follow_ups.issue_type.clone(),
            title: title.ok_or_else(|| Failure::for_good("nobody has said what is to be done".to_owned()))?,
            facts: self.facts(),
            nth: u32::try_from(index + 1).unwrap_or(u32::MAX),
            by,
            about,
            security_level,
        })
    }

    fn follow_up_to_link(&self) -> Option<(usize, RelateTickets)> {
        let to = self.state.ticket.as_ref()?.key.clone();
        let mut all = self.state.follow_ups.iter().enumerate();
        let (index, follow_up) = all.find(|(_, follow_up)| follow_up.waits_for_link())?;
        let from = follow_up.outcome.link()?.name.clone();
        Some((index, RelateTickets { from, to, link_type: self.plan.follow_ups.link_type.clone() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::state::tests::{ada, at, declaration, incident};

    fn message(ts: &str) -> Posted {
        Posted { channel: "C1".to_owned(), ts: ts.to_owned() }
    }

    fn marked(ts: &str) -> AddFollowUp {
        AddFollowUp { title: None, about: Some(message(ts)), said: None }
    }

    fn titled(title: &str, about: Option<&str>) -> AddFollowUp {
        AddFollowUp { title: Title::new(title).ok(), about: about.map(message), said: None }
    }

    fn active() -> State {
        State::declared(&declaration(true))
    }

    #[test]
    fn a_message_that_two_people_mark_is_one_follow_up() {
        let mut state = active();
        for (add, effect, there) in [
            (AddFollowUp { title: None, about: None, said: None }, Effect::Nothing, 0),
            (marked("1.1"), Effect::Counts, 1),
            (marked("1.1"), Effect::Counts, 1),
            (marked("1.2"), Effect::Counts, 2),
            (titled("Renew it", Some("1.1")), Effect::Counts, 3),
            (titled("Renew it", None), Effect::Counts, 4),
        ] {
            assert_eq!(state.add_follow_up(add.clone(), ada(), at(1)), effect, "{add:?}");
            assert_eq!(state.follow_ups.len(), there, "{add:?}");
        }
        let mut prompted = State::declared(&declaration(false));
        assert_eq!(prompted.add_follow_up(titled("Renew it", None), ada(), at(1)), Effect::Nothing);
    }

    #[test]
    fn what_could_not_be_made_can_be_asked_for_again() {
        let mut state = active();
        state.add_follow_up(marked("1.1"), ada(), at(1));
        state.settle_follow_up(0, Outcome::Failed { why: "no such issue type".to_owned() }, at(2));
        state.add_follow_up(marked("1.1"), ada(), at(3));
        assert_eq!(state.follow_ups.len(), 2);
    }

    #[test]
    fn who_asks_for_more_than_there_can_be_hears_so() {
        let mut state = active();
        for n in 0..MOST {
            assert_eq!(state.add_follow_up(titled(&n.to_string(), None), ada(), at(1)), Effect::Counts);
        }
        assert_eq!(state.add_follow_up(titled("one more", None), ada(), at(1)), Effect::Nothing);
        assert_eq!(state.news, [News::TooManyFollowUps { by: ada() }]);
    }

    #[test]
    fn lanes_share_them() {
        let mut state = active();
        for n in 0..LANES + 1 {
            state.add_follow_up(titled(&n.to_string(), None), ada(), at(1));
        }
        let to_make =
            |state: &State| (0..LANES).map(|lane| state.follow_up_to_make(lane)).collect::<Vec<_>>();
        assert_eq!(to_make(&state), (0..LANES).map(Some).collect::<Vec<_>>());
        state.settle_follow_up(0, Outcome::made("INC-2", "https://e.test"), at(2));
        state.settle_follow_up(1, Outcome::Failed { why: "no".to_owned() }, at(2));
        assert_eq!(to_make(&state), [Some(LANES), None, Some(2), Some(3)]);
    }

    #[test]
    fn the_message_says_what_nobody_has_said_otherwise() {
        let mut state = active();
        state.add_follow_up(marked("1.1"), ada(), at(1));
        state.add_follow_up(titled("Renew it", Some("1.1")), ada(), at(1));
        let text = format!("We should renew it earlier. {}", "x".repeat(200));
        let quoted = || Ok(Quoted { text: text.clone(), by: "Zoé".to_owned(), url: String::new() });
        let gone = || Err(Failure::for_good("message_not_found".to_owned()));
        assert_eq!(state.note_quoted(0, gone()), Err(gone().unwrap_err()));
        assert_eq!(state.note_quoted(1, gone()), Ok(None));
        state.follow_ups[1].said = Some("as Slack told it".to_owned());
        assert_eq!(state.note_quoted(1, gone()).unwrap().unwrap().text, "as Slack told it");
        for index in [0, 1] {
            assert_eq!(state.note_quoted(index, quoted()), quoted().map(Some));
        }
        let titles: Vec<_> =
            state.follow_ups.iter().map(|one| one.title.as_ref().unwrap().as_str()).collect();
        assert!(
            titles[0].starts_with("We should renew it earlier. x") && titles[0].ends_with('…'),
            "{titles:?}"
        );
        assert_eq!(titles[1], "Renew it");
    }

    #[test]
    fn each_is_linked_once_both_issues_are_there() {
        let mut incident = incident(declaration(true));
        incident.state.add_follow_up(titled("Renew it", None), ada(), at(1));
        assert!(!incident.state.has_made_follow_ups());
        incident.state.settle_follow_up(0, Outcome::made("INC-2", "https://e.test"), at(2));
        assert_eq!(incident.follow_up_to_link(), None);
        assert!(incident.state.has_made_follow_ups(), "there is no issue of the incident's");
        incident.state.ticket = Some(Ticket { key: "INC-1".to_owned(), url: String::new() });
        let (index, relate) = incident.follow_up_to_link().unwrap();
        assert_eq!((relate.from.as_str(), relate.to.as_str()), ("INC-2", "INC-1"));
        assert!(!incident.state.has_made_follow_ups());
        incident.state.follow_ups[index].is_linked = true;
        assert!(incident.state.has_made_follow_ups());
        assert_eq!(incident.follow_up_to_link(), None);
    }

    #[test]
    fn a_delay_is_told_once() {
        let mut state = active();
        state.add_follow_up(titled("Renew it", None), ada(), at(1));
        state.delay_follow_up(0, "503");
        state.delay_follow_up(0, "503");
        assert_eq!(state.news.len(), 1);
    }
}
