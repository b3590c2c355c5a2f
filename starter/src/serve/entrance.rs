use std::time::Duration;

use axum::{
    body::{Bytes, to_bytes},
    extract::Request,
    http::StatusCode,
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use super::Limits;

/// How requests of one kind come in: whole and in time, and not too many of them at once.
pub(crate) struct Entrance {
    places: Semaphore,
    body_bytes: usize,
    body_within: Duration,
}

impl Entrance {
    /// One with so many places.
    pub(crate) fn new(places: usize, limits: &Limits) -> Self {
        Self {
            places: Semaphore::new(places),
            body_bytes: limits.body_bytes,
            body_within: limits.body_within,
        }
    }

    /// A request with its whole body; what to answer where that is too large or too slow. Whoever sends it slowly takes no
    /// place.
    pub(crate) async fn whole(&self, request: Request) -> Result<Request<Bytes>, StatusCode> {
        let (parts, body) = request.into_parts();
        let status = match timeout(self.body_within, to_bytes(body, self.body_bytes)).await {
            Ok(Ok(body)) => return Ok(Request::from_parts(parts, body)),
            // Or it broke off: then nobody reads the answer.
            Ok(Err(_)) => StatusCode::PAYLOAD_TOO_LARGE,
            Err(_) => StatusCode::REQUEST_TIMEOUT,
        };
        tracing::warn!(path = parts.uri.path(), %status, "refused: the body is not whole");
        Err(status)
    }

    /// A place, as long as it is held; none where all are taken, and whoever comes has to come again.
    pub(crate) fn place(&self) -> Option<SemaphorePermit<'_>> {
        self.places.try_acquire().ok()
    }
}
