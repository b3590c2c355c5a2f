//! What each step does as an incident is confirmed.

use std::pin::pin;

use futures_util::FutureExt;
use temporalio_workflow::{
    CancellableFuture, TimerOptions,
    workflows::{join, select},
};

use super::{Context, Incident, steps::Task};
use crate::{
    attempt::{self, Failure},
    clock,
    contract::{
        System,
        chat::{Chat, Find, Invite, Look, Message, OpenChannel, Post, Purpose, Reached, SetTopic, Tell},
        meeting::{CreateMeeting, Meetings},
        ticket::{CreateTicket, Tickets},
    },
    domain::{Outcome, Party, Step, channel_name, channel_topic, issue_summary, meeting_topic},
};

pub(super) async fn channel(task: &Task<'_>) -> Result<Outcome, Failure> {
    let open = task.ctx.state(|incident| {
        let declaration = &incident.declaration;
        let name = channel_name(declaration.at, &declaration.public_title(), &declaration.reference());
        OpenChannel { name, private: declaration.private }
    });
    let channel = task.call(System::Chat, || Chat::open_channel, open).await?;
    let outcome = Outcome::made(format!("#{}", channel.name), &channel.url);
    task.ctx.state_mut(|incident| incident.state.channel = Some(channel));
    Ok(outcome)
}

pub(super) async fn card(task: &Task<'_>) -> Result<Outcome, Failure> {
    let channel = task.channel_id()?;
    let post = task.ctx.state(|incident| Post {
        channel,
        key: incident.key(Purpose::Card),
        message: Message::Card(incident.card()),
        since: incident.declaration.at,
        looked_in: None,
    });
    let card = task.call(System::Chat, || Chat::post, post).await?;
    task.ctx.state_mut(|incident| incident.state.card = Some(card));
    Ok(Outcome::done())
}

pub(super) async fn topic(task: &Task<'_>) -> Result<Outcome, Failure> {
    let channel = task.channel_id()?;
    let topic = task.ctx.state(|incident| SetTopic {
        channel,
        topic: channel_topic(
            &incident.declaration.title,
            incident.severity(),
            &incident.declaration.reference(),
        ),
    });
    task.call(System::Chat, || Chat::set_topic, topic).await?;
    Ok(Outcome::done())
}

pub(super) async fn responders(task: &Task<'_>) -> Result<Outcome, Failure> {
    let channel = task.channel_id()?;
    let invite = task.ctx.state(|incident| {
        let confirmed_by = incident.state.confirmed.as_ref().map(|decision| &decision.by);
        let people = [Some(&incident.declaration.by), confirmed_by];
        Invite {
            channel,
            who: incident.responders(),
            and: people.into_iter().flatten().filter_map(|person| person.slack_id.clone()).collect(),
        }
    });
    task.call(System::Chat, || Chat::invite, invite).await.map(|reached| reached_outcome(&reached))
}

pub(super) async fn management_alert(task: &Task<'_>) -> Result<Outcome, Failure> {
    let ctx = task.ctx;
    let purpose = ctx.state(Incident::alert_purpose);
    let tell = ctx.state(|incident| Tell {
        who: incident.severity_plan().map(|plan| plan.alert.clone()).unwrap_or_default(),
        key: incident.key(purpose),
        message: incident.alert_message(purpose),
        since: incident.declaration.at,
    });
    let to = tell.who.clone();
    let told = task.call(System::Chat, || Chat::tell, tell).await;
    let now = clock::now(ctx);
    ctx.state_mut(|incident| {
        let state = &mut incident.state;
        match &told {
            Ok(reached) => state.note_alerted(purpose, reached, now),
            // As far as is known nobody was reached, and others may be.
            Err(Failure::Failed { .. }) => {
                state.note_alerted(purpose, &Reached::default(), now);
                state.lose_alert(purpose, to);
            }
            Err(Failure::Cancelled) => state.lose_alert(purpose, to),
        }
    });
    told.map(|reached| reached_outcome(&reached))
}

pub(super) async fn meeting(task: &Task<'_>) -> Result<Outcome, Failure> {
    let create = task.ctx.state(|incident| {
        let reference = incident.declaration.reference();
        let topic = meeting_topic(&incident.declaration.public_title(), &reference);
        CreateMeeting { reference, topic, hosts: incident.plan.meeting.hosts.clone() }
    });
    let meeting = task.call(System::Meeting, || Meetings::create, create).await?;
    let outcome = Outcome::made("Zoom meeting", &meeting.join_url);
    task.ctx.state_mut(|incident| incident.state.meeting = Some(meeting));
    Ok(outcome)
}

pub(super) async fn ticket(task: &Task<'_>) -> Result<Outcome, Failure> {
    let security_level = match task.ctx.state(Incident::security_level) {
        Ok(level) => level,
        Err(why) => return Ok(Outcome::skipped(why)),
    };
    let create = task.ctx.state(|incident| CreateTicket {
        plan: incident.plan.ticket.clone(),
        summary: issue_summary(&incident.declaration.title, &incident.declaration.reference()),
        facts: incident.facts(),
        security_level,
    });
    let severity = create.facts.severity;
    let ticket = task.call(System::Ticket, || Tickets::create, create).await?;
    let outcome = Outcome::made(&ticket.key, &ticket.url);
    task.ctx.state_mut(|incident| {
        incident.state.ticket = Some(ticket);
        incident.state.labelled = Some(severity);
    });
    Ok(outcome)
}

/// People wait for this one: it is looked for while the channel is being made, and goes out as soon as the
/// channel is there, or without it when that takes too long. The board adds what comes later.
pub(super) async fn announcement(task: &Task<'_>) -> Result<Outcome, Failure> {
    let ctx = task.ctx;
    let find = ctx.state(|incident| Find {
        channel: incident.incidents_channel(),
        key: incident.key(Purpose::Announcement),
        since: incident.declaration.at,
    });
    let call = task.policy(System::Chat);
    let (look, ()) = join!(attempt::fast_or_not(ctx, Chat::find, find, &call), channel_or_time(ctx));
    let announcement = match look {
        Some(Look { found: Some(found), .. }) => found,
        // Where Slack did not say, the post itself looks.
        look => {
            let post = ctx.state(|incident| Post {
                channel: incident.incidents_channel(),
                key: incident.key(Purpose::Announcement),
                message: incident.announcement(),
                since: incident.declaration.at,
                looked_in: look.and_then(|look| look.run),
            });
            task.call(System::Chat, || Chat::post, post).await?
        }
    };
    ctx.state_mut(|incident| incident.state.announcement = Some(announcement));
    Ok(Outcome::done())
}

/// Ends when the channel exists, or will not, or has taken longer than the plan lets the announcement wait.
async fn channel_or_time(ctx: &Context) {
    let settled = || ctx.wait_condition(|incident| incident.state.is_decided(Step::Channel));
    // The fast attempt first, which is bounded: most incidents then need no timer.
    let attempted = ctx.wait_condition(|incident| incident.state.is_past_fast_attempt(Step::Channel)).await;
    if attempted.is_err() || settled().now_or_never().is_some() {
        return;
    }
    let limit = ctx.state(|incident| incident.plan.announce_within.as_duration());
    let limit = limit.saturating_sub(System::Chat.fast_limit());
    let mut timer = pin!(
        ctx.timer(TimerOptions::builder(limit).summary("Announce without the channel".to_owned()).build())
    );
    let mut settled = pin!(settled());
    select! {
        _ = settled => timer.as_mut().get_mut().cancel(),
        _ = timer => {}
    }
}

impl Incident {
    /// Whom the plan invites.
    fn responders(&self) -> Vec<Party> {
        match self.private_plan() {
            // Those who wanted it are in the channel, and who comes by himself.
            _ if self.declaration.drill => Vec::new(),
            // Declared at a shell, nobody else might know of it.
            Some(plan) if self.declaration.by.slack_id.is_none() => {
                let more = plan.confirmers.into_iter().filter(|party| !plan.invite.contains(party));
                plan.invite.iter().cloned().chain(more).collect()
            }
            Some(plan) => plan.invite,
            None => self.plan.responders(self.severity(), &self.declaration.services),
        }
    }
}

fn reached_outcome(reached: &Reached) -> Outcome {
    let not = reached.not.join(", ");
    match reached {
        Reached { people: 0, not: nobody, .. } if !nobody.is_empty() => Outcome::Failed { why: not },
        Reached { not: nobody, .. } if nobody.is_empty() => Outcome::done(),
        Reached { .. } => Outcome::noted(format!("not for {not}")),
    }
}
