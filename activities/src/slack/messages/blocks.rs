//! The few blocks that Muster's messages are made of.

use muster_workflows::domain::{Link, Person, cut};
use slack_morphism::prelude::*;
use url::Url;

use super::text;

/// Slack: characters of a header.
const LONGEST_HEADER: usize = 150;
/// Slack: characters of a section's text.
const LONGEST_SECTION: usize = 3000;
/// Slack: characters of a field, and of an element of a context.
const LONGEST_FIELD: usize = 2000;

/// A line in large letters, plain.
pub(super) fn header(text: &str) -> SlackBlock {
    SlackHeaderBlock::new(plain(&cut(text, LONGEST_HEADER)).into()).into()
}

/// What a person typed, plain: Slack reads no marks and no mentions in it.
pub(super) fn as_typed(text: &str) -> SlackBlock {
    SlackSectionBlock::new().with_text(plain(&cut(text, LONGEST_SECTION)).into()).into()
}

/// A paragraph.
pub(super) fn section(text: &str) -> SlackBlock {
    SlackSectionBlock::new().with_text(mrkdwn(&cut(text, LONGEST_SECTION)).into()).into()
}

/// Names with their values, in two columns.
pub(super) fn fields(fields: &[(&str, String)]) -> SlackBlock {
    let fields = fields
        .iter()
        .map(|(name, value)| mrkdwn(&cut(&format!("*{name}*\n{value}"), LONGEST_FIELD)).into())
        .collect();
    SlackSectionBlock::new().with_fields(fields).into()
}

/// A line in small letters.
pub(super) fn context(text: &str) -> SlackBlock {
    small(vec![mrkdwn(&cut(text, LONGEST_FIELD)).into()])
}

/// The pieces of a line in small letters.
pub(super) fn small(pieces: Vec<SlackContextBlockElement>) -> SlackBlock {
    SlackContextBlock::new(pieces).into()
}

/// Words in small letters, as they are.
pub(super) fn words(words: &str) -> SlackContextBlockElement {
    plain(&cut(words, LONGEST_FIELD)).into()
}

/// A mention in small letters, or the name of one who is not in Slack.
pub(super) fn person(person: &Person) -> SlackContextBlockElement {
    match &person.slack_id {
        Some(_) => mrkdwn(&text::person(person)).into(),
        None => words(text::name(person)),
    }
}

/// Buttons in a row; nothing where there are none.
pub(super) fn actions(block_id: &str, buttons: Vec<SlackBlockButtonElement>) -> Option<SlackBlock> {
    let elements: Vec<SlackActionBlockElement> = buttons.into_iter().map(Into::into).collect();
    (!elements.is_empty()).then(|| SlackActionsBlock::new(elements).with_block_id(block_id.into()).into())
}

/// A button that tells Muster something.
pub(super) fn button(action: &str, label: &str, value: &str) -> SlackBlockButtonElement {
    SlackBlockButtonElement::new(plain(label).into()).with_action_id(action.into()).with_value(value.into())
}

/// A button that opens something, where there is something to open.
pub(super) fn link_button(action: &str, label: &str, link: Option<&Link>) -> Option<SlackBlockButtonElement> {
    let url = Url::parse(&link?.url).ok()?;
    Some(SlackBlockButtonElement::new(plain(label).into()).with_action_id(action.into()).with_url(url))
}

fn plain(text: &str) -> SlackBlockPlainText {
    SlackBlockPlainText::new(text.to_owned()).with_emoji(false)
}

/// Verbatim: Slack makes no links and mentions of its own of it.
fn mrkdwn(text: &str) -> SlackBlockMarkDownText {
    SlackBlockMarkDownText::new(text.to_owned()).with_verbatim(true)
}
