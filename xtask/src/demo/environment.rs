//! How worker and starter are told where everything is.

use std::path::Path;
use std::process::Command;

use muster_sandbox::options::DEFAULT_SIGNING_SECRET;
use muster_sandbox::temporal::NAMESPACE;

/// The task queue that the demo's starter and worker meet on.
pub(super) const TASK_QUEUE: &str = "muster";

/// Where things are.
pub(super) struct Addresses<'a> {
    pub(super) temporal: &'a str,
    pub(super) sandbox: &'a str,
    pub(super) listen: &'a str,
    pub(super) plan: &'a Path,
    pub(super) outbox: &'a Path,
    pub(super) store: &'a Path,
    pub(super) runbooks: &'a Path,
    pub(super) webhook_secret: &'a str,
}

impl Addresses<'_> {
    /// Tells a program. Nothing of the sandbox is secret.
    pub(super) fn tell(&self, command: &mut Command) {
        let sandbox = self.sandbox;
        command
            .env("TEMPORAL_ADDRESS", self.temporal)
            .env("TEMPORAL_NAMESPACE", NAMESPACE)
            .env("MUSTER_TASK_QUEUE", TASK_QUEUE)
            .env("MUSTER_PLAN", self.plan)
            .env("MUSTER_LISTEN", self.listen)
            .env("MUSTER_OUTBOX", self.outbox)
            .env("MUSTER_STORE", format!("sqlite://{}", self.store.display()))
            .env("MUSTER_RUNBOOKS", self.runbooks)
            .env("MUSTER_WEBHOOK_SECRET", self.webhook_secret)
            .env("MUSTER_ALERTS_TOKEN", "sandbox")
            .env("MUSTER_SLACK_API_URL", format!("{sandbox}/slack/api"))
            .env("MUSTER_SLACK_TOKEN", "xoxb-sandbox")
            .env("MUSTER_SLACK_SIGNING_SECRET", DEFAULT_SIGNING_SECRET)
            .env("MUSTER_JIRA_URL", format!("{sandbox}/jira"))
            .env("MUSTER_JIRA_EMAIL", "sandbox@example.test")
            .env("MUSTER_JIRA_TOKEN", "sandbox")
            .env("MUSTER_CONFLUENCE_URL", format!("{sandbox}/confluence/wiki"))
            .env("MUSTER_CONFLUENCE_EMAIL", "sandbox@example.test")
            .env("MUSTER_CONFLUENCE_TOKEN", "sandbox")
            .env("MUSTER_ZOOM_API_URL", format!("{sandbox}/zoom/v2"))
            .env("MUSTER_ZOOM_OAUTH_URL", format!("{sandbox}/zoom/oauth/token"))
            .env("MUSTER_ZOOM_ACCOUNT_ID", "sandbox")
            .env("MUSTER_ZOOM_CLIENT_ID", "sandbox")
            .env("MUSTER_ZOOM_CLIENT_SECRET", "sandbox")
            .env("MUSTER_PAGERDUTY_API_URL", format!("{sandbox}/pagerduty/v2"))
            .env("MUSTER_PAGERDUTY_ROUTING_KEY", "sandbox-sandbox-sandbox-sandbox-");
    }
}
