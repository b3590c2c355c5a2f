use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use standardwebhooks::{HEADER_WEBHOOK_ID, Webhook};

use super::WEBHOOK_SECRET;
use crate::core::Core;

#[derive(Deserialize)]
struct Body {
    target: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    /// Which is meant; the target where absent.
    server: Option<String>,
}

pub(super) async fn receive(
    State(core): State<Arc<Core>>,
    Path(verb): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, Json<Value>) {
    let signature = Webhook::new(WEBHOOK_SECRET).and_then(|webhook| webhook.verify(&body, &headers));
    if let Err(error) = signature {
        return (StatusCode::UNAUTHORIZED, Json(json!({"error": error.to_string()})));
    }
    let Ok(Body { target, data }) = serde_json::from_slice(&body) else {
        return (StatusCode::BAD_REQUEST, Json(json!({"error": "no target in it"})));
    };
    // Without one it would not be signed.
    let id = headers.get(HEADER_WEBHOOK_ID).and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned();
    core.services().take(id, verb, data.server.unwrap_or(target), core.clock.now());
    core.changed();
    (StatusCode::ACCEPTED, Json(json!({"accepted": true})))
}
