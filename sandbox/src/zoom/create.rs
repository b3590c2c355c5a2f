//! Creating a meeting, and the day's limit on it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde_json::Value;

use super::meeting::{self, Host, Meeting};
use super::refusal::{Body, Refusal};
use super::{Zoom, settings, view};
use crate::core::Core;

/// Creates and updates together, of one host on one day (UTC).
const DAILY_LIMIT: usize = 100;

/// Ids have eleven digits.
const FIRST_ID: u64 = 85_746_065_001;

pub(super) async fn create(
    State(core): State<Arc<Core>>,
    Path(user): Path<String>,
    Body(body): Body,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let now = core.clock.now();
    let host = meeting::host(&user).ok_or_else(|| Refusal::no_user(&user))?;
    let mut zoom = core.zoom();
    zoom.check_daily_limit(host, now)?;
    let details = settings::changed(&settings::usual(now), &body)?;
    let number = zoom.meetings.len() as u64;
    let password = body.get("password").and_then(Value::as_str).map(str::to_owned);
    let meeting = Meeting {
        // A step that shares no factor with what people compare, so that ids do not look alike.
        id: FIRST_ID + number * 7_919,
        host,
        created: now,
        details,
        password: password.unwrap_or_else(|| format!("{:06}", (number * 104_729 + 271_828) % 1_000_000)),
        state: meeting::State::Waiting,
        ended: None,
        updated: Vec::new(),
    };
    let created = view::meeting(&meeting, &zoom.url);
    zoom.meetings.push(meeting);
    Ok((StatusCode::CREATED, Json(created)))
}

impl Zoom {
    /// # Errors
    /// 429 until midnight UTC when the host's day is used up.
    pub(super) fn check_daily_limit(&self, host: &Host, now: Timestamp) -> Result<(), Refusal> {
        let today = now.to_zoned(TimeZone::UTC).date();
        let of_today = |at: &&Timestamp| at.to_zoned(TimeZone::UTC).date() == today;
        let hosted = self.meetings.iter().filter(|meeting| meeting.host == host);
        let used = hosted.flat_map(|meeting| std::iter::once(&meeting.created).chain(&meeting.updated));
        if used.filter(of_today).count() < DAILY_LIMIT {
            return Ok(());
        }
        let midnight = today.saturating_add(1.day()).to_zoned(TimeZone::UTC).map_or(now, |at| at.timestamp());
        Err(Refusal::daily_limit(DAILY_LIMIT, midnight))
    }
}
