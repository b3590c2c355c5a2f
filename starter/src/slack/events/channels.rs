use crate::slack::{client::Slack, lately::Lately, problem::Problem};

/// The names of channels that were asked about lately.
#[derive(Default)]
pub(crate) struct Channels(Lately<Option<String>>);

impl Channels {
    /// Whether the channel with this id is the one that a plan names, by `#name` or id.
    pub(super) async fn is(&self, slack: &Slack, id: &str, planned: &str) -> Result<bool, Problem> {
        match planned.strip_prefix('#') {
            None => Ok(id == planned),
            Some(name) => Ok(self.name(slack, id).await?.as_deref() == Some(name)),
        }
    }

    async fn name(&self, slack: &Slack, id: &str) -> Result<Option<String>, Problem> {
        if let Some(name) = self.0.get(id) {
            return Ok(name);
        }
        let name = slack.channel_name(id).await?;
        self.0.note(id, name.clone());
        Ok(name)
    }
}
