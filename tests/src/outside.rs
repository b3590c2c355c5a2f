//! What the sandbox holds, as tests want to look at it.

use muster_workflows::domain::{DeclarationId, Reference};
use serde::Deserialize;
use serde_json::Value;

/// Everything outside of Muster, at one moment.
#[derive(Debug, Clone, Deserialize)]
pub struct Outside {
    slack: Slack,
    jira: Jira,
    confluence: Confluence,
    zoom: Zoom,
    pagerduty: PagerDuty,
    services: Services,
}

#[derive(Debug, Clone, Deserialize)]
struct Slack {
    channels: Vec<Channel>,
    ephemerals: Vec<Message>,
    groups: Vec<Group>,
}

#[derive(Debug, Clone, Deserialize)]
struct Group {
    handle: String,
    users: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Jira {
    issues: Vec<Issue>,
}

#[derive(Debug, Clone, Deserialize)]
struct Confluence {
    pages: Vec<Page>,
}

#[derive(Debug, Clone, Deserialize)]
struct Zoom {
    meetings: Vec<Meeting>,
}

#[derive(Debug, Clone, Deserialize)]
struct PagerDuty {
    alerts: Vec<Alert>,
    events: Vec<PagerEvent>,
}

#[derive(Debug, Clone, Deserialize)]
struct Services {
    hooks: Vec<Hook>,
}

/// A webhook that the company's services accepted.
#[derive(Debug, Clone, Deserialize)]
pub struct Hook {
    /// By this its sender knows it.
    pub id: String,
    /// What it asked for.
    pub verb: String,
    /// Of which service.
    pub server: String,
    /// Whether it came before, so that nothing was done about it.
    pub is_repeat: bool,
}

/// A Slack channel.
#[derive(Debug, Clone, Deserialize)]
pub struct Channel {
    /// Its id.
    pub id: String,
    /// Its name; a direct message has none.
    #[serde(default)]
    pub name: String,
    /// With whom a direct message is.
    #[serde(default)]
    pub user: Option<String>,
    /// Whether it is archived.
    #[serde(default)]
    pub is_archived: bool,
    /// Whether only its members see it.
    #[serde(default)]
    pub is_private: bool,
    /// Who is in it.
    #[serde(default)]
    pub members: Vec<String>,
    /// The links at its top.
    #[serde(default)]
    pub bookmarks: Vec<Value>,
    /// Its topic.
    #[serde(default)]
    pub topic: Value,
    /// What was said.
    pub messages: Vec<Message>,
}

/// A Slack message.
#[derive(Debug, Clone, Deserialize)]
pub struct Message {
    /// Its id in the channel.
    pub ts: String,
    /// Its plain text.
    #[serde(default)]
    pub text: String,
    /// Its blocks.
    #[serde(default)]
    pub blocks: Value,
    /// Its metadata.
    #[serde(default)]
    pub metadata: Value,
    /// For whom alone it is.
    #[serde(default)]
    pub user: String,
}

/// A Jira issue.
#[derive(Debug, Clone, Deserialize)]
pub struct Issue {
    /// Its key.
    pub key: String,
    /// Its summary.
    pub summary: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// The name of its status.
    pub status: String,
    /// What was said about it.
    pub comments: Vec<Value>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Value,
}

/// A Confluence page.
#[derive(Debug, Clone, Deserialize)]
pub struct Page {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The key of its space.
    pub space: String,
    /// Its body, in storage format.
    pub body: String,
    /// Its attachments.
    pub attachments: Vec<Value>,
}

/// A Zoom meeting.
#[derive(Debug, Clone, Deserialize)]
pub struct Meeting {
    /// Its topic.
    pub topic: String,
    /// `waiting`, `started`, `ended` or `deleted`.
    pub status: String,
}

/// An alert of PagerDuty's.
#[derive(Debug, Clone, Deserialize)]
pub struct Alert {
    /// By what its events are known.
    pub dedup_key: String,
    /// `triggered`, `acknowledged` or `resolved`.
    pub status: String,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Value,
}

/// An event that PagerDuty took.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PagerEvent {
    /// `trigger`, `acknowledge` or `resolve`.
    pub action: String,
    /// `opened`, `added`, `acknowledged`, `resolved` or `nothing`.
    pub effect: String,
}

impl Outside {
    /// A channel by its name.
    pub fn channel(&self, name: &str) -> Option<&Channel> {
        self.slack.channels.iter().find(|channel| channel.name == name)
    }

    /// The channels of incidents: all that Muster made.
    pub fn incident_channels(&self) -> Vec<&Channel> {
        self.slack.channels.iter().filter(|channel| channel.name.starts_with("inc-")).collect()
    }

    /// The channels of one incident.
    pub fn channels_of(&self, reference: &Reference) -> impl Iterator<Item = &Channel> {
        let short = reference.as_str().trim_start_matches("INC-").to_lowercase();
        self.incident_channels().into_iter().filter(move |channel| channel.name.contains(&short))
    }

    /// Muster's messages about an incident for a purpose in the incidents channel.
    pub fn in_public(&self, id: &DeclarationId, purpose: &str) -> Vec<&Message> {
        let incidents = self.channel("incidents").expect("the incidents channel");
        let mut said = incidents.said(purpose);
        said.retain(|message| message.declaration() == Some(id.as_str()));
        said
    }

    /// All channels and direct messages.
    pub fn conversations(&self) -> &[Channel] {
        &self.slack.channels
    }

    /// Who is in a user group, if there is one of this handle.
    pub fn group(&self, handle: &str) -> Option<&[String]> {
        let found = self.slack.groups.iter().find(|group| group.handle == handle);
        found.map(|group| group.users.as_slice())
    }

    /// The direct messages that the app sent somebody.
    pub fn direct_messages(&self, user: &str) -> Vec<&Message> {
        self.slack
            .channels
            .iter()
            .filter(|channel| channel.user.as_deref() == Some(user))
            .flat_map(|channel| &channel.messages)
            .collect()
    }

    /// What was shown to somebody alone.
    pub fn ephemerals(&self, user: &str) -> Vec<&Message> {
        self.slack.ephemerals.iter().filter(|message| message.user == user).collect()
    }

    /// All Jira issues.
    pub fn issues(&self) -> &[Issue] {
        &self.jira.issues
    }

    /// The Confluence pages beside those that the space came with.
    pub fn post_mortems(&self) -> Vec<&Page> {
        self.confluence.pages.iter().filter(|page| page.title.starts_with("INC-")).collect()
    }

    /// All Zoom meetings.
    pub fn meetings(&self) -> &[Meeting] {
        &self.zoom.meetings
    }

    /// All alerts of PagerDuty's, in the order in which they were opened.
    pub fn alerts(&self) -> &[Alert] {
        &self.pagerduty.alerts
    }

    /// All events that PagerDuty took, in order.
    pub fn pager_events(&self) -> &[PagerEvent] {
        &self.pagerduty.events
    }

    /// The webhooks that the company's services accepted, oldest first.
    pub fn hooks(&self) -> &[Hook] {
        &self.services.hooks
    }
}

impl Channel {
    /// Muster's messages for a purpose: `prompt`, `announcement`, `reminder-1` …
    pub fn said(&self, purpose: &str) -> Vec<&Message> {
        self.messages.iter().filter(|message| message.purpose() == Some(purpose)).collect()
    }

    /// How many reminders Muster posted.
    pub fn reminders(&self) -> usize {
        self.messages
            .iter()
            .filter(|message| message.purpose().is_some_and(|purpose| purpose.starts_with("reminder-")))
            .count()
    }
}

impl Issue {
    /// What it links to.
    pub fn links(&self) -> impl Iterator<Item = &Value> {
        self.rest["remote_links"].as_array().into_iter().flatten()
    }
}

impl Message {
    /// Whether people can press this under it.
    pub fn has_button(&self, action: &str) -> bool {
        let blocks = self.blocks.as_array().into_iter().flatten();
        let elements = blocks.flat_map(|block| block["elements"].as_array().into_iter().flatten());
        elements.into_iter().any(|element| element["action_id"] == action)
    }

    /// What it is for, if Muster posted it.
    pub fn purpose(&self) -> Option<&str> {
        self.metadata["event_payload"]["purpose"].as_str()
    }

    /// The incident it belongs to, if Muster posted it.
    pub fn declaration(&self) -> Option<&str> {
        self.metadata["event_payload"]["declaration"].as_str()
    }

    /// Everything in it that Slack reads for mentions and links, as one text.
    pub fn marked_up(&self) -> String {
        let mut texts = vec![self.text.clone()];
        collect_mrkdwn(&self.blocks, &mut texts);
        texts.join("\n")
    }

    /// Everything in it that people read or press, as one text.
    pub fn all_text(&self) -> String {
        format!("{} {}", self.text, self.blocks)
    }
}

fn collect_mrkdwn(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let (Some("mrkdwn"), Some(text)) = (value["type"].as_str(), value["text"].as_str()) {
                texts.push(text.to_owned());
            }
            object.values().for_each(|inner| collect_mrkdwn(inner, texts));
        }
        Value::Array(array) => array.iter().for_each(|inner| collect_mrkdwn(inner, texts)),
        _ => {}
    }
}
