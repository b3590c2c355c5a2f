//! A host's meetings.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, RawQuery};
use jiff::Timestamp;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::meeting::{self, Kind, Meeting, State};
use super::refusal::Refusal;
use super::view;
use crate::core::Core;

const USUAL_PAGE: usize = 30;
const LARGEST_PAGE: usize = 300;

pub(super) async fn list(
    axum::extract::State(core): axum::extract::State<Arc<Core>>,
    Path(user): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Refusal> {
    let query = query.unwrap_or_default();
    let parameter = |name: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(given, _)| given == name)
            .map(|(_, value)| value.into_owned())
    };
    let now = core.clock.now();
    let host = meeting::host(&user).ok_or_else(|| Refusal::no_user(&user))?;
    let kind = parameter("type").unwrap_or_else(|| "scheduled".to_owned());
    let belongs =
        filter(&kind).ok_or_else(|| Refusal::bad_request(format!("Invalid parameter: type {kind}.")))?;
    let size = match parameter("page_size") {
        None => USUAL_PAGE,
        Some(given) => given
            .parse()
            .ok()
            .filter(|size| (1..=LARGEST_PAGE).contains(size))
            .ok_or_else(|| Refusal::bad_request(format!("Invalid parameter: page_size {given}.")))?,
    };
    let start = match parameter("next_page_token").filter(|token| !token.is_empty()) {
        None => 0,
        Some(token) => start(&token, &kind)
            .ok_or_else(|| Refusal::bad_request("The next page token is invalid or expired."))?,
    };
    let zoom = core.zoom();
    let mut found: Vec<&Meeting> = zoom
        .meetings
        .iter()
        // The list knows scheduled meetings only; an instant one shows while it is live.
        .filter(|meeting| meeting.details.kind != Kind::Instant || kind == "live")
        .filter(|meeting| meeting.host == host && meeting.is_there(now) && belongs(meeting, now))
        .collect();
    found.sort_by_key(|meeting| (meeting.begins(), meeting.id));
    let page: Vec<Value> =
        found.iter().skip(start).take(size).map(|meeting| view::listed(meeting, &zoom.url)).collect();
    let more = start + page.len() < found.len();
    let mut answer = json!({
        "page_size": size,
        "total_records": found.len(),
        "next_page_token": if more { token(start + size, &kind) } else { String::new() },
        "meetings": page,
    });
    // The upcoming list has no numbered pages.
    if kind != "upcoming" {
        answer["page_count"] = json!(found.len().div_ceil(size));
        answer["page_number"] = json!(start / size + 1);
    }
    Ok(Json(answer))
}

fn filter(kind: &str) -> Option<fn(&Meeting, Timestamp) -> bool> {
    Some(match kind {
        "scheduled" => |_, _| true,
        "live" => |meeting, _| meeting.state == State::Started,
        "upcoming" | "upcoming_meetings" => {
            |meeting, now| meeting.state == State::Started || meeting.begins() >= now
        }
        "previous_meetings" => |meeting, _| meeting.ended.is_some(),
        _ => return None,
    })
}

fn token(start: usize, kind: &str) -> String {
    hex::encode(format!("{kind} {start}"))
}

fn start(token: &str, kind: &str) -> Option<usize> {
    let text = String::from_utf8(hex::decode(token).ok()?).ok()?;
    text.strip_prefix(kind)?.trim_start().parse().ok()
}
