use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tokio::time::{sleep, timeout};

use super::*;
use crate::temporal::find::{self, Found};
use crate::temporal::{NAMESPACE, Server};

/// Starts the workflow `only`, which nobody works on.
pub(in crate::temporal) async fn start_one(server: &Server) {
    let url =
        format!("http://{}/api/v1/namespaces/{NAMESPACE}/workflows/only", server.http_address().unwrap());
    let start = json!({"workflowType": {"name": "nothing"}, "taskQueue": {"name": "nothing"}});
    let started = http::call(&http::client().unwrap(), Method::POST, &url, Some(&start)).await.unwrap();
    assert!(started.status.is_success(), "{}", started.body);
}

#[tokio::test]
async fn servers_side_by_side_skip_time_and_leave_nothing() {
    let (one, other) = tokio::join!(Server::start(Options::default()), Server::start(Options::default()));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_ne!(one.address(), other.address());
    for server in [&one, &other] {
        start_one(server).await;
        let workflows = server.workflows().unwrap();
        let runs = async {
            while workflows.running().await.unwrap() != ["only"] {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(Duration::from_secs(30), runs).await.expect("it is listed");
        assert!(!workflows.polled("nothing").await.unwrap());
        workflows.pass_time("nobody", Duration::from_secs(1)).await.unwrap();
    }
    let folder = one.launched.as_ref().unwrap().folder.path().to_owned();
    let address = one.address().to_owned();
    one.stop().await.unwrap();
    assert!(!folder.exists());
    assert!(tokio::net::TcpStream::connect(&address).await.is_err());
    drop(other);
}

#[tokio::test]
async fn a_port_taken_at_the_last_moment_is_known_for_what_it_is() {
    let options = Options::default();
    let Found::Ours(program) = find::find(&options).await.unwrap() else { panic!("a program") };
    let ports = Ports::pick(&options).unwrap();
    let _taken = std::net::TcpListener::bind(("127.0.0.1", ports.grpc)).unwrap();
    let mut launched = Launched::spawn(&options, program, ports).unwrap();
    let error = launched.ready().await.unwrap_err();
    assert!(launched.log().contains(TAKEN), "{error:#}\n{}", launched.log());
}

#[test]
fn the_tail_of_a_log_has_no_stack_traces() {
    let log = r#"{"msg":"first"}
{"msg":"second","stacktrace":"a\nb"}"#;
    assert_eq!(tail(log), "{\"msg\":\"first\"}\n{\"msg\":\"second\"");
}
