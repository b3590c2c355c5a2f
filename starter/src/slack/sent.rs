//! What Slack sends, however it comes: by HTTP or through Socket Mode.

use std::sync::Arc;

use super::{
    answer::Answer,
    commands::{self, Command},
    events::{self, Delivery},
    interactions::{self, Interaction},
};
use crate::serve::App;

/// Something that Slack sent.
#[derive(Debug)]
pub(super) enum Sent {
    /// Somebody typed `/incident`.
    Command(Command),
    /// Somebody pressed a button, submitted a form or chose a shortcut.
    Interaction(Interaction),
    /// Something happened where Muster reads along.
    Event {
        /// What.
        delivery: Delivery,
        /// How often Slack has sent it before, and got no answer.
        retry: u32,
    },
}

/// Does what was asked. What people said is durable when this returns that it was taken.
pub(super) async fn answer(app: &Arc<App>, sent: Sent) -> Answer {
    match sent {
        Sent::Command(command) => commands::answer(app, &command).await,
        Sent::Interaction(interaction) => interactions::answer(app, interaction).await,
        Sent::Event { delivery, retry } => events::answer(app, delivery, retry).await,
    }
}
