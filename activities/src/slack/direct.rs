//! Direct messages.

use muster_workflows::contract::chat::{Posted, Purpose, Reached, Tell, Told, Update};
use serde::Deserialize;
use serde_json::json;

use super::Slack;
use crate::{failure::Failure, patience::patiently};

#[derive(Deserialize)]
struct Opened {
    channel: Conversation,
}

#[derive(Deserialize)]
struct Conversation {
    id: String,
}

impl Slack {
    /// Tells each person, unless they have been told. Who cannot be told does not stop the others.
    pub(super) async fn tell_each(&self, tell: &Tell) -> Result<Reached, Failure> {
        let people = self.people(&tell.who).await?;
        let mut reached = Reached { not: people.not, ..Reached::default() };
        for (user, _) in &people.found {
            let told = self.told.lock().await.get(&tell.key).and_then(|told| told.get(user).cloned());
            let posted = match told {
                Some(told) => Ok(told),
                None => self.tell_one(user, tell).await,
            };
            match posted {
                Ok(posted) => {
                    let mut told = self.told.lock().await;
                    told.entry(tell.key.clone()).or_default().insert(user.clone(), posted.clone());
                    reached.people += 1;
                    reached.posted.push(posted);
                }
                Err(failure) if failure.is_for_now() => return Err(failure),
                Err(failure) => reached.not.push(format!("{user}: {}", failure.words())),
            }
        }
        reached.posted.truncate(Reached::MOST_POSTED);
        self.told.lock().await.remove(&tell.key);
        Ok(reached)
    }

    /// Whom of them it has reached. Slack's pace is kept within the attempt: another would start over.
    pub(super) async fn told_each(&self, told: &Told) -> Result<Reached, Failure> {
        let people = patiently(|| self.people(&told.who)).await?;
        let mut reached = Reached { not: people.not, ..Reached::default() };
        for (user, _) in &people.found {
            match patiently(|| self.told_one(user, told)).await {
                Ok(Some(posted)) => {
                    reached.people += 1;
                    reached.posted.push(posted);
                }
                Ok(None) => {}
                Err(failure) if failure.is_for_now() => return Err(failure),
                Err(failure) => reached.not.push(format!("{user}: {}", failure.words())),
            }
        }
        reached.posted.truncate(Reached::MOST_POSTED);
        Ok(reached)
    }

    async fn told_one(&self, user: &str, told: &Told) -> Result<Option<Posted>, Failure> {
        let channel = self.direct(user).await?;
        let found = self.lowest(&channel, &told.key, told.since).await?;
        Ok(found.map(|ts| Posted { channel, ts: ts.0 }))
    }

    async fn tell_one(&self, user: &str, tell: &Tell) -> Result<Posted, Failure> {
        let channel = self.direct(user).await?;
        let Some(found) = self.lowest(&channel, &tell.key, tell.since).await? else {
            return self.post_message(&channel, &tell.key, &tell.message).await;
        };
        let posted = Posted { channel, ts: found.0 };
        if tell.key.purpose == Purpose::Prompt {
            // A workflow that was reset asks again what this says is decided; and who declared may be one of them.
            let (key, message) = (tell.key.clone(), tell.message.clone());
            self.replace(&Update { posted: posted.clone(), key, message }).await?;
        }
        Ok(posted)
    }

    /// The id of the direct messages with somebody.
    pub(super) async fn direct(&self, user: &str) -> Result<String, Failure> {
        let opened: Opened = self.api.post("conversations.open", &json!({"users": user})).await?;
        Ok(opened.channel.id)
    }
}
