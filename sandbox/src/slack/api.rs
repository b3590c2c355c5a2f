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
use super::methods::{self, Call, Token};
use super::{APP_TOKEN, TOKEN, authorize, deliver, scopes};
use crate::core::Core;
use crate::faults::System;
use crate::vendor::{Vendor, rate_limited};

pub(super) const VENDOR: Vendor = Vendor { system: System::Slack, operation, refusal: refuse };

fn operation(_: &Method, path: &str) -> String {
    match path.strip_prefix("/api/") {
        Some(method) => method.to_owned(),
        None if path == "/link/" => "socket".to_owned(),
        None if path == authorize::PATH => "authorize".to_owned(),
        None => "response_url".to_owned(),
    }
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
    let signed_in = match check_token(&core, &headers, &args, method.token) {
        Ok(signed_in) => signed_in,
        Err(refusal) => return respond(Err(refusal)),
    };
    if method.token == Token::Bot
        && let Err(refusal) = scopes::check(&core.options.scopes, method.name, &args, &core.slack())
    {
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
        (method.run)(&mut Call { slack: &mut slack, core: &core, args: &args, signed_in, now })
    };
    deliver::flush(&core);
    let mut response = respond(reply);
    if method.token == Token::Bot
        && let Ok(scopes) = core.options.scopes.join(",").parse()
    {
        response.headers_mut().insert("x-oauth-scopes", scopes);
    }
    response
}

/// Whether the token is one that the method takes; whose it is, where it is that of somebody who signed in.
fn check_token(
    core: &Core,
    headers: &HeaderMap,
    args: &Args,
    takes: Token,
) -> Result<Option<String>, Refusal> {
    if takes == Token::None {
        return Ok(None);
    }
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .map(str::to_owned);
    let given = bearer.or_else(|| args.token(headers).filter(|_| takes != Token::App)).ok_or("not_authed")?;
    let slack = core.slack();
    let signed_in = slack.sign_ins.user(&given).map(str::to_owned);
    let known = match given.as_str() {
        TOKEN => Token::Bot,
        APP_TOKEN => Token::App,
        _ if slack.is_of_an_execution(&given) => Token::Bot,
        _ if signed_in.is_some() => Token::User,
        _ => return Err("invalid_auth".into()),
    };
    if known == takes { Ok(signed_in) } else { Err("not_allowed_token_type".into()) }
}
