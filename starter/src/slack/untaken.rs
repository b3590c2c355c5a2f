//! Who was told that something is saved, and it came too late, hears what became of the incident.

use std::{sync::Arc, time::Duration};

use muster_workflows::domain::Status;

use tokio::time::Instant;

use super::{
    note::{Line, Note},
    problem::SlackTrouble,
    resolving::at_a_glance,
};
use crate::{
    incidents::Listed,
    outbox::Untold,
    regions::Seen,
    said::{Said, To, Word},
    serve::App,
};

/// What Slack says of who is gone, or has never been.
const UNREACHABLE: [&str; 5] =
    ["cannot_dm_bot", "messages_tab_disabled", "user_disabled", "user_not_found", "user_not_visible"];

/// Nobody waits for it.
const LOOK_WITHIN: Duration = Duration::from_secs(5);

/// Tells who said it, unless Slack lets nobody write to them.
pub(crate) async fn tell(app: Arc<App>, said: Said) -> Result<(), Untold> {
    let (word, reference) = (&said.word, said.to.reference());
    tracing::warn!(%word, %reference, "came too late: the incident is over, or is not there");
    let Some(user) = &said.by.slack_id else { return Ok(()) };
    let until = Instant::now() + LOOK_WITHIN;
    let Seen { incidents, unanswered, .. } = match &said.to {
        To::Id(id) => app.intake.regions.get(id, until).await,
        To::Reference(reference) => app.intake.regions.find(reference, until).await,
    };
    // What they are told is the last that they hear of it.
    if !unanswered.is_empty() {
        return Err(Untold(unanswered.to_string()));
    }
    // By the word's id it is found again, where it was written and the answer lost.
    match app.slack.write_once(user, &said.id.to_string(), said.at, note(&said, &incidents).message()).await {
        // Where it is this person whom Slack does not let Muster write to, that stays so.
        Err(SlackTrouble::Refused(why)) if UNREACHABLE.contains(&why.as_str()) => {
            tracing::error!(why, %reference, "nobody can tell who said it");
            Ok(())
        }
        told => told.map_err(|trouble| Untold(trouble.to_string())),
    }
}

fn note(said: &Said, incidents: &[Listed]) -> Note {
    let (word, reference) = (&said.word, said.to.reference());
    let not_done =
        Line::default().text(format!("Your {word} of ")).bold(reference.to_string()).text(", which Muster ");
    let not_done = not_done.text("had saved while Temporal was away, could not be passed on. ");
    let [incident] = incidents else {
        let why = if incidents.is_empty() {
            "No region keeps such an incident. If it goes on, declare it again."
        } else {
            "The reference fits several incidents. Resolve the one you mean with the button on its announcement:"
        };
        let note = Note::default().line(not_done.text(why));
        return incidents.iter().fold(note, |note, incident| note.line(at_a_glance(incident)));
    };
    let what_now = match (&said.word, incident.status) {
        (Word::Cancel, Status::Active) => "It was confirmed before. If it is no incident, resolve it.",
        (Word::Resolve(_), Status::Active) if incident.running => {
            "It was reopened since, and goes on. If it is over, resolve it again."
        }
        (Word::Reopen, _) if incident.running => "It ended anew since. If it goes on, reopen it again.",
        (_, Status::Resolved) => "It is resolved already.",
        (_, Status::Cancelled) => "It was cancelled before. If it goes on, declare it again.",
        (_, Status::Expired) => "Nobody had confirmed it in time. If it goes on, declare it again.",
        (_, Status::Prompted | Status::Active) if incident.running => {
            "It changed nothing. If it still holds, say it again."
        }
        (_, Status::Prompted | Status::Active) => "An operator stopped it. If it goes on, declare it again.",
        (_, Status::Superseded) => "It goes on in another region, if anywhere. Say it there again.",
    };
    Note::default().line(not_done.text(what_now))
}

#[cfg(test)]
mod tests {
    use muster_workflows::domain::Person;

    use super::*;
    use crate::{incidents::tests::listed, said::Word};

    #[test]
    fn says_what_became_of_it_and_what_to_do() {
        let said = Said::now(To::Id("V1".parse().unwrap()), Person::in_slack("U1", "Ada"), Word::Cancel);
        let told = |status: Option<Status>| {
            let incident = status.map(|status| listed("V1", status));
            note(&said, incident.as_slice()).message().text.unwrap()
        };
        insta::assert_snapshot!(told(Some(Status::Active)), @"Your Cancel of INC-C4JERV, which Muster had saved while Temporal was away, could not be passed on. It was confirmed before. If it is no incident, resolve it.");
        insta::assert_snapshot!(told(None), @"Your Cancel of INC-C4JERV, which Muster had saved while Temporal was away, could not be passed on. No region keeps such an incident. If it goes on, declare it again.");
    }
}
