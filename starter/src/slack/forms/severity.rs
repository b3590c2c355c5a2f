//! How bad it is: a field of the form with which an incident is declared, and a form of its own for who knows better.

use muster_workflows::domain::{DeclarationId, Plan, Reference, Severity, SeverityPlan};
use slack_morphism::prelude::*;

use super::{Errors, Filled, choices};
use crate::slack::note::{Line, Note};

/// By this Slack tells which form was submitted. The form's private metadata tells the incident.
pub(in crate::slack) const CALLBACK: &str = "severity";

pub(super) const SEVERITY: &str = "severity";

/// The form for an incident that is as bad as this now.
pub(in crate::slack) fn form(id: &DeclarationId, now: Option<Severity>, plan: &Plan) -> SlackView {
    let about = Line::default()
        .bold(Reference::of(id).to_string())
        .text(": Muster does what the new severity asks for beyond the old one. Nobody is invited or alerted twice.");
    SlackView::Modal(
        SlackModalView::new("Severity".into(), vec![Note::default().line(about).block(), block(plan, now)])
            .with_callback_id(CALLBACK.into())
            .with_private_metadata(id.to_string())
            .with_submit("Change it".into())
            .with_close("Cancel".into()),
    )
}

/// What is wrong.
pub(in crate::slack) fn error(why: String) -> Errors {
    Errors::from([(SEVERITY.to_owned(), why)])
}

/// The severity that was chosen, or what is wrong with that.
pub(in crate::slack) fn read(filled: &Filled, plan: &Plan) -> Result<Severity, String> {
    let chosen = filled.choice(SEVERITY).ok_or("Choose how bad it is.")?;
    let severity = chosen.parse::<Severity>().ok().filter(|severity| plan.at(*severity).is_some());
    severity.ok_or_else(|| format!("Severity {chosen} is not in the response plan. Choose another."))
}

/// All severities of the plan, with what each means.
pub(super) fn block(plan: &Plan, chosen: Option<Severity>) -> SlackBlock {
    let options = plan.severity.iter().map(option).collect();
    let mut input = SlackBlockRadioButtonsElement::new(options).with_action_id(SEVERITY.into());
    if let Some(chosen) = chosen.and_then(|chosen| plan.at(chosen)) {
        input = input.with_initial_option(option(chosen));
    }
    let block = SlackInputBlock::new("How bad is it?".into(), input.into()).with_block_id(SEVERITY.into());
    match hint(&plan.severity) {
        Some(hint) => block.with_hint(hint).into(),
        None => block.into(),
    }
}

fn option(severity: &SeverityPlan) -> SlackBlockChoiceItem<SlackBlockText> {
    SlackBlockChoiceItem::new(choices::plain(&severity.name).into(), severity.level.to_string())
        .with_description(choices::plain(&severity.description))
}

/// The descriptions in full, where one of them is too long for its option.
fn hint(severities: &[SeverityPlan]) -> Option<SlackBlockPlainTextOnly> {
    let is_long = |severity: &SeverityPlan| severity.description.chars().count() > choices::MAX_CHARS;
    severities.iter().any(is_long).then(|| {
        let all: Vec<_> = severities
            .iter()
            .map(|severity| format!("{}: {}", severity.name, severity.description))
            .collect();
        all.join("\n").chars().take(2_000).collect::<String>().into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slack::forms::tests::plan;

    #[test]
    fn shows_how_bad_it_is_now() {
        insta::assert_json_snapshot!(form(&"V0SAMPLE".parse().unwrap(), Some(Severity::MAJOR), &plan()));
    }
}
