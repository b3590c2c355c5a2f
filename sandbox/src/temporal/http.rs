//! Asking a Temporal server over its HTTP API.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::Value;
use tokio::time::{Instant, sleep};

/// How long a server that was just started has until it answers: a busy machine starts it slowly.
const PATIENCE: Duration = Duration::from_secs(180);
const POLL: Duration = Duration::from_millis(20);

/// An answer: its status and its body, JSON or null.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Value,
}

impl Answer {
    /// The kind of error, by Temporal's name (`WorkflowExecutionAlreadyStartedFailure`, …).
    pub(super) fn failure(&self) -> Option<&str> {
        self.body["details"][0]["@type"].as_str()?.rsplit('.').next()
    }
}

/// A client for plain HTTP on this machine.
///
/// # Errors
/// When the system has none to give.
pub fn client() -> Result<Client> {
    // Reqwest wants a TLS provider even for plain HTTP; one that is installed already serves as well.
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        drop(rustls::crypto::ring::default_provider().install_default());
    }
    Client::builder().timeout(Duration::from_secs(30)).no_proxy().build().context("no HTTP client")
}

/// A GET that the server answers when there is something to say.
pub(super) async fn long_call(client: &Client, url: &str) -> Result<Answer> {
    send(client.get(url).timeout(Duration::from_secs(120))).await
}

/// One call. An error means that nothing answered.
pub(super) async fn call(client: &Client, method: Method, url: &str, body: Option<&Value>) -> Result<Answer> {
    let mut request = client.request(method, url);
    if let Some(body) = body {
        request = request.json(body);
    }
    send(request).await
}

/// Asks until the answer is the one that is waited for. What it is waited for is part of the error where it never comes.
pub(super) async fn until(url: &str, what: &str, is_it: impl Fn(&Answer) -> bool) -> Result<()> {
    let client = client()?;
    let deadline = Instant::now() + PATIENCE;
    loop {
        let last = match call(&client, Method::GET, url, None).await {
            Ok(answer) if is_it(&answer) => return Ok(()),
            Ok(answer) => format!("{} {}", answer.status, answer.body),
            Err(error) => format!("{error:#}"),
        };
        if Instant::now() > deadline {
            bail!("{what} after {} s: {last}", PATIENCE.as_secs());
        }
        sleep(POLL).await;
    }
}

async fn send(request: RequestBuilder) -> Result<Answer> {
    let response = request.send().await?;
    let status = response.status();
    let text = response.text().await?;
    Ok(Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::Null) })
}
