//! The company's own services, which fall ill: each tells by an address whether it is well, and webhooks as
//! <https://www.standardwebhooks.com> has them do something about it.

mod hook;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::core::Core;
use crate::faults::System;
use crate::vendor::{Vendor, watched};

/// What webhooks are signed with.
pub(crate) const WEBHOOK_SECRET: &str = "whsec_c2FuZGJveC1zYW5kYm94LXNhbmRib3gtc2FuZGJveC0=";

/// Those that the page shows: of others they may fall ill as well.
const KNOWN: [&str; 2] = ["shop", "search"];

/// What they are. One that nobody has spoken of is well.
#[derive(Debug, Default)]
pub(crate) struct Services {
    ill: BTreeMap<String, Ill>,
    /// Every webhook that was accepted, in order.
    hooks: Vec<Hook>,
}

/// One that is not well.
#[derive(Clone, Debug, Serialize)]
struct Ill {
    since: Timestamp,
    /// The webhook, or the operation of AWS's, that makes it well again; nothing does where there is none.
    cure: Option<String>,
}

/// A webhook that was accepted.
#[derive(Clone, Debug, Serialize)]
struct Hook {
    at: Timestamp,
    /// By this its sender knows it.
    id: String,
    verb: String,
    server: String,
    /// Whether it came before: nothing is done about it then.
    is_repeat: bool,
}

impl Services {
    /// One falls ill, and this webhook makes it well again.
    pub(crate) fn fall_ill(&mut self, name: &str, cure: Option<String>, now: Timestamp) {
        self.ill.insert(name.to_owned(), Ill { since: now, cure });
    }

    /// It is well again.
    pub(crate) fn recover(&mut self, name: &str) {
        self.ill.remove(name);
    }

    /// Those are well again that this operation of AWS's helps, and that it names.
    pub(crate) fn heal(&mut self, operation: &str, request: &str) {
        self.ill
            .retain(|name, ill| ill.cure.as_deref() != Some(operation) || !request.contains(name.as_str()));
    }

    pub(crate) fn dump(&self) -> Value {
        json!({"known": KNOWN, "ill": self.ill, "hooks": self.hooks})
    }

    fn take(&mut self, id: String, verb: String, server: String, now: Timestamp) {
        let is_repeat = self.hooks.iter().any(|hook| hook.id == id);
        if !is_repeat && self.ill.get(&server).is_some_and(|ill| ill.cure.as_ref() == Some(&verb)) {
            self.recover(&server);
        }
        self.hooks.push(Hook { at: now, id, verb, server, is_repeat });
    }
}

/// Where they are.
pub(crate) fn router(core: Arc<Core>) -> Router {
    let router = Router::new()
        .route("/{name}/health", get(health))
        .route("/{name}/metrics", get(metrics))
        .route("/hooks/{verb}", post(hook::receive))
        .with_state(core.clone());
    watched(router, Vendor { system: System::Services, operation, refusal }, core)
}

/// `health web-1`, `restart`.
fn operation(method: &Method, path: &str) -> String {
    match path.split('/').collect::<Vec<_>>().as_slice() {
        ["", name, about @ ("health" | "metrics")] => format!("{about} {name}"),
        ["", "hooks", verb] => (*verb).to_owned(),
        _ => format!("{method} {path}"),
    }
}

async fn health(State(core): State<Arc<Core>>, Path(name): Path<String>) -> Response {
    match core.services().ill.contains_key(&name) {
        true => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"status": "ill"}))).into_response(),
        false => Json(json!({"status": "ok"})).into_response(),
    }
}

/// As Prometheus reads it.
async fn metrics(State(core): State<Arc<Core>>, Path(name): Path<String>) -> Response {
    let is_well = u8::from(!core.services().ill.contains_key(&name));
    let body = format!("# TYPE service_well gauge\nservice_well {is_well}\n");
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], body).into_response()
}

fn refusal(code: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": code}))).into_response()
}
