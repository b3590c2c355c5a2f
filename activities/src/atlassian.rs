//! What Jira and Confluence have in common: one account, with Basic authentication.

use muster_workflows::contract::System;
use reqwest::{Client, Method, RequestBuilder};
use secrecy::ExposeSecret;
use serde::{Serialize, de::DeserializeOwned};
use url::Url;

use crate::{
    config::AtlassianConfig,
    failure::Failure,
    http::{self, Answer, below},
};

/// A site with the account that Muster has there.
pub(crate) struct Site {
    system: System,
    http: Client,
    config: AtlassianConfig,
}

impl Site {
    pub(crate) fn new(system: System, http: Client, config: &AtlassianConfig) -> Self {
        Self { system, http, config: config.clone() }
    }

    /// The site's base.
    pub(crate) fn url(&self) -> &Url {
        &self.config.url
    }

    /// An address on the site; each segment is escaped.
    pub(crate) fn at<'a>(&self, segments: impl IntoIterator<Item = &'a str>) -> Url {
        below(&self.config.url, segments)
    }

    /// A request as the account.
    pub(crate) fn request(&self, method: Method, url: Url) -> RequestBuilder {
        let AtlassianConfig { email, token, .. } = &self.config;
        self.http.request(method, url).basic_auth(email, Some(token.expose_secret()))
    }

    /// Asks.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Answer, Failure> {
        http::send(self.system, request).await
    }

    /// Reads.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        url: Url,
        query: &[(&str, &str)],
    ) -> Result<T, Failure> {
        self.send(self.request(Method::GET, url).query(query)).await?.json()
    }

    /// Makes something, and reads what.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        url: Url,
        body: &impl Serialize,
    ) -> Result<T, Failure> {
        self.send(self.request(Method::POST, url).json(body)).await?.json()
    }

    /// Changes something.
    pub(crate) async fn change(
        &self,
        method: Method,
        url: Url,
        body: &impl Serialize,
    ) -> Result<(), Failure> {
        self.send(self.request(method, url).json(body)).await?.done()
    }
}
