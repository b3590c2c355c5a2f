use muster_workflows::{contract::Facts, domain::StatusUpdate};
use slack_morphism::prelude::SlackBlock;

use super::{
    Drawn,
    blocks::{as_typed, header},
    facts,
    rich::{clock_to_the_minute, paragraph, person, time, words},
    text,
};

pub(super) fn draw(incident: &Facts, update: &StatusUpdate) -> Drawn {
    let blocks = vec![
        header(&format!("Update on {}", incident.reference)),
        as_typed(incident.title.as_str()),
        latest(update),
    ];
    let text = format!("Update on {}. {}", facts::in_a_line(incident), text::typed(&update.text));
    Drawn { text, blocks }
}

/// How it goes, who says so, and when the next word comes.
pub(super) fn latest(update: &StatusUpdate) -> SlackBlock {
    let mut pieces =
        vec![words(&format!("📣 {}\n", update.text)), person(&update.by), words(" on "), time(update.at)];
    if let Some(next_at) = update.next_at {
        pieces.extend([words(" · next update by "), clock_to_the_minute(next_at)]);
    }
    paragraph(pieces)
}
