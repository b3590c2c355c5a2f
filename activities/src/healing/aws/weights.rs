//! Weights as they are and as they are to be, of records as of target groups. The mark holds them as they were.

use std::{collections::BTreeMap, fmt::Display};

use muster_workflows::{
    contract::{System, healing::Act},
    domain::runbook::{listed_weights, target_group_name},
};
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
        true => format!("{} stays {before}", target_group_name(id)),
        false => format!("{} {before} → {wanted}", target_group_name(id)),
    });
    each.collect::<Vec<_>>().join(", ")
}

/// By what one sees that they were changed.
pub(super) fn mark<N: Serialize>(before: &BTreeMap<String, N>) -> Result<String, Failure> {
    serde_json::to_string(before).map_err(|error| Failure::unexpected(System::Aws, error.to_string()))
}

/// Fails for good where somebody else has changed weights that are to come back: they are neither as an action has made them
/// nor as they are wanted again. Where it was about others, nobody knows.
pub(super) fn check_untouched<N: Display + PartialEq>(
    present: &BTreeMap<String, N>,
    wanted: &BTreeMap<String, N>,
    made: Option<&BTreeMap<String, N>>,
) -> Result<(), Failure> {
    match made.filter(|made| made.keys().eq(present.keys())) {
        Some(made) if present != made && present != wanted => Err(changed(present)),
        _ => Ok(()),
    }
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
        Err(changed(present))
    }
}

fn changed<N: Display>(present: &BTreeMap<String, N>) -> Failure {
    let words = format!(
        "somebody else has changed the weights meanwhile: {}. Look before you go on.",
        listed_weights(present)
    );
    Failure::refused(System::Aws, "changed_meanwhile", words)
}

/// What a look sees, where nothing but the weights tells.
pub(super) fn seen<N: Display>(now: &Now, wanted: &BTreeMap<String, N>) -> Seen {
    match now {
        Now::AsWanted => Seen::Done(listed_weights(wanted)),
        Now::AsBefore => Seen::AsBefore,
    }
}
