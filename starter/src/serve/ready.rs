//! `/readyz`: whether a declaration would be durable, and how Slack reaches this starter.

use std::{sync::Arc, time::Duration};

use axum::{extract::State, http::StatusCode};
use tokio::{sync::Mutex, time::Instant};

use super::{App, Deadlines};

/// A look costs each region a query and the disk a write. Whoever asks more often hears what was seen last.
const HOLDS_FOR: Duration = Duration::from_secs(1);

/// What was seen last.
#[derive(Default)]
pub(super) struct Readiness(Mutex<Option<(Instant, (StatusCode, String))>>);

pub(super) async fn ready(State(app): State<Arc<App>>) -> (StatusCode, String) {
    let mut last = app.readiness.0.lock().await;
    match &*last {
        Some((at, seen)) if at.elapsed() < HOLDS_FOR => seen.clone(),
        _ => last.insert((Instant::now(), look(&app).await)).1.clone(),
    }
}

async fn look(app: &App) -> (StatusCode, String) {
    let (status, mut lines) = match app.intake.ready(Deadlines::begin().regions()).await {
        Ok(lines) => (StatusCode::OK, lines),
        Err(lines) => (StatusCode::SERVICE_UNAVAILABLE, lines),
    };
    if app.runbooks.are_wanted() {
        lines.push(format!("alerts: {}", app.alerts.counts));
    }
    lines.extend(app.socket_mode.as_ref().map(ToString::to_string));
    (status, lines.join("\n"))
}
