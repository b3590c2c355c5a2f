//! What all vendors' APIs share: faults, latency and the log of calls, around their routers.

use std::future::pending;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use tokio::time::sleep;

use crate::core::Core;
use crate::faults::{Fault, System, When};
use crate::log::{Call, Note};

/// A vendor as the shared machinery sees it.
#[derive(Clone, Copy)]
pub(crate) struct Vendor {
    pub(crate) system: System,
    /// Names the operation of a request, its path relative to the vendor's base (`/rest/api/3/issue`).
    pub(crate) operation: fn(&Method, &str) -> String,
    /// The vendor's own shape of error for a code that a fault rule or a rate limit gives.
    pub(crate) refusal: fn(&str) -> Response,
}

/// In a request's extensions: which operation it is, where its path does not tell.
#[derive(Clone, Debug)]
pub(crate) struct Operation(pub(crate) String);

/// In a response's extensions: the connection is dropped instead of answering (see `server`).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dropped;

/// Puts faults, latency, the change broadcast and the log around a vendor's router.
pub(crate) fn watched(router: Router, vendor: Vendor, core: Arc<Core>) -> Router {
    router.layer(from_fn_with_state((core, vendor), watch))
}

async fn watch(State((core, vendor)): State<(Arc<Core>, Vendor)>, request: Request, next: Next) -> Response {
    let operation = match request.extensions().get() {
        Some(Operation(operation)) => operation.clone(),
        None => (vendor.operation)(request.method(), request.uri().path()),
    };
    let (rule, fault) = core.faults.strike(vendor.system, &operation).unzip();
    let done = {
        let core = core.clone();
        move || {
            if let Some(rule) = rule {
                core.faults.was_done(rule);
            }
            core.changed();
        }
    };
    let entry = Entry::begin(&core, vendor.system, operation, fault.clone());
    let latency = core.faults.latency();
    if !latency.is_zero() {
        sleep(latency).await;
    }
    let response = match fault {
        None | Some(Fault::Hang(false) | Fault::Html(false)) => next.run(request).await,
        Some(Fault::Status(status)) => plain_status(status),
        Some(Fault::Error(code)) => (vendor.refusal)(&code),
        Some(Fault::RateLimited(seconds)) => rate_limited(vendor, seconds),
        Some(Fault::DelayMs(millis)) => {
            // Done first and answered late: a caller who gives up cannot take it back, as in the real world.
            let response = next.run(request).await;
            done();
            sleep(Duration::from_millis(millis)).await;
            response
        }
        Some(Fault::LateMs(millis)) => match whole(request).await {
            Ok(request) => {
                let late = tokio::spawn(async move {
                    sleep(Duration::from_millis(millis)).await;
                    let response = next.run(request).await;
                    done();
                    response
                });
                late.await.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
            }
            Err(refused) => refused,
        },
        Some(Fault::Hang(true)) => pending().await,
        Some(Fault::Drop(When::Before)) => dropped(),
        Some(Fault::Drop(When::After)) => {
            next.run(request).await;
            done();
            dropped()
        }
        Some(Fault::Html(true)) => {
            Html("<!doctype html><title>Maintenance</title><h1>We'll be back soon</h1>").into_response()
        }
    };
    entry.answered(&response);
    response
}

/// With its body read: a caller who leaves takes along what is not.
async fn whole(request: Request) -> Result<Request, Response> {
    let (parts, body) = request.into_parts();
    match axum::body::to_bytes(body, usize::MAX).await {
        Ok(body) => Ok(Request::from_parts(parts, body.into())),
        Err(_) => Err(StatusCode::BAD_REQUEST.into_response()),
    }
}

/// A call's entry in the log, made at its end, also where the caller gave up before.
struct Entry {
    core: Arc<Core>,
    call: Call,
    started: Instant,
}

impl Entry {
    fn begin(core: &Arc<Core>, system: System, operation: String, fault: Option<Fault>) -> Self {
        let at = core.clock.now();
        let call = Call { system, operation, at, status: None, note: Note::default(), fault, latency_ms: 0 };
        Self { core: core.clone(), call, started: Instant::now() }
    }

    fn answered(mut self, response: &Response) {
        let extensions = response.extensions();
        self.call.note = extensions.get::<Note>().cloned().unwrap_or_default();
        self.call.status = extensions.get::<Dropped>().is_none().then(|| response.status().as_u16());
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.call.latency_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.core.log.record(self.call.clone());
        self.core.changed();
    }
}

/// 429 as the vendor answers it.
pub(crate) fn rate_limited(vendor: Vendor, retry_after_seconds: u64) -> Response {
    let mut response = (vendor.refusal)("ratelimited");
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_seconds));
    response
}

fn plain_status(status: u16) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, status.canonical_reason().unwrap_or("")).into_response()
}

fn dropped() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.extensions_mut().insert(Dropped);
    response
}
