//! How each message looks in Slack: Block Kit, with a plain text for notifications and screen readers.

use muster_workflows::{contract::chat::Message, domain::DeclarationId};
use slack_morphism::prelude::{SlackBlock, SlackMessageContent};

mod alert;
mod announcement;
mod archival;
mod blocks;
mod card;
mod facts;
mod follow_ups;
mod news;
mod no_data;
mod outcomes;
mod prompt;
mod redacted;
mod reminder;
mod resolved;
mod rich;
mod run;
mod text;
mod update;

/// A message as it is drawn: a sentence and its blocks.
struct Drawn {
    text: String,
    blocks: Vec<SlackBlock>,
}

/// The message as Slack takes it. Buttons carry the declaration's id.
pub fn render(message: &Message, declaration: &DeclarationId) -> SlackMessageContent {
    let Drawn { text, blocks } = match message {
        Message::Prompt(prompt) => prompt::draw(prompt, declaration),
        Message::Announcement(card) => announcement::draw(card, declaration),
        Message::Redacted(incident) => redacted::draw(incident),
        Message::RedactedAlert(alert) => redacted::draw_alert(alert, declaration),
        Message::Card(card) => card::draw(card, declaration),
        Message::Alert(card) => alert::draw(card, None, declaration),
        Message::Escalated { card, since } => alert::draw(card, Some(*since), declaration),
        Message::Reminder { facts, quiet, nth } => reminder::draw(facts, *quiet, *nth),
        Message::Update { facts, update } => update::draw(facts, update),
        Message::News { reference, news } => news::draw(reference, news),
        Message::Resolved(card) => resolved::draw(card),
        Message::FollowUps { facts, post_mortem, emoji } => {
            follow_ups::draw(facts, post_mortem.as_ref(), emoji.as_deref(), declaration)
        }
        Message::Run(report) => run::draw(report),
        Message::NoData { no_data, since, again } => no_data::draw(no_data, *since, again.as_ref()),
        Message::Archival { quiet } => archival::draw(*quiet),
    };
    SlackMessageContent::new().with_text(text).with_blocks(blocks)
}

#[cfg(test)]
mod tests;
