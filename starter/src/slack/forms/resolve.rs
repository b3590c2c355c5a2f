//! The form with which an incident is resolved.

use muster_workflows::domain::{DeclarationId, Plan, Reference};
use slack_morphism::prelude::*;

use super::{Errors, Filled, choices};
use crate::{
    incidents::Listed,
    regions::Seen,
    said::To,
    slack::{
        note::{Line, Note},
        resolving::{Resolvable, with_unanswered},
    },
};

/// By this Slack tells which form was submitted. The form's private metadata tells the incident, where it is known.
pub(in crate::slack) const CALLBACK: &str = "resolve";

const WHICH: &str = "which";
const ENDING: &str = "ending";
const ORIGINAL: &str = "original";
const ORIGIN: &str = "origin";

const RESOLVED: &str = "resolved";
const FALSE_ALARM: &str = "false-alarm";
const DUPLICATE: &str = "duplicate";

/// What somebody filled in.
#[derive(Debug, PartialEq)]
pub(in crate::slack) struct Filling {
    /// The incident.
    pub(in crate::slack) to: To,
    /// How it ended.
    pub(in crate::slack) ending: Choice,
    /// The id of an origin.
    pub(in crate::slack) origin: Option<String>,
}

/// How it ended, as far as a form tells.
#[derive(Debug, PartialEq)]
pub(in crate::slack) enum Choice {
    Resolved,
    FalseAlarm,
    /// It goes on in this one.
    Duplicate(DeclarationId),
}

/// The form for one incident, which it names. It could be the same as another of those that are active.
pub(in crate::slack) fn form(incident: &Resolvable, active: &[Listed], plan: &Plan) -> SlackView {
    let to = incident.to();
    let about = match incident {
        Resolvable::Seen(incident) => incident.shown_title().to_owned(),
        Resolvable::Unseen { unanswered, .. } => {
            format!(
                "{} What you say is saved, and passed on as soon as that is possible.",
                unanswered.sentence()
            )
        }
    };
    let named =
        Note::default().line(Line::default().bold(to.reference().to_string()).text(format!(": {about}")));
    let others: Vec<_> = active.iter().filter(|other| other.reference != to.reference()).collect();
    // A word to what nobody has seen yet says where it was typed.
    let metadata = match incident {
        Resolvable::Unseen { typed_in: Some(channel), .. } => format!("{to} {channel}"),
        Resolvable::Seen(_) | Resolvable::Unseen { .. } => to.to_string(),
    };
    SlackView::Modal(modal(named.block(), &others, plan).with_private_metadata(metadata))
}

/// The form in which one of those that are active is chosen. It says where there may be more.
pub(in crate::slack) fn form_for_one_of(active: &Seen, plan: &Plan) -> SlackView {
    let incidents: Vec<_> = active.incidents.iter().collect();
    let which = SlackInputBlock::new(
        "Which incident?".into(),
        choices::incidents(WHICH, incidents.iter().copied()).into(),
    );
    let mut form = modal(which.with_block_id(WHICH.into()).into(), &incidents, plan);
    if !active.unanswered.is_empty() {
        form.blocks.insert(0, with_unanswered(Note::default(), active).block());
    }
    SlackView::Modal(form)
}

fn modal(which: SlackBlock, others: &[&Listed], plan: &Plan) -> SlackModalView {
    let mut blocks = vec![which, ending(!others.is_empty())];
    blocks.extend((!others.is_empty()).then(|| original(others)));
    blocks.extend(origin(plan));
    SlackModalView::new("Resolve an incident".into(), blocks)
        .with_callback_id(CALLBACK.into())
        .with_submit("Resolve".into())
        .with_close("Cancel".into())
}

/// Reads what was filled in about this incident, or the one that was chosen; or says at each field what is wrong.
pub(in crate::slack) fn read(to: Option<To>, filled: &Filled) -> Result<Filling, Errors> {
    let wrong = |field: &str, why: &str| Err(Errors::from([(field.to_owned(), why.to_owned())]));
    let chosen = |field| filled.choice(field).and_then(|id| id.parse::<DeclarationId>().ok());
    let Some(to) = to.or_else(|| chosen(WHICH).map(To::Id)) else {
        return wrong(WHICH, "Choose the incident.");
    };
    let ending = match (filled.choice(ENDING), chosen(ORIGINAL)) {
        (Some(DUPLICATE), None) => return wrong(ORIGINAL, "Choose the incident in which it goes on."),
        (Some(DUPLICATE), Some(original)) if Reference::of(&original) == to.reference() => {
            return wrong(ORIGINAL, "This is the same one. Choose the incident in which it goes on.");
        }
        (Some(DUPLICATE), Some(original)) => Choice::Duplicate(original),
        (_, Some(_)) => {
            return wrong(ORIGINAL, "Choose “It is a duplicate” above, or leave this empty.");
        }
        (Some(FALSE_ALARM), None) => Choice::FalseAlarm,
        (_, None) => Choice::Resolved,
    };
    Ok(Filling { to, ending, origin: filled.choice(ORIGIN).map(str::to_owned) })
}

fn ending(can_be_duplicate: bool) -> SlackBlock {
    let option = |id: &str, name: &str, meaning: &str| {
        SlackBlockChoiceItem::<SlackBlockText>::new(choices::plain(name).into(), id.to_owned())
            .with_description(choices::plain(meaning))
    };
    let resolved = option(RESOLVED, "It is over", "Muster writes the post-mortem.");
    let mut options = vec![
        resolved.clone(),
        option(FALSE_ALARM, "It was a false alarm", "It counts nowhere, and there is no post-mortem."),
    ];
    if can_be_duplicate {
        options.push(option(DUPLICATE, "It is a duplicate", "It goes on in another incident."));
    }
    let input = SlackBlockRadioButtonsElement::new(options)
        .with_action_id(ENDING.into())
        .with_initial_option(resolved);
    SlackInputBlock::new("How did it end?".into(), input.into()).with_block_id(ENDING.into()).into()
}

fn original(others: &[&Listed]) -> SlackBlock {
    SlackInputBlock::new(
        "A duplicate of which?".into(),
        choices::incidents(ORIGINAL, others.iter().copied()).into(),
    )
    .with_block_id(ORIGINAL.into())
    .with_hint("Only for a duplicate: the incident in which it goes on.".into())
    .with_optional(true)
    .into()
}

fn origin(plan: &Plan) -> Option<SlackBlock> {
    if plan.origins.is_empty() {
        return None;
    }
    let options = plan.origins.iter().map(|origin| choices::option(&origin.id, &origin.name)).collect();
    Some(
        SlackInputBlock::new(
            "Where did it come from?".into(),
            choices::menu(ORIGIN, "Choose the origin", options).into(),
        )
        .with_block_id(ORIGIN.into())
        .with_hint("Leave it empty where nobody knows yet.".into())
        .with_optional(true)
        .into(),
    )
}

#[cfg(test)]
mod tests {
    use muster_workflows::domain::Status;
    use serde_json::{Value, json};

    use super::*;
    use crate::{incidents::tests::listed, slack::forms::tests::plan};

    fn seen() -> Resolvable {
        Resolvable::Seen(Box::new(listed("V1", Status::Active)))
    }

    fn active() -> Vec<Listed> {
        ["V1", "V2"].map(|id| listed(id, Status::Active)).to_vec()
    }

    fn filled(fields: &[(&str, &str)]) -> Filled {
        let field = |(name, value): &(&str, &str)| {
            (name.to_string(), json!({*name: {"selected_option": {"value": value}}}))
        };
        let values: serde_json::Map<String, Value> = fields.iter().map(field).collect();
        serde_json::from_value(json!({"values": values})).unwrap()
    }

    fn read_about(id: &str, fields: &[(&str, &str)]) -> Result<Filling, Errors> {
        read(Some(To::Id(id.parse().unwrap())), &filled(fields))
    }

    #[test]
    fn names_the_incident_and_asks_for_the_origin() {
        insta::assert_json_snapshot!(form(&seen(), &active()[..1], &plan()));
    }

    #[test]
    fn it_may_be_the_same_as_another() {
        insta::assert_json_snapshot!(form(&seen(), &active(), &plan()));
    }

    #[test]
    fn one_of_several_is_chosen() {
        insta::assert_json_snapshot!(form_for_one_of(&Seen::of(active()), &plan()));
    }

    #[test]
    fn without_origins_there_is_nothing_to_ask() {
        let mut plan = plan();
        plan.origins.clear();
        let SlackView::Modal(form) = form(&seen(), &[], &plan) else { panic!("no modal") };
        assert_eq!(form.blocks.len(), 2);
    }

    #[test]
    fn as_it_opens_it_resolves() {
        let filling = read_about("V1", &[]).unwrap();
        assert_eq!((filling.ending, filling.origin), (Choice::Resolved, None));
        let filling = read_about("V1", &[(ORIGIN, "internal"), (ENDING, RESOLVED)]).unwrap();
        assert_eq!((filling.ending, filling.origin.as_deref()), (Choice::Resolved, Some("internal")));
        let filling = read(None, &filled(&[(WHICH, "V2"), (ENDING, FALSE_ALARM)])).unwrap();
        assert_eq!((filling.to, filling.ending), (To::Id("V2".parse().unwrap()), Choice::FalseAlarm));
    }

    #[test]
    fn what_does_not_fit_is_told_at_its_field() {
        let duplicate = read_about("V1", &[(ENDING, DUPLICATE), (ORIGINAL, "V2")]).unwrap();
        assert_eq!(duplicate.ending, Choice::Duplicate("V2".parse().unwrap()));
        for (fields, field) in [
            (&[(ENDING, DUPLICATE)][..], ORIGINAL),
            (&[(ENDING, DUPLICATE), (ORIGINAL, "V1")], ORIGINAL),
            (&[(ENDING, FALSE_ALARM), (ORIGINAL, "V2")], ORIGINAL),
        ] {
            let errors = read_about("V1", fields).unwrap_err();
            assert_eq!(errors.keys().collect::<Vec<_>>(), [field], "{fields:?}");
        }
        assert!(read(None, &filled(&[])).unwrap_err().contains_key(WHICH));
    }
}
