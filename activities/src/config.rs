//! Where the outside systems are and how Muster proves who it is: from the environment.

use std::collections::BTreeMap;

use muster_store::Address;
use secrecy::SecretString;
use url::Url;

mod aws;
mod environment;
mod redis;
mod store;

pub(crate) use self::redis::variable as redis_variable;
pub use self::store::{STORE, stores};
pub use aws::{AwsConfig, AwsKeys};
pub use environment::{Environment, Problem, Problems};

/// What all clients need.
#[derive(Clone)]
pub struct Config {
    /// Slack.
    pub slack: SlackConfig,
    /// Jira.
    pub jira: AtlassianConfig,
    /// Confluence.
    pub confluence: AtlassianConfig,
    /// Zoom.
    pub zoom: ZoomConfig,
    /// PagerDuty.
    pub pagerduty: PagerDutyConfig,
    /// `MUSTER_PROMETHEUS_URL`: whom runbooks ask for values, where there is one.
    pub prometheus: Option<Url>,
    /// `MUSTER_WEBHOOK_SECRET`: by it those know Muster whom its runbooks send webhooks.
    pub webhook_secret: Option<SecretString>,
    /// AWS, which runbooks ask.
    pub aws: AwsConfig,
    /// `MUSTER_REDIS_<NAME>`: the addresses of the Redis servers that runbooks name, by their names.
    pub redis: BTreeMap<String, SecretString>,
    /// `MUSTER_STORE`: where the records of incidents are kept.
    pub store: Address,
}

/// Slack: `MUSTER_SLACK_API_URL`, `MUSTER_SLACK_TOKEN`.
#[derive(Clone)]
pub struct SlackConfig {
    /// Where its methods are; Slack's own unless told otherwise.
    pub api_url: Url,
    /// The app's bot token, `xoxb-…`.
    pub token: SecretString,
}

/// A site of Jira or Confluence: `MUSTER_JIRA_URL`, `MUSTER_JIRA_EMAIL`, `MUSTER_JIRA_TOKEN`, and the same for
/// `CONFLUENCE`.
#[derive(Clone)]
pub struct AtlassianConfig {
    /// Its base: `https://example.atlassian.net`, for Confluence with `/wiki`.
    pub url: Url,
    /// The account's e-mail.
    pub email: String,
    /// The account's API token.
    pub token: SecretString,
}

/// Zoom, as a server-to-server OAuth app: `MUSTER_ZOOM_…`.
#[derive(Clone)]
pub struct ZoomConfig {
    /// `API_URL`: where its API is; Zoom's own unless told otherwise.
    pub api_url: Url,
    /// `OAUTH_URL`: where tokens come from; Zoom's own unless told otherwise.
    pub oauth_url: Url,
    /// `ACCOUNT_ID`.
    pub account_id: String,
    /// `CLIENT_ID`.
    pub client_id: String,
    /// `CLIENT_SECRET`.
    pub client_secret: SecretString,
}

/// PagerDuty, for who has it: `MUSTER_PAGERDUTY_…`.
#[derive(Clone)]
pub struct PagerDutyConfig {
    /// `API_URL`: where its Events API v2 is; PagerDuty's own unless told otherwise.
    pub api_url: Url,
    /// `ROUTING_KEY`: the integration key of the service that is paged. Without it nobody is, and the step says so.
    pub routing_key: Option<SecretString>,
}

impl Config {
    /// Reads everything; none where something is missing or wrong, which the environment then knows.
    pub fn read(environment: &mut Environment) -> Option<Self> {
        // Each is read before any is missed, so that all problems are known.
        let slack = SlackConfig::read(environment);
        let jira = AtlassianConfig::read(environment, "JIRA");
        let confluence = AtlassianConfig::read(environment, "CONFLUENCE");
        let zoom = ZoomConfig::read(environment);
        let pagerduty = PagerDutyConfig::read(environment);
        let prometheus = environment.optional_url("MUSTER_PROMETHEUS_URL");
        let webhook_secret = environment.optional_secret("MUSTER_WEBHOOK_SECRET");
        let redis = self::redis::read(environment);
        let store = self::store::read(environment);
        Some(Self {
            slack: slack?,
            jira: jira?,
            confluence: confluence?,
            zoom: zoom?,
            pagerduty: pagerduty?,
            prometheus,
            webhook_secret,
            aws: AwsConfig::default(),
            redis: redis?,
            store: store?,
        })
    }
}

impl SlackConfig {
    /// Reads Slack's part, which the starter needs alone.
    pub fn read(environment: &mut Environment) -> Option<Self> {
        let api_url = environment.url_or("MUSTER_SLACK_API_URL", "https://slack.com/api");
        let token = environment.secret("MUSTER_SLACK_TOKEN");
        Some(Self { api_url: api_url?, token: token? })
    }
}

impl AtlassianConfig {
    fn read(environment: &mut Environment, product: &str) -> Option<Self> {
        let url = environment.url(&format!("MUSTER_{product}_URL"));
        let email = environment.text(&format!("MUSTER_{product}_EMAIL"));
        let token = environment.secret(&format!("MUSTER_{product}_TOKEN"));
        Some(Self { url: url?, email: email?, token: token? })
    }
}

impl ZoomConfig {
    fn read(environment: &mut Environment) -> Option<Self> {
        let api_url = environment.url_or("MUSTER_ZOOM_API_URL", "https://api.zoom.us/v2");
        let oauth_url = environment.url_or("MUSTER_ZOOM_OAUTH_URL", "https://zoom.us/oauth/token");
        let account_id = environment.text("MUSTER_ZOOM_ACCOUNT_ID");
        let client_id = environment.text("MUSTER_ZOOM_CLIENT_ID");
        let client_secret = environment.secret("MUSTER_ZOOM_CLIENT_SECRET");
        Some(Self {
            api_url: api_url?,
            oauth_url: oauth_url?,
            account_id: account_id?,
            client_id: client_id?,
            client_secret: client_secret?,
        })
    }
}

impl PagerDutyConfig {
    fn read(environment: &mut Environment) -> Option<Self> {
        let api_url = environment.url_or("MUSTER_PAGERDUTY_API_URL", "https://events.pagerduty.com/v2");
        let routing_key = environment.optional_secret("MUSTER_PAGERDUTY_ROUTING_KEY");
        Some(Self { api_url: api_url?, routing_key })
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    const WHOLE: &[(&str, &str)] = &[
        ("MUSTER_SLACK_TOKEN", "xoxb-1"),
        ("MUSTER_JIRA_URL", "https://example.atlassian.net/"),
        ("MUSTER_JIRA_EMAIL", "muster@example.test"),
        ("MUSTER_JIRA_TOKEN", "j"),
        ("MUSTER_CONFLUENCE_URL", "https://example.atlassian.net/wiki"),
        ("MUSTER_CONFLUENCE_EMAIL", "muster@example.test"),
        ("MUSTER_CONFLUENCE_TOKEN", "c"),
        ("MUSTER_ZOOM_ACCOUNT_ID", "a"),
        ("MUSTER_ZOOM_CLIENT_ID", "i"),
        ("MUSTER_ZOOM_CLIENT_SECRET", "s"),
    ];

    fn read(variables: &[(&str, &str)]) -> Result<Config, Problems> {
        let mut environment = Environment::of(variables.iter().copied());
        let config = Config::read(&mut environment);
        environment.finish(config)
    }

    #[test]
    fn the_vendors_own_addresses_go_without_saying() {
        let config = read(WHOLE).ok().unwrap();
        assert_eq!(config.slack.api_url.as_str(), "https://slack.com/api");
        assert_eq!(config.zoom.api_url.as_str(), "https://api.zoom.us/v2");
        assert_eq!(config.zoom.oauth_url.as_str(), "https://zoom.us/oauth/token");
        assert_eq!(config.pagerduty.api_url.as_str(), "https://events.pagerduty.com/v2");
        assert_eq!(config.slack.token.expose_secret(), "xoxb-1");
    }

    #[test]
    fn pagerduty_may_be_left_out_and_not_half_given() {
        assert!(read(WHOLE).ok().unwrap().pagerduty.routing_key.is_none());
        let given = [WHOLE, &[("MUSTER_PAGERDUTY_ROUTING_KEY", "r")]].concat();
        assert_eq!(read(&given).ok().unwrap().pagerduty.routing_key.unwrap().expose_secret(), "r");
        let gone = [WHOLE, &[("MUSTER_PAGERDUTY_ROUTING_KEY_FILE", "no-such-file")]].concat();
        assert!(read(&gone).err().unwrap().to_string().contains("MUSTER_PAGERDUTY_ROUTING_KEY_FILE names"));
    }

    #[test]
    fn all_problems_are_listed_at_once_without_secrets() {
        let variables = [
            ("MUSTER_SLACK_TOKEN", "xoxb-1"),
            ("MUSTER_SLACK_TOKEN_FILE", "token"),
            ("MUSTER_JIRA_URL", "example.atlassian.net"),
            ("MUSTER_JIRA_EMAIL", " "),
            ("MUSTER_CONFLUENCE_TOKEN_FILE", "no-such-folder/no-such-file"),
        ];
        let problems = read(&variables).err().unwrap().to_string();
        insta::assert_snapshot!(problems, @r#"
        MUSTER_SLACK_TOKEN is set and MUSTER_SLACK_TOKEN_FILE too; set one of them
        MUSTER_JIRA_URL is no http or https address: "example.atlassian.net"
        MUSTER_JIRA_EMAIL is not set
        MUSTER_JIRA_TOKEN is not set, nor is MUSTER_JIRA_TOKEN_FILE
        MUSTER_CONFLUENCE_URL is not set
        MUSTER_CONFLUENCE_EMAIL is not set
        MUSTER_CONFLUENCE_TOKEN_FILE names a file that cannot be read: no-such-folder/no-such-file: No such file or directory (os error 2)
        MUSTER_ZOOM_ACCOUNT_ID is not set
        MUSTER_ZOOM_CLIENT_ID is not set
        MUSTER_ZOOM_CLIENT_SECRET is not set, nor is MUSTER_ZOOM_CLIENT_SECRET_FILE
        "#);
        assert!(!problems.contains("xoxb-1"));
    }
}
