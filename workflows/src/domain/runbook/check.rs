use std::sync::Arc;

use super::{
    Action, AlertPattern, Approval, Aws, CloudwatchProbe, Detection, EcsService, Guard, HttpProbe, Instance,
    ListenerWeights, Otherwise, PlannedAction, Probe, PromqlProbe, RecordWeights, RedisFlush, Runbook,
    Schedule, Share, Trigger, Verification, Webhook, target::PLACEHOLDER,
};
use crate::domain::{
    Party, Period, Plan,
    problem::{Place, Problem, Problems},
    text,
};

#[cfg(test)]
mod tests;

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
        check_targets(self, &mut problems);
        check_aws(self, &mut problems);
        check_triggers(self, &mut problems);
        if let Some(detection) = &self.detect {
            check_detection(detection, &mut problems.at(["detect".into()]));
        }
        check_guard(&self.guard, self.targets.len(), &mut problems.at(["guard".into()]));
        check_groups(&self.ask, &mut problems.at(["ask".into()]));
        if let Some(approval) = &self.approval {
            check_approval(approval, &mut problems.at(["approval".into()]));
        }
        if self.action.is_empty() {
            problems.at(["action".into()]).say("it does nothing", "write an [[action]]");
        }
        for (index, action) in self.action.iter().enumerate() {
            check_planned(action, &mut problems.at(["action".into(), index.into()]));
        }
        check_verification(&self.verify, &mut problems.at(["verify".into()]));
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

fn check_targets(runbook: &Runbook, problems: &mut Problems) {
    for (index, target) in runbook.targets.iter().enumerate() {
        if runbook.targets[..index].contains(target) {
            problems
                .at(["targets".into(), index.into()])
                .say(format!("{:?} is there twice", target.as_str()), "write each target once");
        }
    }
}

fn check_aws(runbook: &Runbook, problems: &mut Problems) {
    let detect = runbook.detect.iter().flat_map(|detect| &detect.probe);
    let actions =
        runbook.action.iter().flat_map(|action| std::iter::once(&action.action).chain(&action.undo));
    let of_aws = detect
        .chain(&runbook.verify.probe)
        .find(|probe| matches!(probe, Probe::Cloudwatch(_)))
        .map(Probe::key)
        .or_else(|| actions.into_iter().find(|action| action.is_of_aws()).map(Action::key));
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

fn check_triggers(runbook: &Runbook, problems: &mut Problems) {
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

fn check_detection(Detection { probe, bad_for, every }: &Detection, place: &mut Place<'_>) {
    check_probes(probe, place);
    place.below("bad_for").check_period(*bad_for, Period::seconds(0), HOUR);
    place.below("every").check_period(*every, SECOND, HOUR);
}

fn check_verification(verification: &Verification, place: &mut Place<'_>) {
    let Verification { probe, good_for, within, every } = verification;
    check_probes(probe, place);
    place.below("good_for").check_period(*good_for, Period::seconds(0), DAY);
    place.below("within").check_period(*within, SECOND, DAY);
    place.below("every").check_period(*every, SECOND, HOUR);
    if good_for > within {
        place
            .below("good_for")
            .say(format!("it can never be good for {good_for} within {within}"), "write a longer within");
    }
}

fn check_probes(probes: &[Probe], place: &mut Place<'_>) {
    if probes.is_empty() {
        place
            .below("probe")
            .say("nothing is asked", "write one such as [{ http = { url = \"https://{target}/health\" } }]");
    }
    for (index, probe) in probes.iter().enumerate() {
        let mut list = place.below("probe");
        let mut item = list.below(index);
        let mut place = item.below(probe.key());
        match probe {
            Probe::Http(HttpProbe { url, timeout, status, .. }) => {
                place.below("url").check_text(url, &text::URL);
                place.below("timeout").check_period(*timeout, SECOND, MINUTE);
                if status.is_some_and(|status| !(100..=599).contains(&status)) {
                    place.below("status").say("no answer has this status", "write 100 to 599 such as 200");
                }
            }
            Probe::Promql(PromqlProbe { query, .. }) => place.below("query").check_text(query, &text::PROMQL),
            Probe::Cloudwatch(CloudwatchProbe { namespace, metric, period, .. }) => {
                place.below("namespace").check_text(namespace, &text::CLOUDWATCH_NAME);
                place.below("metric").check_text(metric, &text::CLOUDWATCH_NAME);
                place.below("period").check_period(*period, MINUTE, DAY);
                if !period.as_duration().as_secs().is_multiple_of(60) {
                    place.below("period").say("CloudWatch counts whole minutes", "write one such as \"1m\"");
                }
            }
        }
    }
}

fn check_guard(guard: &Guard, targets: usize, place: &mut Place<'_>) {
    place.below("cool_down").check_period(guard.cool_down, Period::seconds(0), Period::days(7));
    if let Some(at_most) = guard.at_most {
        let mut place = place.below("at_most");
        place.below("within").check_period(at_most.within, MINUTE, Period::days(7));
        if !(1..=1_000).contains(&at_most.runs) {
            place.below("runs").say(format!("{} runs make no sense", at_most.runs), "write 1 to 1000");
        }
    }
    if let Some(share) = guard.share {
        check_share(share, targets, &mut place.below("share"));
    }
    if guard.hours.as_ref().is_some_and(|hours| hours.days.is_empty()) {
        place.below("hours").below("days").say("it would never run", "write days such as [\"mon\", \"tue\"]");
    }
    for (index, freeze) in guard.freeze.iter().enumerate() {
        if freeze.to <= freeze.from {
            place
                .below("freeze")
                .below(index)
                .below("to")
                .say("it ends before it begins", "write a later time");
        }
    }
}

fn check_share(share: Share, targets: usize, place: &mut Place<'_>) {
    if !(1..=100).contains(&share.percent) {
        place.below("percent").say(format!("{} % is no share", share.percent), "write 1 to 100");
    } else if share.of.is_none() && targets == 0 {
        place.say("it is not said of how many", "write of = 10 beside it, or targets at the top");
    } else if share.of_group(targets) == 0 {
        place.below("percent").say("it is less than one, so that it would never run", "write a larger share");
    }
}

fn check_approval(Approval { by, within, .. }: &Approval, place: &mut Place<'_>) {
    if by.is_empty() {
        place.below("by").say("nobody could allow it", "write who may such as [\"@sre-leads\"]");
    }
    check_groups(by, &mut place.below("by"));
    place.below("within").check_period(*within, MINUTE, DAY);
}

/// Of a group somebody is always there, and who is in it is not for the runbook to say.
fn check_groups(parties: &[Party], place: &mut Place<'_>) {
    for (index, party) in parties.iter().enumerate() {
        if matches!(party, Party::Email(_) | Party::UserId(_)) {
            place.below(index).say(
                format!("{:?} is no user group", party.to_string()),
                "write the @handle of one such as @sre-leads",
            );
        }
    }
    place.check_once(parties);
}

fn check_planned(PlannedAction { action, says, undo, within }: &PlannedAction, place: &mut Place<'_>) {
    if let Some(says) = says {
        place.below("says").check_text(says, &text::CHOICE);
    }
    check_action(action, &mut place.below(action.key()));
    if let Some(undo) = undo {
        check_action(undo, &mut place.below("undo").below(undo.key()));
    }
    place.below("within").check_period(*within, SECOND, DAY);
}

fn check_action(action: &Action, place: &mut Place<'_>) {
    match action {
        Action::Ec2Reboot(Instance { instance })
        | Action::Ec2StopStart(Instance { instance })
        | Action::Ec2Replace(Instance { instance }) => {
            place.below("instance").check_text(instance, &text::EC2_INSTANCE);
        }
        Action::EcsRedeploy(EcsService { cluster, service }) => {
            place.below("cluster").check_text(cluster, &text::NAME);
            place.below("service").check_text(service, &text::NAME);
        }
        Action::RedisFlush(flush) => check_flush(flush, place),
        Action::Route53Weights(RecordWeights { zone, name, weights, .. }) => {
            place.below("zone").check_text(zone, &text::HOSTED_ZONE);
            place.below("name").check_text(name, &text::NAME);
            check_weights(weights, &mut place.below("weights"));
        }
        Action::ElbWeights(ListenerWeights { listener, weights }) => {
            place.below("listener").check_text(listener, &text::LISTENER);
            check_weights(weights, &mut place.below("weights"));
            for group in weights.keys() {
                place.below("weights").below(group.as_str()).check_text(group, &text::TARGET_GROUP);
            }
            for (group, weight) in weights.iter().filter(|(_, weight)| **weight > 999) {
                place
                    .below("weights")
                    .below(group.as_str())
                    .say(format!("{weight} is no weight"), "write 0 to 999");
            }
        }
        Action::Webhook(Webhook { url, .. }) => place.below("url").check_text(url, &text::URL),
    }
}

fn check_flush(RedisFlush { server, keys, everything }: &RedisFlush, place: &mut Place<'_>) {
    place.below("server").check_text(server, &text::ID);
    match keys.as_deref() {
        None if !everything => {
            place.say("it is not said which keys", "write keys = \"session:*\", or everything = true")
        }
        Some(_) if *everything => {
            place.below("keys").say("it says everything beside it", "take one of them out")
        }
        Some(keys) if keys.chars().all(|c| c == '*' || c.is_whitespace()) => {
            place
                .below("keys")
                .say("these are all keys", "write a pattern such as \"session:*\", or everything = true");
        }
        _ => {}
    }
}

/// To somewhere everything goes.
fn check_weights<N: Copy + Into<u32>>(
    weights: &std::collections::BTreeMap<String, N>,
    place: &mut Place<'_>,
) {
    if weights.values().all(|weight| (*weight).into() == 0) {
        place.say("nothing would get any traffic", "write a weight above 0");
    }
}

/// Whether an address is one once `{target}` is filled in, and has no other braces: those would be a slip of the pen.
pub(in crate::domain) fn is_url(text: &str) -> bool {
    let filled = text.replace(PLACEHOLDER, "x");
    let after = filled.strip_prefix("https://").or_else(|| filled.strip_prefix("http://"));
    after.is_some_and(|after| {
        !after.starts_with(['/', '?', '#', ':'])
            && !after.is_empty()
            && !after.contains(|c: char| {
                c.is_whitespace() || c.is_control() || matches!(c, '{' | '}' | '<' | '>' | '"')
            })
    })
}

/// A name with no braces but those of `{target}`.
pub(in crate::domain) fn is_name(text: &str) -> bool {
    let filled = text.replace(PLACEHOLDER, "x");
    filled.len() <= 2_048
        && !filled.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '{' | '}'))
}
