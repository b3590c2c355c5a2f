//! Links to all that was made, put where responders look for them.

use super::steps::Task;
use crate::{
    attempt::Failure,
    contract::{
        System,
        chat::{Bookmark, Chat},
        ticket::{LinkTicket, Tickets},
    },
    domain::{Link, Outcome},
};

/// The tabs at the top of the channel.
pub(super) async fn bookmarks(task: &Task<'_>) -> Result<Outcome, Failure> {
    let channel = task.channel_id()?;
    as_they_come(task, async |links| {
        task.call(System::Chat, || Chat::bookmark, Bookmark { channel: channel.clone(), links }).await
    })
    .await
}

/// The links of the Jira issue.
pub(super) async fn ticket_links(task: &Task<'_>) -> Result<Outcome, Failure> {
    let key = task.ticket_key()?;
    as_they_come(task, async |links| {
        task.call(System::Ticket, || Tickets::link, LinkTicket { key: key.clone(), links }).await
    })
    .await
}

/// Adds what the steps made: once when their fast attempts are over, and again whenever one comes late.
async fn as_they_come(
    task: &Task<'_>,
    add: impl AsyncFn(Vec<Link>) -> Result<(), Failure>,
) -> Result<Outcome, Failure> {
    let (ctx, steps) = (task.ctx, task.step.links_to());
    let mut added = 0;
    loop {
        task.wait(|incident| {
            let made = steps.iter().filter(|step| incident.link(**step).is_some()).count();
            steps.iter().all(|step| incident.state.is_past_fast_attempt(*step))
                && (made > added || steps.iter().all(|step| incident.state.is_decided(*step)))
        })
        .await?;
        let links: Vec<_> =
            ctx.state(|incident| steps.iter().filter_map(|step| incident.link(*step)).collect());
        if links.len() == added {
            return Ok(Outcome::done());
        }
        added = links.len();
        add(links).await?;
    }
}
