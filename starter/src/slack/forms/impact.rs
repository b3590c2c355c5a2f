//! The form for when customers felt it.

use jiff::Timestamp;
use muster_workflows::domain::{DeclarationId, Impact, Reference};
use slack_morphism::prelude::*;

use super::{Errors, Filled};
use crate::slack::note::{Line, Note};

/// By this Slack tells which form was submitted. The form's private metadata tells the incident.
pub(in crate::slack) const CALLBACK: &str = "impact";

const STARTED: &str = "started";
const ENDED: &str = "ended";

/// The form for an incident, with what is known so far.
pub(in crate::slack) fn form(id: &DeclarationId, known: Impact) -> SlackView {
    let about = Line::default()
        .bold(Reference::of(id).to_string())
        .text(": when did customers feel it? What was said before is kept, with who changed it.");
    let blocks = vec![
        Note::default().line(about).block(),
        moment(STARTED, "From", "Empty: it is not known.", known.started_at),
        moment(ENDED, "Until", "Empty: until the incident ends, or ended.", known.ended_at),
    ];
    SlackView::Modal(
        SlackModalView::new("Impact times".into(), blocks)
            .with_callback_id(CALLBACK.into())
            .with_private_metadata(id.to_string())
            .with_submit("Correct them".into())
            .with_close("Cancel".into()),
    )
}

/// Reads what was filled in, or says at each field what is wrong with it.
pub(in crate::slack) fn read(filled: &Filled, now: Timestamp) -> Result<Impact, Errors> {
    let mut errors = Errors::new();
    let mut read = |field: &str| {
        let at = filled.moment(field).map(|seconds| Timestamp::from_second(seconds).map_err(drop));
        let why = match at {
            Some(Err(())) => "This is no date that Muster can read.",
            Some(Ok(at)) if at > now => "This is in the future.",
            _ => return at.and_then(Result::ok),
        };
        errors.insert(field.to_owned(), why.to_owned());
        None
    };
    let impact = Impact { started_at: read(STARTED), ended_at: read(ENDED) };
    if !impact.is_possible() {
        errors.insert(ENDED.to_owned(), "This is before it began.".to_owned());
    }
    if errors.is_empty() { Ok(impact) } else { Err(errors) }
}

/// What is wrong with the whole form, shown at its first field.
pub(in crate::slack) fn error(why: String) -> Errors {
    Errors::from([(STARTED.to_owned(), why)])
}

fn moment(name: &str, label: &str, hint: &str, known: Option<Timestamp>) -> SlackBlock {
    let input = SlackBlockDateTimePickerElement::new().with_action_id(name.into());
    let input = match known {
        Some(at) => input.with_initial_date_time(SlackDateTime(at)),
        None => input,
    };
    SlackInputBlock::new(label.into(), input.into())
        .with_block_id(name.into())
        .with_hint(hint.into())
        .with_optional(true)
        .into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn filled(started: Option<i64>, ended: Option<i64>) -> Filled {
        let field = |name: &str, at: Option<i64>| json!({name: {"selected_date_time": at}});
        let values = json!({STARTED: field(STARTED, started), ENDED: field(ENDED, ended)});
        serde_json::from_value(json!({ "values": values })).unwrap()
    }

    #[test]
    fn shows_what_is_known() {
        let known = Impact { started_at: Some(at("2026-11-22T09:00:00Z")), ended_at: None };
        insta::assert_json_snapshot!(form(&"V0SAMPLE".parse().unwrap(), known));
    }

    #[test]
    fn each_mistake_is_told_at_its_field() {
        let now = at("2026-11-22T12:00:00Z");
        let wrong = |started, ended| {
            let mut errors: Vec<_> = read(&filled(started, ended), now).unwrap_err().into_iter().collect();
            errors.sort();
            errors.into_iter().map(|(field, why)| format!("{field}: {why}")).collect::<Vec<_>>().join("\n")
        };
        let second = now.as_second();
        insta::assert_snapshot!(wrong(Some(i64::MAX), Some(second + 1)), @r"
        ended: This is in the future.
        started: This is no date that Muster can read.
        ");
        insta::assert_snapshot!(wrong(Some(second), Some(second - 60)), @"ended: This is before it began.");
        let impact = Impact { started_at: None, ended_at: Some(now) };
        assert_eq!(read(&filled(None, Some(second)), now), Ok(impact));
        assert_eq!(read(&filled(None, None), now), Ok(Impact::default()), "it is not known any more");
    }
}
