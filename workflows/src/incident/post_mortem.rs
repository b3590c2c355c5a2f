//! The post-mortem, kept as the incident is, as long as nobody has written in it: from then on it is people's.

use super::{Context, Incident, State, aside};
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
    loop {
        let more = ctx.wait_condition(|incident| {
            let state = &incident.state;
            (state.is_page_behind() && state.all_settled() && state.has_made_follow_ups()) || state.is_over()
        });
        if more.await.is_err() || ctx.state(|incident| incident.state.is_over()) {
            return;
        }
        let Some((version, update)) = ctx.state(Incident::page_update) else { return };
        let call = aside::policy(ctx, System::Page, "Update of the post-mortem");
        let updated = attempt::fast_then_durably(ctx, || Pages::update, update, call, |_| {}).await;
        ctx.state_mut(|incident| incident.state.note_page(version, updated));
    }
}

impl State {
    /// Whether the post-mortem is Muster's, and says something else than how it is.
    pub(super) fn is_page_behind(&self) -> bool {
        let is_ours = self.post_mortem.is_some() && !self.page_is_peoples && self.resolution.is_some();
        is_ours && self.page_shows != self.page_version()
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
    pub(super) fn page(&self) -> CreatePage {
        CreatePage {
            plan: self.plan.post_mortem.clone(),
            title: page_title(self.declaration.at, &self.declaration.title, &self.declaration.reference()),
            card: self.card(),
            timeline: self.state.timeline.clone(),
            marked: self.state.marked.clone(),
            follow_ups: self.state.follow_ups_made(),
        }
    }

    fn page_update(&self) -> Option<(PageVersion, UpdatePage)> {
        let id = self.state.post_mortem.as_ref()?.id.clone();
        Some((self.state.page_version(), UpdatePage { id, says: self.page() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        contract::page::Page,
        domain::{Ending, Outcome, Resolution, Step},
        incident::state::tests::{ada, at, declaration},
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
}
