//! All activities, ready for a worker.

use std::sync::Arc;

use temporalio_sdk::activities::{ActivityDefinitions, ActivityImplementer};

use crate::{
    Config, Confluence, Healer, Jira, PagerDuty, Records, Slack, Transcript, Zoom, http_client,
    region::Region,
};

/// The clients of all systems. Cheap to clone: clones share connections and tokens.
#[derive(Clone)]
pub struct Activities {
    slack: Arc<Slack>,
    zoom: Arc<Zoom>,
    jira: Arc<Jira>,
    confluence: Arc<Confluence>,
    pagerduty: Arc<PagerDuty>,
    transcript: Arc<Transcript>,
    healer: Arc<Healer>,
    records: Arc<Records>,
}

/// No secure connection can be made from this machine: it has no certificates to trust.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// Slack's client says so.
    #[error("the client for Slack cannot be made")]
    Slack(#[from] std::io::Error),
    /// The client of all others says so.
    #[error("the HTTP client cannot be made")]
    Http(#[from] reqwest::Error),
}

/// Makes the clients; reaches nobody yet. The process must have a rustls provider installed.
///
/// # Errors
/// Where this machine has no certificates to trust.
pub fn all(config: &Config) -> Result<Activities, Unusable> {
    let http = http_client()?;
    let slack = Arc::new(Slack::new(&config.slack)?);
    let confluence = Arc::new(Confluence::new(http.clone(), &config.confluence));
    Ok(Activities {
        zoom: Arc::new(Zoom::new(http.clone(), &config.zoom)),
        jira: Arc::new(Jira::new(http.clone(), &config.jira)),
        pagerduty: Arc::new(PagerDuty::new(http.clone(), &config.pagerduty)),
        healer: Arc::new(Healer::new(http, config)),
        records: Arc::new(Records::new(&config.store)),
        transcript: Arc::new(Transcript::new(slack.clone(), confluence.clone())),
        slack,
        confluence,
    })
}

/// So that a worker's options take them all at once: `options.register_activities(all(&config)?)`.
impl ActivityImplementer for Activities {
    fn register_all(self: Arc<Self>, definitions: &mut ActivityDefinitions) {
        self.slack.clone().register_all(definitions);
        self.zoom.clone().register_all(definitions);
        self.jira.clone().register_all(definitions);
        self.confluence.clone().register_all(definitions);
        self.pagerduty.clone().register_all(definitions);
        self.transcript.clone().register_all(definitions);
        self.healer.clone().register_all(definitions);
        self.records.clone().register_all(definitions);
        Arc::new(Region).register_all(definitions);
    }
}
