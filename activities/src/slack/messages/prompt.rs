use muster_workflows::{
    contract::chat::{Prompt, PromptState, interaction},
    domain::DeclarationId,
};
use slack_morphism::prelude::SlackBlockButtonStyle;

use super::{
    Drawn,
    blocks::{self, actions, button, context, header, small, words},
    facts, rich,
    text::{person, reason},
};

pub(super) fn draw(prompt: &Prompt, declaration: &DeclarationId) -> Drawn {
    let (state, said) = match &prompt.state {
        PromptState::Open { expires_after } => {
            let how = format!(
                "Any full member may confirm or cancel. Without an answer it expires in {expires_after}."
            );
            ("Confirm?", context(&how))
        }
        PromptState::Confirmed { by } => {
            ("Confirmed", small(vec![words("Confirmed by"), blocks::person(by)]))
        }
        PromptState::Cancelled { by } => {
            ("Cancelled", small(vec![words("Cancelled by"), blocks::person(by)]))
        }
        PromptState::Expired { after } => {
            let how = format!(
                "Nobody confirmed it within {after}. If it goes on, declare it again with `/incident`."
            );
            ("Expired", context(&how))
        }
    };
    let facts = &prompt.facts;
    let declarer = person(&facts.declared_by);
    let mut blocks = vec![
        header(&format!("{state} {}", facts.reference)),
        rich::paragraph(vec![
            rich::person(&facts.declared_by),
            rich::words(if facts.drill { " declares a drill:" } else { " declares an incident:" }),
        ]),
        blocks::as_typed(facts.title.as_str()),
        facts::details(facts),
    ];
    blocks.extend(facts::drill(facts));
    if !prompt.severity_description.is_empty() {
        let meaning = format!("{}: {}", facts.severity_name, prompt.severity_description);
        blocks.push(small(vec![words(&meaning)]));
    }
    if matches!(prompt.state, PromptState::Open { .. }) {
        let value = declaration.as_str();
        let confirm =
            button(interaction::CONFIRM, "Confirm", value).with_style(SlackBlockButtonStyle::Primary);
        let cancel = button(interaction::CANCEL, "Cancel", value);
        blocks.extend(actions(interaction::PROMPT, vec![confirm, cancel]));
    }
    blocks.push(said);
    if let Some(why) = &prompt.refused {
        let why = format!("You get this here because the incidents channel refused it. {}", reason(why));
        blocks.push(small(vec![words(&why)]));
    }
    Drawn { text: format!("{state} {declarer} declares {}", facts::in_a_line(facts)), blocks }
}
