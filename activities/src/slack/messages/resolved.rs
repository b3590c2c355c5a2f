use muster_workflows::{contract::chat::Card, domain::Step};

use super::{
    Drawn,
    blocks::header,
    facts,
    rich::{link, paragraph, words},
};

pub(super) fn draw(card: &Card) -> Drawn {
    let reference = &card.facts.reference;
    let state = card.resolved.as_ref().map_or("Resolved", facts::ended);
    let mut blocks = vec![header(&format!("{state} {reference}"))];
    blocks.extend(facts::notices(&card.facts));
    blocks.extend(card.resolved.as_ref().map(facts::ending));
    if let Some(post_mortem) = card.link(Step::PostMortem) {
        let mut where_to_read = vec![words("What happened is written down here: "), link(post_mortem)];
        if card.reopened > 0 {
            where_to_read.push(words(". It was written at the first end: add what happened since."));
        }
        blocks.push(paragraph(where_to_read));
    }
    let ending = card.resolved.as_ref().map_or_else(|| "Resolved.".to_owned(), facts::ending_in_a_line);
    Drawn { text: format!("{reference}: {ending}"), blocks }
}
