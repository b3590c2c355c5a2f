use muster_workflows::{
    contract::chat::{Card, interaction},
    domain::{DeclarationId, Moment, Role, Step},
};
use slack_morphism::prelude::SlackBlockButtonElement;

use super::{
    Drawn, alert, announcement,
    blocks::{actions, as_typed, button, header},
    facts, outcomes, update,
};

pub(super) fn draw(card: &Card, declaration: &DeclarationId) -> Drawn {
    let incident = &card.facts;
    let mut blocks = vec![
        header(&format!("{} · {}", incident.reference, incident.severity_name)),
        as_typed(incident.title.as_str()),
        facts::details(incident),
        facts::roles(card),
    ];
    blocks.extend(facts::notices(incident));
    blocks.extend(card.update.as_ref().map(update::latest));
    for moment in [Moment::Open, Moment::Close] {
        let steps = card.steps.iter().filter(|(step, _)| step.moment() == moment && *step != Step::Card);
        blocks.extend(outcomes::list(card, steps, card.can_be_remedied.then_some(declaration)));
    }
    blocks.extend(alert::on_card(card));
    blocks.extend(card.resolved.as_ref().map(facts::ending));
    // Who reads this is in the channel already.
    let join_channel = Some(interaction::JOIN_CHANNEL.into());
    let buttons = announcement::buttons(card, declaration);
    let buttons = buttons.into_iter().filter(|button| button.action_id != join_channel);
    let buttons = buttons_of_responders(card, declaration).into_iter().chain(buttons).collect();
    blocks.extend(actions(interaction::INCIDENT, buttons));
    blocks.push(facts::people(card));
    Drawn { text: format!("Status of {}", facts::in_a_line(incident)), blocks }
}

/// While it is active, roles are taken and given, and its severity is changed. When customers felt it is often known
/// only afterwards.
fn buttons_of_responders(card: &Card, declaration: &DeclarationId) -> Vec<SlackBlockButtonElement> {
    let impact = interaction::with_impact(declaration, card.facts.impact);
    let impact = button(interaction::IMPACT, "Impact times", &impact);
    if card.resolved.is_some() {
        return card.can_be_amended.then_some(impact).into_iter().collect();
    }
    let take = (!card.roles.contains_key(&Role::Commander))
        .then(|| button(interaction::TAKE_COMMAND, "Take command", declaration.as_str()));
    let level = format!("{declaration} {}", card.facts.severity);
    let severity = button(interaction::SEVERITY, "Severity", &level);
    let update = interaction::for_update(declaration, card.facts.private);
    let update = button(interaction::UPDATE, "Post an update", &update);
    let give = button(interaction::ROLES, "Roles", &interaction::with_roles(declaration, &card.roles));
    take.into_iter().chain([update, give, severity, impact]).collect()
}
