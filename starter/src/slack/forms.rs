//! The forms that people fill in, and how they are read.

use std::collections::HashMap;

use serde::Deserialize;
use slack_morphism::prelude::*;

use super::note::Note;

mod choices;
pub(super) mod declare;
pub(super) mod follow_up;
pub(super) mod impact;
pub(super) mod link;
pub(super) mod resolve;
pub(super) mod roles;
pub(super) mod severity;
pub(super) mod update;

/// What is wrong, by field.
pub(super) type Errors = HashMap<String, String>;

/// What was filled in, by block and action.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Filled {
    #[serde(default)]
    values: HashMap<String, HashMap<String, Field>>,
}

/// What was filled into one field.
#[derive(Debug, Default, Deserialize)]
struct Field {
    #[serde(default)]
    value: Option<String>,
    #[serde(default)]
    selected_option: Option<Chosen>,
    #[serde(default)]
    selected_options: Option<Vec<Chosen>>,
    #[serde(default)]
    selected_user: Option<String>,
    #[serde(default)]
    selected_date_time: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct Chosen {
    value: String,
}

impl Filled {
    /// The one field of a block: block and action have the same name in all of Muster's forms.
    fn field(&self, name: &str) -> Option<&Field> {
        self.values.get(name)?.get(name)
    }

    fn text(&self, name: &str) -> &str {
        self.field(name).and_then(|field| field.value.as_deref()).unwrap_or_default()
    }

    fn choice(&self, name: &str) -> Option<&str> {
        Some(self.field(name)?.selected_option.as_ref()?.value.as_str())
    }

    fn choices(&self, name: &str) -> Vec<String> {
        let chosen = self.field(name).and_then(|field| field.selected_options.as_deref()).unwrap_or_default();
        chosen.iter().map(|chosen| chosen.value.clone()).collect()
    }

    /// A person's user id.
    fn user(&self, name: &str) -> Option<&str> {
        self.field(name)?.selected_user.as_deref()
    }

    /// Seconds since 1970.
    fn moment(&self, name: &str) -> Option<i64> {
        self.field(name)?.selected_date_time
    }
}

/// A view with nothing to fill in.
pub(super) fn notice(title: &str, note: &Note) -> SlackView {
    SlackView::Modal(SlackModalView::new(title.into(), vec![note.block()]).with_close("Close".into()))
}

#[cfg(test)]
pub(super) mod tests {
    use muster_workflows::domain::Plan;

    /// The least that is a plan with something to choose.
    pub(crate) fn plan() -> Plan {
        let text = r##"
            incidents_channel = "#incidents"
            ticket = { project = "INC", issue_type = "Incident" }
            post_mortem = { space = "SP" }
            meeting = { hosts = ["host@example.test"] }
            services = [{ id = "checkout", name = "Checkout" }, { id = "search", name = "Search :mag:" }]
            private = { confirmers = ["@security", "zoe_m@example.test"] }
            origins = [{ id = "internal", name = "Internal" }, { id = "acme-pay", name = "Acme Pay" }]

            [[severity]]
            level = 1
            name = "Severity 1"
            description = "Major service disruption, no workaround"
            open = {}
            close = {}

            [[severity]]
            level = 2
            name = "Severity 2"
            description = "Key functionality impaired, no workaround"
            open = {}
            close = {}
        "##;
        toml::from_str(text).unwrap()
    }
}
