//! An exercise: the same workflow, which pages nobody, and shows who has never been in an incident what there is to do.

use super::Incident;
use crate::{
    contract::chat::News,
    domain::{Step, Tour},
};

impl Incident {
    /// Why a step is not done because it is one.
    pub(super) fn why_not_in_drill(&self, step: Step) -> Option<String> {
        let pages = matches!(step, Step::ManagementAlert | Step::Page);
        (self.declaration.drill && pages).then(|| "a drill pages nobody".to_owned())
    }

    /// Shows what there is to do after what just happened: each stop once, and none after a later one.
    pub(super) fn guide(&mut self) {
        if !self.declaration.drill {
            return;
        }
        let next = self.state.timeline.entries().last().and_then(|entry| Tour::after(&entry.event));
        if next > self.state.toured
            && let Some(stop) = next
        {
            self.state.toured = next;
            self.state.say(News::Tour { stop });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Declaration, Role},
        incident::{
            Effect, State,
            state::tests::{ada, at, declaration, incident},
        },
    };

    #[test]
    fn a_drill_shows_each_thing_once_and_never_goes_back() {
        let mut drill = incident(declaration(false).as_drill());
        let mut shown = |act: &dyn Fn(&mut State) -> Effect| {
            act(&mut drill.state);
            drill.guide();
            std::mem::take(&mut drill.state.news).pop()
        };
        let stop = |stop| Some(News::Tour { stop });
        assert_eq!(shown(&|_| Effect::Nothing), None, "it is not confirmed");
        assert_eq!(shown(&|state| state.confirm(ada(), at(1))), stop(Tour::TakeCommand));
        assert_eq!(shown(&|_| Effect::Nothing), None, "it is shown");
        assert_eq!(shown(&|state| state.inform("Hm", None, ada(), at(2))), stop(Tour::ChangeSeverity));
        let command = |state: &mut State| state.assign(Role::Commander, Some(ada()), ada(), at(3));
        assert!(!matches!(shown(&command), Some(News::Tour { .. })), "that comes before");
    }

    #[test]
    fn only_a_drill_is_guided_and_pages_nobody() {
        for is_drill in [false, true] {
            let declared = Declaration { drill: is_drill, ..declaration(true) };
            let mut incident = incident(declared);
            incident.guide();
            assert_eq!(incident.state.news.len(), usize::from(is_drill));
            for step in [Step::ManagementAlert, Step::Page] {
                assert_eq!(incident.why_not_in_drill(step).is_some(), is_drill);
            }
            assert_eq!(incident.why_not_in_drill(Step::Meeting), None);
        }
    }
}
