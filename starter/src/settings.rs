//! What `serve` needs, from the environment.

use std::{net::SocketAddr, path::PathBuf};

use muster_activities::config::{Environment, Problems, SlackConfig};
use secrecy::SecretString;

use crate::{alerts::Sources, page::SignInSettings};

/// Where the plan is, unless told otherwise.
pub(crate) const DEFAULT_PLAN: &str = "plans/default.toml";
/// Where the runbooks are, in the environment and for commands that are not told; without the first, nothing is healed.
pub(crate) const RUNBOOKS: &str = "MUSTER_RUNBOOKS";
pub(crate) const DEFAULT_RUNBOOKS: &str = "runbooks";
/// The workers' task queue, unless told otherwise.
pub(crate) const DEFAULT_TASK_QUEUE: &str = "muster";
const SIGNING_SECRET: &str = "MUSTER_SLACK_SIGNING_SECRET";
const APP_TOKEN: &str = "MUSTER_SLACK_APP_TOKEN";
const DEFAULT_OUTBOX: &str = "muster-outbox.db";
const DEFAULT_LISTEN: &str = "127.0.0.1:8080";

/// What `serve` needs beside Temporal's own variables.
pub struct Settings {
    /// `MUSTER_SLACK_API_URL`, `MUSTER_SLACK_TOKEN`.
    pub slack: SlackConfig,
    /// `MUSTER_SLACK_SIGNING_SECRET`: Slack's requests come by HTTP, and are known by it.
    pub signing_secret: Option<SecretString>,
    /// `MUSTER_SLACK_APP_TOKEN`: they come by Socket Mode, which is opened with it.
    pub app_token: Option<SecretString>,
    /// `MUSTER_PLAN`: the response plan.
    pub plan: PathBuf,
    /// `MUSTER_LISTEN`.
    pub listen: SocketAddr,
    /// `MUSTER_OUTBOX`: the file that keeps what is said while no region answers.
    pub outbox: PathBuf,
    /// `MUSTER_RUNBOOKS`: the folder of the runbooks; nothing is healed where it is not set.
    pub runbooks: Option<PathBuf>,
    /// `MUSTER_ALERTS_…`: what monitors prove who they are with.
    pub sources: Sources,
    /// `MUSTER_URL`, `MUSTER_SLACK_CLIENT_…`: there is a page where they are set.
    pub sign_in: Option<SignInSettings>,
}

/// What the Slack app needs, without what reaches it.
pub(crate) struct SlackSettings {
    /// `MUSTER_SLACK_API_URL`, `MUSTER_SLACK_TOKEN`.
    pub(crate) api: SlackConfig,
    /// `MUSTER_SLACK_APP_TOKEN`, where there is one.
    pub(crate) app_token: Option<SecretString>,
}

impl SlackSettings {
    pub(crate) fn read(mut environment: Environment) -> Result<Self, Problems> {
        let api = SlackConfig::read(&mut environment);
        let app_token = environment.optional_secret(APP_TOKEN);
        environment.finish(api.map(|api| Self { api, app_token }))
    }
}

impl Settings {
    /// Reads them.
    ///
    /// # Errors
    /// All that is missing or wrong, at once.
    pub fn read(mut environment: Environment) -> Result<Self, Problems> {
        let slack = SlackConfig::read(&mut environment);
        if !environment.has_secret(SIGNING_SECRET) && !environment.has_secret(APP_TOKEN) {
            environment.problem(
                SIGNING_SECRET,
                format!("is not set, nor is {APP_TOKEN}: Slack reaches Muster by HTTP with the first, by Socket Mode with the second"),
            );
        }
        let signing_secret = environment.optional_secret(SIGNING_SECRET);
        let app_token = environment.optional_secret(APP_TOKEN);
        let listen = listen(&mut environment);
        let plan = Self::plan(&environment);
        let outbox =
            environment.optional("MUSTER_OUTBOX").unwrap_or_else(|| DEFAULT_OUTBOX.to_owned()).into();
        let runbooks = environment.optional(RUNBOOKS).map(PathBuf::from);
        let sources = Sources::read(&mut environment);
        let sign_in = SignInSettings::read(&mut environment, slack.as_ref().map(|slack| &slack.api_url));
        let settings = slack.zip(listen).map(|(slack, listen)| Self {
            slack,
            signing_secret,
            app_token,
            plan,
            listen,
            outbox,
            runbooks,
            sources,
            sign_in,
        });
        environment.finish(settings)
    }

    /// The plan's path alone, so that its mistakes can be told beside what else is wrong.
    pub fn plan(environment: &Environment) -> PathBuf {
        environment.optional("MUSTER_PLAN").unwrap_or_else(|| DEFAULT_PLAN.to_owned()).into()
    }
}

fn listen(environment: &mut Environment) -> Option<SocketAddr> {
    let text = environment.optional("MUSTER_LISTEN").unwrap_or_else(|| DEFAULT_LISTEN.to_owned());
    match text.parse() {
        Ok(address) => Some(address),
        Err(_) => {
            environment.problem(
                "MUSTER_LISTEN",
                format!("is no address with a port: {text:?}; write one like {DEFAULT_LISTEN}"),
            );
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_missing_or_wrong_is_listed_by_name() {
        let problems = Settings::read(Environment::of([("MUSTER_LISTEN", "8080")])).err().unwrap();
        insta::assert_snapshot!(problems, @r#"
        MUSTER_SLACK_TOKEN is not set, nor is MUSTER_SLACK_TOKEN_FILE
        MUSTER_SLACK_SIGNING_SECRET is not set, nor is MUSTER_SLACK_APP_TOKEN: Slack reaches Muster by HTTP with the first, by Socket Mode with the second
        MUSTER_LISTEN is no address with a port: "8080"; write one like 127.0.0.1:8080
        "#);
    }

    #[test]
    fn half_a_page_is_told() {
        let variables = [
            ("MUSTER_SLACK_TOKEN", "xoxb-1"),
            ("MUSTER_SLACK_SIGNING_SECRET", "s"),
            ("MUSTER_SLACK_CLIENT_ID", "1.2"),
        ];
        let problems = Settings::read(Environment::of(variables)).err().unwrap();
        insta::assert_snapshot!(problems, @r"
        MUSTER_URL is not set
        MUSTER_SLACK_CLIENT_SECRET is not set, nor is MUSTER_SLACK_CLIENT_SECRET_FILE
        ");
    }

    #[test]
    fn what_has_a_default_may_be_left_out() {
        let variables = [("MUSTER_SLACK_TOKEN", "xoxb-1"), ("MUSTER_SLACK_SIGNING_SECRET", "s")];
        let settings = Settings::read(Environment::of(variables)).ok().unwrap();
        assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(settings.outbox, PathBuf::from("muster-outbox.db"));
        assert_eq!(settings.plan, PathBuf::from("plans/default.toml"));
        assert!(settings.sign_in.is_none());
    }
}
