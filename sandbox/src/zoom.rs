//! Zoom's server-to-server OAuth and Meetings API v2, as far as Muster uses them: two hosts and their meetings.

mod create;
mod join;
mod list;
mod meeting;
mod meetings;
mod refusal;
mod settings;
mod token;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post, put};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::core::Core;
use crate::faults::System;
use crate::vendor::{Vendor, watched};
use meeting::{HOSTS, Meeting};
use token::Token;

/// What Zoom holds.
#[derive(Debug)]
pub(crate) struct Zoom {
    /// Where Zoom is, without a slash at the end: the links to join start so.
    url: String,
    /// In the order of their creation, deleted ones included.
    meetings: Vec<Meeting>,
    tokens: Vec<Token>,
}

impl Zoom {
    pub(crate) fn seeded(_now: Timestamp, url: &str) -> Self {
        Self { url: format!("{url}/zoom"), meetings: Vec::new(), tokens: Vec::new() }
    }

    pub(crate) fn dump(&self) -> Value {
        json!({
            "hosts": HOSTS.iter().map(|host| host.email).collect::<Vec<_>>(),
            "meetings": self.meetings.iter().map(|meeting| view::dumped(meeting, &self.url)).collect::<Vec<_>>(),
        })
    }
}

/// Its API.
pub(crate) fn router(core: Arc<Core>) -> Router {
    let api = Router::new()
        .route("/users/{user}/meetings", get(list::list).post(create::create))
        .route("/meetings/{meeting}", get(meetings::get).patch(meetings::update).delete(meetings::delete))
        .route("/meetings/{meeting}/status", put(meetings::set_status))
        .fallback(refusal::no_such_endpoint)
        .layer(from_fn_with_state(core.clone(), token::authenticated));
    let router = Router::new()
        .nest("/v2", api)
        .route("/oauth/token", post(token::grant))
        .route("/j/{meeting}", get(join::join))
        .with_state(core.clone());
    watched(router, Vendor { system: System::Zoom, operation, refusal: refusal::on_request }, core)
}

/// The specification's operation ids; `token` is OAuth's, `join` a person's click on the link.
fn operation(method: &Method, path: &str) -> String {
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let name = match (segments.as_slice(), method.as_str()) {
        (["oauth", "token"], _) => "token",
        (["j", _], _) => "join",
        (["v2", "users", _, "meetings"], "POST") => "meetingCreate",
        (["v2", "users", _, "meetings"], _) => "meetings",
        (["v2", "meetings", _], "PATCH") => "meetingUpdate",
        (["v2", "meetings", _], "DELETE") => "meetingDelete",
        (["v2", "meetings", _], _) => "meeting",
        (["v2", "meetings", _, "status"], _) => "meetingStatus",
        _ => return format!("{method} {path}"),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests;
