//! What SNS is answered.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use temporalio_client::{ClientOptions, ConnectionOptions};
use tower::ServiceExt;

use super::*;
use crate::{
    alerts::Sources,
    incidents::Incidents,
    intake::Intake,
    outbox::Outbox,
    plans::Plans,
    regions::Regions,
    runbooks::Runbooks,
    serve::{self, App, Limits},
    slack::Slack,
    temporal::Temporal,
};

/// A starter without runbooks, so that Temporal is not needed.
struct Starter {
    router: Router,
    _folder: tempfile::TempDir,
}

impl Starter {
    async fn start(sns: Option<Sns>) -> Self {
        let nowhere: Url = "http://127.0.0.1:1".parse().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let slack = Slack::new(&nowhere, &"xoxb-test".into()).unwrap();
        let temporal =
            Temporal::at(ConnectionOptions::new(nowhere).build(), ClientOptions::new("default").build());
        let outbox = Outbox::open(&folder.path().join("outbox.db")).await.unwrap();
        let intake = Intake::new(Regions::new([Incidents::new("gone", temporal, "muster")]), outbox);
        let plans = Plans::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../plans/default.toml")).unwrap();
        let sources = Sources { sns, ..Sources::default() };
        let app = App::new(slack, intake, plans).healing(Runbooks::of(folder.path()), sources);
        Self { router: serve::router(app.into(), &Limits::default()), _folder: folder }
    }

    async fn send(&self, message: &Value) -> (StatusCode, Value) {
        let request = Request::post("/alerts/sns").header("content-type", "text/plain; charset=UTF-8");
        let request = request.body(Body::from(message.to_string())).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        (status, serde_json::from_slice(&to_bytes(answer.into_body(), 1_000).await.unwrap()).unwrap())
    }

    async fn counts(&self) -> String {
        let answer = self.router.clone().oneshot(Request::get("/readyz").body(Body::empty()).unwrap());
        let body = to_bytes(answer.await.unwrap().into_body(), 10_000).await.unwrap();
        String::from_utf8(body.to_vec())
            .unwrap()
            .lines()
            .find(|line| line.starts_with("alerts"))
            .unwrap()
            .to_owned()
    }
}

/// One that the topic sends now.
fn now(id: &str, change: Value) -> Value {
    let mut message = message("Notification", Timestamp::now());
    message["MessageId"] = json!(id);
    message.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    signed(message)
}

#[tokio::test]
async fn what_comes_is_answered_and_counted() {
    let outside = Outside::start().await;
    let starter = Starter::start(Some(outside.sns())).await;
    let taken = json!({ "taken": true, "runbooks": [] });
    let alarm = now("id-1", json!({}));
    assert_eq!(starter.send(&alarm).await, (StatusCode::OK, taken.clone()));
    let mut subscription = message("SubscriptionConfirmation", Timestamp::now());
    subscription["MessageId"] = json!("id-2");
    assert_eq!(starter.send(&signed(subscription)).await, (StatusCode::OK, taken));

    assert_eq!(starter.send(&now("id-3", json!({ "Message": "Hello" }))).await.0, StatusCode::BAD_REQUEST);
    let mut changed = alarm.clone();
    changed["MessageId"] = json!("id-4");
    for stranger in [changed, json!({}), json!("Hello")] {
        assert_eq!(starter.send(&stranger).await.0, StatusCode::UNAUTHORIZED);
    }
    let unknown = now("id-5", json!({ "SigningCertURL": format!("https://{HOST}/missing.pem") }));
    assert_eq!(starter.send(&unknown).await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(starter.counts().await, "alerts: 2 taken, 3 refused, 1 unreadable, 1 not taken");
}

#[tokio::test]
async fn without_topics_nobody_may_send() {
    let starter = Starter::start(None).await;
    assert_eq!(starter.send(&now("id-1", json!({}))).await.0, StatusCode::UNAUTHORIZED);
}
