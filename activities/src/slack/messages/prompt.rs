use muster_workflows::{
    contract::{
        Facts,
        chat::{PrivatePrompt, Prompt, PromptState, interaction},
    },
    domain::{DeclarationId, Party},
};
use slack_morphism::prelude::SlackBlockButtonStyle;

use super::{
    Drawn,
    blocks::{self, actions, button, context, header, small, words},
    facts, rich,
    text::{person, reason, typed},
};

pub(super) fn draw(prompt: &Prompt, declaration: &DeclarationId) -> Drawn {
    let private = prompt.private.as_ref();
    let may_confirm = private.is_none_or(|private| private.may_confirm);
    let (state, said) = match &prompt.state {
        PromptState::Open { expires_after } => {
            let who =
                private.map_or_else(|| "Any full member may confirm or cancel.".to_owned(), who_confirms);
            let how = format!("{who} Without an answer it expires in {expires_after}.");
            (if may_confirm { "Confirm?" } else { "Unconfirmed" }, context(&typed(&how)))
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
            rich::words(&format!(" declares {}:", called(facts))),
        ]),
        blocks::as_typed(facts.title.as_str()),
        facts::details(facts),
    ];
    blocks.extend(facts::notices(facts));
    if !prompt.severity_description.is_empty() {
        let meaning = format!("{}: {}", facts.severity_name, prompt.severity_description);
        blocks.push(small(vec![words(&meaning)]));
    }
    if matches!(prompt.state, PromptState::Open { .. }) {
        let value = declaration.as_str();
        let confirm =
            button(interaction::CONFIRM, "Confirm", value).with_style(SlackBlockButtonStyle::Primary);
        let cancel = button(interaction::CANCEL, "Cancel", value);
        let buttons = if may_confirm { vec![confirm, cancel] } else { vec![cancel] };
        blocks.extend(actions(interaction::PROMPT, buttons));
    }
    blocks.push(said);
    if let Some(why) = &prompt.refused {
        let why = format!("You get this here because the incidents channel refused it. {}", reason(why));
        blocks.push(small(vec![words(&why)]));
    }
    Drawn { text: format!("{state} {declarer} declares {}", facts::in_a_line(facts)), blocks }
}

fn called(facts: &Facts) -> &'static str {
    match (facts.private, facts.drill) {
        (false, false) => "an incident",
        (false, true) => "a drill",
        (true, false) => "a private incident",
        (true, true) => "a private incident as a drill",
    }
}

/// Who is asked, and what whoever reads it can do.
fn who_confirms(private: &PrivatePrompt) -> String {
    let PrivatePrompt { confirmers, may_confirm, unreached, not_all } = private;
    let confirmers = Party::listed(confirmers);
    let asked = format!("Muster asks {confirmers} in direct messages to confirm it");
    match (unreached, may_confirm, not_all) {
        (Some(why), ..) => {
            format!("Muster could not ask {confirmers} ({}). Confirm or cancel it yourself.", reason(why))
        }
        (None, true, _) => {
            format!("Muster asks {confirmers}: the first of you to press Confirm or Cancel decides.")
        }
        (None, false, Some(not)) => {
            format!("{asked}, and did not reach all ({}). You may cancel it.", reason(not))
        }
        (None, false, None) => format!("{asked}. You may cancel it."),
    }
}
