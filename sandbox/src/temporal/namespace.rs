//! The namespace: registered, and known to every part of the server.

use std::time::Duration;

use anyhow::{Result, bail};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::NAMESPACE;
use super::http::{self, Answer};

/// How long a closed incident stays known, so that a repeated declaration is still the same incident.
const RETENTION_DAYS: u64 = 90;
const POLL: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_secs(30);

/// Whether an answer shows that the namespace is known.
type Known = fn(&Answer) -> bool;

/// Registers the namespace where it does not exist.
pub(super) async fn ensure(http_address: &str) -> Result<()> {
    let body = json!({"namespace": NAMESPACE, "workflowExecutionRetentionPeriod": retention()});
    let answer = http::call(
        &http::client()?,
        Method::POST,
        &format!("http://{http_address}/api/v1/namespaces"),
        Some(&body),
    )
    .await?;
    match answer.failure() {
        Some("NamespaceAlreadyExistsFailure") => Ok(()),
        _ if answer.status.is_success() => Ok(()),
        _ => bail!("the namespace {NAMESPACE} could not be registered: {}", answer.body),
    }
}

/// Gives the namespace our retention, where the server made it with its own.
pub(super) async fn retain(http_address: &str) -> Result<()> {
    let body = json!({"config": {"workflowExecutionRetentionTtl": retention()}});
    let url = format!("{}/update", url(http_address));
    let answer = http::call(&http::client()?, Method::POST, &url, Some(&body)).await?;
    if !answer.status.is_success() {
        bail!("the retention of the namespace {NAMESPACE} could not be set: {}", answer.body);
    }
    Ok(())
}

/// Waits until the parts of the server that serve starts, tasks and lists all know the namespace: each learns of it by
/// itself. Leaves nothing behind.
pub(super) async fn served(http_address: &str) -> Result<()> {
    let client = http::client()?;
    let base = url(http_address);
    // In turn the history service, which has to know it to miss the workflow; matching; and visibility.
    let known: [(&str, Known); 3] = [
        ("workflows/nobody", |answer| answer.failure() == Some("NotFoundFailure")),
        ("task-queues/nobody", |answer| answer.status.is_success()),
        ("workflows", |answer| answer.status.is_success()),
    ];
    for (path, known) in known {
        until(&client, &format!("{base}/{path}"), known).await?;
    }
    Ok(())
}

async fn until(client: &Client, url: &str, known: Known) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let last = match http::call(client, Method::GET, url, None).await {
            Ok(answer) if known(&answer) => return Ok(()),
            Ok(answer) => answer.body,
            Err(error) => Value::from(format!("{error:#}")),
        };
        if Instant::now() > deadline {
            bail!("the namespace {NAMESPACE} is not served after {} s: {last}", PATIENCE.as_secs());
        }
        sleep(POLL).await;
    }
}

fn url(http_address: &str) -> String {
    format!("http://{http_address}/api/v1/namespaces/{NAMESPACE}")
}

fn retention() -> String {
    format!("{}s", RETENTION_DAYS * 24 * 60 * 60)
}
