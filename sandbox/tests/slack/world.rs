//! A sandbox of one's own, and a client of its Web API.

use std::time::Duration;

use muster_sandbox::{Options, Sandbox};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use crate::app::App;

/// What an app needs to work in private channels.
pub(crate) const PRIVATE: [&str; 3] = ["groups:history", "groups:read", "groups:write"];

pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: Client,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(Options::default()).await
    }

    /// With an app that may do more than Muster asks for.
    pub(crate) async fn where_it_may(scopes: &[&str]) -> Self {
        let mut options = Options::default();
        options.scopes.extend(scopes.iter().map(|scope| (*scope).to_owned()));
        Self::with(options).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let sandbox = Sandbox::start(options).await.unwrap();
        Self { sandbox, http: Client::builder().no_proxy().build().unwrap() }
    }

    /// With an app installed; Slack's retries come at once.
    pub(crate) async fn with_app() -> (Self, App) {
        let app = App::start().await;
        let mut options = Options {
            app: Some(muster_sandbox::App::at(app.url())),
            answer_within: Duration::from_millis(1500),
            event_retries: vec![Duration::ZERO; 3],
            ..Options::default()
        };
        // It may come into channels by itself, which Muster does not ask for, and work in private ones.
        options.scopes.push("channels:join".to_owned());
        options.scopes.extend(PRIVATE.map(str::to_owned));
        // And it hears of more.
        let more = ["channel_archive", "channel_created", "channel_unarchive", "member_joined_channel"];
        let of_private = ["group_archive", "group_unarchive", "message.groups"];
        options.events.extend(more.into_iter().chain(of_private).map(str::to_owned));
        (Self::with(options).await, app)
    }

    pub(crate) fn request(&self, method: &str) -> RequestBuilder {
        self.http.post(format!("{}/{method}", self.sandbox.slack_url())).bearer_auth("xoxb-sandbox")
    }

    /// Calls a method with form arguments, which all methods take.
    pub(crate) async fn call(&self, method: &str, arguments: Value) -> Value {
        let form: Vec<(String, String)> = arguments
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| {
                (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            })
            .collect();
        let response = self.request(method).form(&form).send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }

    /// Calls a method that works.
    pub(crate) async fn ok(&self, method: &str, arguments: Value) -> Value {
        let answer = self.call(method, arguments.clone()).await;
        assert_eq!(answer["ok"], true, "{method} {arguments}: {answer}");
        answer
    }

    /// Calls a method that is refused; returns Slack's error code.
    pub(crate) async fn error(&self, method: &str, arguments: Value) -> String {
        let answer = self.call(method, arguments.clone()).await;
        assert_eq!(answer["ok"], false, "{method} {arguments}: {answer}");
        answer["error"].as_str().unwrap().to_owned()
    }

    /// A new channel's id.
    pub(crate) async fn channel(&self, name: &str) -> String {
        let answer = self.ok("conversations.create", json!({"name": name})).await;
        answer["channel"]["id"].as_str().unwrap().to_owned()
    }

    /// A new private channel's id.
    pub(crate) async fn private_channel(&self, name: &str) -> String {
        let answer = self.ok("conversations.create", json!({"name": name, "is_private": true})).await;
        answer["channel"]["id"].as_str().unwrap().to_owned()
    }

    /// A new message's `ts`.
    pub(crate) async fn post(&self, channel: &str, text: &str) -> String {
        let answer = self.ok("chat.postMessage", json!({"channel": channel, "text": text})).await;
        answer["ts"].as_str().unwrap().to_owned()
    }

    /// What a person is shown after they did something.
    pub(crate) async fn act(&self, what: &str, body: Value) -> Value {
        self.sandbox
            .act(what, body.clone())
            .await
            .unwrap_or_else(|refused| panic!("{what} {body}: {refused}"))
    }

    /// The dump of a channel.
    pub(crate) fn held(&self, channel: &str) -> Value {
        let dump = self.sandbox.dump();
        let channels = dump["slack"]["channels"].as_array().unwrap();
        channels.iter().find(|held| held["id"] == channel || held["name"] == channel).unwrap().clone()
    }
}
