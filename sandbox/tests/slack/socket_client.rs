//! A small client of Socket Mode: it keeps what it is sent and acknowledges what it is told to.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::world::World;

pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// How a socket ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With a close frame.
    Closed,
    /// Without a word.
    Dropped,
}

impl World {
    /// `apps.connections.open` with this token.
    pub(crate) async fn open_connection(&self, token: &str) -> Value {
        let url = format!("{}/apps.connections.open", self.sandbox.slack_url());
        self.http.post(url).bearer_auth(token).send().await.unwrap().json().await.unwrap()
    }

    /// The address of a new socket.
    pub(crate) async fn socket_url(&self) -> String {
        let answer = self.open_connection("xapp-sandbox").await;
        assert_eq!(answer["ok"], true, "{answer}");
        answer["url"].as_str().unwrap().to_owned()
    }

    /// A socket that has been greeted.
    pub(crate) async fn socket(&self) -> Socket {
        let mut socket = Socket::open(&self.socket_url().await).await.unwrap();
        assert_eq!(socket.next().await["type"], "hello");
        socket
    }
}

impl Socket {
    pub(crate) async fn open(url: &str) -> Result<Self, Error> {
        connect_async(url).await.map(|(stream, _)| Self { stream })
    }

    /// The next frame that says something.
    pub(crate) async fn next(&mut self) -> Value {
        match self.next_or_end().await {
            Ok(said) => said,
            Err(end) => panic!("the socket ended: {end:?}"),
        }
    }

    /// Waits for the end, with nothing said before it.
    pub(crate) async fn end(mut self) -> End {
        match self.next_or_end().await {
            Ok(said) => panic!("something was said: {said}"),
            Err(end) => end,
        }
    }

    async fn next_or_end(&mut self) -> Result<Value, End> {
        loop {
            let heard = tokio::time::timeout(Duration::from_secs(10), self.stream.next()).await;
            match heard.expect("nothing came over the socket") {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(_))) => return Err(End::Closed),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(End::Dropped),
            }
        }
    }

    /// Acknowledges an envelope, with a payload or none.
    pub(crate) async fn acknowledge(&mut self, envelope: &Value, payload: Option<Value>) {
        let mut said = json!({"envelope_id": envelope["envelope_id"]});
        if let Some(payload) = payload {
            said["payload"] = payload;
        }
        self.stream.send(Message::text(said.to_string())).await.unwrap();
    }
}
