//! Meetings as JSON: as the API answers, and as the dump shows them.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::meeting::{Meeting, State};

/// Zoom's own way to write a time.
fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn join_url(meeting: &Meeting, url: &str) -> String {
    format!("{url}/j/{}?pwd={}", meeting.id, meeting.password)
}

/// A meeting as its list shows it.
pub(super) fn listed(meeting: &Meeting, url: &str) -> Value {
    let details = &meeting.details;
    let mut view = json!({
        "uuid": format!("sandbox{}==", meeting.id),
        "id": meeting.id,
        "host_id": meeting.host.id,
        "topic": details.topic,
        "type": details.kind.number(),
        "duration": details.minutes,
        "timezone": details.timezone,
        "agenda": details.agenda,
        "created_at": time(meeting.created),
        "join_url": join_url(meeting, url),
    });
    if let Some(start) = details.start {
        view["start_time"] = json!(time(start));
    }
    view
}

/// A meeting on its own.
pub(super) fn meeting(meeting: &Meeting, url: &str) -> Value {
    let mut view = listed(meeting, url);
    view["host_email"] = json!(meeting.host.email);
    view["status"] = json!(if meeting.state == State::Started { "started" } else { "waiting" });
    view["start_url"] = json!(format!("{url}/s/{}?zak=secret-of-the-host-{}", meeting.id, meeting.id));
    view["password"] = json!(meeting.password);
    view["encrypted_password"] = json!(format!("{}.1", meeting.password));
    view["h323_password"] = json!(meeting.password);
    view["pstn_password"] = json!(meeting.password);
    view["settings"] = json!(meeting.details.settings);
    view["pre_schedule"] = json!(false);
    view["creation_source"] = json!("open_api");
    view
}

/// A meeting as the dump shows it.
pub(super) fn dumped(meeting: &Meeting, url: &str) -> Value {
    let details = &meeting.details;
    json!({
        "id": meeting.id,
        "host": meeting.host.email,
        "type": details.kind.number(),
        "topic": details.topic,
        "agenda": details.agenda,
        "join_url": join_url(meeting, url),
        "status": meeting.status(),
        "start": details.start,
        "minutes": details.minutes,
        "settings": details.settings,
        "created": meeting.created,
        "ended": meeting.ended,
        "updates": meeting.updated.len(),
    })
}
