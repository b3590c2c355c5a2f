//! Weights as they are and as they are to be, of records as of target groups. The mark holds them as they were.

use std::{collections::BTreeMap, fmt::Display};

use muster_workflows::contract::{System, healing::Act};
use serde::Serialize;

use super::{mark, settling::Seen};
use crate::failure::Failure;

/// What they mean for an action that is to be done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Now {
    /// They are as they are to be.
    AsWanted,
    /// They are as they were found.
    AsBefore,
}

/// Of what is there, the weights of those that are to get others. Fails for good where one is not there.
pub(super) fn of_those<N: Copy>(
    there: &BTreeMap<String, N>,
    wanted: &BTreeMap<String, N>,
    what: &str,
) -> Result<BTreeMap<String, N>, Failure> {
    let missing: Vec<_> = wanted.keys().filter(|id| !there.contains_key(*id)).map(String::as_str).collect();
    if !missing.is_empty() {
        let words = format!(
            "{what} has no {}; there are {}. Correct the runbook.",
            missing.join(" and no "),
            there.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
        );
        return Err(Failure::refused(System::Aws, "not_there", words));
    }
    Ok(wanted.keys().filter_map(|id| Some((id.clone(), *there.get(id)?))).collect())
}

/// How they change, for people: `blue 100 → 0, green 0 → 100`.
pub(super) fn change<N: Copy + Display + PartialEq>(
    before: &BTreeMap<String, N>,
    wanted: &BTreeMap<String, N>,
) -> String {
    let each = before.iter().zip(wanted.values()).map(|((id, before), wanted)| match before == wanted {
        true => format!("{} stays {before}", short(id)),
        false => format!("{} {before} → {wanted}", short(id)),
    });
    each.collect::<Vec<_>>().join(", ")
}

/// As they are, for people: `blue 0, green 100`.
pub(super) fn listed<N: Display>(weights: &BTreeMap<String, N>) -> String {
    weights.iter().map(|(id, weight)| format!("{} {weight}", short(id))).collect::<Vec<_>>().join(", ")
}

/// Of the ARN of a target group, its name.
pub(super) fn short(id: &str) -> &str {
    id.rsplit_once(":targetgroup/").map_or(id, |(_, name)| name.split('/').next().unwrap_or(name))
}

/// By what one sees that they were changed.
pub(super) fn mark<N: Serialize>(before: &BTreeMap<String, N>) -> Result<String, Failure> {
    serde_json::to_string(before).map_err(|error| Failure::unexpected(System::Aws, error.to_string()))
}

/// How they are now. Fails for good where they are neither as wanted nor as they were: somebody else switches, too.
pub(super) fn now<N: Serialize + Display + PartialEq>(
    present: &BTreeMap<String, N>,
    wanted: &BTreeMap<String, N>,
    asked: &Act,
) -> Result<Now, Failure> {
    let before = mark::of(asked)?;
    if present == wanted {
        Ok(Now::AsWanted)
    } else if mark(present)? == before {
        Ok(Now::AsBefore)
    } else {
        let words = format!(
            "somebody else has changed the weights meanwhile: {}. Look before you go on.",
            listed(present)
        );
        Err(Failure::refused(System::Aws, "changed_meanwhile", words))
    }
}

/// What a look sees, where nothing but the weights tells.
pub(super) fn seen<N: Display>(now: &Now, wanted: &BTreeMap<String, N>) -> Seen {
    match now {
        Now::AsWanted => Seen::Done(listed(wanted)),
        Now::AsBefore => Seen::AsBefore,
    }
}
