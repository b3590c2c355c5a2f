//! Who Muster is in Slack.

use serde::Deserialize;
use url::Url;

use super::Slack;
use crate::failure::Failure;

/// Who Muster is; it does not change while a token lives.
#[derive(Debug, Deserialize)]
pub(super) struct Identity {
    /// Where the workspace opens.
    pub(super) url: Url,
    /// The bot user.
    pub(super) user_id: String,
    /// The bot, as messages name it.
    #[serde(default)]
    pub(super) bot_id: Option<String>,
}

impl Slack {
    pub(super) async fn identity(&self) -> Result<&Identity, Failure> {
        self.identity.get_or_try_init(|| self.api.get("auth.test", &[])).await
    }
}
