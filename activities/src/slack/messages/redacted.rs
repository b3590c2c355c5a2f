//! What is said of a private incident where not only those read it who are invited.

use jiff::Timestamp;
use muster_workflows::{
    contract::chat::{Redacted, interaction},
    domain::{Decision, DeclarationId, Party},
};

use super::{
    Drawn, alert,
    blocks::{actions, context, header},
    facts,
    rich::{paragraph, words},
    text,
};

/// To everybody.
pub(super) fn draw(incident: &Redacted) -> Drawn {
    let name = name(incident);
    let mut blocks = vec![header(&name)];
    blocks.extend(incident.drill.then(facts::is_drill));
    blocks.push(context(standing(incident)));
    Drawn { text: format!("{name}. {}", standing(incident)), blocks }
}

/// To management; to those who are not the first, with since when nobody has it.
pub(super) fn draw_alert(
    incident: &Redacted,
    acknowledged: Option<&Decision>,
    unanswered: Option<Timestamp>,
    ask: &[Party],
    declaration: &DeclarationId,
) -> Drawn {
    let is_open = acknowledged.is_none() && !incident.is_over;
    let name = name(incident);
    let mut text = format!("{name}. {}", standing(incident));
    let mut blocks = vec![header(&name)];
    if let Some(since) = unanswered.filter(|_| is_open) {
        blocks.push(alert::nobody_has_it(since));
        text = format!("Nobody has acknowledged the alert since {}. {text}", text::clock(since));
    }
    let mut says = vec![words(standing(incident))];
    if !incident.is_over && !ask.is_empty() {
        says.push(words(&format!(" To be let in, ask {}.", Party::listed(ask))));
    }
    blocks.push(paragraph(says));
    blocks.extend(acknowledged.map(|acknowledged| paragraph(alert::has_it(acknowledged))));
    if is_open {
        blocks.extend(actions(interaction::ALERT, vec![alert::i_have_it(&incident.reference, declaration)]));
    }
    Drawn { text, blocks }
}

fn name(incident: &Redacted) -> String {
    let Redacted { reference, drill, .. } = incident;
    if *drill {
        format!("Drill: private incident {reference}")
    } else {
        format!("Private incident {reference}")
    }
}

fn standing(incident: &Redacted) -> &'static str {
    if incident.is_over { "It is over." } else { "Only those who are invited read more." }
}
