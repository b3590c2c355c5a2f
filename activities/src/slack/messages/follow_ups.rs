use muster_workflows::{
    contract::{Facts, chat::interaction},
    domain::{DeclarationId, Link},
};

use super::{
    Drawn,
    blocks::{actions, button, section},
    text::link,
};

/// The name of the shortcut, as the app's manifest has it.
const SHORTCUT: &str = "Make a follow-up";

pub(super) fn draw(
    facts: &Facts,
    post_mortem: Option<&Link>,
    emoji: Option<&str>,
    declaration: &DeclarationId,
) -> Drawn {
    let question = "What is left to do, so that this does not happen again?";
    let Some(emoji) = emoji else {
        let text = format!("{question} Write down each follow-up, with who takes it.");
        return Drawn { blocks: vec![section(&text)], text: format!("{}: {text}", facts.reference) };
    };
    let how = format!(
        "Each follow-up becomes a Jira issue. React to a message with :{emoji}:, choose *{SHORTCUT}* among its actions (⋯), or press the button."
    );
    let text = match post_mortem {
        Some(post_mortem) => format!("{question}\n{how} They are listed in the {}.", link(post_mortem)),
        None => format!("{question}\n{how}"),
    };
    let buttons = vec![button(interaction::FOLLOW_UP, SHORTCUT, declaration.as_str())];
    let mut blocks = vec![section(&text)];
    blocks.extend(actions(interaction::FOLLOW_UPS, buttons));
    Drawn { blocks, text: format!("{}: {question}", facts.reference) }
}
