//! The Web API's front: token, arguments, rate limit, then the method.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, Uri, header};
use axum::response::Response;
use axum::routing::any;

use super::answer::{Refusal, refuse, respond};
use super::args::{Args, Body};
use super::methods::{self, Call};
use super::{TOKEN, deliver};
use crate::core::Core;
use crate::faults::System;
use crate::vendor::{Vendor, rate_limited};

pub(super) const VENDOR: Vendor = Vendor { system: System::Slack, operation, refusal: refuse };

fn operation(_: &Method, path: &str) -> String {
    path.strip_prefix("/api/").unwrap_or("response_url").to_owned()
}

pub(super) fn router(core: Arc<Core>) -> Router {
    Router::new().route("/api/{method}", any(call)).with_state(core)
}

async fn call(
    State(core): State<Arc<Core>>,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(method) = methods::find(&name) else { return refuse("unknown_method") };
    let takes = if method.form_only { Body::FormOnly } else { Body::Any };
    let args = match Args::read(&uri, &headers, &body, takes) {
        Ok(args) => args,
        Err(refusal) => return respond(Err(refusal)),
    };
    if let Err(refusal) = authorize(&headers, &args) {
        return respond(Err(refusal));
    }
    let now = core.clock.now();
    let reply = {
        let mut slack = core.slack();
        if core.options.rate_limits
            && let Err(seconds) = slack.rates.count(method.name, method.tier, &args, now)
        {
            return rate_limited(VENDOR, seconds);
        }
        (method.run)(&mut Call { slack: &mut slack, core: &core, args: &args, now })
    };
    deliver::flush(&core);
    respond(reply)
}

fn authorize(headers: &HeaderMap, args: &Args) -> Result<(), Refusal> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .map(str::to_owned);
    match bearer.or_else(|| args.token(headers)) {
        None => Err("not_authed".into()),
        Some(token) if token == TOKEN => Ok(()),
        Some(_) => Err("invalid_auth".into()),
    }
}
