//! The post-mortem, kept as the incident is, as long as nobody has written in it: from then on it is people's.

use super::{Context, Incident, State, aside, status, work};
use crate::{
    attempt::{self, Failure},
    contract::{
        System,
        chat::News,
        page::{CreatePage, Pages, UpdatePage, Whose},
    },
    domain::page_title,
};

/// How much it tells.
pub(super) type PageVersion = (usize, usize);

/// Writes it anew when all that was under way has come to something, and whatever changes afterwards. Ends when the run is
/// over.
pub(super) async fn keep(ctx: &Context) {
    while work::comes(ctx, |Incident { state, .. }| {
        state.is_page_behind() && state.all_settled() && state.has_made_follow_ups()
    })
    .await
    {
        let Some((version, update)) = ctx.state(Incident::page_update) else { return };
        let call = aside::policy(ctx, System::Page, "Update of the post-mortem");
        let updated = attempt::fast_then_durably(ctx, || Pages::update, update, call, |_| {}).await;
        ctx.state_mut(|incident| incident.state.note_page(version, updated));
        status::show_details(ctx);
    }
}

impl State {
    /// Whether the post-mortem is Muster's, and says something else than how it is.
    pub(super) fn is_page_behind(&self) -> bool {
        self.is_page_ours() && self.resolution.is_some() && self.page_shows != self.page_version()
    }

    /// Whether Muster keeps it: what comes later is in it.
    pub(super) fn is_page_ours(&self) -> bool {
        self.post_mortem.is_some() && !self.page_is_peoples
    }

    /// Another one, where the post-mortem has more to tell: what happened, and what came of the steps.
    pub(super) fn page_version(&self) -> PageVersion {
        let settled = self.outcomes.values().filter(|outcome| outcome.is_settled()).count();
        (self.timeline.entries().len(), settled)
    }

    fn note_page(&mut self, version: PageVersion, updated: Result<Whose, Failure>) {
        self.page_shows = version;
        match updated {
            Ok(Whose::Musters) => {}
            Ok(Whose::Peoples) => {
                self.page_is_peoples = true;
                self.say(News::PostMortemIsPeoples);
            }
            Err(failure) => self.note_trouble(format!("Update of the post-mortem: {failure}")),
        }
    }
}

impl Incident {
    /// What the post-mortem says, as far as that is known.
    ///
    /// # Errors
    /// Why there may be none.
    pub(super) fn page(&self) -> Result<CreatePage, &'static str> {
        Ok(CreatePage {
            plan: self.post_mortem_plan()?,
            title: page_title(self.declaration.at, &self.declaration.title, &self.declaration.reference()),
            card: self.card(),
            timeline: self.state.timeline.clone(),
            marked: self.state.marked.clone(),
            follow_ups: self.state.follow_ups_made(),
        })
    }

    fn page_update(&self) -> Option<(PageVersion, UpdatePage)> {
        let id = self.state.post_mortem.as_ref()?.id.clone();
        Some((self.state.page_version(), UpdatePage { id, says: self.page().ok()? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        contract::{
            chat::{Posted, Purpose, Reached},
            page::Page,
            transcript::Marked,
        },
        domain::{Ending, Outcome, Resolution, Step, Title},
        incident::{
            said::AddFollowUp,
            state::tests::{ada, at, declaration, incident},
        },
    };

    fn over() -> State {
        let mut state = State::declared(&declaration(true));
        state.resolve(Resolution { by: ada(), at: at(1), origin: None, ending: Ending::Resolved });
        state.post_mortem = Some(Page { id: "1".to_owned(), url: String::new() });
        state
    }

    #[test]
    fn it_is_written_anew_as_long_as_it_is_musters() {
        let mut state = over();
        assert!(state.is_page_behind());
        let version = state.page_version();
        state.set_outcome(Step::Transcript, Outcome::done(), at(2));
        state.note_page(version, Ok(Whose::Musters));
        assert!(state.is_page_behind(), "something came while it was written");
        state.note_page(state.page_version(), Ok(Whose::Musters));
        assert!(!state.is_page_behind());
        state.set_outcome(Step::CloseTicket, Outcome::done(), at(3));
        state.note_page(state.page_version(), Ok(Whose::Peoples));
        state.set_outcome(Step::FollowUps, Outcome::done(), at(4));
        assert!(!state.is_page_behind(), "somebody has written in it");
        assert_eq!(state.news, [News::PostMortemIsPeoples]);
    }

    #[test]
    fn what_cannot_be_written_is_given_up_until_something_changes() {
        let mut state = over();
        state.note_page(state.page_version(), Err(Failure::for_good("no".to_owned())));
        assert!(!state.is_page_behind());
        assert_eq!(state.trouble, ["Update of the post-mortem: no"]);
    }

    #[test]
    fn what_goes_on_has_none_yet() {
        let mut state = over();
        state.reopen(ada(), at(100));
        assert!(!state.is_page_behind());
    }

    /// Temporal takes two megabytes; a payload of Muster's is to have no more than a hundred thousand bytes.
    #[test]
    fn the_fullest_incident_is_no_large_payload() {
        let mut incident = incident(declaration(true));
        let (url, wide) = (format!("https://example.test/{}", "u".repeat(60)), |n| "漢".repeat(n));
        for n in 0..60 {
            let add =
                AddFollowUp { title: Title::new(&wide(150)).ok(), about: None, said: Some(wide(1_000)) };
            incident.state.add_follow_up(add, ada(), at(n));
        }
        let made = incident.state.follow_ups.len();
        for index in 0..made {
            incident.state.settle_follow_up(index, Outcome::made("INC-1234", &url), at(60));
        }
        incident.state.news.clear();
        let marked = Marked { at: at(1), text: wide(Marked::MOST_CHARS), by: wide(30), url: url.clone() };
        incident.state.marked = vec![marked; Marked::MOST];
        let posted = Posted { channel: "D0123456789".to_owned(), ts: "1795780408.670136".to_owned() };
        let reached = Reached { people: 200, posted: vec![posted; Reached::MOST_POSTED], not: Vec::new() };
        incident.state.note_alerted(Purpose::Alert, &reached, at(1));
        for step in Step::ALL {
            incident.state.set_outcome(step, Outcome::made(wide(30), &url), at(2));
        }
        let bytes = |json: serde_json::Result<Vec<u8>>| json.unwrap().len();
        for (what, bytes) in [
            ("state", bytes(serde_json::to_vec(&incident.state))),
            ("page", bytes(serde_json::to_vec(&incident.page()))),
        ] {
            assert!(bytes < 100_000, "the {what} has {bytes} bytes");
        }
        assert_eq!(made, 50);
    }
}
