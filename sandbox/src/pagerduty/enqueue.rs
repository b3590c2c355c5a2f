//! `POST /v2/enqueue`: an event comes in.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::event::Event;
use super::refusal::Refusal;
use crate::core::Core;

/// PagerDuty's limit for an event, in bytes.
const LARGEST: usize = 512 * 1024;

pub(super) async fn enqueue(
    State(core): State<Arc<Core>>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    if body.len() > LARGEST {
        return Err(Refusal::too_large());
    }
    let body: Value =
        serde_json::from_slice(&body).ok().filter(Value::is_object).ok_or_else(Refusal::unreadable)?;
    let now = core.clock.now();
    let mut pagerduty = core.pagerduty();
    let number = pagerduty.events.len();
    let event = Event::read(&body, || format!("{number:032x}")).map_err(Refusal::invalid)?;
    let dedup_key = event.dedup_key.clone();
    pagerduty.take(event, now);
    let answer = json!({"status": "success", "message": "Event processed", "dedup_key": dedup_key});
    Ok((StatusCode::ACCEPTED, Json(answer)))
}
