use muster_workflows::{
    contract::chat::{Prompt, PromptState, interaction},
    domain::DeclarationId,
};
use slack_morphism::prelude::SlackBlockButtonStyle;

use super::{
    Drawn,
    blocks::{self, actions, button, context, header, section},
    facts,
    text::{person, reason, typed},
};

pub(super) fn draw(prompt: &Prompt, declaration: &DeclarationId) -> Drawn {
    let (state, said) = match &prompt.state {
        PromptState::Open { expires_after } => (
            "Confirm?",
            format!(
                "Any full member may confirm or cancel. Without an answer it expires in {expires_after}."
            ),
        ),
        PromptState::Confirmed { by } => ("Confirmed", format!("Confirmed by {}.", person(by))),
        PromptState::Cancelled { by } => ("Cancelled", format!("Cancelled by {}.", person(by))),
        PromptState::Expired { after } => (
            "Expired",
            format!("Nobody confirmed it within {after}. If it goes on, declare it again with `/incident`."),
        ),
    };
    let facts = &prompt.facts;
    let declarer = person(&facts.declared_by);
    let mut blocks = vec![
        header(&format!("{state} {}", facts.reference)),
        section(&format!("{declarer} declares an incident:")),
        blocks::as_typed(facts.title.as_str()),
        facts::details(facts),
    ];
    if !prompt.severity_description.is_empty() {
        blocks.push(context(&format!(
            "{}: {}",
            typed(&facts.severity_name),
            typed(&prompt.severity_description)
        )));
    }
    if matches!(prompt.state, PromptState::Open { .. }) {
        let value = declaration.as_str();
        let confirm =
            button(interaction::CONFIRM, "Confirm", value).with_style(SlackBlockButtonStyle::Primary);
        let cancel = button(interaction::CANCEL, "Cancel", value);
        blocks.extend(actions(interaction::PROMPT, vec![confirm, cancel]));
    }
    blocks.push(context(&said));
    if let Some(why) = &prompt.refused {
        let why = reason(why);
        blocks.push(context(&format!("You get this here because the incidents channel refused it. {why}")));
    }
    Drawn { text: format!("{state} {declarer} declares {}", facts::in_a_line(facts)), blocks }
}
