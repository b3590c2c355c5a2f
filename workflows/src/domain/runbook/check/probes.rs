//! Probes, and for how long they are asked.

use super::{DAY, HOUR, MINUTE, SECOND};
use crate::domain::{
    Period,
    problem::Place,
    runbook::{CloudwatchProbe, Detection, HttpProbe, Probe, PromqlProbe, Verification},
    text,
};

pub(super) fn check_detection(Detection { probe, bad_for, every }: &Detection, place: &mut Place<'_>) {
    check_probes(probe, place);
    place.below("bad_for").check_period(*bad_for, Period::seconds(0), HOUR);
    place.below("every").check_period(*every, SECOND, HOUR);
}

pub(super) fn check_verification(verification: &Verification, place: &mut Place<'_>) {
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
