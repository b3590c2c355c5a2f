//! Emoji on messages: one of them makes a follow-up.

use muster_workflows::{contract::chat::Posted, incident::AddFollowUp};

use super::{
    answered,
    payload::{Item, Reacted, Written},
};
use crate::{
    said::{Said, To, Word},
    serve::{App, Deadlines, in_time},
    slack::{
        answer::Answer,
        note::{Note, unfinished},
        problem::Problem,
    },
};

pub(super) async fn marked(app: &App, reacted: &Reacted, event_id: &str, retry: u32) -> Answer {
    let Reacted { user, reaction, item } = reacted;
    let Item::Message { channel, ts } = item else { return Answer::Taken };
    if *reaction != app.plans.current().follow_ups.emoji {
        return Answer::Taken;
    }
    let message = Posted { channel: channel.clone(), ts: ts.clone() };
    let done = in_time(follow_up(app, user, message, event_id)).await;
    let written = Written { channel: channel.clone(), user: user.clone(), is_to_muster: false };
    answered(app, &written, "emoji for a follow-up", done, retry).await
}

/// What to tell who put it there, where the incident channel does not; nothing where it is no incident's.
async fn follow_up(app: &App, user: &str, message: Posted, event_id: &str) -> Result<Option<Note>, Problem> {
    let deadlines = Deadlines::begin();
    let seen = app.intake.regions.in_channel(&message.channel, deadlines.looking()).await;
    let Some(incident) = seen.incidents.first() else {
        // It may be in a region that could not be asked.
        return if seen.unanswered.is_empty() { Ok(None) } else { Err(seen.unanswered.into()) };
    };
    let by = app.members.person(&app.slack, user).await?;
    let word = Word::FollowUp(AddFollowUp { title: None, about: Some(message), said: None });
    let said = Said::now(To::Id(incident.id.clone()), by, word).known_by(event_id);
    let heard = app.intake.hear(&said, deadlines.regions()).await?;
    Ok(unfinished(&heard, &said).map(|(_, note)| note))
}
