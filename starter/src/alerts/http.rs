//! Monitors' requests by HTTP.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::post,
};
use jiff::Timestamp;
use muster_workflows::domain::runbook::SignedRequest;
use serde_json::json;

use super::{
    Alert, Telling, Unreadable, alertmanager,
    counts::Became,
    meant, signed,
    sns::{Heard, TOPICS, Unproven},
};
use crate::serve::{App, Entrance, Limits};

/// Where monitors tell of alerts: of nothing is read that does not prove whose it is.
pub(crate) fn routes(app: &Arc<App>, limits: &Limits) -> Router<Arc<App>> {
    let entrance = Arc::new(Entrance::new(limits.alerts, limits));
    Router::new()
        .route("/alerts/alertmanager", post(by_alertmanager))
        .route("/alerts/signed", post(by_signature))
        .route("/alerts/sns", post(by_sns))
        .route_layer(from_fn_with_state((Arc::clone(app), entrance), enter))
}

/// Lets a request in. Whose it is, is proven in its place: of SNS, that may take a request of the starter's own.
async fn enter(
    State((app, entrance)): State<(Arc<App>, Arc<Entrance>)>,
    request: Request,
    next: Next,
) -> Result<Response, StatusCode> {
    let request = entrance.whole(request).await?;
    let Some(_place) = entrance.place() else {
        let count = app.alerts.counts.count(Became::Lost);
        tracing::error!(path = request.uri().path(), count, "not taken: too many alerts are under way");
        return Ok(answer(StatusCode::SERVICE_UNAVAILABLE, "Too many alerts are under way. Send it again."));
    };
    Ok(next.run(request.map(Body::from)).await)
}

async fn by_alertmanager(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Response {
    match app.alerts.sources.check_token(&headers) {
        Ok(()) => taken(&app, "alertmanager", alertmanager::read(&body), None).await,
        Err(why) => refused(&app, "alertmanager", why),
    }
}

async fn by_signature(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Response {
    match app.alerts.sources.check_signature(&headers, &body, Timestamp::now()) {
        Ok(request) => taken(&app, "signed", vec![signed::read(&body)], Some(request)).await,
        Err(why) => refused(&app, "signed", &why),
    }
}

async fn by_sns(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let Some(sns) = &app.alerts.sources.sns else {
        return refused(&app, "sns", &format!("{TOPICS} is not set here, so that no topic may send"));
    };
    match sns.hear(&body, Timestamp::now()).await {
        Ok(Heard { request, alerts }) => taken(&app, "sns", alerts, Some(request)).await,
        Err(Unproven::Refused(why)) => refused(&app, "sns", &why),
        Err(Unproven::Unknown(why)) => unknown(&app, "sns", &why),
    }
}

/// Answered well only when it is durable.
async fn taken(
    app: &Arc<App>,
    source: &'static str,
    read: Vec<Result<Alert, Unreadable>>,
    request: Option<SignedRequest>,
) -> Response {
    let (mut alerts, mut unreadable) = (Vec::new(), Vec::new());
    for alert in read {
        match alert {
            Ok(alert) => alerts.push(alert),
            Err(why) => unreadable.push(why),
        }
    }
    let books = app.runbooks.current(&app.surroundings());
    let (notices, unclear) = meant::by_runbook(&alerts, request.as_ref(), &books);
    unreadable.extend(unclear);
    for why in &unreadable {
        let count = app.alerts.counts.count(Became::Unreadable);
        tracing::warn!(source, %why, count, "not taken: it cannot be read, or does not say what it is about");
    }
    if let Some(why) = unreadable.first().filter(|_| notices.is_empty()) {
        return answer(StatusCode::BAD_REQUEST, &why.to_string());
    }
    let runbooks: Vec<_> = notices.keys().cloned().collect();
    if Telling::tell(app, notices).await {
        app.alerts.counts.count(Became::Taken);
        Json(json!({"taken": true, "runbooks": runbooks})).into_response()
    } else {
        let count = app.alerts.counts.count(Became::Lost);
        tracing::error!(source, count, "not taken: it is not durable");
        answer(StatusCode::SERVICE_UNAVAILABLE, "Temporal does not answer. Send it again.")
    }
}

/// Whoever it is learns no more than that.
fn refused(app: &App, source: &'static str, why: &str) -> Response {
    let count = app.alerts.counts.count(Became::Refused);
    tracing::warn!(source, why, count, "refused: it does not prove whose it is");
    answer(StatusCode::UNAUTHORIZED, "it does not prove whose it is")
}

/// Whose it is cannot be known as long as somebody else does not answer.
fn unknown(app: &App, source: &'static str, why: &str) -> Response {
    let count = app.alerts.counts.count(Became::Lost);
    tracing::warn!(source, why, count, "not taken: whose it is cannot be known now");
    answer(StatusCode::SERVICE_UNAVAILABLE, "Whose it is cannot be known now. Send it again.")
}

/// It is not taken, and why.
fn answer(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({"taken": false, "why": why}))).into_response()
}
