//! What is said of a private incident where not only those read it who are invited.

use muster_workflows::{
    contract::chat::{Redacted, RedactedAlert, interaction},
    domain::{DeclarationId, Party, Title},
};

use super::{
    Drawn, alert,
    blocks::{actions, context, header, link_button},
    facts,
    rich::{paragraph, words},
    text,
};

/// To everybody; to who declared it, with the way to its channel.
pub(super) fn draw(incident: &Redacted) -> Drawn {
    let name = name(incident);
    let mut blocks = vec![header(&name)];
    blocks.extend(incident.drill.then(facts::is_drill));
    blocks.push(context(standing(incident)));
    let join = link_button(interaction::JOIN_CHANNEL, "Open the channel", incident.channel.as_ref());
    blocks.extend(actions(interaction::INCIDENT, join.into_iter().collect()));
    Drawn { text: format!("{name}. {}", standing(incident)), blocks }
}

/// To management; to those who are not the first, with since when nobody has it.
pub(super) fn draw_alert(alert: &RedactedAlert, declaration: &DeclarationId) -> Drawn {
    let RedactedAlert { incident, acknowledged, since, ask } = alert;
    let is_open = acknowledged.is_none() && !incident.is_over;
    let name = name(incident);
    let mut text = format!("{name}. {}", standing(incident));
    let mut blocks = vec![header(&name)];
    if let Some(since) = since.filter(|_| is_open) {
        blocks.push(alert::nobody_has_it(since));
        text = format!("Nobody has acknowledged the alert since {}. {text}", text::clock(since));
    }
    let mut says = vec![words(standing(incident))];
    if !incident.is_over && !ask.is_empty() {
        says.push(words(&format!(" To be let in, ask {}.", Party::listed(ask))));
    }
    blocks.push(paragraph(says));
    blocks.extend(acknowledged.as_ref().map(|acknowledged| paragraph(alert::has_it(acknowledged))));
    if is_open {
        blocks.extend(actions(interaction::ALERT, vec![alert::i_have_it(&incident.reference, declaration)]));
    }
    Drawn { text, blocks }
}

fn name(incident: &Redacted) -> String {
    format!("{} {}", Title::of_private(incident.drill), incident.reference)
}

fn standing(incident: &Redacted) -> &'static str {
    if incident.is_over { "It is over." } else { "Only those who are invited read more." }
}
