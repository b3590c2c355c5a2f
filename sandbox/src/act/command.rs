//! Slash commands.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::payload::{channel_name, response_url};
use super::shown::{Shown, failure};
use super::{Refused, refused};
use crate::core::Core;
use crate::slack::deliver::{self, Answer, Failure};
use crate::slack::request::Request;
use crate::slack::{APP, TEAM, VERIFICATION_TOKEN};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Command {
    #[serde(rename = "as")]
    who: String,
    channel: String,
    /// With the slash: `/incident list`.
    text: String,
}

pub(super) async fn command(core: &Arc<Core>, typed: Command) -> Result<Value, Refused> {
    let (command, text) =
        typed.text.trim().split_once(char::is_whitespace).unwrap_or((typed.text.trim(), ""));
    if !command.starts_with('/') || command.len() < 2 {
        return refused("a command begins with a slash");
    }
    let now = core.clock.now();
    let since = core.clock.slack_ts();
    let (person, channel, url_id, trigger_id) = {
        let mut slack = core.slack();
        let person = slack.client_user(&typed.who)?;
        let channel = slack.place(&typed.channel, &person, now)?;
        if channel.is_archived {
            return refused(format!("{} is archived", typed.channel));
        }
        let url_id = slack.issue_response_url(&person.id, &channel.id, None, now);
        let trigger_id = slack.triggers.issue(&person.id, now);
        (person, channel, url_id, trigger_id)
    };
    // An app's commands exist in its own workspace alone (docs.slack.dev, Slack Connect).
    if person.is_stranger() {
        let failure = format!("{command} is not a valid command.");
        return Ok(Shown::to(core, &person.id, &since, Some(failure)).json());
    }
    let request = Request::Command(vec![
        ("token", VERIFICATION_TOKEN.to_owned()),
        ("team_id", TEAM.to_owned()),
        ("team_domain", "sandbox".to_owned()),
        ("channel_id", channel.id.clone()),
        ("channel_name", channel_name(&channel).to_owned()),
        ("user_id", person.id.clone()),
        ("user_name", person.handle.clone()),
        ("command", command.to_owned()),
        ("text", text.trim().to_owned()),
        ("api_app_id", APP.to_owned()),
        ("is_enterprise_install", "false".to_owned()),
        ("response_url", response_url(core, &url_id)),
        ("trigger_id", trigger_id),
    ]);
    let answer = deliver::send(core, &request).await;
    let failure = match &answer {
        Ok(answer) => say(core, &url_id, answer)
            .err()
            .map(|_| format!("{command} failed because the app did not respond with a valid message.")),
        Err(Failure::NoApp) => Some(format!("{command} is not a valid command.")),
        Err(_) => failure(
            &answer,
            &format!("{command} failed with the error \"operation_timeout\""),
            &format!("{command} failed with the error \"dispatch_failed\""),
        ),
    };
    Ok(Shown::to(core, &person.id, &since, failure).json())
}

/// Shows what the app answered at once: JSON or plain text, nothing where it is empty.
fn say(core: &Core, url_id: &str, answer: &Answer) -> Result<(), Refused> {
    if answer.body.trim().is_empty() {
        return Ok(());
    }
    let said = if answer.is_json {
        serde_json::from_str(&answer.body).map_err(|error| Refused(error.to_string()))?
    } else {
        json!({"text": answer.body})
    };
    let mut slack = core.slack();
    let Some(to) = slack.response_urls.get(url_id).cloned() else { return Ok(()) };
    slack.say_in_answer(&to, &said, core.clock.slack_ts()).map_err(|refusal| Refused(refusal.error))
}
