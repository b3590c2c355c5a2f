use muster_workflows::contract::chat::Card;

use super::{
    Drawn,
    blocks::{as_typed, header},
    facts,
};

pub(super) fn draw(card: &Card) -> Drawn {
    let incident = &card.facts;
    let mut blocks = vec![
        header(&format!("{} · {}", incident.reference, incident.severity_name)),
        as_typed(incident.title.as_str()),
        facts::details(incident),
    ];
    blocks.extend(facts::links(card));
    blocks.push(facts::people(card));
    Drawn { text: format!("Incident {}", facts::in_a_line(incident)), blocks }
}
