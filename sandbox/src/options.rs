//! How a sandbox is started.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use serde::Deserialize;

/// The Slack app that the sandbox's Slack calls.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct App {
    /// Its base: events go to `{url}/slack/events`, commands and interactions beside it.
    pub url: String,
    /// What requests to it are signed with.
    #[serde(default = "default_signing_secret")]
    pub signing_secret: String,
}

/// The signing secret unless another is given.
pub const DEFAULT_SIGNING_SECRET: &str = "sandbox-signing-secret";

/// The client id of the app, by which Slack knows it where people sign in.
pub const CLIENT_ID: &str = "1234567890.sandbox";
/// And the secret that goes with it.
pub const CLIENT_SECRET: &str = "sandbox-client-secret";

fn default_signing_secret() -> String {
    DEFAULT_SIGNING_SECRET.to_owned()
}

impl App {
    /// An app at this base, with the sandbox's usual signing secret.
    pub fn at(url: impl Into<String>) -> Self {
        Self { url: url.into(), signing_secret: default_signing_secret() }
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("url", &self.url).finish_non_exhaustive()
    }
}

/// How a sandbox is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// What it calls itself in its answers, where something stands before it that people and apps are to go through.
    pub public_url: Option<String>,
    /// The app that Slack calls; it can be set later.
    pub app: Option<App>,
    /// How long Slack waits for the app's answer: 3 s in Slack.
    pub answer_within: Duration,
    /// How long after an unanswered event it comes again: at once, a minute, five minutes in Slack.
    pub event_retries: Vec<Duration>,
    /// What Slack lets the app do, by the names of its scopes: what Muster's manifest asks for.
    pub scopes: Vec<String>,
    /// What Slack tells the app of who signs in: what Muster's manifest asks for.
    pub user_scopes: Vec<String>,
    /// What the app hears of, by the names of its event subscriptions: what Muster's manifest asks for.
    pub events: Vec<String>,
    /// The server that stands in for AWS, without a slash at the end; none, and there is no AWS.
    pub aws: Option<String>,
    /// How many engineers are in the workspace beside those with a name of their own.
    pub crowd: usize,
    /// Whether Slack's rate limits per method are held.
    pub rate_limits: bool,
    /// How long every call of every vendor takes at least.
    pub latency: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            public_url: None,
            app: None,
            answer_within: Duration::from_secs(3),
            event_retries: vec![Duration::ZERO, Duration::from_secs(60), Duration::from_secs(300)],
            scopes: muster_slack_app::App::current().scopes().to_vec(),
            user_scopes: muster_slack_app::App::current().user_scopes().to_vec(),
            events: muster_slack_app::App::current().events().to_vec(),
            aws: None,
            crowd: 130,
            rate_limits: false,
            latency: Duration::ZERO,
        }
    }
}
