//! What several messages say of an incident in the same way.

use jiff::SignedDuration;
use muster_workflows::{
    contract::{
        Facts,
        chat::{Card, Resolved},
    },
    domain::{Step, in_words},
};
use slack_morphism::prelude::SlackBlock;

use super::{
    blocks,
    text::{link, person, time, typed},
};

/// The incident in one line, for the plain text.
pub(super) fn in_a_line(facts: &Facts) -> String {
    format!("{} ({}): {}", facts.reference, typed(&facts.severity_name), typed(facts.title.as_str()))
}

/// Severity, services, and since when.
pub(super) fn details(facts: &Facts) -> SlackBlock {
    let mut fields = vec![("Severity", typed(&facts.severity_name))];
    if !facts.services.is_empty() {
        fields.push(("Services", typed(&facts.services.join(", "))));
    }
    fields.push(("Declared", time(facts.declared_at)));
    if let Some(since) = facts.impact_started_at {
        fields.push(("Customers affected since", time(since)));
    }
    blocks::fields(&fields)
}

/// Who declared and who confirmed.
pub(super) fn people(card: &Card) -> String {
    let (declared, confirmed) = (&card.facts.declared_by, &card.confirmed_by);
    match declared == confirmed {
        true => format!("Declared and confirmed by {}", person(declared)),
        false => format!("Declared by {} · confirmed by {}", person(declared), person(confirmed)),
    }
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

/// How it ended, in a sentence.
pub(super) fn ending(resolved: &Resolved) -> String {
    let lasted = in_words(SignedDuration::from_secs(resolved.lasted_s));
    let origin =
        resolved.origin.as_deref().map(|origin| format!(" Origin: {}.", typed(origin))).unwrap_or_default();
    format!("Resolved by {} on {}, after {lasted}.{origin}", person(&resolved.by), time(resolved.at))
}
