//! What each step does as an incident is resolved.

use jiff::Timestamp;
use temporalio_workflow::WorkflowCancellationToken;

use super::{Context, Incident, aside, steps::Task};
use crate::{
    attempt::{Call, Failure},
    contract::{
        System,
        chat::{Channel, Chat, Message, News, Post, Purpose, Update},
        meeting::{EndMeeting, Meetings},
        page::Pages,
        ticket::{CloseTicket, LinkTicket, Tickets},
        transcript::{AttachTranscript, Transcripts},
    },
    domain::{Ending, Link, Other, Outcome, Resolution, Step},
};

/// The channel is told; the board brings the announcement up to date.
pub(super) async fn resolution(task: &Task<'_>) -> Result<Outcome, Failure> {
    let Some(channel) = task.ctx.state(Incident::responders_channel) else {
        return Ok(Outcome::skipped("there is no incident channel"));
    };
    let post = task.ctx.state(|incident| Post {
        channel,
        key: incident.key(Purpose::Resolved(incident.state.times_reopened())),
        message: Message::Resolved(incident.card()),
        since: incident.resolved_at(),
        looked_in: None,
    });
    task.call(System::Chat, || Chat::post, post).await?;
    Ok(Outcome::done())
}

/// Where it is the same as another incident, the channel of that one reads so.
pub(super) async fn tell_the_other(ctx: &Context, token: &WorkflowCancellationToken) {
    let Some(post) = ctx.state(Incident::word_to_the_other) else { return };
    let policy = aside::policy(ctx, System::Chat, "Word to the other incident");
    let call = Call { token: token.clone(), ..policy };
    aside::call_so(ctx, || Chat::post, post, call).await;
}

pub(super) async fn end_meeting(task: &Task<'_>) -> Result<Outcome, Failure> {
    let id = task.made(Step::Meeting, |state| state.meeting.as_ref().map(|meeting| meeting.id))?;
    task.call(System::Meeting, || Meetings::end, EndMeeting { id }).await?;
    Ok(Outcome::done())
}

pub(super) async fn post_mortem(task: &Task<'_>) -> Result<Outcome, Failure> {
    let (version, create) = task.ctx.state(|incident| (incident.state.page_version(), incident.page()));
    let create = match create {
        Ok(create) => create,
        Err(why) => return Ok(Outcome::skipped(why)),
    };
    let page = task.call(System::Page, || Pages::create, create).await?;
    let outcome = Outcome::made("Post-mortem", &page.url);
    task.ctx.state_mut(|incident| {
        incident.state.post_mortem = Some(page);
        incident.state.page_shows = version;
    });
    Ok(outcome)
}

pub(super) async fn transcript(task: &Task<'_>) -> Result<Outcome, Failure> {
    let channel = task.made(Step::Channel, |state| state.channel.clone())?;
    let page = task.made(Step::PostMortem, |state| state.post_mortem.as_ref().map(|page| page.id.clone()))?;
    let attach = task.ctx.state(|incident| AttachTranscript {
        reference: incident.declaration.reference(),
        channel: channel.id,
        // Slack's own clock, by which the messages are read: nothing said first is left out.
        since: channel.created_at,
        page,
        emoji: Some(incident.plan.post_mortem.timeline_emoji.clone()),
    });
    let attached = task.call_durably(System::Transcript, Transcripts::attach, attach).await?;
    let note = format!("{} messages by {} people", attached.messages, attached.people);
    task.ctx.state_mut(|incident| incident.state.note_said(attached));
    Ok(Outcome::noted(note))
}

pub(super) async fn ticket(task: &Task<'_>) -> Result<Outcome, Failure> {
    let key = task.ticket_key()?;
    // Else it would say afterwards that the incident goes on.
    task.wait(|incident| incident.state.is_reopened_on_ticket()).await?;
    let Some(resolved) = task.ctx.state(Incident::resolved) else {
        return Ok(Outcome::skipped("the incident is not resolved"));
    };
    let close = task.ctx.state(|incident| CloseTicket {
        key,
        plan: incident.plan.ticket.clone(),
        facts: incident.facts(),
        resolved,
        origin: incident.state.resolution.as_ref().and_then(|resolution| resolution.origin.clone()),
        post_mortem: incident.link(Step::PostMortem),
        before: incident.resolved_before(),
        origins_before: incident.origins_before(),
    });
    let linked = close.post_mortem.is_some();
    task.call(System::Ticket, || Tickets::close, close).await?;
    if !linked && let Some(post_mortem) = late_post_mortem(task).await? {
        let key = task.ticket_key()?;
        task.call(System::Ticket, || Tickets::link, LinkTicket { key, links: vec![post_mortem] }).await?;
    }
    Ok(Outcome::done())
}

pub(super) async fn follow_ups(task: &Task<'_>) -> Result<Outcome, Failure> {
    let channel = task.channel_id()?;
    let (key, message) = task.ctx.state(|incident| (incident.key(Purpose::FollowUps), incident.follow_ups()));
    let linked = task.ctx.state(|incident| incident.link(Step::PostMortem).is_some());
    let since = task.ctx.state(Incident::first_resolved_at);
    let post = Post { channel, key: key.clone(), message, since, looked_in: None };
    let posted = task.call(System::Chat, || Chat::post, post).await?;
    // They may have been asked at an earlier end, before there was a link.
    let may_lack_link = !linked || task.ctx.state(|incident| incident.state.times_reopened() > 0);
    if may_lack_link && late_post_mortem(task).await?.is_some() {
        let message = task.ctx.state(Incident::follow_ups);
        task.call(System::Chat, || Chat::update, Update { posted, key, message }).await?;
    }
    Ok(Outcome::done())
}

/// The post-mortem, where it takes longer than its fast attempt: what could be done without it is done by now.
async fn late_post_mortem(task: &Task<'_>) -> Result<Option<Link>, Failure> {
    if !task.ctx.state(|incident| incident.state.is_decided(Step::PostMortem)) {
        task.say("done, but for the link to the post-mortem, which is not there yet");
    }
    task.wait(|incident| incident.state.is_decided(Step::PostMortem)).await?;
    Ok(task.ctx.state(|incident| incident.link(Step::PostMortem)))
}

impl Incident {
    /// Where the responders read that it is over: without a channel of their own where the announcement is, unless that
    /// tells nothing of it.
    fn responders_channel(&self) -> Option<String> {
        match &self.state.channel {
            Some(channel) => Some(channel.id.clone()),
            None => (!self.declaration.private).then(|| self.incidents_channel()),
        }
    }

    fn follow_ups(&self) -> Message {
        Message::FollowUps {
            facts: self.facts(),
            post_mortem: self.link(Step::PostMortem).filter(|_| self.state.is_page_ours()),
            // Where no issue may be made of them, they are written down by hand.
            emoji: self.security_level().is_ok().then(|| self.plan.follow_ups.emoji.clone()),
        }
    }

    fn word_to_the_other(&self) -> Option<Post> {
        let resolution = self.state.resolution.as_ref().filter(|_| !self.declaration.private)?;
        let Resolution { by, ending: Ending::Duplicate { of }, .. } = resolution else { return None };
        let this = Other {
            id: self.declaration.id.clone(),
            reference: self.declaration.reference(),
            channel_url: self.state.channel.as_ref().map(|channel| channel.url.clone()),
        };
        Some(Post {
            channel: Channel::id_in(of.channel_url.as_deref()?)?.to_owned(),
            key: self.key(Purpose::Duplicate),
            message: Message::News {
                reference: of.reference.clone(),
                news: News::Duplicate { other: this, by: by.clone() },
            },
            since: self.resolved_at(),
            looked_in: None,
        })
    }

    /// They are asked once, at the first end.
    fn first_resolved_at(&self) -> Timestamp {
        self.state.reopened.first().map_or_else(|| self.resolved_at(), |reopening| reopening.was.at)
    }

    /// Before this moment nothing that a step at close makes can have been made.
    fn resolved_at(&self) -> Timestamp {
        self.state.resolution.as_ref().map_or(self.declaration.at, |resolution| resolution.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::Declaration,
        incident::state::tests::{ada, at, declaration, incident},
    };

    #[test]
    fn a_private_incident_speaks_in_its_own_channel_only() {
        let speaks = |private| {
            let mut incident = incident(Declaration { private, ..declaration(true) });
            let of = Other {
                id: "V2".parse().unwrap(),
                reference: "INC-K7F3QD".parse().unwrap(),
                channel_url: Some("https://example.test/archives/C2".to_owned()),
            };
            let ending = Ending::Duplicate { of };
            incident.state.resolve(Resolution { by: ada(), at: at(1), origin: None, ending });
            (incident.word_to_the_other().is_some(), incident.responders_channel().is_some())
        };
        assert_eq!(speaks(false), (true, true));
        assert_eq!(speaks(true), (false, false));
    }
}
