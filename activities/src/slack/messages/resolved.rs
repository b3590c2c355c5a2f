use muster_workflows::{contract::chat::Card, domain::Step};

use super::{
    Drawn,
    blocks::{header, section},
    facts,
    text::link,
};

pub(super) fn draw(card: &Card) -> Drawn {
    let reference = &card.facts.reference;
    let ending = card.resolved.as_ref().map_or_else(|| "Resolved.".to_owned(), facts::ending);
    let mut blocks = vec![header(&format!("Resolved {reference}")), section(&ending)];
    if let Some(post_mortem) = card.link(Step::PostMortem) {
        blocks.push(section(&format!("What happened is written down here: {}", link(post_mortem))));
    }
    Drawn { text: format!("{reference}: {ending}"), blocks }
}
