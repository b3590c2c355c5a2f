use jiff::Timestamp;
use muster_workflows::{
    contract::chat::News,
    domain::{Impact, Link, Other, Outcome, Party, Person, Reference, Title, Tour},
};

use super::{
    Drawn,
    rich::{Piece, clock_to_the_minute, link, other, paragraph, person, time, words},
    run, text,
};

pub(super) fn draw(reference: &Reference, news: &News) -> Drawn {
    let sentence = match news {
        News::Update(update) => {
            vec![Part::Who(&update.by), Part::Words(format!(" tells everybody: {}", update.text))]
        }
        News::UpdateDue { to, due } => vec![
            Part::Who(to),
            Part::Words(": an update was promised for ".to_owned()),
            Part::When(*due),
            Part::Words(". Post it with the button on the card, also if there is nothing new.".to_owned()),
        ],
        News::Severity { from, to, by } => {
            vec![Part::Who(by), Part::Words(format!(" changed the severity from {from} to {to}."))]
        }
        News::Tour { stop } => {
            vec![Part::Words(format!("Tour, {} of {}. {}", stop.number(), Tour::ALL.len(), shown_at(*stop)))]
        }
        News::NoSuchSeverity { severity, by } => vec![
            Part::Who(by),
            Part::Words(format!(
                " chose severity {severity}, which came into the response plan after this incident was declared: it stays as it is."
            )),
        ],
        News::Impact { impact, by } => {
            let mut sentence =
                vec![Part::Who(by), Part::Words(" corrected when customers felt it: ".to_owned())];
            sentence.extend(felt(*impact));
            sentence
        }
        News::RunbookTried(report) => vec![Part::Words(run::in_words(report))],
        News::PostMortemIsPeoples => vec![Part::Words(
            "Muster does not change the post-mortem any more: somebody has written in it, or moved it away. What changes from now on, and follow-ups, add there yourselves.".to_owned(),
        )],
        News::Reopened { by } => {
            vec![Part::Who(by), Part::Words(format!(" reopened {reference}: it goes on."))]
        }
        News::Acknowledged { by } => {
            vec![Part::Who(by), Part::Words(" has acknowledged the management alert.".to_owned())]
        }
        News::Escalated { since, to } => {
            vec![
                Part::Words("Nobody has acknowledged the management alert since ".to_owned()),
                Part::When(*since),
                Part::Words(format!(". Now alerted: {}.", Party::listed(to))),
            ]
        }
        News::Duplicate { other, by } => vec![
            Part::Who(by),
            Part::Words(" called ".to_owned()),
            Part::Other(other),
            Part::Words(" a duplicate of this incident: it goes on here.".to_owned()),
        ],
        News::FollowUp { title, by, outcome } => follow_up(title, by, outcome),
        News::TooManyFollowUps { by } => vec![
            Part::Who(by),
            Part::Words(
                ": this incident has as many follow-ups as Muster makes. Make this one in Jira by hand.".to_owned(),
            ),
        ],
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

fn follow_up<'a>(title: &Title, by: &'a Person, outcome: &'a Outcome) -> Vec<Part<'a>> {
    let words = |words: String| Part::Words(words);
    match outcome {
        Outcome::Done { made: Some(link), .. } => {
            vec![
                Part::Who(by),
                words(" made a follow-up: ".to_owned()),
                Part::Link(link),
                words(format!(" · {title}")),
            ]
        }
        Outcome::Failed { why } => vec![
            Part::Who(by),
            words(format!(
                ": your follow-up “{title}” could not be made in Jira, and Muster has given up: {}. Make it there by hand.",
                text::reason(why)
            )),
        ],
        Outcome::Skipped { why, .. } => {
            vec![Part::Who(by), words(format!(": Muster makes no Jira issue of your follow-up: {why}."))]
        }
        Outcome::Retrying { why } => vec![
            Part::Who(by),
            words(format!(
                ": your follow-up “{title}” is on its way. Muster keeps trying: {}",
                text::reason(why)
            )),
        ],
        _ => vec![Part::Who(by), words(format!(": your follow-up “{title}” is on its way."))],
    }
}

fn shown_at(stop: Tour) -> &'static str {
    match stop {
        Tour::TakeCommand => {
            "This is the incident channel. Its card, the message with all the buttons, shows what Muster does and how far it is. An incident needs somebody who leads: press Take command on the card."
        }
        Tour::PostUpdate => {
            "You lead. Everybody else wants to know how it goes: press Post an update on the card, and say in a sentence what customers feel and what is being done. It is read in the incidents channel too, unless the incident is private."
        }
        Tour::ChangeSeverity => {
            "Your update is posted, and Muster reminds you of the next one. Say it turns out to be worse than you thought, or less bad: press Severity on the card and choose another."
        }
        Tour::Resolve => {
            "In an incident Muster would now invite and alert who has to know; a drill pages nobody. Write what you see and do into this channel: all of it goes into the post-mortem. Over? Press Resolve."
        }
        Tour::Over => {
            "That was all. The post-mortem is written, with what was said here, the Jira issue is closed, and the card shows where both are. An incident that goes on after all is reopened there. Declare the next one with /incident."
        }
    }
}

fn felt<'a>(impact: Impact) -> Vec<Part<'a>> {
    let words = |words: &str| Part::Words(words.to_owned());
    let (started, ended) = (impact.started_at.map(Part::Moment), impact.ended_at.map(Part::Moment));
    match (started, ended) {
        (None, None) => vec![words("it is not known.")],
        (started, ended) => vec![
            words("from "),
            started.unwrap_or_else(|| words("an unknown time")),
            words(" until "),
            ended.unwrap_or_else(|| words("its end")),
            words("."),
        ],
    }
}

/// A part of a sentence that is both shown and read out.
enum Part<'a> {
    Who(&'a Person),
    /// On the day itself.
    When(Timestamp),
    /// On any day.
    Moment(Timestamp),
    Other(&'a Other),
    Link(&'a Link),
    Words(String),
}

impl Part<'_> {
    fn piece(&self) -> Piece {
        match self {
            Self::Who(who) => person(who),
            Self::When(at) => clock_to_the_minute(*at),
            Self::Moment(at) => time(*at),
            Self::Other(incident) => other(incident),
            Self::Link(to) => link(to),
            Self::Words(said) => words(said),
        }
    }

    fn in_text(&self) -> String {
        match self {
            Self::Who(who) => text::person(who),
            Self::When(at) => text::clock(*at),
            Self::Moment(at) => text::time(*at),
            Self::Other(incident) => incident.reference.to_string(),
            Self::Link(to) => text::typed(&to.name),
            Self::Words(said) => text::typed(said),
        }
    }
}
