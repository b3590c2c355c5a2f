//! The form for a status update.

use muster_workflows::domain::{DeclarationId, Period, Reference, StatusUpdate};
use slack_morphism::prelude::*;

use super::{Errors, Filled, choices};
use crate::slack::note::{Line, Note};

/// By this Slack tells which form was submitted. The form's private metadata tells the incident.
pub(in crate::slack) const CALLBACK: &str = "update";

const TEXT: &str = "text";
const NEXT: &str = "next";

/// When the next one can be promised.
const PROMISES: [Period; 4] = [Period::minutes(15), Period::minutes(30), Period::hours(1), Period::hours(2)];
/// What stands for none.
const NONE: &str = "none";

/// What somebody filled in.
#[derive(Debug, PartialEq)]
pub(in crate::slack) struct Update {
    /// How it goes.
    pub(in crate::slack) text: String,
    /// After what time the next one is promised.
    pub(in crate::slack) next_in: Option<Period>,
}

/// The form for an incident; with the incidents channel, where that reads it too.
pub(in crate::slack) fn form(id: &DeclarationId, incidents_channel: Option<&str>) -> SlackView {
    let readers = match incidents_channel {
        Some(channel) => format!(": {channel} and the incident channel read it."),
        None => ": the incident channel reads it, and nobody else.".to_owned(),
    };
    let about = Line::default().bold(Reference::of(id).to_string()).text(readers);
    SlackView::Modal(
        SlackModalView::new(
            "Post an update".into(),
            vec![Note::default().line(about).block(), text(), next()],
        )
        .with_callback_id(CALLBACK.into())
        .with_private_metadata(id.to_string())
        .with_submit("Post it".into())
        .with_close("Cancel".into()),
    )
}

/// Reads what was filled in, or says what is wrong with it.
pub(in crate::slack) fn read(filled: &Filled) -> Result<Update, Errors> {
    let text = filled.text(TEXT).trim();
    match (text.is_empty(), text.chars().count() > StatusUpdate::MAX_CHARS) {
        (true, _) => Err(error("Say in a sentence or two how it goes.".to_owned())),
        (_, true) => Err(error(format!("Write at most {} characters.", StatusUpdate::MAX_CHARS))),
        _ => {
            let next_in = filled.choice(NEXT).and_then(|chosen| Period::try_from(chosen.to_owned()).ok());
            Ok(Update { text: text.to_owned(), next_in })
        }
    }
}

/// What is wrong.
pub(in crate::slack) fn error(why: String) -> Errors {
    Errors::from([(TEXT.to_owned(), why)])
}

fn text() -> SlackBlock {
    let input = SlackBlockPlainTextInputElement::new()
        .with_action_id(TEXT.into())
        .with_multiline(true)
        .with_max_length(StatusUpdate::MAX_CHARS as u64)
        .with_focus_on_load(true)
        .with_placeholder("We found the cause and roll back.".into());
    SlackInputBlock::new("How does it go?".into(), input.into())
        .with_block_id(TEXT.into())
        .with_hint("For everybody: what customers feel, and what is being done.".into())
        .into()
}

fn next() -> SlackBlock {
    let promise = |period: &Period| choices::option(&String::from(*period), &format!("In {period}"));
    let none = choices::option(NONE, "Not promised");
    let options: Vec<_> = PROMISES.iter().map(promise).chain([none]).collect();
    let input = SlackBlockStaticSelectElement::new()
        .with_action_id(NEXT.into())
        .with_initial_option(options[1].clone())
        .with_options(options);
    SlackInputBlock::new("When comes the next one?".into(), input.into())
        .with_block_id(NEXT.into())
        .with_hint("Muster reminds you of what you promise, at any hour.".into())
        .into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filled(text: &str, next: &str) -> Filled {
        let next = json!({"selected_option": {"value": next}});
        serde_json::from_value(json!({"values": {"text": {"text": {"value": text}}, "next": {"next": next}}}))
            .unwrap()
    }

    #[test]
    fn asks_how_it_goes_and_when_the_next_one_comes() {
        insta::assert_json_snapshot!(form(&"V0SAMPLE".parse().unwrap(), Some("#incidents")));
    }

    #[test]
    fn that_of_a_private_incident_says_who_reads_it() {
        let form = serde_json::to_string(&form(&"V0SAMPLE".parse().unwrap(), None)).unwrap();
        assert!(form.contains("and nobody else") && !form.contains("#incidents"), "{form}");
    }

    #[test]
    fn every_promise_is_read_as_it_was_offered() {
        for period in PROMISES {
            let read = read(&filled(" We roll back. ", &String::from(period)));
            assert_eq!(read, Ok(Update { text: "We roll back.".to_owned(), next_in: Some(period) }));
        }
        assert_eq!(read(&filled("Over soon.", NONE)).unwrap().next_in, None);
    }

    #[test]
    fn an_update_says_something_and_is_not_a_book() {
        assert!(read(&filled("  ", "30m")).unwrap_err()["text"].contains("how it goes"));
        assert!(read(&filled(&"é".repeat(1_001), "30m")).unwrap_err()["text"].contains("1000"));
        assert!(read(&filled(&"é".repeat(1_000), "30m")).is_ok());
    }
}
