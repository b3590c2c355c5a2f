//! Direct messages.

use muster_workflows::contract::chat::{Reached, Tell};
use serde::Deserialize;
use serde_json::json;

use super::Slack;
use crate::failure::Failure;

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
        let mut reached = Reached { people: 0, not: people.not };
        for (user, _) in &people.found {
            if self.told.lock().await.get(&tell.key).is_some_and(|told| told.contains(user)) {
                reached.people += 1;
                continue;
            }
            match self.tell_one(user, tell).await {
                Ok(()) => {
                    reached.people += 1;
                    self.told.lock().await.entry(tell.key.clone()).or_default().insert(user.clone());
                }
                Err(failure) if failure.is_for_now() => return Err(failure),
                Err(failure) => reached.not.push(format!("{user}: {}", failure.words())),
            }
        }
        self.told.lock().await.remove(&tell.key);
        Ok(reached)
    }

    async fn tell_one(&self, user: &str, tell: &Tell) -> Result<(), Failure> {
        let channel = self.direct(user).await?;
        if self.lowest(&channel, &tell.key, tell.since).await?.is_none() {
            self.post_message(&channel, &tell.key, &tell.message).await?;
        }
        Ok(())
    }

    /// The id of the direct messages with somebody.
    pub(super) async fn direct(&self, user: &str) -> Result<String, Failure> {
        let opened: Opened = self.api.post("conversations.open", &json!({"users": user})).await?;
        Ok(opened.channel.id)
    }
}
