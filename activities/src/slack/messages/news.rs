use muster_workflows::{
    contract::chat::News,
    domain::{Person, Reference},
};

use super::{
    Drawn,
    rich::{Piece, paragraph, person, words},
    text,
};

pub(super) fn draw(reference: &Reference, news: &News) -> Drawn {
    let sentence = match news {
        News::Severity { from, to, by } => {
            vec![Part::Who(by), Part::Words(format!(" changed the severity from {from} to {to}."))]
        }
        News::Assigned { role, to: Some(to), by } => {
            let label = role.label();
            let mut sentence =
                vec![Part::Who(to), Part::Words(format!(" has the role {label}: {}.", role.duty()))];
            if to != by {
                sentence.extend([
                    Part::Words(" Given by ".to_owned()),
                    Part::Who(by),
                    Part::Words(".".to_owned()),
                ]);
            }
            sentence
        }
        News::Assigned { role, to: None, by } => {
            vec![Part::Who(by), Part::Words(format!(" laid down a role: {}. Who takes it?", role.label()))]
        }
    };
    let text: String = sentence.iter().map(Part::in_text).collect();
    Drawn {
        blocks: vec![paragraph(sentence.iter().map(Part::piece).collect())],
        text: format!("{reference}: {text}"),
    }
}

/// A part of a sentence that is both shown and read out.
enum Part<'a> {
    Who(&'a Person),
    Words(String),
}

impl Part<'_> {
    fn piece(&self) -> Piece {
        match self {
            Self::Who(who) => person(who),
            Self::Words(said) => words(said),
        }
    }

    fn in_text(&self) -> String {
        match self {
            Self::Who(who) => text::person(who),
            Self::Words(said) => text::typed(said),
        }
    }
}
