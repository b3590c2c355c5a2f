//! What the post-mortem says at first, in Confluence's storage format.

use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use minijinja::{AutoEscape, Environment, value::Serde};
use muster_workflows::{
    contract::{System, page::CreatePage, transcript::Marked},
    domain::{Ending, Entry, Event, Link, Moment, Outcome, Party, Step, in_words},
};
use serde::Serialize;

use crate::failure::Failure;

const NAME: &str = "post-mortem";

static TEMPLATES: LazyLock<Result<Environment<'static>, minijinja::Error>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_auto_escape_callback(|_| AutoEscape::Html);
    templates.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    templates.add_template(NAME, include_str!("../../templates/post-mortem.html"))?;
    Ok(templates)
});

/// What the template is filled with.
#[derive(Serialize)]
struct PostMortem<'a> {
    reference: &'a str,
    title: &'a str,
    severity: &'a str,
    services: String,
    declared_by: &'a str,
    confirmed_by: &'a str,
    declared_at: String,
    affected_since: Option<String>,
    affected_until: Option<String>,
    resolved_by: Option<&'a str>,
    resolved_at: Option<String>,
    lasted: Option<String>,
    origin: Option<&'a str>,
    timeline: Vec<Happened<'a>>,
    follow_ups: &'a [Link],
    opened: Vec<Went<'a>>,
    closed: Vec<Went<'a>>,
}

#[derive(Serialize)]
struct Happened<'a> {
    at: String,
    what: String,
    /// Where it was said.
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Went<'a> {
    step: &'static str,
    how: String,
    name: Option<&'a str>,
    url: Option<&'a str>,
}

/// The page's body.
pub(super) fn body(input: &CreatePage) -> Result<String, Failure> {
    let templates = TEMPLATES.as_ref().map_err(broken)?;
    rendered(templates, input).map(without_control_characters).map_err(|error| broken(&error))
}

fn rendered(templates: &Environment<'_>, input: &CreatePage) -> Result<String, minijinja::Error> {
    templates.get_template(NAME)?.render(Serde(PostMortem::of(input)))
}

impl<'a> PostMortem<'a> {
    fn of(input: &'a CreatePage) -> Self {
        let (facts, card) = (&input.card.facts, &input.card);
        let resolved = card.resolved.as_ref();
        let of =
            |moment| card.steps.iter().filter(move |(step, _)| step.moment() == moment).map(went).collect();
        Self {
            reference: facts.reference.as_str(),
            title: facts.title.as_str(),
            severity: &facts.severity_name,
            services: facts.services.join(", "),
            declared_by: &facts.declared_by.name,
            confirmed_by: &card.confirmed_by.name,
            declared_at: time(facts.declared_at),
            affected_since: facts.impact.started_at.map(time),
            affected_until: facts.impact.ended_at.map(time),
            resolved_by: resolved.map(|resolved| resolved.by.name.as_str()),
            resolved_at: resolved.map(|resolved| time(resolved.at)),
            lasted: resolved.map(|resolved| in_words(SignedDuration::from_secs(resolved.lasted_s))),
            origin: resolved.and_then(|resolved| resolved.origin.as_deref()),
            follow_ups: &input.follow_ups,
            timeline: timeline(input),
            opened: of(Moment::Open),
            closed: of(Moment::Close),
        }
    }
}

fn broken(error: &minijinja::Error) -> Failure {
    Failure::unexpected(System::Page, format!("the template: {error:#}"))
}

/// What Muster knows and what people marked, in order.
fn timeline(input: &CreatePage) -> Vec<Happened<'_>> {
    let known = input.timeline.entries().iter().map(|entry| (entry.at, happened(entry)));
    let marked = input.marked.iter().map(|marked| (marked.at, said(marked)));
    let mut all: Vec<_> = known.chain(marked).collect();
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, happened)| happened).collect()
}

fn said(marked: &Marked) -> Happened<'_> {
    let Marked { at, text, by, url } = marked;
    Happened { at: time(*at), what: format!("{by}: {text}"), url: Some(url) }
}

fn happened(entry: &Entry) -> Happened<'_> {
    let what = match &entry.event {
        Event::Declared { by, severity } => format!("{by} declared the incident with severity {severity}."),
        Event::Confirmed { by } => format!("{by} confirmed it."),
        Event::Cancelled { by } => format!("{by} cancelled it."),
        Event::Expired => "Nobody confirmed it in time.".to_owned(),
        Event::Superseded => "Another region took it over.".to_owned(),
        Event::StepDone { step } => format!("{step}: done."),
        Event::StepFailed { step, why } => format!("{step}: failed. {why}"),
        Event::Acknowledged { by } => format!("{by} acknowledged the alert."),
        Event::Escalated { to } => {
            format!("Nobody had acknowledged the alert. Alerted: {}.", Party::listed(to))
        }
        Event::Informed { by, text } => format!("{by} told everybody: {text}"),
        Event::SeverityChanged { from, to, by } => format!("{by} changed the severity from {from} to {to}."),
        Event::ImpactCorrected { to, by, .. } => {
            let time = |at: Option<Timestamp>, unknown: &str| at.map_or_else(|| unknown.to_owned(), time);
            let (from, until) = (time(to.started_at, "an unknown time"), time(to.ended_at, "its end"));
            format!("{by} corrected when customers felt it: from {from} until {until}.")
        }
        Event::FollowUp { key, by } => format!("{by} made the follow-up {key}."),
        Event::Assigned { role, to: Some(to), by } if to == by => format!("{to} took the role: {role}."),
        Event::Assigned { role, to: Some(to), by } => format!("{by} gave the role to {to}: {role}."),
        Event::Assigned { role, to: None, by } => format!("{by} laid down the role: {role}."),
        Event::Remedied { step, remedy, by } => format!("{step}: {by} {remedy}."),
        Event::Resolved { by, ending: Ending::Resolved } => format!("{by} resolved it."),
        Event::Reopened { by } => format!("{by} reopened it."),
        Event::RunbookTried { runbook, target } => {
            format!("The runbook {runbook} tried to heal {target}, and did not.")
        }
        Event::Resolved { by, ending } => format!("{by} called it {ending}."),
    };
    Happened { at: time(entry.at), what, url: None }
}

fn went((step, outcome): &(Step, Outcome)) -> Went<'_> {
    let link = outcome.link();
    let how = match outcome {
        // It is in the page that says so.
        Outcome::Pending if *step == Step::PostMortem => "this page".to_owned(),
        outcome => outcome.to_string(),
    };
    Went {
        step: step.label(),
        how,
        name: link.map(|link| link.name.as_str()),
        url: link.map(|link| link.url.as_str()),
    }
}

fn time(at: Timestamp) -> String {
    TimeZone::UTC.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// XML has no place for most control characters, not even escaped (XML 1.0, 2.2).
fn without_control_characters(text: String) -> String {
    let allowed = |c: &char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    match text.chars().all(|c| allowed(&c) && !matches!(c, '\u{fffe}' | '\u{ffff}')) {
        true => text,
        false => text.chars().filter(|c| allowed(c) && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect(),
    }
}
