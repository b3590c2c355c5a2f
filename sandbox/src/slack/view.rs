//! Views: the forms (modals) that a person has open, and home tabs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{APP, BOT, Slack, TEAM};

/// Slack's most forms on top of each other (docs.slack.dev, views.push).
const DEEPEST: usize = 3;

/// A view as one person has it before them.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) id: String,
    pub(crate) user: String,
    /// What the app sent, with ids for all blocks.
    pub(crate) content: Value,
    /// What is entered, as `state.values`.
    pub(crate) values: Value,
    pub(crate) hash: String,
    pub(crate) root_id: String,
    pub(crate) previous_id: Option<String>,
    /// What the app said of each field at the last submission.
    pub(crate) errors: BTreeMap<String, String>,
}

impl View {
    pub(crate) fn is_home(&self) -> bool {
        self.content["type"] == "home"
    }

    /// What is in it. The app cannot send one without.
    pub(crate) fn blocks(&self) -> &[Value] {
        self.content["blocks"].as_array().map_or(&[], Vec::as_slice)
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.content[name] == true
    }

    /// Slack's view object.
    pub(crate) fn json(&self) -> Value {
        let text = |name: &str| self.content[name].as_str().unwrap_or_default().to_owned();
        let mut view = json!({
            "id": self.id,
            "team_id": TEAM,
            "type": self.content["type"],
            "blocks": self.content["blocks"],
            "private_metadata": text("private_metadata"),
            "callback_id": text("callback_id"),
            "external_id": text("external_id"),
            "state": {"values": self.values},
            "hash": self.hash,
            "title": self.content["title"],
            "close": self.content["close"],
            "submit": self.content["submit"],
            "clear_on_close": self.flag("clear_on_close"),
            "notify_on_close": self.flag("notify_on_close"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": APP,
            "app_installed_team_id": TEAM,
            "bot_id": BOT,
        });
        if self.is_home()
            && let Some(view) = view.as_object_mut()
        {
            view.remove("title");
        }
        view
    }
}

impl Slack {
    pub(crate) fn view(&self, id: &str) -> Option<&View> {
        self.views.iter().find(|view| view.id == id)
    }

    pub(crate) fn view_mut(&mut self, id: &str) -> Option<&mut View> {
        self.views.iter_mut().find(|view| view.id == id)
    }

    /// The form that a person has in front, if any.
    pub(crate) fn front_view(&self, user: &str) -> Option<&View> {
        self.views.iter().rfind(|view| view.user == user && !view.is_home())
    }

    /// Opens a form alone; those that were open close.
    pub(crate) fn open_view(&mut self, user: &str, content: Value, now: Timestamp) -> String {
        self.close_views(user);
        self.add_view(user, content, None, now)
    }

    /// Opens a form on top of the one in front.
    ///
    /// # Errors
    /// Slack's code: `not_found` (no form is open), `push_limit_reached`.
    pub(crate) fn push_view(
        &mut self,
        user: &str,
        content: Value,
        now: Timestamp,
    ) -> Result<String, &'static str> {
        let depth = self.views.iter().filter(|view| view.user == user && !view.is_home()).count();
        let front = self.front_view(user).ok_or("not_found")?;
        if depth >= DEEPEST {
            return Err("push_limit_reached");
        }
        let below = (front.id.clone(), front.root_id.clone());
        Ok(self.add_view(user, content, Some(below), now))
    }

    /// What the app has published as a person's home tab.
    pub(crate) fn home(&self, user: &str) -> Option<&View> {
        self.views.iter().find(|view| view.user == user && view.is_home())
    }

    /// Publishes a home tab: each person has one.
    pub(crate) fn publish_home(&mut self, user: &str, content: Value, now: Timestamp) -> String {
        match self.home(user).map(|view| view.id.clone()) {
            Some(id) => {
                self.replace_view(&id, content, now);
                id
            }
            None => self.add_view(user, content, None, now),
        }
    }

    /// Replaces a view's content; what is entered stays where the same fields do.
    pub(crate) fn replace_view(&mut self, id: &str, content: Value, now: Timestamp) {
        let hash = self.new_hash(now);
        let Some(view) = self.view_mut(id) else { return };
        let fields: Vec<String> = content["blocks"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|block| block["block_id"].as_str().map(str::to_owned))
            .collect();
        if let Some(values) = view.values.as_object_mut() {
            values.retain(|block_id, _| fields.contains(block_id));
        }
        view.content = content;
        view.hash = hash;
        view.errors.clear();
    }

    /// Closes one form.
    pub(crate) fn close_view(&mut self, id: &str) {
        self.views.retain(|view| view.id != id);
    }

    /// Closes all forms of a person.
    pub(crate) fn close_views(&mut self, user: &str) {
        self.views.retain(|view| view.user != user || view.is_home());
    }

    fn add_view(
        &mut self,
        user: &str,
        content: Value,
        below: Option<(String, String)>,
        now: Timestamp,
    ) -> String {
        let id = self.new_unique_id("V");
        let (previous_id, root_id) = match below {
            Some((previous, root)) => (Some(previous), root),
            None => (None, id.clone()),
        };
        let hash = self.new_hash(now);
        self.views.push(View {
            id: id.clone(),
            user: user.to_owned(),
            content,
            values: json!({}),
            hash,
            root_id,
            previous_id,
            errors: BTreeMap::new(),
        });
        id
    }

    fn new_hash(&mut self, now: Timestamp) -> String {
        format!("{}.{}", now.as_second(), self.new_id("").to_lowercase())
    }
}
