//! The namespace: registered, and known to every part of the server.

use anyhow::{Result, bail};
use reqwest::Method;
use serde_json::json;

use super::NAMESPACE;
use super::http::{self, Answer};

/// How long a closed incident stays known, so that a repeated declaration is still the same incident.
const RETENTION_DAYS: u64 = 90;

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
    let base = url(http_address);
    // In turn the history service, which has to know it to miss the workflow; matching; and visibility.
    let known: [(&str, Known); 3] = [
        ("workflows/nobody", |answer| answer.failure() == Some("NotFoundFailure")),
        ("task-queues/nobody", |answer| answer.status.is_success()),
        ("workflows", |answer| answer.status.is_success()),
    ];
    for (path, known) in known {
        let what = format!("the namespace {NAMESPACE} is not served");
        http::until(&format!("{base}/{path}"), &what, known).await?;
    }
    Ok(())
}

fn url(http_address: &str) -> String {
    format!("http://{http_address}/api/v1/namespaces/{NAMESPACE}")
}

fn retention() -> String {
    format!("{}s", RETENTION_DAYS * 24 * 60 * 60)
}
