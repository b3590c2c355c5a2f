//! What is done to the app's WebSockets.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Body, Mistake};
use crate::core::Core;
use crate::slack::socket::{DisconnectReason, Which};

pub(super) fn router() -> Router<Arc<Core>> {
    let all = get(list).post(disconnect_all).delete(cut_all);
    let one = axum::routing::post(disconnect_one).delete(cut_one);
    Router::new().route("/sockets", all).route("/sockets/{id}", one)
}

async fn list(State(core): State<Arc<Core>>) -> Json<Value> {
    Json(core.sockets.dump())
}

async fn cut_all(State(core): State<Arc<Core>>) -> Json<Value> {
    cut(&core, Which::All)
}

async fn cut_one(State(core): State<Arc<Core>>, Path(id): Path<u64>) -> Json<Value> {
    cut(&core, Which::One(id))
}

fn cut(core: &Core, which: Which) -> Json<Value> {
    let cut = core.sockets.cut(which);
    core.changed();
    Json(json!({"sockets": cut}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Disconnect {
    reason: DisconnectReason,
    #[serde(default)]
    grace_ms: u64,
}

async fn disconnect_all(
    State(core): State<Arc<Core>>,
    body: Body<Disconnect>,
) -> Result<Json<Value>, Mistake> {
    Ok(disconnect(&core, Which::All, &body?.0))
}

async fn disconnect_one(
    State(core): State<Arc<Core>>,
    Path(id): Path<u64>,
    body: Body<Disconnect>,
) -> Result<Json<Value>, Mistake> {
    Ok(disconnect(&core, Which::One(id), &body?.0))
}

fn disconnect(core: &Core, which: Which, how: &Disconnect) -> Json<Value> {
    let told = core.sockets.disconnect(which, how.reason, Duration::from_millis(how.grace_ms));
    core.changed();
    Json(json!({"sockets": told}))
}
