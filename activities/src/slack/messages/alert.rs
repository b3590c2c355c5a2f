use jiff::Timestamp;
use muster_workflows::{
    contract::chat::{Alert, Card, interaction},
    domain::{Decision, DeclarationId, Reference},
};
use slack_morphism::prelude::{SlackBlock, SlackBlockButtonElement, SlackBlockButtonStyle};

use super::{
    Drawn,
    blocks::{actions, as_typed, button, header},
    facts,
    rich::{Piece, clock_to_the_minute, paragraph, person, words},
    text,
};

/// The alert; to those who are not the first, with since when nobody has it.
pub(super) fn draw(card: &Card, unanswered: Option<Timestamp>, declaration: &DeclarationId) -> Drawn {
    let incident = &card.facts;
    let state = card.resolved.as_ref().map_or("Incident", facts::ended);
    let mut blocks = vec![
        header(&format!("{} · {}", incident.reference, incident.severity_name)),
        as_typed(incident.title.as_str()),
    ];
    let acknowledged = card.alert.as_ref().and_then(|alert| alert.acknowledged.as_ref());
    let is_open = acknowledged.is_none() && card.resolved.is_none();
    let mut text = format!("{state} {}", facts::in_a_line(incident));
    if is_open && card.reopened > 0 {
        blocks.push(paragraph(vec![words("It was reopened: it goes on after its end.")]));
        text = format!("Reopened: {text}");
    }
    if let Some(since) = unanswered.filter(|_| is_open) {
        blocks.push(nobody_has_it(since));
        text = format!("Nobody has acknowledged the alert since {}. {text}", text::clock(since));
    }
    blocks.push(facts::details(incident));
    blocks.extend(facts::links(card));
    blocks.extend(acknowledged.map(|acknowledged| paragraph(has_it(acknowledged))));
    blocks.extend(card.resolved.as_ref().map(facts::ending));
    if is_open {
        blocks.extend(actions(interaction::ALERT, vec![i_have_it(&incident.reference, declaration)]));
    }
    blocks.push(facts::people(card));
    Drawn { text, blocks }
}

/// What the card tells of it.
pub(super) fn on_card(card: &Card) -> Option<SlackBlock> {
    let Alert { acknowledged, escalations, next_at } = card.alert.as_ref()?;
    let sentence = match (acknowledged, next_at) {
        (Some(acknowledged), _) => has_it(acknowledged),
        (None, _) if card.resolved.is_some() => return None,
        (None, Some(next_at)) => vec![
            words("🔔 Nobody has acknowledged the alert yet. The next group is alerted at "),
            clock_to_the_minute(*next_at),
            words("."),
        ],
        (None, None) => vec![words(&format!(
            "🔔 Nobody has acknowledged the alert, and there is no other group to alert ({} so far).",
            escalations + 1
        ))],
    };
    Some(paragraph(sentence))
}

/// Who presses it has the alert.
pub(super) fn i_have_it(reference: &Reference, declaration: &DeclarationId) -> SlackBlockButtonElement {
    let label = format!("I have it: acknowledge the alert of {reference}");
    button(interaction::ACKNOWLEDGE, "I have it", declaration.as_str())
        .with_style(SlackBlockButtonStyle::Primary)
        .with_accessibility_label(label.into())
}

pub(super) fn nobody_has_it(since: Timestamp) -> SlackBlock {
    let since = clock_to_the_minute(since);
    paragraph(vec![words("Nobody has acknowledged the alert since "), since, words(".")])
}

pub(super) fn has_it(Decision { by, at }: &Decision) -> Vec<Piece> {
    vec![words("🔔 "), person(by), words(" has the alert since "), clock_to_the_minute(*at), words(".")]
}
