use muster_workflows::{
    contract::chat::{Card, interaction},
    domain::{DeclarationId, Moment, Step},
};

use super::{
    Drawn, announcement,
    blocks::{actions, as_typed, header},
    facts, outcomes,
};

pub(super) fn draw(card: &Card, declaration: &DeclarationId) -> Drawn {
    let incident = &card.facts;
    let mut blocks = vec![
        header(&format!("{} · {}", incident.reference, incident.severity_name)),
        as_typed(incident.title.as_str()),
        facts::details(incident),
    ];
    for moment in [Moment::Open, Moment::Close] {
        let steps = card.steps.iter().filter(|(step, _)| step.moment() == moment && *step != Step::Card);
        blocks.extend(outcomes::list(card, steps, card.can_be_remedied.then_some(declaration)));
    }
    blocks.extend(card.resolved.as_ref().map(facts::ending));
    // Who reads this is in the channel already.
    let join_channel = Some(interaction::JOIN_CHANNEL.into());
    let buttons = announcement::buttons(card, declaration);
    let buttons = buttons.into_iter().filter(|button| button.action_id != join_channel).collect();
    blocks.extend(actions(interaction::INCIDENT, buttons));
    blocks.push(facts::people(card));
    Drawn { text: format!("Status of {}", facts::in_a_line(incident)), blocks }
}
