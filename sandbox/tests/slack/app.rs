//! An app that Slack calls: it keeps what it is sent and answers as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the app was sent.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Sent {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The event's envelope, or the interaction.
    pub(crate) fn json(&self) -> Value {
        if self.path == "/slack/events" {
            return serde_json::from_str(&self.body).unwrap();
        }
        serde_json::from_str(&self.field("payload")).unwrap()
    }

    pub(crate) fn field(&self, name: &str) -> String {
        let fields = url::form_urlencoded::parse(self.body.as_bytes());
        fields.into_iter().find(|(other, _)| other == name).unwrap().1.into_owned()
    }
}

/// How it answers.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Json(Value),
    Status(u16),
    NoRetry,
    Late,
}

struct Shared {
    sent: watch::Sender<Vec<Sent>>,
    answers: Mutex<VecDeque<Answer>>,
}

pub(crate) struct App {
    shared: Arc<Shared>,
    url: String,
    server: JoinHandle<()>,
}

impl App {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared =
            Arc::new(Shared { sent: watch::Sender::new(Vec::new()), answers: Mutex::new(VecDeque::new()) });
        let router = Router::new().fallback(take).with_state(shared.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { shared, url, server }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The next requests are answered so; those after them with an empty 200.
    pub(crate) fn answer(&self, answers: impl IntoIterator<Item = Answer>) {
        self.shared.answers.lock().unwrap().extend(answers);
    }

    /// Waits until as many requests as `count` of those that `wanted` wants have come.
    pub(crate) async fn sent(&self, count: usize, wanted: impl Fn(&Sent) -> bool) -> Vec<Sent> {
        let mut sent = self.shared.sent.subscribe();
        let enough = |all: &Vec<Sent>| all.iter().filter(|one| wanted(one)).count() >= count;
        let all = tokio::time::timeout(Duration::from_secs(10), sent.wait_for(enough)).await;
        all.expect("the app was not sent enough").unwrap().iter().filter(|one| wanted(one)).cloned().collect()
    }

    /// Waits for an event of this type.
    pub(crate) async fn event(&self, kind: &str) -> Value {
        let is_it = |sent: &Sent| sent.path == "/slack/events" && sent.json()["event"]["type"] == kind;
        self.sent(1, is_it).await[0].json()
    }

    /// What has been sent so far.
    pub(crate) fn so_far(&self) -> Vec<Sent> {
        self.shared.sent.borrow().clone()
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn take(State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let body = String::from_utf8(body.to_vec()).unwrap();
    let answer = shared.answers.lock().unwrap().pop_front();
    shared.sent.send_modify(|sent| sent.push(Sent { path: uri.path().to_owned(), headers, body }));
    match answer {
        None => ().into_response(),
        Some(Answer::Json(body)) => axum::Json(body).into_response(),
        Some(Answer::Status(status)) => axum::http::StatusCode::from_u16(status).unwrap().into_response(),
        Some(Answer::NoRetry) => {
            (axum::http::StatusCode::SERVICE_UNAVAILABLE, [("X-Slack-No-Retry", "1")]).into_response()
        }
        Some(Answer::Late) => std::future::pending().await,
    }
}
