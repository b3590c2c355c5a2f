//! The card while steps are retried: how many attempts there were, when the next is, and what went wrong with the last.
//! Only the server knows.

use std::{collections::HashMap, time::Duration};

use futures::TryStreamExt;

use jiff::Timestamp;
use muster_workflows::{
    contract::{
        ARRIVES_WITHIN, FOLLOWS_FOR, System,
        chat::{Card, Follow, Message, Retry, Update},
    },
    domain::{Outcome, Step},
    incident::Incident,
};
use serde::{Deserialize, de::DeserializeOwned};
use temporalio_client::{
    Client, NamespacedClient, WorkflowDescribeOptions, WorkflowFetchHistoryOptions, WorkflowHandle,
    WorkflowQueryOptions,
};
use temporalio_common::{
    data_converters::{GenericPayloadConverter, SerializationContext, SerializationContextData},
    protos::temporal::api::{
        common::v1::Payload, failure::v1::Failure as ProtoFailure, history::v1::history_event::Attributes,
        workflow::v1::PendingActivityInfo,
    },
};
use temporalio_sdk::activities::ActivityContext;
use tokio::{
    select,
    sync::Mutex,
    time::{Instant, sleep, sleep_until, timeout},
};
use tracing::debug;

use super::Slack;
use crate::failure::Failure;

/// How long between two looks. Most that is retried is done within the first, and then nothing has to be written.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// A workflow that is out of a worker's mind, or waits for a worker, does not answer at once.
const LOOK_WITHIN: Duration = Duration::from_secs(10);
/// Slack allows some 50 updates a minute, of all that a worker writes: this leaves most of them to what is more urgent.
const UPDATE_EVERY: Duration = Duration::from_secs(3);

/// When the next of all the cards that this worker follows may be updated.
#[derive(Debug, Default)]
pub(super) struct Pace(Mutex<Option<Instant>>);

impl Pace {
    /// Waits for one's turn.
    async fn turn(&self) {
        let turn = {
            let mut next = self.0.lock().await;
            let turn = next.unwrap_or_else(Instant::now).max(Instant::now());
            *next = Some(turn + UPDATE_EVERY);
            turn
        };
        sleep_until(turn).await;
    }
}

impl Slack {
    /// Follows until there is nothing more to follow. It goes on for long, so that a worker that stops does not wait for
    /// it: another one follows.
    pub(super) async fn follow_card(&self, ctx: &ActivityContext, follow: &Follow) -> Result<(), Failure> {
        select! {
            () = ctx.cancelled() => Err(Failure::unavailable(System::Card, "broken off")),
            followed = self.follow_retries(ctx, follow) => followed,
        }
    }

    async fn follow_retries(&self, ctx: &ActivityContext, follow: &Follow) -> Result<(), Failure> {
        let workflow = ctx.workflow_handle::<Incident>();
        let workflow = workflow.ok_or_else(|| Failure::unexpected(System::Card, "there is no incident"))?;
        let until = Instant::now() + FOLLOWS_FOR;
        let (mut shown, mut steps) = (None, HashMap::new());
        loop {
            // The server tells nobody when an attempt ends: one has to look.
            sleep(LOOK_EVERY).await;
            match look(&workflow, &mut steps).await {
                Ok(None) => return Ok(()),
                Ok(Some(card)) if shown.as_ref() != Some(&card) => {
                    self.followed.turn().await;
                    let message = Message::Card(card.clone());
                    let update = Update { posted: follow.posted.clone(), key: follow.key.clone(), message };
                    match self.replace(&update).await {
                        Ok(()) => shown = Some(card),
                        Err(failure) if failure.is_for_now() => {
                            debug!(%failure, "a card is not up to date");
                            // So long Slack wants to be left alone, or what was asked for and not answered may still
                            // come, which is not to be after what is newer.
                            let late = failure.is_unanswered().then_some(ARRIVES_WITHIN);
                            if let Some(pause) = late.max(failure.retry_after()) {
                                sleep(pause).await;
                            }
                        }
                        Err(failure) => return Err(failure),
                    }
                }
                Ok(Some(_)) => {}
                Err(why) => debug!(%why, "an incident with retries cannot be looked at"),
            }
            if Instant::now() > until {
                return Ok(());
            }
        }
    }
}

/// The card with its retries; nothing, when no step is retried any more.
async fn look(
    workflow: &WorkflowHandle<Client, Incident>,
    steps: &mut HashMap<String, Option<Step>>,
) -> Result<Option<Card>, String> {
    let card = workflow.query(Incident::card_now, (), WorkflowQueryOptions::default());
    let card = timeout(LOOK_WITHIN, card).await.map_err(|_| "no answer".to_owned())?;
    let mut card = card.map_err(|error| error.to_string())?;
    if card.steps.iter().all(|(_, outcome)| !is_retrying(outcome)) {
        return Ok(None);
    }
    let seen = workflow.describe(WorkflowDescribeOptions::default()).await;
    let mut pending = seen.map_err(|error| error.to_string())?.raw_description.pending_activities;
    // Of what has not failed there is nothing to tell, and no need to know for which step it is.
    pending.retain(|attempts| attempts.last_failure.is_some());
    if pending.iter().any(|attempts| !steps.contains_key(&attempts.activity_id)) {
        *steps = by_activity(workflow).await?;
    }
    let retry = |attempts: &PendingActivityInfo| {
        let step = steps.get(&attempts.activity_id)?;
        step.zip(retry(workflow, attempts))
    };
    card.retries = pending.iter().filter_map(retry).collect();
    Ok(Some(card))
}

/// For which step each activity is, by its id: the summary says so, which only the history has.
async fn by_activity(
    workflow: &WorkflowHandle<Client, Incident>,
) -> Result<HashMap<String, Option<Step>>, String> {
    let mut history = workflow.fetch_history(WorkflowFetchHistoryOptions::default());
    let mut steps = HashMap::new();
    while let Some(event) = history.try_next().await.map_err(|error| error.to_string())? {
        let summary = event.user_metadata.as_ref().and_then(|metadata| metadata.summary.clone());
        if let Some(Attributes::ActivityTaskScheduledEventAttributes(scheduled)) = event.attributes {
            let label = summary.and_then(|summary| decoded::<String>(workflow, summary));
            steps.insert(scheduled.activity_id, label.and_then(|label| Step::with_label(&label)));
        }
    }
    Ok(steps)
}

fn is_retrying(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Retrying { .. })
}

/// How far the retries are; nothing of what has not failed.
fn retry(workflow: &WorkflowHandle<Client, Incident>, attempts: &PendingActivityInfo) -> Option<Retry> {
    let why = words(workflow, attempts.last_failure.as_ref()?);
    let next_at =
        attempts.next_attempt_schedule_time.and_then(|at| Timestamp::new(at.seconds, at.nanos).ok());
    // The fast attempt was one too.
    let attempt = attempts.attempt.unsigned_abs().saturating_add(1);
    Some(Retry { attempt, next_at, why })
}

/// What went wrong, which is encoded as all that quotes titles and names.
fn words(workflow: &WorkflowHandle<Client, Incident>, failure: &ProtoFailure) -> String {
    #[derive(Deserialize)]
    struct Encoded {
        message: String,
    }
    let encoded = failure.encoded_attributes.clone();
    let decoded = encoded.and_then(|encoded| decoded::<Encoded>(workflow, encoded));
    decoded.map_or_else(|| failure.message.clone(), |encoded| encoded.message)
}

/// The codec has decoded it with the rest of the answer.
fn decoded<T: DeserializeOwned + 'static>(
    workflow: &WorkflowHandle<Client, Incident>,
    payload: Payload,
) -> Option<T> {
    let converter = workflow.client().data_converter().payload_converter();
    let context = SerializationContext::new(&SerializationContextData::None, converter);
    converter.from_payload(&context, payload).ok()
}
