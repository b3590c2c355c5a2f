//! Hundreds of people come.

use std::collections::BTreeSet;

use muster_sandbox::{Fault, Options, System};
use muster_tests::{Muster, Setup};
use muster_workflows::domain::Step;

const RESPONDERS: usize = 300;

#[tokio::test(flavor = "multi_thread")]
async fn three_groups_are_invited_while_slack_limits_every_tier() {
    let muster = Muster::with(Setup {
        plan: Some(Box::new(|plan| {
            for level in &mut plan.severity {
                let groups = ["@everyone-eng", "@backend", "@frontend"];
                level.invite = groups.map(|group| group.parse().unwrap()).to_vec();
            }
        })),
        outside: Options { crowd: RESPONDERS, rate_limits: true, ..Options::default() },
        ..Setup::default()
    })
    .await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    // On top of its limits, which one incident alone would not reach: whatever is called is refused at first.
    for method in METHODS {
        muster.break_down(System::Slack, method, Fault::RateLimited(2), Some(2));
    }
    incident.confirm("grace").await;

    let report = incident.report().await;
    let not_done: Vec<_> = report.steps.iter().filter(|(_, outcome)| !outcome.is_done()).collect();
    assert_eq!((not_done.as_slice(), report.trouble.as_slice()), ([].as_slice(), [].as_slice()));
    let channel = incident.channel();
    let crowd: BTreeSet<_> = channel.members.iter().filter(|id| id.starts_with("U0P")).collect();
    assert_eq!(crowd.len(), RESPONDERS);
    let joined: Vec<_> =
        channel.messages.iter().filter(|message| message.text.ends_with("has joined the channel")).collect();
    let once: BTreeSet<_> = joined.iter().map(|message| &message.text).collect();
    assert_eq!(joined.len(), once.len(), "nobody twice");
    let refused =
        muster.sandbox.core().log.calls().into_iter().filter(|call| call.status == Some(429)).count();
    assert!(refused >= METHODS.len(), "{refused}");
    println!("{:?}", incident.outcome(Step::Responders).await);
}

/// What is called as an incident opens.
const METHODS: [&str; 10] = [
    "bookmarks.add",
    "bookmarks.list",
    "chat.postMessage",
    "chat.update",
    "conversations.create",
    "conversations.history",
    "conversations.invite",
    "conversations.members",
    "usergroups.list",
    "usergroups.users.list",
];
