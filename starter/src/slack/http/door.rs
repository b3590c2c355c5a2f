//! Only what Slack has signed comes in, whole and in time, and not too much of it at once.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use secrecy::SecretString;
use tokio::{sync::Semaphore, time::timeout};

use super::super::signature::Verifier;
use crate::serve::Limits;

/// Who lets Slack's requests in.
pub(crate) struct Door {
    verifier: Verifier,
    places: Semaphore,
    body_bytes: usize,
    body_within: Duration,
}

impl Door {
    pub(crate) fn new(signing_secret: &SecretString, limits: &Limits) -> Self {
        Self {
            verifier: Verifier::new(signing_secret),
            places: Semaphore::new(limits.requests),
            body_bytes: limits.body_bytes,
            body_within: limits.body_within,
        }
    }

    async fn whole(&self, body: Body) -> Result<Bytes, StatusCode> {
        match timeout(self.body_within, to_bytes(body, self.body_bytes)).await {
            Ok(Ok(body)) => Ok(body),
            // Or it broke off: then nobody reads the answer.
            Ok(Err(_)) => Err(StatusCode::PAYLOAD_TOO_LARGE),
            Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
        }
    }
}

/// Lets a request in, before anything of it is parsed. Who is not Slack never takes one of its places.
pub(super) async fn enter(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    let body = match door.whole(body).await {
        Ok(body) => body,
        Err(status) => {
            tracing::warn!(path, %status, "refused: the body is not whole");
            return status.into_response();
        }
    };
    if let Err(reason) = door.verifier.check(&parts.headers, &body) {
        tracing::warn!(path, reason, "refused: not signed by Slack");
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Ok(_place) = door.places.try_acquire() else {
        tracing::error!(path, "refused: too many of Slack's requests are under way");
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    next.run(Request::from_parts(parts, Body::from(body))).await
}
