//! Steps: at the right moment, and with what they need.

use crate::domain::{Moment, Period, SeverityPlan, Step, problem::Problems};

/// The limits of `retry_for`. Temporal takes zero for no limit at all.
pub(super) const LEAST_RETRY: Period = Period::minutes(1);
pub(super) const MOST_RETRY: Period = Period::days(14);

pub(super) fn check(problems: &mut Problems, index: usize, severity: &SeverityPlan) {
    let planned = |step: &Step| severity.open.contains_key(step) || severity.close.contains_key(step);
    for (moment, steps) in [(Moment::Open, &severity.open), (Moment::Close, &severity.close)] {
        for (step, plan) in steps {
            let mut place =
                problems.at(["severity".into(), index.into(), key(moment).into(), step.key().into()]);
            if step.moment() != moment {
                place.say(
                    format!("{:?} is no step of {}", step.key(), key(moment)),
                    format!("write it under {}", key(step.moment())),
                );
            }
            for need in step.needs().iter().filter(|need| !planned(need)) {
                place.say(
                    format!("it needs the step {:?}, which is not in the plan", need.key()),
                    format!("write {} = {{}} under {}, or take this out", need.key(), key(need.moment())),
                );
            }
            if let Some(retry_for) = plan.retry_for {
                place.below("retry_for").check_period(retry_for, LEAST_RETRY, MOST_RETRY);
            }
        }
    }
}

/// The name in a plan file.
fn key(moment: Moment) -> &'static str {
    match moment {
        Moment::Open => "open",
        Moment::Close => "close",
    }
}
