//! Each activity that makes something makes it once: called again, broken off at each of its calls, overlapping.

use std::{cell::RefCell, collections::BTreeSet, pin::pin, time::Duration};

use futures::{StreamExt, future::join_all, stream};
use muster_sandbox::{Fault, faults::When};

use crate::{
    registered::registered,
    world::{As, Point},
};

mod case;
mod cases;
mod exists;
mod tickets;

use case::Case;
use cases::{MAKE_NOTHING, cases};

/// Side by side.
const WORLDS: usize = 8;

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

/// Giving up recalls no request: what was asked for is made later, and the next attempt has to come after it.
#[tokio::test(flavor = "multi_thread")]
async fn given_up_while_a_call_is_on_its_way_it_makes_no_other() {
    at_every_point(async |case, at| {
        let (world, input) = case.begin().await;
        let late = world.sandbox.faults().add(at.hit_by(Fault::LateMs(2_500)));
        let failed = case.attempt(&world, As::Hurried(Duration::from_secs(2)), &input).await.unwrap_err();
        assert!(!failed.is_final(), "{case} at {at:?}: {failed:?}");
        if failed.0.next_retry_delay().is_some() {
            world.is_done(late).await;
        }
        let made = case.attempt(&world, As::Durable, &input).await.unwrap();
        world.is_done(late).await;
        assert_eq!(case.attempt(&world, case.first, &input).await.unwrap(), made, "{case} at {at:?}");
        assert_eq!(case.exists(&world), case.once, "{case} at {at:?}");
    })
    .await;
}

/// Where Muster does not claim to be safe. An attempt that hangs at one of these calls, while the next makes the
/// thing, believes an answer that is old by then and makes a second: nothing that it makes there is unique. Attempts
/// do not overlap, because each gives up before its time, or its lease, is over.
const BELIEVED: [(&str, &str); 10] = [
    ("chat.bookmark", "bookmarks.add"),
    ("chat.bookmark", "bookmarks.list"),
    ("chat.post", "conversations.history"),
    ("chat.tell", "conversations.history"),
    ("meeting.create", "meetings"),
    ("ticket.close", "getComments"),
    ("ticket.create", "bulkFetchIssues"),
    ("ticket.follow-up", "bulkFetchIssues"),
    ("ticket.note", "getComments"),
    ("ticket.reopen", "getComments"),
];

#[tokio::test]
async fn beside_an_attempt_that_hangs_it_makes_no_other_but_where_it_says_so() {
    let doubled = RefCell::new(BTreeSet::new());
    at_every_point(async |case, at| {
        let (world, input) = case.begin().await;
        let mut hanging = pin!(case.attempt(&world, case.first, &input));
        world.stop_at(at, hanging.as_mut()).await;
        let made = case.attempt(&world, case.first, &input).await.unwrap();
        let made_late = hanging.await.unwrap();
        if case.exists(&world) == case.once {
            assert_eq!(made_late, made, "{case} at {at:?}");
        } else {
            doubled.borrow_mut().insert((case.activity.clone(), at.operation.clone()));
        }
    })
    .await;
    let believed = BELIEVED.map(|(activity, call)| (activity.to_owned(), call.to_owned()));
    assert_eq!(doubled.into_inner(), BTreeSet::from(believed));
}

async fn at_every_point(does: impl AsyncFn(&Case, &Point)) {
    let cases = cases();
    let points = join_all(cases.iter().map(async |case| (case, case.points().await))).await;
    let every = points.iter().flat_map(|(case, points)| points.iter().map(move |point| (*case, point)));
    stream::iter(every).for_each_concurrent(WORLDS, async |(case, point)| does(case, point).await).await;
}
