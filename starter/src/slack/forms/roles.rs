//! The form in which roles are taken, given and laid down.

use std::collections::BTreeMap;

use muster_workflows::{
    contract::chat::interaction,
    domain::{DeclarationId, Reference, Role},
};
use slack_morphism::prelude::*;

use super::{Errors, Filled, choices};
use crate::slack::note::{Line, Note};

/// By this Slack tells which form was submitted. The form's private metadata tells the incident, and who had which role
/// when it opened.
pub(in crate::slack) const CALLBACK: &str = "roles";

/// Who has which role, by Slack's user id.
type Has = BTreeMap<Role, String>;

/// The form for an incident.
pub(in crate::slack) fn form(id: &DeclarationId, has: &Has) -> SlackView {
    let about = Line::default().bold(Reference::of(id).to_string()).text(": who does what for everybody?");
    let mut blocks = vec![Note::default().line(about).block()];
    blocks.extend(Role::ALL.map(|role| block(role, has.get(&role))));
    SlackView::Modal(
        SlackModalView::new("Roles".into(), blocks)
            .with_callback_id(CALLBACK.into())
            .with_private_metadata(metadata(id, has))
            .with_submit("Save".into())
            .with_close("Cancel".into()),
    )
}

/// What was changed in the form: the incident, and for each role that is another's now whose.
pub(in crate::slack) fn read(
    metadata: &str,
    filled: &Filled,
) -> Option<(DeclarationId, BTreeMap<Role, Option<String>>)> {
    let (id, had) = interaction::of_roles(metadata);
    let changed = Role::ALL.into_iter().filter_map(|role| {
        let chosen = filled.user(role.key()).map(str::to_owned);
        (chosen.as_ref() != had.get(&role)).then_some((role, chosen))
    });
    Some((id.parse().ok()?, changed.collect()))
}

/// What is wrong with who was chosen for a role, or with all of it.
pub(in crate::slack) fn error(role: Role, why: String) -> Errors {
    Errors::from([(role.key().to_owned(), why)])
}

fn block(role: Role, who: Option<&String>) -> SlackBlock {
    let mut input = SlackBlockUsersSelectElement::new()
        .with_action_id(role.key().into())
        .with_placeholder("Nobody".into());
    if let Some(who) = who {
        input = input.with_initial_user(who.clone());
    }
    SlackInputBlock::new(choices::plain(role.label()), input.into())
        .with_block_id(role.key().into())
        .with_hint(format!("Who {}.", role.duty()).as_str().into())
        .with_optional(true)
        .into()
}

fn metadata(id: &DeclarationId, has: &Has) -> String {
    use muster_workflows::domain::Person;
    let people = has.iter().map(|(role, who)| (*role, Person::in_slack(who, ""))).collect();
    interaction::with_roles(id, &people)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn has() -> Has {
        BTreeMap::from([(Role::Commander, "U0ADA".to_owned()), (Role::Scribe, "U0ZOE".to_owned())])
    }

    #[test]
    fn shows_who_has_which() {
        insta::assert_json_snapshot!(form(&"V0SAMPLE".parse().unwrap(), &has()));
    }

    #[test]
    fn only_what_was_changed_is_said() {
        let SlackView::Modal(form) = form(&"V1".parse().unwrap(), &has()) else { panic!("no modal") };
        let filled = json!({"values": {
            "commander": {"commander": {"selected_user": "U0ADA"}},
            "communications": {"communications": {"selected_user": "U0GRACE"}},
            "scribe": {"scribe": {"selected_user": null}},
        }});
        let read = read(&form.private_metadata.unwrap(), &serde_json::from_value(filled).unwrap());
        let changed =
            BTreeMap::from([(Role::Communications, Some("U0GRACE".to_owned())), (Role::Scribe, None)]);
        assert_eq!(read, Some(("V1".parse().unwrap(), changed)));
    }
}
