//! Slack's requests by HTTP. Only those come here that Slack has signed.

use std::sync::Arc;

use axum::{
    Form, Json, Router,
    body::Bytes,
    extract::{State, rejection::FormRejection},
    http::{HeaderMap, StatusCode},
    middleware,
    response::{IntoResponse, Response},
    routing::post,
};
use serde::Deserialize;

use super::{
    answer::Answer,
    commands::Command,
    sent::{self, Sent},
};
use crate::serve::App;

mod door;

pub(crate) use door::Door;

/// Slack's three paths, behind the door.
pub(crate) fn routes(door: Door) -> Router<Arc<App>> {
    Router::new()
        .route("/slack/commands", post(commands))
        .route("/slack/interactions", post(interactions))
        .route("/slack/events", post(events))
        .route_layer(middleware::from_fn_with_state(Arc::new(door), door::enter))
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        match self {
            Self::Taken => StatusCode::OK.into_response(),
            Self::Show(answer) => Json(answer).into_response(),
            Self::NotTaken => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            Self::Malformed => StatusCode::BAD_REQUEST.into_response(),
        }
    }
}

async fn commands(State(app): State<Arc<App>>, command: Result<Form<Command>, FormRejection>) -> Answer {
    match command {
        Ok(Form(command)) => sent::answer(&app, Sent::Command(command)).await,
        Err(error) => Answer::malformed("command", &error),
    }
}

/// The form that Slack sends.
#[derive(Debug, Deserialize)]
struct Payload {
    payload: String,
}

async fn interactions(State(app): State<Arc<App>>, form: Result<Form<Payload>, FormRejection>) -> Answer {
    let Payload { payload } = match form {
        Ok(Form(form)) => form,
        Err(error) => return Answer::malformed("interaction", &error),
    };
    match serde_json::from_str(&payload) {
        Ok(interaction) => sent::answer(&app, Sent::Interaction(interaction)).await,
        Err(error) => Answer::malformed("interaction", &error),
    }
}

async fn events(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Answer {
    let retry = headers.get("x-slack-retry-num").and_then(|number| number.to_str().ok()?.parse().ok());
    match serde_json::from_slice(&body) {
        Ok(delivery) => sent::answer(&app, Sent::Event { delivery, retry: retry.unwrap_or(0) }).await,
        Err(error) => Answer::malformed("event", &error),
    }
}
