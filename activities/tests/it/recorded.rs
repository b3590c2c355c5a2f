//! An AWS that gives recorded answers, for what moto cannot do: it goes on through states, and it fails.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use tokio::net::TcpListener;

/// A server that has these answers.
pub(crate) struct Recorded {
    pub(crate) url: String,
    tape: Arc<Mutex<Tape>>,
}

struct Tape {
    answers: VecDeque<Answer>,
    heard: Vec<String>,
}

/// One answer.
#[derive(Clone)]
pub(crate) struct Answer {
    status: StatusCode,
    content_type: &'static str,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn xml(body: impl Into<String>) -> Self {
        Self { status: StatusCode::OK, content_type: "text/xml", body: body.into().into_bytes() }
    }

    pub(crate) fn json(body: &serde_json::Value) -> Self {
        let body = body.to_string().into_bytes();
        Self { status: StatusCode::OK, content_type: "application/x-amz-json-1.1", body }
    }

    pub(crate) fn cbor(body: Vec<u8>) -> Self {
        Self { status: StatusCode::OK, content_type: "application/cbor", body }
    }

    /// An error as EC2 writes it.
    pub(crate) fn error(status: u16, code: &str, message: &str) -> Self {
        let body = format!(
            "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>\
             <RequestID>1</RequestID></Response>"
        );
        Self::xml(body).with(status)
    }

    pub(crate) fn with(self, status: u16) -> Self {
        Self { status: StatusCode::from_u16(status).unwrap(), ..self }
    }
}

impl Recorded {
    /// Gives one after the other, and the last of them again and again.
    pub(crate) async fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let answers = answers.into_iter().collect();
        let tape = Arc::new(Mutex::new(Tape { answers, heard: Vec::new() }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(tape.clone());
        tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        Self { url, tape }
    }

    /// What was asked for, in order.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.tape.lock().unwrap().heard.clone()
    }
}

async fn answer(State(tape): State<Arc<Mutex<Tape>>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let mut tape = tape.lock().unwrap();
    tape.heard.push(operation(&uri, &headers, &body));
    let answer = match tape.answers.len() {
        1 => tape.answers[0].clone(),
        _ => tape.answers.pop_front().expect("an answer is recorded"),
    };
    (answer.status, [("content-type", answer.content_type), ("smithy-protocol", "rpc-v2-cbor")], answer.body)
        .into_response()
}

/// What a request asks for, in the notation of its protocol.
fn operation(uri: &Uri, headers: &HeaderMap, body: &[u8]) -> String {
    if let Some(target) = headers.get("x-amz-target") {
        return target.to_str().unwrap().rsplit('.').next().unwrap().to_owned();
    }
    let form = String::from_utf8_lossy(body);
    match form.split('&').find_map(|field| field.strip_prefix("Action=")) {
        Some(action) if form.contains("DryRun=true") => format!("{action} (dry)"),
        Some(action) => action.to_owned(),
        None => uri.path().to_owned(),
    }
}
