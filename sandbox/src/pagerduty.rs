//! PagerDuty's Events API v2, as far as Muster uses it: one integration, its alerts, and every event that came.

mod alert;
mod enqueue;
mod event;
mod refusal;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::routing::post;
use serde_json::{Value, json};

use crate::core::Core;
use crate::faults::System;
use crate::vendor::{Vendor, watched};
use alert::{Alert, Received};

/// The integration key of the one service there is: 32 characters, as PagerDuty's are.
pub(crate) const ROUTING_KEY: &str = "sandbox-sandbox-sandbox-sandbox-";

/// What PagerDuty holds.
#[derive(Debug, Default)]
pub(crate) struct PagerDuty {
    /// In the order in which they were opened. A key whose alert is resolved can be another's.
    alerts: Vec<Alert>,
    /// Every event that was accepted, in order.
    events: Vec<Received>,
}

impl PagerDuty {
    pub(crate) fn dump(&self) -> Value {
        json!({"alerts": self.alerts, "events": self.events})
    }
}

/// Its API.
pub(crate) fn router(core: Arc<Core>) -> Router {
    let router = Router::new()
        .route("/v2/enqueue", post(enqueue::enqueue))
        .fallback(refusal::no_such_endpoint)
        // The event's own limit is told in PagerDuty's words.
        .layer(DefaultBodyLimit::disable())
        .with_state(core.clone());
    watched(router, Vendor { system: System::PagerDuty, operation, refusal: refusal::on_request }, core)
}

fn operation(method: &Method, path: &str) -> String {
    match path {
        "/v2/enqueue" => "enqueue".to_owned(),
        _ => format!("{method} {path}"),
    }
}

#[cfg(test)]
mod tests;
