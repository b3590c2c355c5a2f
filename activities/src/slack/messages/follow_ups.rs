use muster_workflows::{contract::Facts, domain::Link};

use super::{Drawn, blocks::section, text::link};

pub(super) fn draw(facts: &Facts, post_mortem: Option<&Link>) -> Drawn {
    let write = match post_mortem {
        Some(post_mortem) => {
            format!("Write each follow-up into the {}, with who takes it.", link(post_mortem))
        }
        None => "Write each follow-up here, with who takes it.".to_owned(),
    };
    let text = format!("What is left to do, so that this does not happen again? {write}");
    Drawn { blocks: vec![section(&text)], text: format!("{}: {text}", facts.reference) }
}
