//! Who was told that something is saved, and it came too late, hears what became of the incident.

use std::sync::Arc;

use muster_workflows::domain::Status;

use super::{
    note::{Line, Note},
    problem::SlackTrouble,
};
use crate::{
    incidents::Listed,
    regions::Regions,
    said::{Said, To},
    serve::{App, for_looking},
};

/// Tells who said it; whether they need not be told again.
pub(crate) async fn tell(app: Arc<App>, said: Said) -> bool {
    let (word, reference) = (said.word.name(), said.to.reference());
    tracing::warn!(word, %reference, "came too late: the incident is over, or is not there");
    let Some(user) = &said.by.slack_id else { return true };
    let note = note(&said, incident(&app.intake.regions, &said.to).await.as_ref());
    match app.slack.write_to(user, note.message()).await {
        Ok(()) => true,
        Err(trouble) => {
            tracing::error!(%trouble, %reference, "could not tell who said it");
            // Slack will say no again.
            matches!(trouble, SlackTrouble::Refused(_))
        }
    }
}

async fn incident(regions: &Regions, to: &To) -> Option<Listed> {
    let seen = match to {
        To::Id(id) => regions.get(id, for_looking()).await,
        To::Reference(reference) => regions.find(reference, for_looking()).await,
    };
    seen.incidents.into_iter().next()
}

fn note(said: &Said, incident: Option<&Listed>) -> Note {
    let became = match incident.map(|incident| incident.status) {
        Some(Status::Active) => "it was confirmed before. Resolve it if it is none",
        Some(Status::Resolved) => "it is resolved already",
        Some(Status::Cancelled) => "it was cancelled before. If it still goes on, declare it again",
        Some(Status::Expired) => {
            "nobody had confirmed it in time, and it expired. If it still goes on, declare it again"
        }
        Some(Status::Prompted | Status::Superseded) | None => {
            "nobody keeps it any more. If it still goes on, declare it again"
        }
    };
    let (word, reference) = (said.word.name(), said.to.reference());
    let why = format!(" came too late: {became}. Muster had saved it while Temporal was away.");
    Note::default()
        .line(Line::default().text(format!("Your {word} of ")).bold(reference.to_string()).text(why))
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
            note(&said, incident.as_ref()).message().text.unwrap()
        };
        insta::assert_snapshot!(told(Some(Status::Active)), @"Your Cancel of INC-C4JERV came too late: it was confirmed before. Resolve it if it is none. Muster had saved it while Temporal was away.");
        insta::assert_snapshot!(told(None), @"Your Cancel of INC-C4JERV came too late: nobody keeps it any more. If it still goes on, declare it again. Muster had saved it while Temporal was away.");
    }
}
