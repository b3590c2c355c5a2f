//! The Slack app, as the manifest has it that people paste when they install Muster, and what people write in Slack.

pub mod notation;

use std::sync::LazyLock;

use indexmap::IndexMap;
use serde::Deserialize;

/// The manifest itself.
pub const MANIFEST: &str = include_str!("../manifest.yaml");

static APP: LazyLock<App> =
    LazyLock::new(|| serde_saphyr::from_str(MANIFEST).expect("slack/manifest.yaml reads; a test sees to it"));

/// What the manifest says, as far as code depends on it.
#[derive(Debug, Deserialize)]
pub struct App {
    features: Features,
    functions: IndexMap<String, Function>,
    oauth_config: OauthConfig,
    settings: Settings,
}

/// A step for Slack's Workflow Builder, which Slack calls a function.
#[derive(Debug, Deserialize)]
pub struct Function {
    /// What it is called.
    pub title: String,
    /// What it does.
    pub description: String,
    /// What it is given, by name, in the order in which people fill it in.
    #[serde(rename = "input_parameters")]
    pub inputs: IndexMap<String, Input>,
}

/// What a step is given.
#[derive(Debug, Deserialize)]
pub struct Input {
    /// What it is called.
    pub title: String,
    /// What to fill in.
    pub description: String,
    /// Slack's name of what it is: `string`, `slack#/types/user_id`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it has to be filled in.
    pub is_required: bool,
}

#[derive(Debug, Deserialize)]
struct Features {
    slash_commands: Vec<Command>,
    shortcuts: Vec<Shortcut>,
}

#[derive(Debug, Deserialize)]
struct Command {
    command: String,
}

#[derive(Debug, Deserialize)]
struct Shortcut {
    name: String,
    #[serde(rename = "type")]
    kind: ShortcutKind,
    callback_id: String,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ShortcutKind {
    Global,
    Message,
}

#[derive(Debug, Deserialize)]
struct OauthConfig {
    redirect_urls: Vec<String>,
    scopes: Scopes,
}

#[derive(Debug, Deserialize)]
struct Scopes {
    user: Vec<String>,
    bot: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Settings {
    event_subscriptions: Subscriptions,
}

#[derive(Debug, Deserialize)]
struct Subscriptions {
    bot_events: Vec<String>,
}

impl App {
    /// The app of this version.
    pub fn current() -> &'static Self {
        &APP
    }

    /// What the app may do: the bot's scopes.
    pub fn scopes(&self) -> &[String] {
        &self.oauth_config.scopes.bot
    }

    /// What it may know of who signs in with Slack.
    pub fn user_scopes(&self) -> &[String] {
        &self.oauth_config.scopes.user
    }

    /// Where Slack may send people back to, at the host that people put into the manifest.
    pub fn redirect_urls(&self) -> &[String] {
        &self.oauth_config.redirect_urls
    }

    /// What the app hears of.
    pub fn events(&self) -> &[String] {
        &self.settings.event_subscriptions.bot_events
    }

    /// What people type.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        self.features.slash_commands.iter().map(|command| command.command.as_str())
    }

    /// Its steps for Workflow Builder, by callback id.
    pub fn functions(&self) -> &IndexMap<String, Function> {
        &self.functions
    }

    /// The callback ids and names of its shortcuts on messages.
    pub fn message_shortcuts(&self) -> impl Iterator<Item = (&str, &str)> {
        let on_message = self.features.shortcuts.iter().filter(|one| one.kind == ShortcutKind::Message);
        on_message.map(|shortcut| (shortcut.callback_id.as_str(), shortcut.name.as_str()))
    }

    /// The callback ids of its shortcuts.
    pub fn shortcuts(&self) -> impl Iterator<Item = &str> {
        self.features.shortcuts.iter().map(|shortcut| shortcut.callback_id.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_reads() {
        let app = App::current();
        assert!(app.scopes().iter().any(|scope| scope == "chat:write"));
        assert_eq!(app.user_scopes(), ["openid", "profile"]);
        assert_eq!(app.redirect_urls(), ["https://muster.example.com/sign-in/slack"]);
        for event in [
            "app_home_opened",
            "app_mention",
            "function_executed",
            "message.channels",
            "message.im",
            "reaction_added",
        ] {
            assert!(app.events().iter().any(|heard| heard == event), "{event}");
        }
        assert_eq!(app.commands().collect::<Vec<_>>(), ["/incident", "/runbook"]);
        assert_eq!(
            app.shortcuts().collect::<Vec<_>>(),
            ["declare_incident", "resolve_incident", "make_follow_up"]
        );
    }
}
