//! Each activity that makes something makes it once: called again, broken off at each of its calls, overlapping.

use std::{
    collections::BTreeSet,
    sync::Mutex,
    time::{Duration, Instant},
};

use futures::{StreamExt, future::join_all, join, stream};
use muster_sandbox::{Fault, Rule, faults::When};

use crate::{registered::registered, world::As};

mod case;
mod cases;
mod exists;

use case::{Case, Point};
use cases::{MAKE_NOTHING, cases};

/// Side by side.
const WORLDS: usize = 32;

#[test]
fn every_registered_activity_is_in_the_table() {
    let made: BTreeSet<_> = cases().into_iter().map(|case| case.activity).collect();
    let nothing: BTreeSet<_> = MAKE_NOTHING.iter().map(|(activity, _)| (*activity).to_owned()).collect();
    assert!(made.is_disjoint(&nothing));
    assert_eq!(made.into_iter().chain(nothing).collect::<BTreeSet<_>>(), registered());
}

#[tokio::test(flavor = "multi_thread")]
async fn called_again_it_makes_no_other() {
    let called_again = async |case: &Case| {
        let (world, input) = case.begin().await;
        let made = case.attempt(&world, case.first, &input).await.unwrap();
        for again in [case.first, As::Durable] {
            assert_eq!(case.attempt(&world, again, &input).await.unwrap(), made, "{case}");
        }
        assert_eq!(case.exists(&world), case.once, "{case}");
    };
    join_all(cases().iter().map(called_again)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_off_at_any_call_it_makes_no_other() {
    at_every_point(async |case, at| {
        let (world, input) = case.begin().await;
        let rule = world.sandbox.faults().add(at.hit_by(Fault::Drop(When::After)));
        let failed = case.attempt(&world, case.first, &input).await.unwrap_err();
        assert!(!failed.is_final(), "{case} at {at:?}: {failed:?}");
        assert_eq!(world.hits(rule), 1, "{case} at {at:?}");

        let made = case.attempt(&world, As::Durable, &input).await.unwrap();
        assert_eq!(case.attempt(&world, case.first, &input).await.unwrap(), made, "{case} at {at:?}");
        assert_eq!(case.exists(&world), case.once, "{case} at {at:?}");
    })
    .await;
}

/// An attempt after the other loses the answer to a call that none has lost before.
#[tokio::test(flavor = "multi_thread")]
async fn broken_off_again_and_again_it_makes_no_other() {
    let broken_off = async |case: &Case| {
        let (world, input) = case.begin().await;
        for at in case.points().await.iter().filter(|at| at.after == 0) {
            world.sandbox.faults().add(at.hit_by(Fault::Drop(When::After)));
        }
        let mut failed = 0;
        let made = loop {
            match case.attempt(&world, case.first, &input).await {
                Ok(made) => break made,
                Err(failure) => assert!(!failure.is_final(), "{case}: {failure:?}"),
            }
            failed += 1;
        };
        assert!(failed > 0, "{case}");
        assert_eq!(case.attempt(&world, case.first, &input).await.unwrap(), made, "{case}");
        assert_eq!(case.exists(&world), case.once, "{case}");
    };
    join_all(cases().iter().map(broken_off)).await;
}

/// Where Muster does not claim to be safe. An attempt that hangs at one of these calls, while the next makes the
/// thing, believes an answer that is old by then and makes a second: nothing that it makes there is unique. Attempts
/// do not overlap, because each gives up before its time is over; save where Temporal takes a workflow task for lost
/// while the worker that has it lives, and the vendor is slow at that moment.
const BELIEVED: [(&str, &str); 7] = [
    ("chat.bookmark", "bookmarks.add"),
    ("chat.bookmark", "bookmarks.list"),
    ("chat.post", "conversations.history"),
    ("chat.tell", "conversations.history"),
    ("meeting.create", "meetings"),
    ("ticket.close", "getComments"),
    ("ticket.create", "bulkFetchIssues"),
];

#[tokio::test(flavor = "multi_thread")]
async fn beside_an_attempt_that_hangs_it_makes_no_other_but_where_it_says_so() {
    let doubled = Mutex::new(BTreeSet::new());
    at_every_point(async |case, at| {
        let mut hang = Duration::from_secs(2);
        let is_doubled = loop {
            match is_doubled_beside(case, at, hang).await {
                Some(is_doubled) => break is_doubled,
                // This machine is too slow for so short a hang.
                None => hang *= 3,
            }
        };
        if is_doubled {
            doubled.lock().unwrap().insert((case.activity.clone(), at.operation.clone()));
        }
    })
    .await;
    let believed = BELIEVED.map(|(activity, call)| (activity.to_owned(), call.to_owned()));
    assert_eq!(doubled.into_inner().unwrap(), BTreeSet::from(believed));
}

/// Runs an attempt while another hangs at one of its calls, and tells whether there are two of the thing then; nothing
/// if the hang was over too soon.
async fn is_doubled_beside(case: &Case, at: &Point, hang: Duration) -> Option<bool> {
    let (world, input) = case.begin().await;
    let fault = Fault::DelayMs(hang.as_millis().try_into().unwrap());
    let rule = world.sandbox.faults().add(at.hit_by(fault));
    let next = async {
        world.until_hits(rule, 1).await;
        let begun = Instant::now();
        let made = case.attempt(&world, case.first, &input).await;
        (made.unwrap(), begun.elapsed() < hang / 2)
    };
    let (hung, (made, in_time)) = join!(case.attempt(&world, case.first, &input), next);
    if !in_time {
        return None;
    }
    let is_doubled = case.exists(&world) != case.once;
    if !is_doubled {
        assert_eq!(hung.unwrap(), made, "{case} at {at:?}");
    }
    Some(is_doubled)
}

async fn at_every_point(does: impl AsyncFn(&Case, &Point)) {
    let cases = cases();
    let points = join_all(cases.iter().map(async |case| (case, case.points().await))).await;
    let every = points.iter().flat_map(|(case, points)| points.iter().map(move |point| (*case, point)));
    stream::iter(every).for_each_concurrent(WORLDS, async |(case, point)| does(case, point).await).await;
}

impl Point {
    fn hit_by(&self, fault: Fault) -> Rule {
        Rule::new(self.system, &self.operation, fault).after(self.after).times(1)
    }
}
