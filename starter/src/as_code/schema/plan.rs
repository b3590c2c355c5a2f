//! A response plan's fields. The tests hold it to what serde reads as a [`Plan`].

use jiff::civil::{Date, Time};
use muster_workflows::domain::{Party, Plan, Problem, Severity, WorkHours, Zone, uptime::Objective};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{period, text};
use crate::as_code::{
    AsCode,
    shape::{Field, One, Shape, distinct, one, optional, required},
};

impl AsCode for Plan {
    const NOUN: &str = "plan";
    const EXAMPLE: &str = "plans/default.toml";
    type Around = ();

    fn fields() -> &'static [Field] {
        &PLAN
    }

    fn problems(&self, (): &()) -> Vec<Problem> {
        self.problems()
    }
}

static PLAN: [Field; 18] = [
    required("incidents_channel", text("\"#incidents\"")),
    optional("confirm_within", period("\"15m\"")),
    optional("announce_within", period("\"5s\"")),
    optional("remind_after", period("\"1h\"")),
    optional("reopen_within", period("\"24h\"")),
    optional("amend_within", period("\"14d\"")),
    optional("archive_after", period("\"30d\"")),
    optional("retry_for", period("\"12h\"")),
    optional("work_hours", Shape::Table(&WORK_HOURS)),
    required("ticket", Shape::Table(&TICKET)),
    optional("follow_ups", Shape::Table(&FOLLOW_UPS)),
    required("post_mortem", Shape::Table(&POST_MORTEM)),
    required("meeting", Shape::Table(&MEETING)),
    optional("private", Shape::Table(&PRIVATE)),
    optional("uptime_objective", OBJECTIVE),
    optional("services", Shape::List(&Shape::Table(&SERVICE))),
    optional("origins", Shape::List(&Shape::Table(&ORIGIN))),
    required("severity", Shape::List(&Shape::Table(&SEVERITY))),
];

pub(super) static WORK_HOURS: [Field; 5] = [
    optional("time_zone", one::<Zone>("time zone", "\"Europe/Paris\"")),
    optional("days", Shape::List(&WEEKDAY)),
    optional("from", one::<Time>("time of day", "\"09:00\"")),
    optional("to", one::<Time>("time of day", "\"18:00\"")),
    optional("holidays", Shape::List(&HOLIDAY)),
];

static WEEKDAY: Shape =
    Shape::One(One { noun: "weekday", example: "\"mon\"", stand_in: "\"mon\"", read: is_weekday });
static HOLIDAY: Shape = one::<Date>("day", "\"2026-12-25\"");

/// Jiff's weekday is not serde's; the work hours know how it is written.
fn is_weekday(day: Value) -> Result<(), String> {
    WorkHours::deserialize(json!({ "days": [day] })).map(drop).map_err(|error| error.to_string())
}

static TICKET: [Field; 3] = [
    required("project", text("\"INC\"")),
    required("issue_type", text("\"Incident\"")),
    optional("done_status", text("\"Done\"")),
];

static FOLLOW_UPS: [Field; 4] = [
    optional("project", text("\"INC\"")),
    optional("issue_type", text("\"Task\"")),
    optional("link_type", text("\"Relates\"")),
    optional("emoji", text("\"ticket\"")),
];

static POST_MORTEM: [Field; 3] = [
    required("space", text("\"SP\"")),
    optional("parent", text("\"65537\"")),
    optional("timeline_emoji", text("\"pushpin\"")),
];

static MEETING: [Field; 1] = [required("hosts", Shape::List(&HOST))];
static HOST: Shape = text("\"zoom@example.com\"");

static PRIVATE: [Field; 5] = [
    required("confirmers", Shape::List(&PARTY)),
    optional("invite", Shape::List(&PARTY)),
    optional("security_level", text("\"Security team\"")),
    optional("space", text("\"SEC\"")),
    optional("parent", text("\"65537\"")),
];

static SERVICE: [Field; 4] = [
    required("id", distinct::<String>("text", "\"checkout\"", "\"unreadable\"")),
    required("name", text("\"Checkout\"")),
    optional("invite", Shape::List(&PARTY)),
    optional("uptime_objective", OBJECTIVE),
];

static ORIGIN: [Field; 2] = [
    required("id", distinct::<String>("text", "\"internal\"", "\"unreadable\"")),
    required("name", text("\"Internal\"")),
];

static SEVERITY: [Field; 10] = [
    required("level", distinct::<Severity>("severity from 1, the worst, to 9", "1", "9")),
    required("name", text("\"Major\"")),
    required("description", text("\"Major service disruption, no workaround\"")),
    optional("downtime_percent", one::<u8>("share in percent", "50")),
    optional("invite", Shape::List(&PARTY)),
    optional("alert", Shape::List(&PARTY)),
    optional("escalate", Shape::List(&GROUP)),
    optional("escalate_after", period("\"15m\"")),
    required("open", Shape::Steps(&STEP)),
    required("close", Shape::Steps(&STEP)),
];

const OBJECTIVE: Shape = one::<Objective>("share of the time in percent", "99.9");
static GROUP: Shape = Shape::List(&PARTY);
pub(super) static PARTY: Shape = one::<Party>("person or user group", "\"@oncall\"");

static STEP: [Field; 1] = [optional("retry_for", period("\"12h\""))];
