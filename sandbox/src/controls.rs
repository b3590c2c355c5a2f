//! The sandbox's controls, under `/_sandbox`: what tests and the page do to the world.

mod sockets;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, extract};
use futures_util::{Stream, StreamExt};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio_stream::wrappers::WatchStream;

use crate::act;
use crate::core::Core;
use crate::faults::Rule;
use crate::options::App;

type Body<T> = Result<extract::Json<T>, JsonRejection>;

/// Why a control was not carried out: 400 with `{"error": …}`.
struct Mistake(String);

impl IntoResponse for Mistake {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(json!({"error": self.0}))).into_response()
    }
}

impl From<JsonRejection> for Mistake {
    fn from(rejection: JsonRejection) -> Self {
        Self(rejection.body_text())
    }
}

pub(crate) fn router(core: Arc<Core>) -> Router {
    Router::new()
        .route("/dump", get(dump))
        .route("/changes", get(changes))
        .route("/clock", get(clock).post(set_clock))
        .route("/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/faults/{id}", delete(remove_fault))
        .route("/latency", post(set_latency))
        .route("/jira", post(set_jira))
        .route("/services/{name}", post(set_service))
        .route("/app", put(set_app).delete(remove_app))
        .merge(sockets::router())
        .route("/reset", post(reset))
        .route("/act/{what}", post(act_as))
        .with_state(core)
}

async fn dump(State(core): State<Arc<Core>>) -> Json<Value> {
    Json(core.dump())
}

/// One event now and one at each change, the version as its data; changes in between are left out.
async fn changes(State(core): State<Arc<Core>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let versions = WatchStream::new(core.changes());
    Sse::new(versions.map(|version| Ok(Event::default().data(version.to_string()))))
        .keep_alive(KeepAlive::default())
}

async fn clock(State(core): State<Arc<Core>>) -> Json<Value> {
    Json(clock_json(&core))
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Move {
    AdvanceSeconds(f64),
    Set(Timestamp),
}

async fn set_clock(State(core): State<Arc<Core>>, body: Body<Move>) -> Result<Json<Value>, Mistake> {
    match body?.0 {
        Move::AdvanceSeconds(seconds) => {
            let by = Duration::try_from_secs_f64(seconds).map_err(|error| Mistake(error.to_string()))?;
            core.clock.advance(by);
        }
        Move::Set(at) => core.clock.set(at),
    }
    core.changed();
    Ok(Json(clock_json(&core)))
}

fn clock_json(core: &Core) -> Value {
    json!({"now": core.clock.now(), "offset_seconds": core.clock.offset().as_secs()})
}

async fn faults(State(core): State<Arc<Core>>) -> Json<Vec<Rule>> {
    Json(core.faults.rules())
}

async fn add_fault(State(core): State<Arc<Core>>, body: Body<Rule>) -> Result<Json<Rule>, Mistake> {
    let mut rule = body?.0;
    rule.id = core.faults.add(rule.clone());
    core.changed();
    Ok(Json(rule))
}

async fn clear_faults(State(core): State<Arc<Core>>) -> StatusCode {
    core.faults.clear();
    core.changed();
    StatusCode::NO_CONTENT
}

async fn remove_fault(State(core): State<Arc<Core>>, Path(id): Path<u64>) -> StatusCode {
    let removed = core.faults.remove(id);
    core.changed();
    if removed { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Latency {
    ms: u64,
}

async fn set_latency(State(core): State<Arc<Core>>, body: Body<Latency>) -> Result<StatusCode, Mistake> {
    core.faults.set_latency(Duration::from_millis(body?.0.ms));
    core.changed();
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JiraBehaviour {
    search_lag_seconds: u64,
}

async fn set_jira(State(core): State<Arc<Core>>, body: Body<JiraBehaviour>) -> Result<StatusCode, Mistake> {
    core.jira().set_search_lag(Duration::from_secs(body?.0.search_lag_seconds));
    core.changed();
    Ok(StatusCode::NO_CONTENT)
}

/// A service of the company's is well, or falls ill, and a webhook with this verb makes it well again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Health {
    ill: bool,
    #[serde(default)]
    cure: Option<String>,
}

async fn set_service(
    State(core): State<Arc<Core>>,
    Path(name): Path<String>,
    body: Body<Health>,
) -> Result<StatusCode, Mistake> {
    match body?.0 {
        Health { ill: true, cure } => core.services().fall_ill(&name, cure, core.clock.now()),
        Health { ill: false, .. } => core.services().recover(&name),
    }
    core.changed();
    Ok(StatusCode::NO_CONTENT)
}

async fn set_app(State(core): State<Arc<Core>>, body: Body<App>) -> Result<StatusCode, Mistake> {
    let app = body?.0;
    if url::Url::parse(&app.url).is_err() {
        return Err(Mistake(format!("{} is no URL", app.url)));
    }
    core.set_app(Some(app));
    Ok(StatusCode::NO_CONTENT)
}

async fn remove_app(State(core): State<Arc<Core>>) -> StatusCode {
    core.set_app(None);
    StatusCode::NO_CONTENT
}

async fn reset(State(core): State<Arc<Core>>) -> StatusCode {
    core.reset();
    StatusCode::NO_CONTENT
}

async fn act_as(
    State(core): State<Arc<Core>>,
    Path(what): Path<String>,
    body: Body<Value>,
) -> Result<Json<Value>, Mistake> {
    let shown = act::act(&core, &what, body?.0).await;
    shown.map(Json).map_err(|refused| Mistake(refused.0))
}
