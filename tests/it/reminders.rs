//! Reminders: when it is quiet, in work hours only.

use std::time::Duration;

use jiff::{
    Timestamp, ToSpan,
    civil::Weekday,
    tz::{TimeZone, TimeZoneDatabase},
};
use muster_tests::{Incident, Muster, until};
use muster_workflows::domain::{Period, Plan, WorkHours};
use serde_json::json;

/// A week in which one of five work days is a holiday has 36 work hours of nine a day.
#[tokio::test(flavor = "multi_thread")]
async fn a_week_with_a_weekend_and_a_holiday() {
    let holiday = next_work_day();
    let muster = Muster::with_plan(move |plan| {
        plan.work_hours = hours(json!({
            "time_zone": "UTC", "days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "18:00",
            "holidays": [holiday.to_string()],
        }));
    })
    .await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    incident.pass(Duration::from_hours(7 * 24)).await;
    let reminders = settled_reminders(&incident).await;
    // The last of the 36 can fall on the very end of the week.
    assert!((35..=36).contains(&reminders), "{reminders} reminders");
}

/// Clocks change on a Sunday, between 0 and 6 in the morning: that Sunday has one hour less, or one more.
#[tokio::test(flavor = "multi_thread")]
async fn sundays_up_to_the_one_on_which_clocks_change() {
    let muster = Muster::with_plan(|plan| {
        plan.work_hours = hours(json!({
            "time_zone": "Europe/Paris", "days": ["sun"], "from": "00:00", "to": "06:00", "holidays": [],
        }));
    })
    .await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;

    let paris = TimeZoneDatabase::bundled().get("Europe/Paris").unwrap();
    let confirmed = incident.report().await.confirmed.unwrap().at;
    let change = paris.following(confirmed).next().unwrap();
    let longer = change.offset().seconds() < paris.to_offset(confirmed).seconds();
    let now = confirmed.to_zoned(paris.clone());
    let first = now.date();
    let last = change.timestamp().to_zoned(paris.clone()).date();
    let sundays = first
        .series(1.day())
        .take_while(|date| *date <= last)
        .filter(|date| date.weekday() == Weekday::Sunday);
    let mut expected = sundays.count() as u32 * 6;
    expected = if longer { expected + 1 } else { expected - 1 };
    if first.weekday() == Weekday::Sunday {
        // Of today, only the hours that are still whole.
        expected -= 6.min(now.hour() as u32 + 1);
    }

    incident.pass((change.timestamp() + 72.hours()).duration_since(confirmed).try_into().unwrap()).await;
    assert_eq!(settled_reminders(&incident).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn none_while_people_talk() {
    let muster = Muster::with_plan(around_the_clock).await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    for _ in 0..5 {
        incident.pass(Duration::from_mins(50)).await;
        incident.say("ada", "Still looking").await;
    }
    assert_eq!(incident.channel().reminders(), 0);
    incident.pass(Duration::from_mins(61)).await;
    assert_eq!(settled_reminders(&incident).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_in_a_thread_is_talk() {
    let muster = Muster::with_plan(around_the_clock).await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    incident.say("ada", "Who knows the payment provider?").await;
    let channel = incident.channel();
    let thread =
        channel.messages.iter().find(|message| message.text.starts_with("Who knows")).unwrap().ts.clone();
    incident.pass(Duration::from_mins(50)).await;
    let reply = json!({"as": "linus", "channel": channel.id, "text": "I do", "thread_ts": thread});
    muster.act("message", reply).await;
    incident.pass(Duration::from_mins(50)).await;
    assert_eq!(incident.channel().reminders(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn none_after_resolve() {
    let muster = Muster::with_plan(around_the_clock).await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    incident.pass(Duration::from_mins(59)).await;
    incident.resolve("grace").await;
    incident.end().await;
    incident.pass_for_archival(Duration::from_hours(48)).await;
    assert_eq!(incident.channel().reminders(), 0);
}

/// The reminders sent, once none is due any more.
/// How many there are, as the workflow counts them and as they are in the channel: the one that fell due last may be on
/// its way.
async fn settled_reminders(incident: &Incident<'_>) -> u32 {
    until("each reminder that is counted is in the channel, once", async || {
        let sent = incident.report().await.reminders_sent;
        (incident.channel().reminders() == sent as usize).then_some(sent)
    })
    .await
}

fn around_the_clock(plan: &mut Plan) {
    plan.work_hours = hours(json!({
        "time_zone": "UTC", "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        "from": "00:00", "to": "00:00", "holidays": [],
    }));
    plan.remind_after = Period::hours(1);
}

fn hours(json: serde_json::Value) -> WorkHours {
    serde_json::from_value(json).expect("work hours")
}

/// A work day of which the whole is in the week that begins now.
fn next_work_day() -> jiff::civil::Date {
    let tomorrow = Timestamp::now().to_zoned(TimeZone::UTC).date() + 1.day();
    let is_work_day =
        |date: &jiff::civil::Date| !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    tomorrow.series(1.day()).find(is_work_day).expect("a work day")
}
