use std::sync::Arc;

use super::{Action, Aws, Otherwise, Probe, Runbook};
use crate::domain::{
    Period, Plan,
    problem::{Place, Problem, Problems},
    text,
};

mod actions;
mod guard;
mod probes;
#[cfg(test)]
mod tests;
mod triggers;

const SECOND: Period = Period::seconds(1);
const MINUTE: Period = Period::minutes(1);
const HOUR: Period = Period::hours(1);
const DAY: Period = Period::days(1);

/// What there is beside a runbook, of which it may speak.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// The plan, by which it declares an incident.
    pub plan: Arc<Plan>,
    /// The names of the regions.
    pub regions: Vec<String>,
}

impl Runbook {
    /// Everything in the runbook that makes no sense, in the order of its fields.
    pub fn problems(&self, around: &Surroundings) -> Vec<Problem> {
        let mut problems = Problems::default();
        problems.at(["description".into()]).check_text(&self.description, &text::DESCRIPTION);
        check_home(self, &around.regions, &mut problems);
        problems.at(["targets".into()]).check_once(&self.targets);
        check_aws(self, &mut problems);
        triggers::check(self, &mut problems);
        if let Some(detection) = &self.detect {
            probes::check_detection(detection, &mut problems.at(["detect".into()]));
        }
        guard::check(&self.guard, self.targets.len(), &mut problems.at(["guard".into()]));
        guard::check_groups(&self.ask, &mut problems.at(["ask".into()]));
        if let Some(approval) = &self.approval {
            guard::check_approval(approval, &mut problems.at(["approval".into()]));
        }
        if self.action.is_empty() {
            problems.at(["action".into()]).say("it does nothing", "write an [[action]]");
        }
        for (index, action) in self.action.iter().enumerate() {
            actions::check(action, &mut problems.at(["action".into(), index.into()]));
        }
        probes::check_verification(&self.verify, &mut problems.at(["verify".into()]));
        if let Some(otherwise) = &self.otherwise {
            check_otherwise(otherwise, &around.plan, &mut problems.at(["otherwise".into()]));
        }
        problems.0
    }
}

fn check_home(runbook: &Runbook, regions: &[String], problems: &mut Problems) {
    if let Some(home) = &runbook.home
        && !regions.contains(home)
    {
        problems
            .at(["home".into()])
            .say(format!("there is no region {home:?}"), format!("write one of {}", regions.join(", ")));
    }
    if runbook.home.is_none() && regions.len() > 1 {
        // Each starter has its own order of the regions, and a guard sees the runs of one region only.
        problems.at(["home".into()]).say(
            "it is not said in which region it runs",
            format!("write home = {:?}, or another of {}", regions[0], regions.join(", ")),
        );
    }
}

fn check_otherwise(Otherwise { severity, services }: &Otherwise, plan: &Plan, place: &mut Place<'_>) {
    if plan.at(*severity).is_none() {
        let known: Vec<_> = plan.severity.iter().map(|severity| severity.level.to_string()).collect();
        let instead = format!("write one of {}", known.join(", "));
        place.below("severity").say(format!("the plan has no severity {severity}"), instead);
    }
    let known: Vec<_> = plan.services.iter().map(|service| service.id.as_str()).collect();
    for (index, service) in services.iter().enumerate().filter(|(_, id)| !known.contains(&id.as_str())) {
        let instead = match known.as_slice() {
            [] => "take it out, or add it to the plan".to_owned(),
            known => format!("write one of {}", known.join(", ")),
        };
        place.below("services").below(index).say(format!("the plan has no service {service:?}"), instead);
    }
}

fn check_aws(runbook: &Runbook, problems: &mut Problems) {
    let detect = runbook.detect.iter().flat_map(|detect| &detect.probe);
    let of_aws = detect
        .chain(&runbook.verify.probe)
        .find(|probe| matches!(probe, Probe::Cloudwatch(_)))
        .map(Probe::key)
        .or_else(|| runbook.actions().find(|action| action.is_of_aws()).map(Action::key));
    match (&runbook.aws, of_aws) {
        (None, Some(key)) => problems.at(["aws".into()]).say(
            format!("{key} asks AWS, and it is not said where"),
            "write aws = { region = \"eu-west-1\" }",
        ),
        (Some(_), None) if !runbook.action.is_empty() => {
            problems.at(["aws".into()]).say("nothing is done with it: nothing asks AWS", "take this out");
        }
        _ => {}
    }
    if let Some(Aws { region, role }) = &runbook.aws {
        problems.at(["aws".into(), "region".into()]).check_text(region, &text::AWS_REGION);
        if let Some(role) = role {
            problems.at(["aws".into(), "role".into()]).check_text(role, &text::AWS_ROLE);
        }
    }
}
