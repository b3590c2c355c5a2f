//! `muster-sandbox`: the outside world on this machine, for people and for other clients.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use muster_sandbox::options::DEFAULT_SIGNING_SECRET;
use muster_sandbox::{App, Options, Sandbox, people_help};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Slack, Jira, Confluence, Zoom and PagerDuty on this machine, with a page to click on.
#[derive(Debug, Parser)]
#[command(version, after_long_help = long_help())]
struct Arguments {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// The Slack app: its base, to which /slack/events, /slack/commands and /slack/interactions are added. An app
    /// in Socket Mode connects by itself.
    #[arg(long, value_name = "URL")]
    app: Option<String>,
    /// What requests to the app are signed with.
    #[arg(long, default_value = DEFAULT_SIGNING_SECRET)]
    signing_secret: String,
    /// How long every call of every vendor takes at least, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,
    /// Hold Slack's rate limits.
    #[arg(long)]
    rate_limits: bool,
}

const ADDRESSES: &str = "\
Addresses, behind the one listened on:
  /                       the page
  /slack/api/METHOD       Slack's Web API      token xoxb-sandbox; for apps.connections.open xapp-sandbox
  /slack/openid/connect/authorize  Sign in with Slack   client id 1234567890.sandbox, secret sandbox-client-secret;
                                               &login_hint=U0ADA takes the place of the click
  /jira/rest/api/3/…      Jira                 Basic sandbox@example.test:sandbox, project INC with the
                                               security levels Private incidents (10100), Staff only (10101)
  /confluence/wiki/…      Confluence           Basic sandbox@example.test:sandbox, spaces SP and PRIV
  /zoom/oauth/token       Zoom                 account, client id and secret: sandbox
  /zoom/v2/…              Zoom                 hosts zoom1@example.test, zoom2@example.test
  /pagerduty/v2/enqueue   PagerDuty            routing key sandbox-sandbox-sandbox-sandbox-";

const CONTROLS: &str = "\
Controls, all JSON, under /_sandbox:
  GET    /dump            everything it holds
  GET    /changes         server-sent events, one at each change
  POST   /clock           {\"advance_seconds\": 3600} or {\"set\": \"2026-03-29T01:30:00Z\"}
  POST   /faults          {\"system\": \"slack\", \"operation\": \"chat.postMessage\", \"fault\": FAULT,
                           \"times\": 3, \"after\": 1}; operation * is any, without times it stays
         FAULT is one of  {\"status\": 503} {\"error\": \"channel_not_found\"} {\"rate_limited\": 2}
                          {\"delay_ms\": 4000} {\"hang\": true} {\"drop\": \"before\"} {\"drop\": \"after\"}
                          {\"html\": true}
                          of Slack the operations are its methods, response_url, authorize, and socket:
                          opening a WebSocket
  GET, DELETE /faults     the rules, with the \"hits\" of each; DELETE /faults/ID removes one
  POST   /latency         {\"ms\": 20}
  POST   /jira            {\"search_lag_seconds\": 30}
  PUT    /app             {\"url\": \"http://127.0.0.1:8080\", \"signing_secret\": \"…\"}
  GET, DELETE /sockets    Socket Mode's WebSockets; DELETE drops them, DELETE /sockets/ID one
  POST   /sockets         {\"reason\": \"warning\", \"grace_ms\": 10000}: says so, then closes; /sockets/ID one;
                           reason is warning, refresh_requested or link_disabled
  POST   /reset           the world as it was at first
  POST   /act/message     {\"as\": \"ada\", \"channel\": \"incidents\", \"text\": \"…\", \"thread_ts\": \"…\"}
  POST   /act/command     {\"as\", \"channel\", \"text\": \"/incident list\"}
  POST   /act/press       {\"as\", \"channel\", \"ts\" (or \"view_id\"), \"block_id\", \"action_id\", \"value\"}
  POST   /act/submit      {\"as\", \"view_id\", \"values\": {BLOCK_ID: text, option value or several}}
  POST   /act/close       {\"as\", \"view_id\"}
  POST   /act/shortcut    {\"as\", \"callback_id\"}
  POST   /act/message_shortcut {\"as\", \"channel\", \"ts\", \"callback_id\"}
  POST   /act/react       {\"as\", \"channel\", \"ts\", \"name\"}
  POST   /act/pin         {\"as\", \"channel\", \"ts\"}: pins a message, or takes the pin away
  POST   /act/join, /act/archive, /act/unarchive {\"as\", \"channel\"}
  POST   /act/function    {\"callback_id\", \"inputs\"}: a Slack Workflow comes to the app's step
  command, press, submit and shortcuts answer what Slack's client then shows that person:
  {\"ok\", \"ephemerals\", \"view\", \"errors\", \"failure\"}; @muster is their direct conversation with the app.";

fn long_help() -> String {
    format!("{ADDRESSES}\n\n{CONTROLS}\n\n{}", people_help())
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let secret = arguments.signing_secret;
    let options = Options {
        listen: arguments.listen,
        app: arguments.app.map(|url| App { url, signing_secret: secret }),
        rate_limits: arguments.rate_limits,
        latency: Duration::from_millis(arguments.latency),
        ..Options::default()
    };
    let sandbox =
        Sandbox::start(options).await.with_context(|| format!("cannot listen on {}", arguments.listen))?;
    tracing::info!(url = sandbox.url(), "the sandbox is ready");
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.context("cannot listen for Ctrl-C")?,
        _ = terminate.recv() => {}
    }
    sandbox.shutdown();
    Ok(())
}
