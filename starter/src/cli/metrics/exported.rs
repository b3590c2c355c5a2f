//! Incidents as rows: of a spreadsheet, or for a script.

use jiff::{SignedDuration, Timestamp};
use muster_workflows::domain::{
    Impact, Status,
    record::{Counts, Metrics, Record, Times},
};
use serde::Serialize;

use super::super::output;

/// An incident, with lists as they are written.
#[derive(Debug, Serialize)]
pub(super) struct Row<L> {
    id: String,
    reference: String,
    title: String,
    severity: u8,
    services: L,
    origin: Option<String>,
    status: Status,
    drill: bool,
    private: bool,
    impact_started_at: Option<Timestamp>,
    impact_ended_at: Option<Timestamp>,
    declared_at: Option<Timestamp>,
    confirmed_at: Option<Timestamp>,
    responded_at: Option<Timestamp>,
    announced_at: Option<Timestamp>,
    resolved_at: Option<Timestamp>,
    seconds_to_declare: Option<i64>,
    seconds_to_confirm: Option<i64>,
    seconds_to_respond: Option<i64>,
    seconds_to_announce: Option<i64>,
    seconds_to_mitigate: Option<i64>,
    seconds_to_resolve: Option<i64>,
    messages: u32,
    people: u32,
    reminders: u32,
    failed_steps: L,
}

/// Incidents for a script.
pub(super) fn json<'a>(records: impl Iterator<Item = &'a Record>) -> Vec<Row<Vec<String>>> {
    in_order(records).into_iter().map(|record| row(record, |list| list)).collect()
}

/// Incidents for a spreadsheet, with spaces between the entries of a list.
pub(super) fn csv<'a>(records: impl Iterator<Item = &'a Record>) -> anyhow::Result<String> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    for record in in_order(records) {
        let row = row(record, |list| list.join(" "));
        let (id, title, reference) = (no_formula(row.id), no_formula(row.title), no_formula(row.reference));
        let (services, origin) = (no_formula(row.services), row.origin.map(no_formula));
        csv.serialize(Row { id, title, reference, services, origin, ..row })?;
    }
    Ok(String::from_utf8(csv.into_inner()?)?)
}

/// As they began.
fn in_order<'a>(records: impl Iterator<Item = &'a Record>) -> Vec<&'a Record> {
    let mut records: Vec<_> = records.collect();
    records.sort_by_key(|record| record.began_at());
    records
}

fn row<L>(record: &Record, list: impl Fn(Vec<String>) -> L) -> Row<L> {
    let seconds = |took: Option<SignedDuration>| took.map(|took| took.as_secs());
    let Times { declared_at, confirmed_at, responded_at, announced_at, resolved_at } = record.times;
    let Impact { started_at, ended_at } = record.impact;
    let Counts { messages, people, reminders } = record.counts;
    let Metrics { to_declare, to_confirm, to_respond, to_announce, to_mitigate, to_resolve } =
        record.metrics();
    let failed = record.failed.iter().map(|step| step.key().to_owned()).collect();
    Row {
        id: record.id.to_string(),
        reference: record.reference.clone(),
        title: record.title.to_string(),
        severity: record.severity.level(),
        services: list(record.services.clone()),
        origin: record.origin.clone(),
        status: record.status,
        drill: record.drill,
        private: record.private,
        impact_started_at: started_at,
        impact_ended_at: ended_at,
        declared_at,
        confirmed_at,
        responded_at,
        announced_at,
        resolved_at,
        seconds_to_declare: seconds(to_declare),
        seconds_to_confirm: seconds(to_confirm),
        seconds_to_respond: seconds(to_respond),
        seconds_to_announce: seconds(to_announce),
        seconds_to_mitigate: seconds(to_mitigate),
        seconds_to_resolve: seconds(to_resolve),
        messages,
        people,
        reminders,
        failed_steps: list(failed),
    }
}

/// A spreadsheet does what begins like a formula, and people type titles: <https://owasp.org/www-community/attacks/CSV_Injection>.
/// Nor is there anything in it that a terminal obeys.
fn no_formula(text: String) -> String {
    let text = output::printable(&text);
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use muster_workflows::domain::record::Imported;
    use serde_json::json;

    use super::*;

    fn record(reference: &str, title: &str, started: &str) -> Record {
        let line = json!({
            "reference": reference, "title": title, "severity": 2, "services": ["checkout", "search"],
            "impact_started_at": started, "impact_ended_at": "2026-11-10T13:00:00Z",
        });
        serde_json::from_value::<Imported>(line).unwrap().into_record().unwrap()
    }

    #[test]
    fn nothing_that_is_imported_is_a_formula() {
        let mut record = record("\u{1b}@SUM(1)", "+1", "2026-11-10T12:00:00Z");
        (record.services, record.origin) = (vec!["=1+1".to_owned()], Some("@x".to_owned()));
        let text = csv([record].iter()).unwrap();
        assert!(text.contains(",'@SUM(1),'+1,2,'=1+1,'@x,"), "{text}");
    }

    #[test]
    fn a_spreadsheet_has_a_line_for_each_in_order_and_runs_no_formula() {
        let records = [
            record("OLD-2", "=HYPERLINK(\"x\"), or \"not\"", "2026-11-10T12:30:00Z"),
            record("OLD-1", "Checkout is down", "2026-11-10T12:00:00Z"),
        ];
        let text = csv(records.iter()).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert!(
            lines[0].starts_with("id,reference,title,severity,services,origin,status,drill,private,impact_")
        );
        assert!(
            lines[1].contains(
                ",OLD-1,Checkout is down,2,checkout search,,active,false,false,2026-11-10T12:00:00Z,"
            )
        );
        assert!(lines[1].contains(",3600,,0,0,0,"), "an hour to mitigate: {}", lines[1]);
        assert!(lines[2].contains(",OLD-2,\"'=HYPERLINK(\"\"x\"\"), or \"\"not\"\"\",2,"), "{}", lines[2]);
        assert_eq!(lines.len(), 3);
    }
}
