//! Labels, by which people filter and Muster finds. Jira allows no space in them.

use std::collections::BTreeSet;

use muster_workflows::{
    contract::{
        Facts,
        chat::Resolved,
        ticket::{CloseTicket, RelabelTicket},
    },
    domain::{Ending, Reference, Severity},
};
use reqwest::Method;
use serde_json::json;

use super::Jira;
use crate::{failure::Failure, on_its_way::noted};

const HOUR: i64 = 60;

/// The incident's own label: it is its declaration's id, because two references can be the same.
pub(super) fn of_declaration(facts: &Facts) -> String {
    format!("declaration-{}", facts.id)
}

/// The label of what is counted nowhere.
pub(super) const DRILL: &str = "drill";

/// The label of what not everybody may read.
pub(super) const PRIVATE: &str = "muster-private";

/// The label of all follow-ups.
pub(super) const FOLLOW_UP: &str = "muster-follow-up";

/// The label of an incident's follow-ups.
pub(super) fn of_follow_ups(reference: &Reference) -> String {
    format!("follow-up-of-{}", reference.as_str().to_lowercase())
}

/// The label of one follow-up.
pub(super) fn of_follow_up(facts: &Facts, nth: u32) -> String {
    format!("follow-up-{nth}-{}", facts.id)
}

fn of_severity(severity: Severity) -> String {
    format!("severity-{severity}")
}

impl Jira {
    /// In one change, which is the same when it is made again. What is asked for and not answered is not to come after
    /// what is newer.
    pub(super) async fn change_severity(&self, relabel: &RelabelTicket) -> Result<(), Failure> {
        let labels = json!([{"remove": of_severity(relabel.from)}, {"add": of_severity(relabel.to)}]);
        let body = json!({"update": {"labels": labels}});
        noted(self.site.change(Method::PUT, self.api(["issue", &relabel.key]), &body)).await
    }
}

/// The labels of a new issue.
pub(super) fn at_creation(facts: &Facts) -> Vec<String> {
    let mut labels = vec![
        format!("incident-{}", facts.reference.as_str().to_lowercase()),
        of_declaration(facts),
        of_severity(facts.severity),
    ];
    labels.extend(of_kind(facts));
    labels.extend(facts.service_ids.iter().map(|id| id.split_whitespace().collect::<Vec<_>>().join("-")));
    labels
}

/// The labels of a new follow-up, with the one that it alone has.
pub(super) fn at_follow_up(facts: &Facts, own: &str) -> Vec<String> {
    let mut labels = vec![FOLLOW_UP.to_owned(), of_follow_ups(&facts.reference), own.to_owned()];
    labels.extend(of_kind(facts));
    labels
}

fn of_kind(facts: &Facts) -> impl Iterator<Item = String> {
    let kinds = [(facts.drill, DRILL), (facts.private, PRIVATE)].into_iter();
    kinds.filter(|(is, _)| *is).map(|(_, label)| label.to_owned())
}

/// The labels that the end adds, and those of earlier ends that do not hold any more.
pub(super) fn at_close(close: &CloseTicket) -> (Vec<String>, BTreeSet<String>) {
    let mut now = of_ending(&close.resolved);
    let of_origin = |origin: &String| format!("origin-{origin}");
    now.extend(close.origin.iter().map(of_origin));
    let before = close.before.iter().flat_map(of_ending);
    let mut before: BTreeSet<_> = before.chain(close.origins_before.iter().map(of_origin)).collect();
    before.retain(|label| !now.contains(label));
    (now, before)
}

/// What was no incident has no duration by which to filter.
fn of_ending(resolved: &Resolved) -> Vec<String> {
    match &resolved.ending {
        Ending::Resolved => {}
        Ending::FalseAlarm => return vec!["false-alarm".to_owned()],
        Ending::Duplicate { of } => {
            let of = of.reference.as_str().to_lowercase();
            return vec!["duplicate".to_owned(), format!("duplicate-of-{of}")];
        }
    }
    let minutes = resolved.lasted_s.max(0) / 60;
    vec![duration(minutes).to_owned(), format!("duration-minutes-{minutes}")]
}

/// A class of durations, to filter by.
fn duration(minutes: i64) -> &'static str {
    match minutes {
        ..HOUR => "duration-under-1h",
        HOUR..240 => "duration-1h-to-4h",
        240..1440 => "duration-4h-to-1d",
        1440.. => "duration-over-1d",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_fall_into_classes() {
        for (minutes, class) in [
            (0, "duration-under-1h"),
            (59, "duration-under-1h"),
            (60, "duration-1h-to-4h"),
            (239, "duration-1h-to-4h"),
            (240, "duration-4h-to-1d"),
            (1439, "duration-4h-to-1d"),
            (1440, "duration-over-1d"),
        ] {
            assert_eq!(duration(minutes), class, "{minutes}");
        }
    }
}
