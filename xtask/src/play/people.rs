//! People in Slack, acting.

use anyhow::{Context, Result, bail};
use muster_sandbox::Sandbox;
use serde_json::{Value, json};

use super::timeline::Timeline;

/// Somebody in Slack.
pub(super) struct Person<'a> {
    pub(super) handle: &'static str,
    pub(super) sandbox: &'a Sandbox,
    pub(super) timeline: &'a Timeline,
}

impl Person<'_> {
    /// Types a command that opens a form; the form's id.
    pub(super) async fn open(&self, command: &str) -> Result<String> {
        self.timeline.act(&format!("{} types {command}", self.handle));
        let body = json!({"as": self.handle, "channel": "general", "text": command});
        let shown = self.act("command", body).await?;
        let form = shown["view"]["id"].as_str();
        form.map(str::to_owned).with_context(|| format!("{command} opens no form: {shown}"))
    }

    /// Submits a form, which must be taken, and closes the notice that may stand there instead.
    pub(super) async fn submit(&self, form: &str, values: Value) -> Result<()> {
        self.timeline.act(&format!("{} fills in the form: {values}", self.handle));
        let shown = self.act("submit", json!({"as": self.handle, "view_id": form, "values": values})).await?;
        if shown["ok"] != true {
            bail!("the form is not taken: {shown}");
        }
        if let Some(notice) = shown["view"]["id"].as_str() {
            self.act("close", json!({"as": self.handle, "view_id": notice})).await?;
        }
        Ok(())
    }

    /// Presses a button under a message; the form that it opens, if it opens one.
    pub(super) async fn press(&self, action: &str, channel: &str, ts: &str) -> Result<Option<String>> {
        self.timeline.act(&format!("{} presses {action}", self.handle));
        let body = json!({"as": self.handle, "channel": channel, "ts": ts, "action_id": action});
        let shown = self.act("press", body).await?;
        Ok(shown["view"]["id"].as_str().map(str::to_owned))
    }

    /// Writes a message, in a thread where one is given; its `ts`.
    pub(super) async fn write(&self, channel: &str, text: &str, thread: Option<&str>) -> Result<String> {
        let body = json!({"as": self.handle, "channel": channel, "text": text, "thread_ts": thread});
        let shown = self.act("message", body).await?;
        let ts = shown["ts"].as_str().or(shown["message"]["ts"].as_str());
        ts.map(str::to_owned).with_context(|| format!("a message without a ts: {shown}"))
    }

    async fn act(&self, what: &str, body: Value) -> Result<Value> {
        let shown =
            self.sandbox.act(what, body).await.with_context(|| format!("{} cannot {what}", self.handle))?;
        if let Some(failure) = shown["failure"].as_str() {
            bail!("{} is shown: {failure}", self.handle);
        }
        Ok(shown)
    }
}
