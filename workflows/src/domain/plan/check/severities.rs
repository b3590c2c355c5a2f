//! What a plan says for each severity.

use super::steps;
use crate::domain::{Party, Period, Plan, Severity, SeverityPlan, Step, problem::Problems, text};

/// More than this many groups nobody means.
const MOST_GROUPS: usize = 10;
/// The limits of `escalate_after`.
const LEAST_WAIT: Period = Period::minutes(1);
const MOST_WAIT: Period = Period::hours(24);

pub(super) fn check(problems: &mut Problems, plan: &Plan) {
    if plan.at(Severity::MAJOR).is_none() {
        problems
            .at(["severity".into()])
            .say("severity 1 is missing", "write a [[severity]] with level = 1, the worst");
    }
    for (index, severity) in plan.severity.iter().enumerate() {
        if plan.severity[..index].iter().any(|other| other.level == severity.level) {
            problems.at(["severity".into(), index.into(), "level".into()]).say(
                format!("severity {} is there twice", severity.level),
                "write another level, or take one of them out",
            );
        }
        check_texts(problems, index, severity);
        if let Some(percent) = severity.downtime_percent.filter(|percent| *percent > 100) {
            problems
                .at(["severity".into(), index.into(), "downtime_percent".into()])
                .say(format!("{percent} % is more than all"), "write 0 to 100");
        }
        check_parties(problems, index, severity);
        check_escalation(problems, index, severity);
        steps::check(problems, index, severity);
    }
    let holds_meetings = plan.severity.iter().any(|severity| severity.open.contains_key(&Step::Meeting));
    if holds_meetings && plan.meeting.hosts.is_empty() {
        problems
            .at(["meeting".into(), "hosts".into()])
            .say("there is nobody to host a meeting", "write e-mails or ids of licensed Zoom users");
    }
}

fn check_texts(problems: &mut Problems, index: usize, severity: &SeverityPlan) {
    for (key, said) in [("name", &severity.name), ("description", &severity.description)] {
        problems.at(["severity".into(), index.into(), key.into()]).check_text(said, &text::CHOICE);
    }
}

fn check_parties(problems: &mut Problems, index: usize, severity: &SeverityPlan) {
    let opens = |step| severity.open.contains_key(&step);
    if opens(Step::ManagementAlert) && severity.alert.is_empty() {
        problems
            .at(["severity".into(), index.into(), "open".into(), Step::ManagementAlert.key().into()])
            .say(
                "it alerts nobody",
                "write alert = [\"@management\"] into this severity, or take the step out",
            );
    }
    for (key, parties, step) in
        [("invite", &severity.invite, Step::Responders), ("alert", &severity.alert, Step::ManagementAlert)]
    {
        if !parties.is_empty() && !opens(step) {
            problems.at(["severity".into(), index.into(), key.into()]).say(
                format!("nothing is done with it: the step {:?} is not in the plan", step.key()),
                format!("write {} = {{}} under open, or take this out", step.key()),
            );
        }
        problems.at(["severity".into(), index.into(), key.into()]).check_once(parties);
    }
}

fn check_escalation(problems: &mut Problems, index: usize, severity: &SeverityPlan) {
    let path = |key: &str| ["severity".into(), index.into(), key.into()];
    match (severity.escalate.is_empty(), severity.escalate_after) {
        (false, None) => problems.at(path("escalate")).say(
            "it is not said when",
            "write escalate_after = \"15m\" into this severity, or take this out",
        ),
        (true, Some(_)) => problems.at(path("escalate_after")).say(
            "there is nobody who is alerted then",
            "write escalate = [[\"@directors\"]] into this severity, or take this out",
        ),
        (_, after) => after.iter().for_each(|after| {
            problems.at(path("escalate_after")).check_period(*after, LEAST_WAIT, MOST_WAIT);
        }),
    }
    if !severity.escalate.is_empty() && !severity.open.contains_key(&Step::ManagementAlert) {
        let step = Step::ManagementAlert.key();
        problems.at(path("escalate")).say(
            format!("nothing is done with it: the step {step:?} is not in the plan"),
            format!("write {step} = {{}} under open, or take this out"),
        );
    }
    if severity.escalate.len() > MOST_GROUPS {
        let what = format!("{} groups are too many", severity.escalate.len());
        problems.at(path("escalate")).say(what, format!("write at most {MOST_GROUPS}"));
    }
    let mut before: Vec<&Party> = severity.alert.iter().collect();
    for (nth, group) in severity.escalate.iter().enumerate() {
        if group.is_empty() {
            problems
                .at(["severity".into(), index.into(), "escalate".into(), nth.into()])
                .say("there is nobody in it", "write a group such as [\"@directors\"], or take it out");
        }
        for (place, party) in group.iter().enumerate() {
            if before.contains(&party) {
                problems
                    .at(["severity".into(), index.into(), "escalate".into(), nth.into(), place.into()])
                    .say(format!("{:?} is there twice", party.to_string()), "write each once");
            }
            before.push(party);
        }
    }
}
