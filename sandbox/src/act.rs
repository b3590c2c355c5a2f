//! Acting as people in Slack: what a person does in Slack's client, and what it then shows them.

mod command;
mod form;
mod function;
mod home;
mod payload;
mod press;
mod shortcut;
mod shown;
mod submit;
mod talk;
mod who;

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::core::Core;
use crate::slack::deliver;

/// Why Slack's client does not let somebody do that: a person or thing that does not exist, a channel they may
/// not write in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

pub(crate) fn refused<T>(why: impl Into<String>) -> Result<T, Refused> {
    Err(Refused(why.into()))
}

/// Does what `/_sandbox/act/{what}` does with this body; returns what the person is then shown.
pub(crate) async fn act(core: &Arc<Core>, what: &str, body: Value) -> Result<Value, Refused> {
    let result = match what {
        "message" => talk::message(core, read(body)?),
        "react" => talk::react(core, read(body)?),
        "pin" => talk::pin(core, &read(body)?),
        "join" => talk::join(core, &read(body)?),
        "archive" => talk::archive(core, &read(body)?),
        "unarchive" => talk::unarchive(core, &read(body)?),
        "command" => command::command(core, read(body)?).await,
        "press" => press::press(core, read(body)?).await,
        "shortcut" => shortcut::global(core, read(body)?).await,
        "message_shortcut" => shortcut::on_message(core, read(body)?).await,
        "submit" => submit::submit(core, read(body)?).await,
        "close" => submit::close(core, read(body)?).await,
        "function" => function::function(core, read(body)?),
        "home" => home::open(core, &read(body)?),
        other => refused(format!("nobody can {other} here")),
    };
    deliver::flush(core);
    core.changed();
    result
}

fn read<T: DeserializeOwned>(body: Value) -> Result<T, Refused> {
    serde_json::from_value(body).map_err(|error| Refused(error.to_string()))
}
