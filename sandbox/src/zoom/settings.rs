//! What a meeting can be told: checked as Zoom checks it.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde_json::{Map, Value, json};

use super::meeting::{Details, Kind};
use super::refusal::Refusal;

const LONGEST_TOPIC: usize = 200;
const LONGEST_AGENDA: usize = 2000;
const LONGEST_PASSWORD: usize = 10;

/// Settings that are true or false; others that Zoom has are kept as they come.
const SWITCHES: [&str; 8] = [
    "host_video",
    "participant_video",
    "join_before_host",
    "mute_upon_entry",
    "waiting_room",
    "meeting_authentication",
    "use_pmi",
    "private_meeting",
];

/// A new meeting's settings before its maker says anything.
pub(super) fn usual(now: Timestamp) -> Details {
    let settings = json!({
        "host_video": false,
        "participant_video": false,
        "join_before_host": false,
        "jbh_time": 0,
        "mute_upon_entry": false,
        "waiting_room": true,
        "approval_type": 2,
        "audio": "both",
        "auto_recording": "none",
        "meeting_authentication": false,
        "use_pmi": false,
        "private_meeting": false,
    });
    Details {
        kind: Kind::Scheduled,
        topic: "Zoom Meeting".to_owned(),
        agenda: String::new(),
        start: Some(now),
        minutes: 60,
        timezone: "UTC".to_owned(),
        settings: settings.as_object().cloned().unwrap_or_default(),
    }
}

/// What the body of a create or an update makes of a meeting. Unknown properties are ignored, as Zoom does.
///
/// # Errors
/// All that Zoom would refuse, together.
pub(super) fn changed(before: &Details, body: &Value) -> Result<Details, Refusal> {
    let mut details = before.clone();
    let mut errors = Vec::new();
    let mut wrong = |field: &str, why: &str| errors.push((field.to_owned(), why.to_owned()));

    match body.get("type").map(|kind| kind.as_u64().and_then(Kind::numbered)) {
        None => {}
        Some(Some(kind)) => details.kind = kind,
        Some(None) => wrong("type", "Invalid field."),
    }
    match text(body, "topic", LONGEST_TOPIC) {
        Ok(Some(topic)) => details.topic = topic,
        Ok(None) => {}
        Err(why) => wrong("topic", &why),
    }
    match text(body, "agenda", LONGEST_AGENDA) {
        Ok(Some(agenda)) => details.agenda = agenda,
        Ok(None) => {}
        Err(why) => wrong("agenda", &why),
    }
    if let Err(why) = text(body, "password", LONGEST_PASSWORD) {
        wrong("password", &why);
    }
    match body.get("duration").map(Value::as_u64) {
        None => {}
        Some(Some(minutes)) if minutes > 0 => details.minutes = minutes,
        Some(_) => wrong("duration", "Invalid field."),
    }
    let zone = match text(body, "timezone", LONGEST_TOPIC) {
        Ok(zone) => zone,
        Err(_) => Some(String::new()),
    };
    if let Some(zone) = zone {
        if TimeZoneDatabase::bundled().get(&zone).is_err() {
            wrong("timezone", "Invalid field.");
        }
        details.timezone = zone;
    }
    match body.get("start_time").map(|start| start.as_str().and_then(|start| time(start, &details.timezone)))
    {
        None => {}
        Some(Some(start)) => details.start = Some(start),
        Some(None) => wrong("start_time", "Invalid field."),
    }
    if details.kind != Kind::Scheduled {
        details.start = None;
    }
    match body.get("settings") {
        None => {}
        Some(Value::Object(settings)) => {
            for (field, why) in merge(&mut details.settings, settings) {
                wrong(&format!("settings.{field}"), why);
            }
        }
        Some(_) => wrong("settings", "Invalid field."),
    }
    if errors.is_empty() { Ok(details) } else { Err(Refusal::validation(errors)) }
}

fn merge<'a>(kept: &mut Map<String, Value>, given: &'a Map<String, Value>) -> Vec<(&'a str, &'static str)> {
    let mut wrong = Vec::new();
    for (name, value) in given {
        let fits = match name.as_str() {
            name if SWITCHES.contains(&name) => value.is_boolean(),
            "jbh_time" => [0, 5, 10, 15].iter().any(|minutes| value == minutes),
            "auto_recording" => ["local", "cloud", "none"].iter().any(|how| value == how),
            "approval_type" => [0, 1, 2].iter().any(|kind| value == kind),
            _ => true,
        };
        if fits {
            kept.insert(name.clone(), value.clone());
        } else {
            wrong.push((name.as_str(), "Invalid field."));
        }
    }
    wrong
}

fn text(body: &Value, name: &str, longest: usize) -> Result<Option<String>, String> {
    let Some(value) = body.get(name) else { return Ok(None) };
    let text = value.as_str().ok_or_else(|| "Invalid field.".to_owned())?;
    if text.encode_utf16().count() > longest {
        return Err(format!("{name} cannot exceed {longest} characters."));
    }
    Ok(Some(text.to_owned()))
}

/// GMT with a `Z`, or local time in the meeting's zone.
fn time(text: &str, zone: &str) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let zone = TimeZoneDatabase::bundled().get(zone).unwrap_or(TimeZone::UTC);
    text.parse::<DateTime>().ok()?.to_zoned(zone).ok().map(|at| at.timestamp())
}
