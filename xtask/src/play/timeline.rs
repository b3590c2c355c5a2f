//! What happens, printed as it happens.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Instant;

use muster_sandbox::Sandbox;
use serde_json::Value;

use super::outside;

/// The longest line of what somebody said.
const LONGEST: usize = 100;

/// A clock that starts with the play.
pub(super) struct Timeline {
    began: Instant,
}

impl Timeline {
    pub(super) fn begin() -> Self {
        Self { began: Instant::now() }
    }

    /// What people do.
    pub(super) fn act(&self, what: &str) {
        self.print("▸", what);
    }

    /// Prints whatever is new outside, from now on.
    pub(super) async fn watch(&self, sandbox: &Sandbox) -> Infallible {
        let mut changes = sandbox.core().changes();
        let mut seen: BTreeSet<String> = facts(&sandbox.dump()).into_iter().collect();
        while changes.changed().await.is_ok() {
            for fact in facts(&sandbox.dump()) {
                if seen.insert(fact.clone()) {
                    self.print(" ", &fact);
                }
            }
        }
        std::future::pending().await
    }

    fn print(&self, mark: &str, what: &str) {
        println!("{:>8.3} s {mark} {what}", self.began.elapsed().as_secs_f64());
    }
}

/// All that can be told of the outside, each in a line.
fn facts(dump: &Value) -> Vec<String> {
    let mut facts = Vec::new();
    for channel in outside::incident_channels(dump) {
        facts.push(format!("Slack       channel #{} is created", text(&channel["name"])));
        if channel["is_archived"] == true {
            facts.push(format!("Slack       channel #{} is archived", text(&channel["name"])));
        }
    }
    for channel in outside::channels(dump) {
        facts.extend(outside::messages(channel).filter_map(|message| told(dump, channel, message)));
    }
    for meeting in outside::meetings(dump) {
        facts.push(format!("Zoom        meeting {} is created", meeting["id"]));
        if !meeting["ended"].is_null() {
            facts.push(format!("Zoom        meeting {} is ended", meeting["id"]));
        }
    }
    for issue in outside::issues(dump) {
        facts.push(format!("Jira        {}: {}", text(&issue["key"]), text(&issue["summary"])));
        facts.push(format!("Jira        {} is {}", text(&issue["key"]), text(&issue["status"])));
    }
    for page in outside::pages(dump) {
        facts.push(format!("Confluence  {}", text(&page["title"])));
        let attached = outside::attachments(page);
        facts.extend(
            attached.map(|one| format!("Confluence  {} is attached, {} B", text(&one["name"]), one["size"])),
        );
    }
    facts
}

/// A message, as it is now: edited, it is told again.
fn told(dump: &Value, channel: &Value, message: &Value) -> Option<String> {
    if matches!(message["subtype"].as_str(), Some("channel_join" | "channel_leave")) {
        return None;
    }
    let place = channel["name"]
        .as_str()
        .map_or_else(|| "direct message".to_owned(), |name| format!("#{}", short(name)));
    let who = outside::name(dump, text(&message["user"]));
    let said = outside::named(dump, text(&message["text"])).replace('\n', " ");
    Some(format!("Slack       {place} {who}: {}", said.chars().take(LONGEST).collect::<String>()))
}

/// An incident channel's name by its ends: what is between is the title, told often enough.
fn short(name: &str) -> String {
    match (name.split_once('-'), name.rsplit_once('-')) {
        (Some((first, _)), Some((_, last))) => format!("{first}-…-{last}"),
        _ => name.to_owned(),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
