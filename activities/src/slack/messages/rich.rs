//! Sentences with what people typed and systems said in them, as rich text: Slack reads no marks and no mentions in
//! its texts, so that all of it stays as it is.

use jiff::Timestamp;
use muster_workflows::domain::{Link, Other, Person};
use slack_morphism::prelude::*;

use super::text;

/// A piece of a sentence.
pub(super) type Piece = SlackRichTextInlineElement;

/// One sentence or more.
pub(super) fn paragraph(pieces: Vec<Piece>) -> SlackBlock {
    lines(vec![pieces])
}

/// Sentences below each other.
pub(super) fn lines(lines: Vec<Vec<Piece>>) -> SlackBlock {
    let lines = lines.into_iter().map(|pieces| SlackRichTextSection::new(pieces).into()).collect();
    SlackRichTextBlock::new(lines).into()
}

/// Words as they are.
pub(super) fn words(words: &str) -> Piece {
    words.into()
}

/// A mention, or the name of one who is not in Slack.
pub(super) fn person(person: &Person) -> Piece {
    match &person.slack_id {
        Some(id) => SlackRichTextUser::new(id.clone().into()).into(),
        None => words(text::name(person)),
    }
}

/// A moment, in the reader's own time zone.
pub(super) fn time(at: Timestamp) -> Piece {
    let format = "{date_short} at {time}".to_owned();
    SlackRichTextDate::new(SlackDateTime(at), format).with_fallback(text::in_utc(at)).into()
}

/// The time of day of a moment, to the second, in the reader's own time zone.
pub(super) fn clock(at: Timestamp) -> Piece {
    SlackRichTextDate::new(SlackDateTime(at), "{time_secs}".to_owned())
        .with_fallback(text::clock_in_utc(at))
        .into()
}

/// The time of day of a moment, in the reader's own time zone.
pub(super) fn clock_to_the_minute(at: Timestamp) -> Piece {
    SlackRichTextDate::new(SlackDateTime(at), "{time}".to_owned())
        .with_fallback(text::clock_in_utc(at))
        .into()
}

/// Another incident: its channel opens, where it has one.
pub(super) fn other(other: &Other) -> Piece {
    let name = other.reference.to_string();
    match &other.channel_url {
        Some(url) => link(&Link { name, url: url.clone() }),
        None => words(&name),
    }
}

/// Something to open.
pub(super) fn link(link: &Link) -> Piece {
    SlackRichTextLink::new(link.url.clone().into()).with_text(link.name.clone()).into()
}
