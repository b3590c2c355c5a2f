//! The form with which an incident is resolved.

use muster_workflows::domain::Plan;
use slack_morphism::prelude::*;

use super::{
    Filled,
    choices::{self, Menu},
};
use crate::slack::{
    note::{Line, Note},
    resolving::Resolvable,
};

/// By this Slack tells which form was submitted. The form's private metadata tells the incident.
pub(in crate::slack) const CALLBACK: &str = "resolve";

const ORIGIN: &str = "origin";

/// The form for one incident, which it names.
pub(in crate::slack) fn form(incident: &Resolvable, plan: &Plan) -> SlackView {
    let to = incident.to();
    let about = match incident {
        Resolvable::Seen(incident) => {
            incident.title.clone().unwrap_or_else(|| "its title cannot be read".to_owned())
        }
        Resolvable::Unseen { unanswered, .. } => {
            format!(
                "{} What you say is saved, and passed on as soon as that is possible.",
                unanswered.sentence()
            )
        }
    };
    let named =
        Note::default().line(Line::default().bold(to.reference().to_string()).text(format!(": {about}")));
    let mut blocks = vec![named.block()];
    blocks.extend(origin(plan));
    SlackView::Modal(
        SlackModalView::new("Resolve an incident".into(), blocks)
            .with_callback_id(CALLBACK.into())
            .with_private_metadata(to.to_string())
            .with_submit("Resolve".into())
            .with_close("Cancel".into()),
    )
}

/// The id of the origin that was chosen.
pub(in crate::slack) fn read(filled: &Filled) -> Option<String> {
    filled.choice(ORIGIN).map(str::to_owned)
}

fn origin(plan: &Plan) -> Option<SlackBlock> {
    if plan.origins.is_empty() {
        return None;
    }
    let options = plan.origins.iter().map(|origin| choices::option(&origin.id, &origin.name)).collect();
    let input = SlackBlockStaticSelectElement::new()
        .with_action_id(ORIGIN.into())
        .with_placeholder("Choose the origin".into());
    let input = match Menu::new(options) {
        Menu::Options(options) => input.with_options(options),
        Menu::Groups(groups) => input.with_option_groups(groups),
    };
    Some(
        SlackInputBlock::new("Where did it come from?".into(), input.into())
            .with_block_id(ORIGIN.into())
            .with_hint("Leave it empty where nobody knows yet.".into())
            .with_optional(true)
            .into(),
    )
}

#[cfg(test)]
mod tests {
    use muster_workflows::domain::Status;
    use serde_json::json;

    use super::*;
    use crate::{incidents::tests::listed, slack::forms::tests::plan};

    fn seen() -> Resolvable {
        Resolvable::Seen(Box::new(listed("V1", Status::Active)))
    }

    #[test]
    fn names_the_incident_and_asks_for_the_origin() {
        insta::assert_json_snapshot!(form(&seen(), &plan()));
    }

    #[test]
    fn without_origins_there_is_nothing_to_ask() {
        let mut plan = plan();
        plan.origins.clear();
        let SlackView::Modal(form) = form(&seen(), &plan) else { panic!("no modal") };
        assert_eq!(form.blocks.len(), 1);
    }

    #[test]
    fn the_origin_may_be_left_out() {
        assert_eq!(read(&Filled::default()), None);
        let filled = json!({"values": {"origin": {"origin": {"selected_option": {"value": "internal"}}}}});
        assert_eq!(read(&serde_json::from_value(filled).unwrap()), Some("internal".to_owned()));
    }
}
