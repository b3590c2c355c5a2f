//! Response URLs: five answers within half an hour to what a person did.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::answer::{Refusal, refuse};
use super::message::{Ephemeral, Message};
use super::{BOT_USER, Slack, blocks, deliver};
use crate::core::Core;

/// How long a response URL lives (SOURCES).
const LIFE: SignedDuration = SignedDuration::from_mins(30);
/// How often it can be used (SOURCES).
const USES: u32 = 5;

/// What a response URL answers to.
#[derive(Clone, Debug)]
pub(crate) struct ResponseUrl {
    pub(crate) user: String,
    pub(crate) channel: String,
    pub(crate) at: Timestamp,
    pub(crate) uses: u32,
    /// The message whose button was pressed.
    pub(crate) original: Option<String>,
}

impl Slack {
    /// A new response URL's id.
    pub(crate) fn issue_response_url(
        &mut self,
        user: &str,
        channel: &str,
        original: Option<&str>,
        at: Timestamp,
    ) -> String {
        let id = self.new_id("R");
        let (user, channel, original) = (user.to_owned(), channel.to_owned(), original.map(str::to_owned));
        self.response_urls.insert(id.clone(), ResponseUrl { user, channel, at, uses: 0, original });
        id
    }

    /// Shows what the app says in answer to a person: to them alone, or in the channel.
    pub(crate) fn say_in_answer(
        &mut self,
        to: &ResponseUrl,
        said: &Value,
        ts: String,
    ) -> Result<(), Refusal> {
        let blocks = match &said["blocks"] {
            Value::Array(blocks) => blocks::message(blocks.clone(), self)?,
            _ => Vec::new(),
        };
        let attachments = said["attachments"].as_array().cloned().unwrap_or_default();
        let text = said["text"].as_str().unwrap_or_default().to_owned();
        let thread_ts = said["thread_ts"].as_str().map(str::to_owned);
        let replaces = said["replace_original"] == true;
        let deletes = said["delete_original"] == true;
        if let Some(original) = to.original.as_deref().filter(|_| replaces || deletes) {
            self.replace(to, original, deletes, (text, blocks, attachments), ts);
            return Ok(());
        }
        if text.is_empty() && blocks.is_empty() && attachments.is_empty() {
            return Err("no_text".into());
        }
        let channel = to.channel.clone();
        if said["response_type"] == "in_channel" {
            let user = BOT_USER.to_owned();
            let message = Message {
                ts,
                user,
                by_app: true,
                text,
                blocks,
                attachments,
                thread_ts,
                ..Message::default()
            };
            self.post(&channel, message);
        } else {
            let user = to.user.clone();
            self.whisper(Ephemeral { ts, channel, user, text, blocks, attachments, thread_ts });
        }
        Ok(())
    }

    fn replace(
        &mut self,
        to: &ResponseUrl,
        original: &str,
        deletes: bool,
        (text, blocks, attachments): (String, Vec<Value>, Vec<Value>),
        ts: String,
    ) {
        let is_original = |ephemeral: &Ephemeral| ephemeral.ts == original && ephemeral.user == to.user;
        match self.ephemerals.iter().position(is_original) {
            Some(at) if deletes => {
                self.ephemerals.remove(at);
            }
            Some(at) => {
                let ephemeral = &mut self.ephemerals[at];
                (ephemeral.text, ephemeral.blocks, ephemeral.attachments) = (text, blocks, attachments);
            }
            None if deletes => self.remove(&to.channel, original, ts),
            None => self.edit(&to.channel, original, ts, blocks.is_empty(), |message| {
                (message.text, message.blocks, message.attachments) = (text, blocks, attachments);
            }),
        }
    }
}

pub(super) fn router(core: Arc<Core>) -> Router {
    Router::new().route("/response/{id}", post(answer)).with_state(core)
}

async fn answer(State(core): State<Arc<Core>>, Path(id): Path<String>, body: Bytes) -> Response {
    let now = core.clock.now();
    let Ok(said) = serde_json::from_slice::<Value>(&body) else {
        return refused(StatusCode::BAD_REQUEST, "invalid_payload");
    };
    let said = {
        let mut slack = core.slack();
        let Some(url) = slack.response_urls.get_mut(&id) else {
            return refused(StatusCode::NOT_FOUND, "no_such_url");
        };
        if now.duration_since(url.at) > LIFE {
            return refused(StatusCode::NOT_FOUND, "expired_url");
        }
        if url.uses == USES {
            return refused(StatusCode::NOT_FOUND, "used_url");
        }
        url.uses += 1;
        let url = url.clone();
        slack.say_in_answer(&url, &said, core.clock.slack_ts())
    };
    deliver::flush(&core);
    match said {
        Ok(()) => "ok".into_response(),
        Err(refusal) => refused(StatusCode::BAD_REQUEST, &refusal.error),
    }
}

fn refused(status: StatusCode, error: &str) -> Response {
    let mut response = refuse(error);
    *response.status_mut() = status;
    response
}
