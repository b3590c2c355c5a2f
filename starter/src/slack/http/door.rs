//! Only what Slack has signed comes in, whole and in time, and not too much of it at once.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::Response,
};
use secrecy::SecretString;

use super::super::signature::Verifier;
use crate::serve::{Entrance, Limits};

/// Who lets Slack's requests in.
pub(crate) struct Door {
    verifier: Verifier,
    entrance: Entrance,
}

impl Door {
    pub(crate) fn new(signing_secret: &SecretString, limits: &Limits) -> Self {
        Self { verifier: Verifier::new(signing_secret), entrance: Entrance::new(limits.requests, limits) }
    }
}

/// Lets a request in, before anything of it is parsed. Who is not Slack never takes one of its places.
pub(super) async fn enter(
    State(door): State<Arc<Door>>,
    request: Request,
    next: Next,
) -> Result<Response, StatusCode> {
    let request = door.entrance.whole(request).await?;
    let path = request.uri().path();
    if let Err(reason) = door.verifier.check(request.headers(), request.body()) {
        tracing::warn!(path, reason, "refused: not signed by Slack");
        return Err(StatusCode::UNAUTHORIZED);
    }
    let Some(_place) = door.entrance.place() else {
        tracing::error!(path, "refused: too many of Slack's requests are under way");
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    };
    Ok(next.run(request.map(Body::from)).await)
}
