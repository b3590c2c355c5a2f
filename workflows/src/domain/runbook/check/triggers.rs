//! Triggers: what begins it, and on what.

use super::{DAY, SECOND};
use crate::domain::{
    problem::{Place, Problems},
    runbook::{AlertPattern, Runbook, Schedule, Trigger},
};

pub(super) fn check(runbook: &Runbook, problems: &mut Problems) {
    if runbook.trigger.is_empty() {
        problems.at(["trigger".into()]).say("nothing begins it", "write a [[trigger]]");
    }
    for (index, trigger) in runbook.trigger.iter().enumerate() {
        let mut place = problems.at(["trigger".into(), index.into()]);
        match trigger {
            Trigger::Schedule(schedule) => check_schedule(schedule, runbook, &mut place.below("schedule")),
            Trigger::Alert(pattern) => check_alert(pattern, runbook, &mut place.below("alert")),
        }
    }
}

fn check_schedule(schedule: &Schedule, runbook: &Runbook, place: &mut Place<'_>) {
    match (schedule.every, &schedule.cron) {
        (None, None) => place.say("it is not said when", "write every = \"1m\" or cron = \"*/5 * * * *\""),
        (Some(_), Some(_)) => {
            place.below("cron").say("it is said twice when", "write every or cron, not both")
        }
        (Some(every), None) => place.below("every").check_period(every, SECOND, DAY),
        (None, Some(_)) => {}
    }
    if schedule.time_zone.is_some() && schedule.cron.is_none() {
        place.say("nothing is done with its time_zone: there is no cron", "write every without it");
    }
    if runbook.targets.is_empty() {
        place.say("it is not said what is looked at", "write targets = [\"web-1\"] at the top");
    }
    if runbook.detect.is_none() {
        place.say("it is not said how one sees that something is wrong", "write a [detect]");
    }
}

fn check_alert(pattern: &AlertPattern, runbook: &Runbook, place: &mut Place<'_>) {
    if pattern.labels.is_empty() {
        place
            .below("labels")
            .say("every alert would be meant", "write labels such as { alertname = \"HighErrors\" }");
    }
    if pattern.target.is_none() && runbook.targets.len() != 1 {
        place.say(
            "it is not said what it is done to",
            "write target, the label that names it, or one of targets at the top",
        );
    }
    if !(1..=1_000).contains(&pattern.times) {
        place.below("times").say(format!("{} times makes no sense", pattern.times), "write 1 to 1000");
    }
    match pattern.within {
        None if pattern.times > 1 => {
            place.below("times").say("it is not said in how much time", "write within = \"10m\" beside it");
        }
        Some(_) if pattern.times == 1 => {
            place
                .below("within")
                .say("nothing is done with it: once is enough", "write times beside it, or take this out");
        }
        within => within.iter().for_each(|within| place.below("within").check_period(*within, SECOND, DAY)),
    }
}
