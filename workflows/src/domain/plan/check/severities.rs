//! What a plan says for each severity.

use super::{Problems, check_once, steps, text};
use crate::domain::Step;
use crate::domain::plan::{Plan, Severity, SeverityPlan};

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
        check_parties(problems, index, severity);
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
        check_once(problems, ["severity".into(), index.into(), key.into()], parties);
    }
}
