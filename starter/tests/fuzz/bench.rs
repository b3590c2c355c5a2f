//! The real router, with a Slack that does everything and a Temporal that is not there.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Body,
    extract::{Path, State},
    http::{Request, StatusCode},
    routing::{get, post},
};
use hmac::{Hmac, KeyInit, Mac};
use muster_starter::{
    Slack,
    incidents::Incidents,
    intake::Intake,
    outbox::Outbox,
    plans::Plans,
    regions::Regions,
    serve::{self, App, Limits},
    temporal::Temporal,
};
use serde_json::{Value, json};
use temporalio_client::{ClientOptions, ConnectionOptions};
use tokio::net::TcpListener;
use tower::ServiceExt;

const SECRET: &str = "fuzz-signing-secret";

/// The starter, and where its Slack is.
pub(crate) struct Bench {
    router: Router,
    /// Where an answer to a press may be sent.
    pub(crate) response_url: String,
    _folder: tempfile::TempDir,
}

/// Who does everything that is sent.
#[derive(Clone, Copy)]
pub(crate) enum Who {
    /// A guest: refused at the last moment before Temporal is asked, so that thousands of requests take no time.
    Guest,
    /// A full member.
    Member,
}

impl Bench {
    pub(crate) async fn start(who: Who) -> Self {
        // Another test of this process may have installed it.
        let _already: Result<(), _> = rustls::crypto::ring::default_provider().install_default();
        let slack = willing_slack(who).await;
        let gone = {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            format!("http://{}", listener.local_addr().unwrap()).parse::<url::Url>().unwrap()
        };
        let temporal =
            Temporal::at(ConnectionOptions::new(gone).build(), ClientOptions::new("default").build());
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(&folder.path().join("outbox.db")).await.unwrap();
        let plan = concat!(env!("CARGO_MANIFEST_DIR"), "/../plans/default.toml");
        let app = App::new(
            Slack::new(&format!("{slack}/api").parse().unwrap(), &"xoxb-fuzz".into()).unwrap(),
            Intake::new(Regions::new([Incidents::new("gone", temporal, "muster")]), outbox),
            Plans::read(plan).unwrap(),
        )
        .by_http(SECRET.into());
        let router = serve::router(Arc::new(app), &Limits::default());
        Self { router, response_url: format!("{slack}/respond"), _folder: folder }
    }

    /// Sends bytes to one of Slack's paths, rightly signed.
    pub(crate) async fn send(&self, path: &str, body: impl Into<Vec<u8>>) -> StatusCode {
        let body = body.into();
        let now = jiff::Timestamp::now().as_second();
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
        mac.update(format!("v0:{now}:").as_bytes());
        mac.update(&body);
        let request = Request::post(format!("/slack/{path}"))
            .header("x-slack-signature", format!("v0={}", hex::encode(mac.finalize().into_bytes())))
            .header("x-slack-request-timestamp", now)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap().status()
    }
}

async fn willing_slack(who: Who) -> String {
    let router = Router::new()
        .route("/api/{method}", get(answer).post(answer))
        .route("/respond", post(async || "ok"))
        .with_state(who);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
    url
}

async fn answer(State(who): State<Who>, Path(method): Path<String>) -> Json<Value> {
    Json(match method.as_str() {
        "auth.test" => {
            json!({"ok": true, "url": "https://home.slack.test/", "team": "Home", "team_id": "T0HOME",
            "user": "muster", "user_id": "U0MUSTER"})
        }
        "users.info" => json!({"ok": true, "user": {"id": "U0ADA", "team_id": "T0HOME", "name": "ada",
            "is_restricted": matches!(who, Who::Guest)}}),
        "views.open" => json!({"ok": true, "view": {"type": "modal", "id": "V0FORM", "team_id": "T0HOME",
            "hash": "1", "title": {"type": "plain_text", "text": "Form"}, "blocks": []}}),
        "conversations.info" => json!({"ok": true, "channel": {"id": "C0INCIDENTS", "name": "incidents"}}),
        "chat.postEphemeral" => json!({"ok": true, "message_ts": "1.0"}),
        other => json!({"ok": false, "error": format!("unexpected {other}")}),
    })
}
