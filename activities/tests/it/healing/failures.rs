//! What becomes of each way in which AWS fails.

use std::time::Duration;

use muster_workflows::domain::runbook::{Action, EcsService, Instance};
use serde_json::json;
use tokio::{io::AsyncReadExt, net::TcpListener};

use super::Outside;
use crate::{
    recorded::{Answer, Recorded},
    world::Failed,
};

fn ec2() -> Action {
    Action::Ec2Reboot(Instance { instance: "i-1".to_owned() })
}

fn ecs() -> Action {
    Action::EcsRedeploy(EcsService { cluster: "prod".to_owned(), service: "checkout".to_owned() })
}

async fn failed(answer: Answer, action: Action) -> Failed {
    let aws = Recorded::start([answer]).await;
    let failed = Outside::at(&aws.url).await.prepare(&action).await.unwrap_err();
    // Whether it is asked again is not for the SDK to say.
    assert_eq!(aws.heard().len(), 1);
    failed
}

#[tokio::test]
async fn what_may_pass_is_for_now_and_the_rest_is_final() {
    for (status, code, kind, is_final) in [
        (503, "RequestLimitExceeded", "rate_limited", false),
        (400, "Throttling", "rate_limited", false),
        (429, "TooManyRequestsException", "rate_limited", false),
        (400, "PriorRequestNotComplete", "rate_limited", false),
        (500, "InternalError", "unanswered", false),
        (500, "InsufficientInstanceCapacity", "unavailable", false),
        (503, "Unavailable", "unavailable", false),
        (400, "ScalingActivityInProgress", "unavailable", false),
        (400, "InvalidInstanceID.NotFound", "InvalidInstanceID.NotFound", true),
        (403, "UnauthorizedOperation", "UnauthorizedOperation", true),
        (401, "AuthFailure", "AuthFailure", true),
    ] {
        let failed = failed(Answer::error(status, code, "So it is."), ec2()).await;
        assert_eq!((failed.kind(), failed.is_final()), (kind, is_final), "{status} {code}");
        assert!(failed.words().starts_with(&format!("AWS: So it is ({code})")), "{}", failed.words());
        let pause = (kind == "rate_limited").then_some(Duration::from_secs(30));
        assert_eq!(failed.0.next_retry_delay(), pause, "{status} {code}");
    }
}

#[tokio::test]
async fn the_other_protocols_are_understood_too() {
    let body = json!({"__type": "com.amazonaws.ecs#ThrottlingException", "message": "Rate exceeded"});
    let failed = failed(Answer::json(&body).with(400), ecs()).await;
    assert_eq!(
        (failed.kind(), failed.words().as_str()),
        ("rate_limited", "AWS: Rate exceeded (ThrottlingException)")
    );
}

#[tokio::test]
async fn a_page_is_no_answer() {
    for (status, kind, is_final) in [
        (502, "unanswered", false),
        (503, "unavailable", false),
        (403, "403", true),
        (200, "unexpected", true),
    ] {
        let failed = failed(Answer::xml("<html>Who are you?").with(status), ec2()).await;
        assert_eq!((failed.kind(), failed.is_final()), (kind, is_final), "{status}: {}", failed.words());
    }
}

#[tokio::test]
async fn one_that_nobody_reaches_was_asked_for_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let failed = Outside::at(&url).await.prepare(&ec2()).await.unwrap_err();
    assert_eq!((failed.kind(), failed.is_final()), ("unavailable", false), "{}", failed.words());
}

#[tokio::test]
async fn one_that_breaks_off_may_have_done_it() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut caller, _)) = listener.accept().await {
            let _ = caller.read(&mut [0; 1024]).await;
        }
    });
    let failed = Outside::at(&url).await.prepare(&ec2()).await.unwrap_err();
    assert_eq!((failed.kind(), failed.is_final()), ("unanswered", false), "{}", failed.words());
}

#[tokio::test]
async fn one_that_does_not_answer_may_have_done_it() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let failed = Outside::at(&url).await.prepare(&ec2()).await.unwrap_err();
    assert_eq!((failed.kind(), failed.words().as_str()), ("unanswered", "AWS: no answer in time"));
}
