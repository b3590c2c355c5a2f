//! Zoom: meetings, made once and ended.

#![allow(missing_docs, reason = "the macro adds a constant for each activity")]

use std::sync::Arc;

use muster_workflows::contract::{
    System,
    meeting::{CreateMeeting, EndMeeting, Meeting, activity},
};
use reqwest::{Client, RequestBuilder};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};
use url::Url;

use crate::{
    attempt::attempt,
    config::ZoomConfig,
    failure::Failure,
    http::{self, Answer},
};

mod hosts;
mod meetings;
mod oauth;

use oauth::OAuth;

/// Zoom's own code: the access token is not accepted, mostly because it has expired.
const INVALID_TOKEN: &str = "124";

/// Zoom's activities.
pub struct Zoom {
    http: Client,
    api_url: Url,
    oauth: OAuth,
}

impl Zoom {
    /// A client; reaches nobody yet.
    pub fn new(http: Client, config: &ZoomConfig) -> Self {
        let oauth = OAuth::new(http.clone(), config);
        Self { http, api_url: config.api_url.clone(), oauth }
    }

    /// Asks with a token, and once more with a new one where Zoom does not take it.
    async fn send(&self, request: impl Fn(&Client, &Url) -> RequestBuilder) -> Result<Answer, Failure> {
        let token = self.oauth.token().await?;
        let ask = |token: &oauth::Token| {
            http::send(System::Meeting, token.authorize(request(&self.http, &self.api_url)))
        };
        match ask(&token).await {
            Err(failure) if failure.is(INVALID_TOKEN) => ask(&self.oauth.instead_of(&token).await?).await,
            result => result,
        }
    }
}

#[activities]
impl Zoom {
    /// See [`activity::Create`].
    #[activity(definition = activity::Create)]
    pub async fn create(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: CreateMeeting,
    ) -> Result<Meeting, ActivityError> {
        attempt(&ctx, System::Meeting, self.create_once(&input)).await
    }

    /// See [`activity::End`].
    #[activity(definition = activity::End)]
    pub async fn end(self: Arc<Self>, ctx: ActivityContext, input: EndMeeting) -> Result<(), ActivityError> {
        attempt(&ctx, System::Meeting, self.end_for_all(input.id)).await
    }
}
