use std::{collections::BTreeSet, sync::Arc};

use muster_activities::{Config, config::Environment};
use muster_workflows::contract::{chat, healing, meeting, page, pager, record, region, ticket, transcript};
use temporalio_common::ActivityDefinition;
use temporalio_sdk::activities::{ActivityDefinitions, ActivityImplementer};

/// The names of all that the contract declares. A declared activity that this list lacks is found by `all_named`.
fn declared() -> Vec<String> {
    fn name(activity: impl ActivityDefinition) -> String {
        activity.name().to_owned()
    }
    vec![
        name(chat::activity::ArchiveChannel),
        name(chat::activity::Bookmark),
        name(chat::activity::Find),
        name(chat::activity::Follow),
        name(chat::activity::Invite),
        name(chat::activity::IsMember),
        name(chat::activity::LatestMessage),
        name(chat::activity::OpenChannel),
        name(chat::activity::Post),
        name(chat::activity::Prompt),
        name(chat::activity::Quote),
        name(chat::activity::SetTopic),
        name(chat::activity::Tell),
        name(chat::activity::Told),
        name(chat::activity::Update),
        name(chat::activity::UpdateEach),
        name(healing::activity::Act),
        name(healing::activity::Prepare),
        name(healing::activity::Settle),
        name(healing::activity::Watch),
        name(meeting::activity::Create),
        name(meeting::activity::End),
        name(page::activity::Create),
        name(page::activity::Update),
        name(pager::activity::Acknowledge),
        name(pager::activity::Resolve),
        name(pager::activity::Trigger),
        name(record::activity::Keep),
        name(region::activity::ActiveIncident),
        name(region::activity::EndedRuns),
        name(region::activity::HaveLooked),
        name(region::activity::NoData),
        name(region::activity::Notify),
        name(ticket::activity::Close),
        name(ticket::activity::Create),
        name(ticket::activity::FollowUp),
        name(ticket::activity::Link),
        name(ticket::activity::ListFollowUps),
        name(ticket::activity::Note),
        name(ticket::activity::Relabel),
        name(ticket::activity::Relate),
        name(ticket::activity::Reopen),
        name(transcript::activity::Attach),
    ]
}

/// The names of all that a worker can run.
pub(crate) fn registered() -> BTreeSet<String> {
    let mut environment = Environment::of([
        ("MUSTER_SLACK_TOKEN", "t"),
        ("MUSTER_JIRA_URL", "http://127.0.0.1:1"),
        ("MUSTER_JIRA_EMAIL", "e"),
        ("MUSTER_JIRA_TOKEN", "t"),
        ("MUSTER_CONFLUENCE_URL", "http://127.0.0.1:1"),
        ("MUSTER_CONFLUENCE_EMAIL", "e"),
        ("MUSTER_CONFLUENCE_TOKEN", "t"),
        ("MUSTER_ZOOM_ACCOUNT_ID", "a"),
        ("MUSTER_ZOOM_CLIENT_ID", "i"),
        ("MUSTER_ZOOM_CLIENT_SECRET", "s"),
    ]);
    let config = Config::read(&mut environment);
    let config = environment.finish(config).ok().unwrap();
    // Another test may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut definitions = ActivityDefinitions::default();
    Arc::new(muster_activities::all(&config).unwrap()).register_all(&mut definitions);
    // The names are told by what it shows of itself, and nowhere else.
    format!("{definitions:?}").split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_declared_activity_is_registered() {
    assert_eq!(registered(), declared().into_iter().collect());
}

#[test]
fn every_declared_activity_is_named_here() {
    let sources = [
        include_str!("../../../workflows/src/contract/chat.rs"),
        include_str!("../../../workflows/src/contract/healing.rs"),
        include_str!("../../../workflows/src/contract/meeting.rs"),
        include_str!("../../../workflows/src/contract/page.rs"),
        include_str!("../../../workflows/src/contract/pager.rs"),
        include_str!("../../../workflows/src/contract/record.rs"),
        include_str!("../../../workflows/src/contract/region.rs"),
        include_str!("../../../workflows/src/contract/ticket.rs"),
        include_str!("../../../workflows/src/contract/transcript.rs"),
    ];
    let count = sources.iter().map(|source| source.matches("#[activity(name = ").count()).sum::<usize>();
    assert_eq!(declared().len(), count);
}
