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
    regions::Regions,
    said::{Said, To, Word},
    serve::App,
};

/// What Slack says of who is gone, or has never been.
const UNREACHABLE: [&str; 4] = ["cannot_dm_bot", "user_disabled", "user_not_found", "user_not_visible"];

/// Nobody waits for it.
const LOOK_WITHIN: Duration = Duration::from_secs(5);

/// Tells who said it; whether they need not be told again.
pub(crate) async fn tell(app: Arc<App>, said: Said) -> bool {
    let (word, reference) = (&said.word, said.to.reference());
    tracing::warn!(%word, %reference, "came too late: the incident is over, or is not there");
    let Some(user) = &said.by.slack_id else { return true };
    let note = note(&said, &incidents(&app.intake.regions, &said.to).await);
    // By this it is found again, where it was written and the answer lost.
    let mark = format!("{} {word} {}", said.to, said.at);
    match app.slack.write_once(user, &mark, said.at, note.message()).await {
        Ok(()) => true,
        Err(trouble) => {
            tracing::error!(%trouble, %reference, "could not tell who said it");
            // Where it is this person whom Slack does not let Muster write to, that stays so.
            matches!(trouble, SlackTrouble::Refused(word) if UNREACHABLE.contains(&word.as_str()))
        }
    }
}

async fn incidents(regions: &Regions, to: &To) -> Vec<Listed> {
    let until = Instant::now() + LOOK_WITHIN;
    match to {
        To::Id(id) => regions.get(id, until).await.incidents,
        To::Reference(reference) => regions.find(reference, until).await.incidents,
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
        (_, Status::Resolved) => "It is resolved already.",
        (_, Status::Cancelled) => "It was cancelled before. If it goes on, declare it again.",
        (_, Status::Expired) => "Nobody had confirmed it in time. If it goes on, declare it again.",
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
        let said = Said {
            to: To::Id("V1".parse().unwrap()),
            by: Person::in_slack("U1", "Ada"),
            at: "2026-11-22T09:00:00Z".parse().unwrap(),
            word: Word::Cancel,
        };
        let told = |status: Option<Status>| {
            let incident = status.map(|status| listed("V1", status));
            note(&said, incident.as_slice()).message().text.unwrap()
        };
        insta::assert_snapshot!(told(Some(Status::Active)), @"Your Cancel of INC-C4JERV, which Muster had saved while Temporal was away, could not be passed on. It was confirmed before. If it is no incident, resolve it.");
        insta::assert_snapshot!(told(None), @"Your Cancel of INC-C4JERV, which Muster had saved while Temporal was away, could not be passed on. No region keeps such an incident. If it goes on, declare it again.");
    }
}
