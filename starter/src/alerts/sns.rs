//! CloudWatch's alarms, as Amazon SNS delivers them by HTTPS:
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html>. SNS can be given no secret. It
//! signs, for all topics of the world with the same certificate: it is the topic that says whose a message is.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use muster_activities::{config::Environment, http_client};
use muster_workflows::domain::{cut, runbook::SignedRequest};
use reqwest::{Client, Response};
use url::Url;

use super::{Alert, Unreadable, signed_request};
use certificates::Certificates;
use message::{Kind, Message};
use topic::Topic;

mod alarm;
mod certificates;
mod message;
mod proof;
#[cfg(test)]
mod tests;
mod topic;

pub(super) const TOPICS: &str = "MUSTER_ALERTS_SNS_TOPICS";
/// So long SNS has to answer what it is asked: the keepers are told within what is left of a connection's time.
const WITHIN: Duration = Duration::from_secs(3);
/// So much of what is not proven is written down, in characters.
const MOST_LOGGED: usize = 300;

/// The topics that may send, and what it takes to know that it is they who do.
#[derive(Clone)]
pub struct Sns {
    topics: Vec<Topic>,
    http: Client,
    certificates: Arc<Certificates>,
}

/// What was proven to come from a topic.
pub(super) struct Heard {
    /// By this a message is known that comes again.
    pub(super) request: SignedRequest,
    /// What it tells of; of a subscription's begin and end there is nothing to tell.
    pub(super) alerts: Vec<Result<Alert, Unreadable>>,
}

/// Why a message is not believed.
#[derive(Debug)]
pub(super) enum Unproven {
    /// It does not prove whose it is.
    Refused(String),
    /// SNS itself does not answer: the message is to come again.
    Unknown(String),
}

impl From<String> for Unproven {
    fn from(why: String) -> Self {
        Self::Refused(why)
    }
}

impl Sns {
    /// The topics of `MUSTER_ALERTS_SNS_TOPICS`, where it is set.
    pub(super) fn read(environment: &mut Environment) -> Option<Self> {
        let text = environment.optional(TOPICS)?;
        let topic = |arn: &str| {
            let read = arn.trim().parse().map_err(|why: String| environment.problem(TOPICS, why));
            read.ok()
        };
        let topics = text.split(',').filter_map(topic).collect();
        match http_client() {
            Ok(http) => Some(Self::new(topics, http)),
            Err(error) => {
                environment.problem(TOPICS, format!("is set, and SNS cannot be asked anything: {error}"));
                None
            }
        }
    }

    fn new(topics: Vec<Topic>, http: Client) -> Self {
        Self { topics, http, certificates: Arc::default() }
    }

    /// What a message tells, once it is proven whose it is. A subscription is confirmed.
    pub(super) async fn hear(&self, body: &[u8], now: Timestamp) -> Result<Heard, Unproven> {
        let message = Message::read(body)?;
        let topic = self.prove(&message, now).await?;
        let alerts = match message.kind {
            Kind::Notification => alarm::read(&message.message).transpose().into_iter().collect(),
            Kind::SubscriptionConfirmation => {
                self.confirm(topic, &message).await?;
                Vec::new()
            }
            Kind::UnsubscribeConfirmation => {
                tracing::warn!(%topic, "this topic sends no more alarms here: its subscription was taken back");
                Vec::new()
            }
        };
        let request = signed_request("sns", &message.message_id, now + proof::HOLDS_FOR);
        Ok(Heard { request, alerts })
    }

    /// A topic sends nothing until the address in its first message is visited.
    async fn confirm(&self, topic: &Topic, message: &Message) -> Result<(), Unproven> {
        let url = message.subscribe_url.as_ref().ok_or_else(|| "it has no SubscribeURL".to_owned())?;
        self.get(topic.own_address(url).map_err(|why| format!("its SubscribeURL {why}"))?).await?;
        tracing::info!(%topic, "subscribed: this topic sends alarms here from now on");
        Ok(())
    }

    /// What SNS says, where it says yes.
    async fn get(&self, url: Url) -> Result<Response, Unproven> {
        let answer = self.http.get(url).timeout(WITHIN).send().await.map_err(Unproven::unanswered)?;
        match answer.status() {
            status if status.is_success() => Ok(answer),
            status => Err(Unproven::Unknown(format!("SNS answers {status}"))),
        }
    }
}

impl Unproven {
    /// Without the address: it can hold a token.
    fn unanswered(error: reqwest::Error) -> Self {
        Self::Unknown(format!("SNS does not answer: {:#}", anyhow::Error::from(error.without_url())))
    }
}

/// As much of it as is written down before it is proven whose it is.
fn start(text: &str) -> String {
    cut(text, MOST_LOGGED)
}
