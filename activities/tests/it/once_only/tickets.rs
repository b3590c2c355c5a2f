//! Jira's: each is tried again while its search lags behind.

use futures::FutureExt;
use muster_activities::Jira;
use muster_workflows::{
    contract::ticket::{LinkTicket, RelabelTicket, RelateTickets},
    domain::Severity,
};
use serde_json::{Value, json};

use super::{
    case::Case,
    cases::link,
    exists::{all, each},
};
use crate::{samples, world::World};

pub(super) fn tickets() -> Vec<Case> {
    vec![
        Case::of(
            Jira::create,
            |_| async { samples::ticket() }.boxed_local(),
            |world| json!(each(&all(world, "/jira/issues"), "summary")),
            json!([samples::ticket().summary]),
        ),
        Case::of(
            Jira::link,
            |world| {
                let links = vec![link("channel"), link("meeting")];
                issue(world).map(|key| LinkTicket { key, links }).boxed_local()
            },
            |world| {
                let issues = all(world, "/jira/issues");
                json!(issues[0]["remote_links"].as_array().map(Vec::len))
            },
            json!(2),
        ),
        Case::of(
            Jira::relabel,
            |world| {
                issue(world)
                    .map(|key| RelabelTicket {
                        key,
                        from: Severity::MAJOR,
                        to: Severity::try_from(2).unwrap(),
                    })
                    .boxed_local()
            },
            |world| {
                let labels = all(world, "/jira/issues").remove(0)["labels"].clone();
                let is_severity = |label: &&Value| label.as_str().unwrap().starts_with("severity-");
                json!(labels.as_array().unwrap().iter().filter(is_severity).collect::<Vec<_>>())
            },
            json!(["severity-2"]),
        ),
        Case::of(
            Jira::follow_up,
            |_| async { samples::follow_up(1) }.boxed_local(),
            |world| json!(each(&all(world, "/jira/issues"), "summary")),
            json!([samples::follow_up(1).title]),
        ),
        Case::of(
            Jira::relate,
            |world| {
                let related = async {
                    let to = issue(world).await;
                    let from = world.run(Jira::follow_up, samples::follow_up(1)).await.unwrap().key;
                    RelateTickets { from, to, link_type: "Relates".to_owned() }
                };
                related.boxed_local()
            },
            |world| {
                let issues = all(world, "/jira/issues");
                json!(issues.iter().map(|issue| issue["links"].as_array().map(Vec::len)).collect::<Vec<_>>())
            },
            json!([1, 1]),
        ),
        Case::of(
            Jira::note,
            |world| issue(world).map(|key| samples::note_ticket(&key)).boxed_local(),
            |world| json!(all(world, "/jira/issues").remove(0)["comments"].as_array().map(Vec::len)),
            json!(1),
        ),
        Case::of(
            Jira::close,
            |world| issue(world).map(|key| samples::close_ticket(&key)).boxed_local(),
            |world| {
                let issue = all(world, "/jira/issues").remove(0);
                let count = |of: &str| issue[of].as_array().unwrap().len();
                json!([issue["status"], count("comments"), count("remote_links"), count("labels")])
            },
            json!(["Done", 1, 1, 7]),
        ),
        Case::of(
            Jira::reopen,
            |world| {
                let closed = async {
                    let key = issue(world).await;
                    world.run(Jira::close, samples::close_ticket(&key)).await.unwrap();
                    samples::reopen_ticket(&key)
                };
                closed.boxed_local()
            },
            |world| {
                let issue = all(world, "/jira/issues").remove(0);
                json!([issue["status"], issue["comments"].as_array().map(Vec::len)])
            },
            json!(["In Progress", 2]),
        ),
    ]
}

async fn issue(world: &World) -> String {
    world.run(Jira::create, samples::ticket()).await.unwrap().key
}
