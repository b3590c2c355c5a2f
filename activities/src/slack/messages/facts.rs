//! What several messages say of an incident in the same way.

use jiff::SignedDuration;
use muster_workflows::{
    contract::{
        Facts,
        chat::{Card, Resolved},
    },
    domain::{Ending, Role, Step, in_words},
};
use slack_morphism::prelude::SlackBlock;

use super::{
    blocks, rich,
    text::{link, person, time, typed},
};

/// The incident in one line, for the plain text.
pub(super) fn in_a_line(facts: &Facts) -> String {
    format!("{} ({}): {}", facts.reference, typed(&facts.severity_name), typed(facts.title.as_str()))
}

/// What it is, where a sentence says so.
pub(super) fn kind(facts: &Facts) -> &'static str {
    match (facts.drill, facts.private) {
        (true, _) => "Drill",
        (false, true) => "Private incident",
        (false, false) => "Incident",
    }
}

/// What has to be read with it: that it is an exercise, that it is private.
pub(super) fn notices(facts: &Facts) -> Vec<SlackBlock> {
    let private = || blocks::context("It is private: only those who are invited read of it.");
    facts.drill.then(is_drill).into_iter().chain(facts.private.then(private)).collect()
}

/// That it is an exercise.
pub(super) fn is_drill() -> SlackBlock {
    blocks::context("This is a drill: nobody is paged, and it is counted nowhere.")
}

/// Severity, services, and since when.
pub(super) fn details(facts: &Facts) -> SlackBlock {
    let mut fields = vec![("Severity", typed(&facts.severity_name))];
    if !facts.services.is_empty() {
        fields.push(("Services", typed(&facts.services.join(", "))));
    }
    fields.push(("Declared", time(facts.declared_at)));
    if let Some(since) = facts.impact.started_at {
        fields.push(("Customers affected since", time(since)));
    }
    if let Some(until) = facts.impact.ended_at {
        fields.push(("Customers affected until", time(until)));
    }
    blocks::fields(&fields)
}

/// Who declared and who confirmed.
pub(super) fn people(card: &Card) -> SlackBlock {
    let (declared, confirmed) = (&card.facts.declared_by, &card.confirmed_by);
    blocks::small(match declared == confirmed {
        true => vec![blocks::words("Declared and confirmed by"), blocks::person(declared)],
        false => vec![
            blocks::words("Declared by"),
            blocks::person(declared),
            blocks::words("· confirmed by"),
            blocks::person(confirmed),
        ],
    })
}

/// Who has which role.
pub(super) fn roles(card: &Card) -> SlackBlock {
    let who = |role| card.roles.get(&role).map_or_else(|| "nobody yet".to_owned(), person);
    blocks::fields(&Role::ALL.map(|role| (role.label(), who(role))))
}

/// Links to what can be opened so far.
pub(super) fn links(card: &Card) -> Option<SlackBlock> {
    let links: Vec<_> = [
        ("Channel", Step::Channel),
        ("Meeting", Step::Meeting),
        ("Jira issue", Step::Ticket),
        ("Post-mortem", Step::PostMortem),
    ]
    .into_iter()
    .filter_map(|(name, step)| Some((name, link(card.link(step)?))))
    .collect();
    (!links.is_empty()).then(|| blocks::fields(&links))
}

/// As what it ended.
pub(super) fn ended(resolved: &Resolved) -> &'static str {
    match resolved.ending {
        Ending::Resolved => "Resolved",
        Ending::FalseAlarm => "False alarm",
        Ending::Duplicate { .. } => "Duplicate",
    }
}

/// How it ended.
pub(super) fn ending(resolved: &Resolved) -> SlackBlock {
    let mut pieces = vec![
        rich::words(&format!("{} by ", called(resolved))),
        rich::person(&resolved.by),
        rich::words(" on "),
        rich::time(resolved.at),
        rich::words(&format!(", after {}.", lasted(resolved))),
    ];
    if let Some(origin) = &resolved.origin {
        pieces.push(rich::words(&format!(" Origin: {origin}.")));
    }
    if let Ending::Duplicate { of } = &resolved.ending {
        pieces.extend([rich::words(" It goes on in "), rich::other(of), rich::words(".")]);
    }
    rich::paragraph(pieces)
}

/// How it ended, for the plain text.
pub(super) fn ending_in_a_line(resolved: &Resolved) -> String {
    format!("{} by {}, after {}.", called(resolved), person(&resolved.by), lasted(resolved))
}

fn called(resolved: &Resolved) -> String {
    match &resolved.ending {
        Ending::Resolved => "Resolved".to_owned(),
        ending => format!("Called {ending}"),
    }
}

fn lasted(resolved: &Resolved) -> String {
    in_words(SignedDuration::from_secs(resolved.lasted_s))
}
