//! The story: declared, confirmed, talked about, resolved, archived.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use muster_sandbox::{Sandbox, temporal::Workflows};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use super::leftovers::Leftovers;
use super::outside;
use super::people::Person;
use super::timeline::Timeline;

/// What people say in the incident channel: the transcript has to have it.
pub(super) const SAID: [&str; 3] =
    ["Card payments fail since the last deployment", "Rolling back now", "Rolled back. Checkout works again"];
/// As the plan says, and an hour for the time that the story itself takes.
const TO_AMEND: Duration = Duration::from_hours(14 * 24 + 1);
/// As the plan says, and a day for the time that the story itself takes.
const QUIET: Duration = Duration::from_secs(31 * 24 * 60 * 60);
const PATIENCE: Duration = Duration::from_secs(60);

/// Takes one incident through its life.
pub(super) async fn tell(sandbox: &Sandbox, workflows: &Workflows, timeline: &Timeline) -> Result<()> {
    let person = |handle| Person { handle, sandbox, timeline };
    let (ada, grace, zoe) = (person("ada"), person("grace"), person("zoe"));

    let form = ada.open("/incident").await?;
    ada.submit(&form, json!({"title": "Checkout fails for every card", "severity": "1"})).await?;

    let (channel, prompt) = until(sandbox, "the prompt is posted", |dump| posted(dump, "prompt")).await?;
    grace.press("confirm", &channel, &prompt).await?;
    let channel = until(sandbox, "everything is open", opened).await?;

    let [first, second, third] = SAID;
    let thread = ada.write(&channel, first, None).await?;
    grace.write(&channel, second, Some(&thread)).await?;
    zoe.write(&channel, third, None).await?;

    let (place, announcement) =
        until(sandbox, "it is announced", |dump| posted(dump, "announcement")).await?;
    let form = insist(&ada, &place, &announcement).await?;
    ada.submit(&form, json!({"origin": "internal"})).await?;
    until(sandbox, "everything is closed", |dump| Leftovers::of(dump).closed().then_some(())).await?;

    timeline.act("nobody reopens it, and nobody adds to it for two weeks");
    let incident = running(workflows, "incident-").await?;
    sandbox.clock().advance(TO_AMEND);
    workflows.pass_time(&incident, TO_AMEND).await?;
    running(workflows, "archive-").await?;

    timeline.act("nobody writes for 30 days");
    sandbox.clock().advance(QUIET);
    sandbox.core().changed();
    until(sandbox, "the channel is archived", |dump| Leftovers::of(dump).archived().then_some(())).await
}

/// The workflow that is called so, once it runs: only then time can pass for it.
async fn running(workflows: &Workflows, prefix: &str) -> Result<String> {
    let waiting = async {
        loop {
            let all = workflows.running().await?;
            if let Some(found) = all.into_iter().find(|workflow| workflow.starts_with(prefix)) {
                return Ok(found);
            }
            sleep(Duration::from_millis(100)).await;
        }
    };
    timeout(PATIENCE, waiting)
        .await
        .with_context(|| format!("waited in vain until a workflow {prefix}… runs"))?
}

/// Presses Resolve until a form opens: it can be that Temporal does not list the incident as active yet.
async fn insist(person: &Person<'_>, channel: &str, announcement: &str) -> Result<String> {
    let pressing = async {
        loop {
            if let Some(form) = person.press("resolve", channel, announcement).await? {
                return Ok(form);
            }
            sleep(Duration::from_millis(500)).await;
        }
    };
    timeout(PATIENCE, pressing).await.context("Resolve opens no form")?
}

/// Channel and `ts` of the first message for a purpose.
fn posted(dump: &Value, purpose: &str) -> Option<(String, String)> {
    outside::channels(dump).find_map(|channel| {
        let message =
            outside::messages(channel).find(|message| outside::purpose(message) == Some(purpose))?;
        Some((channel["id"].as_str()?.to_owned(), message["ts"].as_str()?.to_owned()))
    })
}

/// The incident channel, once all that confirming opens is there.
fn opened(dump: &Value) -> Option<String> {
    posted(dump, "announcement")?;
    outside::meetings(dump).next()?;
    outside::issues(dump).next()?;
    let channel = outside::incident_channels(dump).next()?;
    Some(channel["id"].as_str()?.to_owned())
}

/// Waits until what the sandbox holds gives something.
async fn until<T>(sandbox: &Sandbox, what: &str, condition: impl Fn(&Value) -> Option<T>) -> Result<T> {
    let mut changes = sandbox.core().changes();
    let waiting = async {
        loop {
            changes.mark_unchanged();
            if let Some(found) = condition(&sandbox.dump()) {
                return Ok(found);
            }
            changes.changed().await.context("the sandbox is gone")?;
            // The timeline is told first.
            tokio::task::yield_now().await;
        }
    };
    match timeout(PATIENCE, waiting).await {
        Ok(found) => found,
        Err(_) => bail!("waited {} s in vain until {what}", PATIENCE.as_secs()),
    }
}
