//! People, channels and messages, named as one names them.

use super::{Refused, refused};
use crate::slack::channel::Channel;
use crate::slack::message::Ephemeral;
use crate::slack::person::Person;
use crate::slack::{BOT_USER, Slack};
use jiff::Timestamp;
use serde_json::Value;

impl Slack {
    /// Somebody by id, handle or e-mail, who can act: a deactivated person cannot.
    pub(super) fn actor(&self, named: &str) -> Result<Person, Refused> {
        let handle = named.trim_start_matches('@');
        let found = self.people.iter().find(|person| {
            person.id == named
                || person.handle == handle
                || person.email.as_deref().is_some_and(|email| email.eq_ignore_ascii_case(named))
        });
        match found {
            None => refused(format!("there is nobody called {named}")),
            Some(person) if person.deleted => refused(format!("{named} is deactivated")),
            Some(person) => Ok(person.clone()),
        }
    }

    /// A person who uses Slack's client, which bots do not.
    pub(super) fn client_user(&self, named: &str) -> Result<Person, Refused> {
        let person = self.actor(named)?;
        if person.is_bot() {
            refused(format!("{named} is a bot and has no Slack client"))
        } else {
            Ok(person)
        }
    }

    /// A channel by id or name; `@muster` is the person's direct conversation with the app.
    pub(super) fn place(&mut self, named: &str, person: &Person, now: Timestamp) -> Result<Channel, Refused> {
        if [BOT_USER, "muster", "@muster"].contains(&named) {
            let id = self.direct_channel(&person.id, now);
            return self.channel(&id).cloned().ok_or_else(|| Refused(format!("there is no channel {named}")));
        }
        let name = named.trim_start_matches('#');
        let found = self
            .channels
            .iter()
            .find(|channel| channel.id == named || (!name.is_empty() && channel.name == name));
        match found {
            None => refused(format!("there is no channel {named}")),
            Some(channel) if !channel.is_visible_to(&person.id) => {
                refused(format!("{} cannot see {named}", person.handle))
            }
            Some(channel) => Ok(channel.clone()),
        }
    }

    /// What a person sees under a `ts`: a message, or one that they alone see.
    pub(super) fn seen(&self, channel: &Channel, person: &Person, ts: &str) -> Result<Seen, Refused> {
        if let Some(message) = channel.message(ts) {
            let json = channel.messages_json([message], true).pop();
            return Ok(Seen::Message(json.expect("one for one")));
        }
        self.ephemerals
            .iter()
            .find(|one| one.ts == ts && one.channel == channel.id && one.user == person.id)
            .map(|one| Seen::Ephemeral(one.clone()))
            .ok_or_else(|| Refused(format!("{} sees no message {ts}", person.handle)))
    }
}

/// A message that somebody sees.
#[derive(Clone, Debug)]
pub(super) enum Seen {
    /// Slack's message object.
    Message(Value),
    /// One that they alone see.
    Ephemeral(Ephemeral),
}

impl Seen {
    /// Its blocks, those of attachments included.
    pub(super) fn blocks(&self) -> Vec<Value> {
        let (blocks, attachments) = match self {
            Self::Message(message) => {
                // One of text alone has neither.
                let list = |name: &str| message[name].as_array().map_or_else(Vec::new, Clone::clone);
                (list("blocks"), list("attachments"))
            }
            Self::Ephemeral(ephemeral) => (ephemeral.blocks.clone(), ephemeral.attachments.clone()),
        };
        let inner = attachments.iter().filter_map(|attachment| attachment["blocks"].as_array()).flatten();
        blocks.iter().chain(inner).cloned().collect()
    }
}
