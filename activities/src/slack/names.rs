//! Names of people, asked for once, and what people write with names in it.

use std::sync::Arc;

use muster_slack_app::notation::{Piece, pieces};

use super::{Said, Slack};
use crate::failure::Failure;

impl Slack {
    /// What to call somebody. A person whom Slack does not know is called by the id.
    pub(crate) async fn name(&self, id: &str) -> Result<Arc<str>, Failure> {
        if let Some(name) = self.names.lock().await.get(id) {
            return Ok(name.clone());
        }
        let name: Arc<str> = match self.user(id).await {
            Ok(user) => {
                let profile = user.profile;
                let names =
                    [Some(profile.real_name), user.real_name, Some(profile.display_name), Some(user.name)];
                let name = names.into_iter().flatten().find(|name| !name.is_empty());
                name.unwrap_or(user.id).into()
            }
            Err(failure) if failure.code().is_some() => id.into(),
            Err(failure) => return Err(failure),
        };
        self.names.lock().await.insert(id.to_owned(), name.clone());
        Ok(name)
    }

    /// What to call who wrote something.
    pub(crate) async fn author(&self, said: &Said) -> Result<Arc<str>, Failure> {
        match &said.user {
            Some(user) => self.name(user).await,
            None => Ok("an app".into()),
        }
    }

    /// What somebody wrote, as plain text.
    pub(crate) async fn plain(&self, text: &str) -> Result<String, Failure> {
        let mut plain = String::new();
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => plain.push_str(&text),
                Piece::Person(id) => {
                    plain.push('@');
                    plain.push_str(&self.name(id).await?);
                }
            }
        }
        Ok(plain)
    }
}
