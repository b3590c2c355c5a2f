//! Collects what is wrong, in Slack's words and with a JSON pointer to the place.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Surface;

/// Whether a field must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    Required,
    Optional,
}

/// The errors found so far, and what must be unique.
pub(super) struct Check {
    pub(super) surface: Surface,
    errors: Vec<String>,
    block_ids: BTreeSet<String>,
    action_ids: BTreeSet<String>,
}

impl Check {
    pub(super) fn new(surface: Surface) -> Self {
        Self { surface, errors: Vec::new(), block_ids: BTreeSet::new(), action_ids: BTreeSet::new() }
    }

    pub(super) fn finish(self) -> Result<(), Vec<String>> {
        if self.errors.is_empty() { Ok(()) } else { Err(self.errors) }
    }

    pub(super) fn error(&mut self, what: &str, pointer: &str) {
        self.errors.push(format!("[ERROR] {what} [json-pointer:{pointer}]"));
    }

    pub(super) fn missing(&mut self, field: &str, pointer: &str) {
        self.error(&format!("missing required field: {field}"), pointer);
    }

    /// A field's value; complains where it must be there and is not.
    pub(super) fn field<'a>(
        &mut self,
        parent: &'a Value,
        name: &str,
        at: &str,
        need: Need,
    ) -> Option<&'a Value> {
        let value = parent.get(name).filter(|value| !value.is_null());
        if value.is_none() && need == Need::Required {
            self.missing(name, at);
        }
        value
    }

    /// A string of 1 to `most` characters.
    pub(super) fn string(&mut self, parent: &Value, name: &str, at: &str, most: usize, need: Need) {
        let Some(value) = self.field(parent, name, at, need) else { return };
        let pointer = format!("{at}/{name}");
        match value.as_str() {
            None => self.error("must be a string", &pointer),
            Some(text) => self.length(text, most, need, &pointer),
        }
    }

    fn length(&mut self, text: &str, most: usize, need: Need, pointer: &str) {
        if text.is_empty() && need == Need::Required {
            self.error("must be more than 0 characters", pointer);
        }
        if text.chars().count() > most {
            self.error(&format!("must be less than {} characters", most + 1), pointer);
        }
    }

    /// A `plain_text` object.
    pub(super) fn plain(&mut self, parent: &Value, name: &str, at: &str, most: usize, need: Need) {
        self.text(parent, name, at, most, need, &["plain_text"]);
    }

    /// A `plain_text` or `mrkdwn` object.
    pub(super) fn any_text(&mut self, parent: &Value, name: &str, at: &str, most: usize, need: Need) {
        self.text(parent, name, at, most, need, &["plain_text", "mrkdwn"]);
    }

    fn text(&mut self, parent: &Value, name: &str, at: &str, most: usize, need: Need, types: &[&str]) {
        let Some(value) = self.field(parent, name, at, need) else { return };
        self.text_object(value, &format!("{at}/{name}"), most, types);
    }

    /// A text object of one of these types, of 1 to `most` characters.
    pub(super) fn text_object(&mut self, value: &Value, pointer: &str, most: usize, types: &[&str]) {
        let Some(kind) = value["type"].as_str() else {
            self.missing("type", pointer);
            return;
        };
        if !types.contains(&kind) {
            self.error(&format!("unsupported type: {kind}"), &format!("{pointer}/type"));
            return;
        }
        let allowed: &[&str] = match kind {
            "plain_text" => &["type", "text", "emoji"],
            _ => &["type", "text", "verbatim"],
        };
        self.only(value, allowed, pointer);
        self.string(value, "text", pointer, most, Need::Required);
    }

    /// Complains of fields that are not of this object.
    pub(super) fn only(&mut self, value: &Value, allowed: &[&str], pointer: &str) {
        for name in value.as_object().into_iter().flatten().map(|(name, _)| name) {
            if !allowed.contains(&name.as_str()) {
                self.error(&format!("no additional properties allowed: {name}"), pointer);
            }
        }
    }

    /// An array of `least` to `most` items; an empty slice where it is none.
    pub(super) fn items<'a>(
        &mut self,
        parent: &'a Value,
        name: &str,
        at: &str,
        least: usize,
        most: usize,
    ) -> &'a [Value] {
        let Some(value) = self.field(parent, name, at, Need::Required) else { return &[] };
        let pointer = format!("{at}/{name}");
        let Some(items) = value.as_array() else {
            self.error("must be an array", &pointer);
            return &[];
        };
        if items.len() < least {
            self.error(&format!("no fewer than {least} items allowed"), &pointer);
        }
        if items.len() > most {
            self.error(&format!("no more than {most} items allowed"), &pointer);
        }
        items
    }

    /// One of these words.
    pub(super) fn word(&mut self, parent: &Value, name: &str, at: &str, words: &[&str]) {
        let Some(value) = self.field(parent, name, at, Need::Optional) else { return };
        if !value.as_str().is_some_and(|word| words.contains(&word)) {
            self.error(&format!("must be one of: {}", words.join(", ")), &format!("{at}/{name}"));
        }
    }

    pub(super) fn block_id(&mut self, block: &Value, at: &str) {
        self.string(block, "block_id", at, 255, Need::Optional);
        let Some(id) = block["block_id"].as_str().filter(|id| !id.is_empty()) else { return };
        if !self.block_ids.insert(id.to_owned()) {
            self.error(&format!("block_id \"{id}\" already exists"), &format!("{at}/block_id"));
        }
    }

    pub(super) fn action_id(&mut self, element: &Value, at: &str) {
        self.string(element, "action_id", at, 255, Need::Optional);
        let Some(id) = element["action_id"].as_str().filter(|id| !id.is_empty()) else { return };
        if !self.action_ids.insert(id.to_owned()) {
            self.error(&format!("`action_id` \"{id}\" already exists"), &format!("{at}/action_id"));
        }
    }
}
