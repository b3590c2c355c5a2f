//! Names of people, asked for once.

use std::sync::Arc;

use super::Slack;
use crate::failure::Failure;

impl Slack {
    /// What to call somebody. A person whom Slack does not know is called by the id.
    pub(crate) async fn name(&self, id: &str) -> Result<Arc<str>, Failure> {
        if let Some(name) = self.names.lock().await.get(id) {
            return Ok(name.clone());
        }
        let name: Arc<str> = match self.user(id).await {
            Ok(user) => {
                let names =
                    [user.profile.real_name, user.real_name.unwrap_or_default(), user.profile.display_name];
                names
                    .into_iter()
                    .chain([user.name, user.id])
                    .find(|name| !name.is_empty())
                    .unwrap_or_default()
                    .into()
            }
            Err(failure) if failure.code().is_some() => id.into(),
            Err(failure) => return Err(failure),
        };
        self.names.lock().await.insert(id.to_owned(), name.clone());
        Ok(name)
    }
}
