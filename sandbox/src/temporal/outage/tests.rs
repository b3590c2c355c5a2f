use std::time::Duration;

use tokio::time::timeout;

use crate::temporal::{Options, Server, launch::tests::start_one};

async fn with_a_workflow() -> Server {
    let server = Server::start(Options::default()).await.unwrap();
    start_one(&server).await;
    server
}

#[tokio::test]
async fn a_server_that_was_killed_comes_back_with_what_it_held() {
    let mut server = with_a_workflow().await;
    let (address, workflows) = (server.address().to_owned(), server.workflows().unwrap());
    for _ in 0..2 {
        server.kill().await.unwrap();
        assert!(server.kill().await.unwrap_err().to_string().contains("is killed"));
        assert!(server.pause().await.is_err());
        assert!(workflows.runs("only").await.is_err());
        assert!(timeout(Duration::from_millis(50), server.failed()).await.is_err(), "it was on purpose");
        server.revive().await.unwrap();
        assert!(server.revive().await.unwrap_err().to_string().contains("is not killed"));
        assert!(workflows.runs("only").await.unwrap());
    }
    assert_eq!(server.address(), address);
    workflows.pass_time("nobody", Duration::from_secs(1)).await.unwrap();
}

#[tokio::test]
async fn a_server_that_is_paused_answers_when_it_is_resumed() {
    let mut server = with_a_workflow().await;
    let workflows = server.workflows().unwrap();
    server.pause().await.unwrap();
    let mut asked = tokio::spawn(async move { workflows.runs("only").await });
    tokio::net::TcpStream::connect(server.address()).await.unwrap();
    assert!(timeout(Duration::from_millis(200), &mut asked).await.is_err());
    server.resume().unwrap();
    assert!(asked.await.unwrap().unwrap());
}

#[tokio::test]
async fn a_server_that_was_given_is_not_ours_to_take_away() {
    let given = Server::start(Options::default()).await.unwrap();
    let options = Options { address: Some(given.address().to_owned()), ..Options::default() };
    let mut server = Server::start(options).await.unwrap();
    assert!(server.kill().await.unwrap_err().to_string().contains("was given"));
    assert!(server.revive().await.is_err() && server.pause().await.is_err() && server.resume().is_err());
}
