use muster_workflows::{
    contract::chat::{Card, interaction},
    domain::{DeclarationId, Outcome, Step},
};
use slack_morphism::prelude::{
    SlackBlock, SlackBlockButtonElement, SlackBlockButtonStyle, SlackBlockConfirmItem, SlackBlockPlainText,
};

use super::{
    Drawn,
    blocks::{actions, as_typed, button, header, link_button},
    facts, outcomes, update,
};

pub(super) fn draw(card: &Card, declaration: &DeclarationId) -> Drawn {
    let incident = &card.facts;
    let state = card.resolved.as_ref().map_or(facts::kind(incident), facts::ended);
    let mut blocks = vec![
        header(&format!("{state} {}", incident.reference)),
        as_typed(incident.title.as_str()),
        facts::details(incident),
    ];
    blocks.extend(facts::notices(incident));
    blocks.extend(card.update.as_ref().map(update::latest));
    blocks.extend(facts::links(card));
    blocks.extend(troubles(card, declaration));
    blocks.extend(card.resolved.as_ref().map(facts::ending));
    blocks.extend(actions(interaction::INCIDENT, buttons(card, declaration)));
    blocks.push(facts::people(card));
    let text = match &card.resolved {
        Some(resolved) => {
            format!("{state} {}. {}", facts::in_a_line(incident), facts::ending_in_a_line(resolved))
        }
        None => format!("{state} {}", facts::in_a_line(incident)),
    };
    Drawn { text, blocks }
}

/// The links to join, and the button that ends it, or takes its end back.
pub(super) fn buttons(card: &Card, declaration: &DeclarationId) -> Vec<SlackBlockButtonElement> {
    let to_channel = link_button(interaction::JOIN_CHANNEL, "Join the channel", card.link(Step::Channel))
        .map(|button| button.with_style(SlackBlockButtonStyle::Primary));
    if card.resolved.is_some() {
        let to_post_mortem =
            link_button(interaction::OPEN_POST_MORTEM, "Open the post-mortem", card.link(Step::PostMortem));
        let reopen = card.can_be_reopened.then(|| reopen(card, declaration));
        return [to_channel, to_post_mortem, reopen].into_iter().flatten().collect();
    }
    let to_meeting = link_button(interaction::JOIN_MEETING, "Join the meeting", card.link(Step::Meeting));
    let resolve = button(interaction::RESOLVE, "Resolve", declaration.as_str());
    [to_channel, to_meeting, Some(resolve)].into_iter().flatten().collect()
}

/// It is where everybody can press it, so that it asks.
fn reopen(card: &Card, declaration: &DeclarationId) -> SlackBlockButtonElement {
    let reference = &card.facts.reference;
    let who = if card.facts.private { "Who is in its channel" } else { "Everybody" };
    let confirm = SlackBlockConfirmItem::new(
        format!("Reopen {reference}?").into(),
        SlackBlockPlainText::new(format!("{who} reads that it goes on.")).into(),
        "Reopen".into(),
        "Leave it".into(),
    );
    button(interaction::REOPEN, "Reopen", declaration.as_str()).with_confirm(confirm)
}

/// What did not work. Responders see all outcomes on the card, and do something about them there; where there is none,
/// here.
fn troubles(card: &Card, declaration: &DeclarationId) -> Vec<SlackBlock> {
    let has_channel = card.link(Step::Channel).is_some();
    let is_trouble = |outcome: &Outcome| match outcome {
        Outcome::Failed { .. } | Outcome::Retrying { .. } => true,
        Outcome::Skipped { .. } => !has_channel,
        Outcome::Pending | Outcome::Done { .. } => false,
    };
    let is_done = |wanted| card.steps.iter().any(|(step, outcome)| *step == wanted && outcome.is_done());
    // Nobody comes into a private channel uninvited to press it on the card.
    let has_card = is_done(Step::Card) && (!card.facts.private || is_done(Step::Responders));
    let to_remedy = (card.can_be_remedied && !has_card).then_some(declaration);
    outcomes::list(card, card.steps.iter().filter(|(_, outcome)| is_trouble(outcome)), to_remedy)
}
