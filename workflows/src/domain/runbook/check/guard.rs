//! What holds it back: the guard, and those who have to allow it.

use super::{DAY, MINUTE};
use crate::domain::{
    Party, Period,
    problem::Place,
    runbook::{Approval, Guard, Share},
};

pub(super) fn check(guard: &Guard, targets: usize, place: &mut Place<'_>) {
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

pub(super) fn check_approval(Approval { by, within, .. }: &Approval, place: &mut Place<'_>) {
    if by.is_empty() {
        place.below("by").say("nobody could allow it", "write who may such as [\"@sre-leads\"]");
    }
    check_groups(by, &mut place.below("by"));
    place.below("within").check_period(*within, MINUTE, DAY);
}

/// Of a group somebody is always there, and who is in it is not for the runbook to say.
pub(super) fn check_groups(parties: &[Party], place: &mut Place<'_>) {
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
