//! What a message may say: text, blocks, attachments, metadata.

use serde_json::{Value, json};

use super::Call;
use crate::slack::answer::Refusal;
use crate::slack::blocks;

/// Where Slack cuts a posted text.
const LONGEST_TEXT: usize = 40_000;
/// Slack's most attachments of a message.
const MOST_ATTACHMENTS: usize = 100;

/// A message's content as the app sent it; what it did not send is none.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) text: Option<String>,
    pub(super) blocks: Option<Vec<Value>>,
    pub(super) attachments: Option<Vec<Value>>,
    pub(super) metadata: Option<Value>,
}

impl Content {
    /// Reads and checks the content of a call.
    ///
    /// # Errors
    /// `no_text`, `invalid_blocks_format`, `invalid_blocks`, `invalid_attachments`, `too_many_attachments`,
    /// `invalid_metadata_format`.
    pub(super) fn read(call: &mut Call<'_>) -> Result<Self, Refusal> {
        let blocks = match call.args.json("blocks", "invalid_blocks_format")? {
            None => None,
            Some(Value::Array(blocks)) => Some(blocks::message(blocks, call.slack)?),
            Some(_) => return Err("invalid_blocks_format".into()),
        };
        let attachments = match call.args.json("attachments", "invalid_attachments")? {
            None => None,
            Some(Value::Array(attachments)) if attachments.len() > MOST_ATTACHMENTS => {
                return Err("too_many_attachments".into());
            }
            Some(Value::Array(attachments)) => Some(checked_attachments(attachments, call)?),
            Some(_) => return Err("invalid_attachments".into()),
        };
        let text = call.args.text("text").map(|text| text.chars().take(LONGEST_TEXT).collect());
        let content = Self { text, blocks, attachments, metadata: metadata(call)? };
        if content.text.is_none() && !content.shows_more_than_text() {
            return Err("no_text".into());
        }
        Ok(content)
    }

    fn shows_more_than_text(&self) -> bool {
        let filled = |items: &Option<Vec<Value>>| items.as_ref().is_some_and(|items| !items.is_empty());
        filled(&self.blocks) || filled(&self.attachments)
    }

    /// Slack's warning where screen readers and notifications would have nothing to say.
    pub(super) fn warn(&self, answer: &mut Value) {
        if self.text.is_none() && self.shows_more_than_text() {
            answer["response_metadata"] = json!({"warnings": ["missing_text_in_message"], "messages": [
                "[WARN] A top-level `text` argument was not provided; notifications and screen readers need it."
            ]});
        }
    }
}

fn checked_attachments(attachments: Vec<Value>, call: &mut Call<'_>) -> Result<Vec<Value>, Refusal> {
    attachments
        .into_iter()
        .map(|mut attachment| {
            if !attachment.is_object() {
                return Err("invalid_attachments".into());
            }
            if let Some(Value::Array(blocks)) = attachment.get_mut("blocks").map(Value::take) {
                attachment["blocks"] = blocks::message(blocks, call.slack)?.into();
            }
            Ok(attachment)
        })
        .collect()
}

/// Message metadata: `event_type` and `event_payload`, or an empty object to remove what was there.
fn metadata(call: &Call<'_>) -> Result<Option<Value>, Refusal> {
    let Some(metadata) = call.args.json("metadata", "invalid_metadata_format")? else { return Ok(None) };
    let Some(fields) = metadata.as_object() else { return Err("invalid_metadata_format".into()) };
    if fields.is_empty() {
        return Ok(Some(metadata));
    }
    let typed =
        fields.get("event_type").is_some_and(|kind| kind.as_str().is_some_and(|kind| !kind.is_empty()));
    let loaded = fields.get("event_payload").is_some_and(Value::is_object);
    if !typed || !loaded {
        return Err("invalid_metadata_format".into());
    }
    Ok(Some(metadata))
}
