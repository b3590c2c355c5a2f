//! Monitors' requests by HTTP.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use jiff::Timestamp;
use serde_json::json;

use super::{
    Alert, Telling, Unreadable, alertmanager,
    counts::Became,
    meant, signed,
    sns::{TOPICS, Unproven},
};
use crate::serve::{App, Limits};

/// Where monitors tell of alerts: of nothing is read that does not prove whose it is.
pub(crate) fn routes(limits: &Limits) -> Router<Arc<App>> {
    Router::new()
        .route("/alerts/alertmanager", post(by_alertmanager))
        .route("/alerts/signed", post(by_signature))
        .route("/alerts/sns", post(by_sns))
        .layer(DefaultBodyLimit::max(limits.body_bytes))
}

async fn by_alertmanager(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Response {
    match app.sources.check_token(&headers) {
        Ok(()) => taken(&app, "alertmanager", alertmanager::read(&body)).await.into_response(),
        Err(why) => refused(&app, "alertmanager", why),
    }
}

async fn by_signature(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Response {
    match app.sources.check_signature(&headers, &body) {
        Ok(id) => taken_once(&app, "signed", id, signed::read(&body)).await.into_response(),
        Err(why) => refused(&app, "signed", &why),
    }
}

async fn by_sns(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let Some(sns) = &app.sources.sns else {
        return refused(&app, "sns", &format!("{TOPICS} is not set here, so that no topic may send"));
    };
    match sns.hear(&body, Timestamp::now()).await {
        Ok(heard) => taken_once(&app, "sns", &heard.id, heard.alerts).await.into_response(),
        Err(Unproven::Refused(why)) => refused(&app, "sns", &why),
        Err(Unproven::Unknown(why)) => unknown(&app, "sns", &why),
    }
}

/// What comes again is answered well, and nothing is done about it.
async fn taken_once(
    app: &Arc<App>,
    source: &'static str,
    id: &str,
    read: Result<Vec<Alert>, Unreadable>,
) -> (StatusCode, Json<serde_json::Value>) {
    if app.seen.contains(id) {
        tracing::warn!(source, id, "it came before: nothing is done about it");
        return (StatusCode::OK, Json(json!({"taken": false, "why": "it came before"})));
    }
    let answer = taken(app, source, read).await;
    if answer.0.is_success() {
        app.seen.remember(id);
    }
    answer
}

/// Answered well only when it is durable.
async fn taken(
    app: &Arc<App>,
    source: &'static str,
    read: Result<Vec<Alert>, Unreadable>,
) -> (StatusCode, Json<serde_json::Value>) {
    let alerts = match read {
        Ok(alerts) => alerts,
        Err(why) => {
            let count = app.counts.count(Became::Unreadable);
            tracing::warn!(source, %why, count, "refused: it cannot be read");
            return (StatusCode::BAD_REQUEST, Json(json!({"taken": false, "why": why.to_string()})));
        }
    };
    let books = app.runbooks.current(&app.surroundings());
    let notices = meant::by_runbook(&alerts, &books);
    let runbooks: Vec<_> = notices.keys().cloned().collect();
    if Telling::tell(app, notices).await {
        app.counts.count(Became::Taken);
        (StatusCode::OK, Json(json!({"taken": true, "runbooks": runbooks})))
    } else {
        let count = app.counts.count(Became::Lost);
        tracing::error!(source, count, "not taken: it is not durable");
        let why = "Temporal does not answer. Send it again.";
        (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"taken": false, "why": why})))
    }
}

/// Whoever it is learns no more than that.
fn refused(app: &App, source: &'static str, why: &str) -> Response {
    let count = app.counts.count(Became::Refused);
    tracing::warn!(source, why, count, "refused: it does not prove whose it is");
    (StatusCode::UNAUTHORIZED, Json(json!({"taken": false, "why": "it does not prove whose it is"})))
        .into_response()
}

/// Whose it is cannot be known as long as somebody else does not answer.
fn unknown(app: &App, source: &'static str, why: &str) -> Response {
    let count = app.counts.count(Became::Lost);
    tracing::warn!(source, why, count, "not taken: whose it is cannot be known now");
    let why = "Whose it is cannot be known now. Send it again.";
    (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"taken": false, "why": why}))).into_response()
}
