use std::fmt;

use muster_sandbox::Sandbox;
use muster_workflows::domain::DeclarationId;
use serde_json::{Value, json};

use crate::{Message, Outside};

/// People in Slack, who do things and are shown what comes of them.
#[derive(Clone, Copy)]
pub struct People<'a>(&'a Sandbox);

/// What somebody did was not taken, as far as they can see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken(String);

impl NotTaken {
    /// Because of this.
    pub(crate) fn because(why: impl Into<String>) -> Self {
        Self(why.into())
    }

    /// Whether it need not be done again: it is so, by what was done before.
    pub fn is_so_already(&self) -> bool {
        self.0.contains(" already")
    }

    /// Whether the form is not open any more.
    pub fn is_form_gone(&self) -> bool {
        self.0.contains("has no form")
    }
}

impl fmt::Display for NotTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Titles of the notice that a form becomes once what was typed is durable.
const TAKEN: [&str; 4] = ["Declared", "On its way", "Saved", "Resolved"];
/// With what a note begins where a press takes effect later: a region is away, or its worker.
const LATER: [&str; 2] = ["Saved:", "On its way:"];

impl<'a> People<'a> {
    /// Those of this sandbox.
    pub fn of(sandbox: &'a Sandbox) -> Self {
        Self(sandbox)
    }

    /// What is outside now.
    pub fn outside(self) -> Outside {
        serde_json::from_value(self.0.dump()).expect("the sandbox's dump")
    }

    /// The Slack id of somebody, by the first part of the e-mail.
    pub fn id(self, who: &str) -> String {
        let dump = self.0.dump();
        let email = format!("{who}@example.test");
        let people = dump["slack"]["people"].as_array().expect("the sandbox has people");
        let person = people.iter().find(|person| person["profile"]["email"] == email.as_str());
        person
            .and_then(|person| person["id"].as_str())
            .unwrap_or_else(|| panic!("{email} is there"))
            .to_owned()
    }

    /// Somebody does something; what Slack's client then shows them.
    ///
    /// # Errors
    /// Slack's client does not let them, or shows that the app did not answer as it should.
    pub async fn act(self, what: &str, body: Value) -> Result<Value, NotTaken> {
        let shown = self.0.act(what, body).await.map_err(|refused| NotTaken(refused.to_string()))?;
        match shown["failure"].as_str() {
            None => Ok(shown),
            Some(failure) => Err(NotTaken(failure.to_owned())),
        }
    }

    /// Types a command that opens a form; the form's id.
    ///
    /// # Errors
    /// No form opens.
    pub async fn open(self, who: &str, command: &str) -> Result<String, NotTaken> {
        let shown = self.act("command", json!({"as": who, "channel": "general", "text": command})).await?;
        self.form(who, &shown, if command == "/incident" { "declare" } else { "resolve" }).await
    }

    /// Presses a button that opens a form; the form's id.
    ///
    /// # Errors
    /// No form opens.
    pub async fn press_for_form(
        self,
        who: &str,
        channel: &str,
        message: &str,
        action: &str,
    ) -> Result<String, NotTaken> {
        let shown = self.pressed(who, channel, message, action).await?;
        self.form(who, &shown, action).await
    }

    /// Presses a button that opens nothing.
    ///
    /// # Errors
    /// It was not taken.
    pub async fn press(self, who: &str, channel: &str, message: &str, action: &str) -> Result<(), NotTaken> {
        let shown = self.pressed(who, channel, message, action).await?;
        match notes(&shown).find(|note| !LATER.iter().any(|later| note.starts_with(later))) {
            None => Ok(()),
            Some(note) => Err(NotTaken(note.to_owned())),
        }
    }

    /// Submits the form to declare, which is answered with a notice: its title. The same form can be submitted again.
    ///
    /// # Errors
    /// It was not taken; the form stays open.
    pub async fn declare(self, who: &str, form: &str, title: &str, severity: u8) -> Result<String, NotTaken> {
        self.submit(who, form, json!({"title": title, "severity": severity.to_string()})).await
    }

    /// Submits the form to resolve; the title of the notice.
    ///
    /// # Errors
    /// It was not taken; the form stays open.
    pub async fn resolve(self, who: &str, form: &str) -> Result<String, NotTaken> {
        self.submit(who, form, json!({"origin": "internal"})).await
    }

    /// Writes in a channel.
    ///
    /// # Errors
    /// Slack does not let them.
    pub async fn write(self, who: &str, channel: &str, text: &str) -> Result<(), NotTaken> {
        self.act("message", json!({"as": who, "channel": channel, "text": text})).await.map(drop)
    }

    /// Muster's public messages about an incident for a purpose.
    pub fn read(self, id: &DeclarationId, purpose: &str) -> Vec<Message> {
        self.outside().in_public(id, purpose).into_iter().cloned().collect()
    }

    async fn pressed(self, who: &str, channel: &str, message: &str, action: &str) -> Result<Value, NotTaken> {
        self.act("press", json!({"as": who, "channel": channel, "ts": message, "action_id": action})).await
    }

    /// The id of the form that opens. One that was asked for before and comes late is closed.
    async fn form(self, who: &str, shown: &Value, callback: &str) -> Result<String, NotTaken> {
        let Some(id) = shown["view"]["id"].as_str() else {
            let notes: Vec<_> = notes(shown).collect();
            return Err(NotTaken(format!("no form opens: {}", notes.join("\n"))));
        };
        if shown["view"]["callback_id"] != callback {
            self.act("close", json!({"as": who, "view_id": id})).await?;
            return Err(NotTaken("another form opens, late".to_owned()));
        }
        Ok(id.to_owned())
    }

    async fn submit(self, who: &str, form: &str, values: Value) -> Result<String, NotTaken> {
        let shown = self.act("submit", json!({"as": who, "view_id": form, "values": values})).await?;
        if shown["ok"] != true {
            return Err(NotTaken(shown["errors"].to_string()));
        }
        let (Some(notice), Some(title)) =
            (shown["view"]["id"].as_str(), shown["view"]["title"]["text"].as_str())
        else {
            return Err(NotTaken(format!("no notice: {shown}")));
        };
        // A notice that stands above the form goes, and the form is there again.
        self.act("close", json!({"as": who, "view_id": notice})).await?;
        match TAKEN.contains(&title) {
            true => Ok(title.to_owned()),
            false => Err(NotTaken(format!("{title}: {}", shown["view"]["blocks"]))),
        }
    }
}

/// What is shown to them alone.
fn notes(shown: &Value) -> impl Iterator<Item = &str> {
    shown["ephemerals"].as_array().into_iter().flatten().filter_map(|note| note["text"].as_str())
}
