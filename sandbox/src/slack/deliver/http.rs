//! By HTTP: signed requests to the app's URL.

use jiff::Timestamp;
use reqwest::header::CONTENT_TYPE;
use url::form_urlencoded::Serializer;

use super::{Answer, Failure, Retry};
use crate::core::Core;
use crate::options::App;
use crate::slack::request::Request;
use crate::slack::sign::sign;

const FORM: &str = "application/x-www-form-urlencoded";

pub(super) async fn post(
    core: &Core,
    app: &App,
    request: &Request,
    retry: Option<&Retry>,
) -> Result<Answer, Failure> {
    // The app checks the stamp against real time, whatever the sandbox's clock says.
    let stamp = Timestamp::now().as_second();
    let (content_type, body) = content(request);
    let mut post = core
        .http
        .post(format!("{}{}", app.url.trim_end_matches('/'), request.path()))
        .timeout(core.options.answer_within)
        .header(CONTENT_TYPE, content_type)
        .header("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
        .header("X-Slack-Request-Timestamp", stamp)
        .header("X-Slack-Signature", sign(&app.signing_secret, stamp, &body))
        .body(body);
    if let Some(retry) = retry {
        post = post.header("X-Slack-Retry-Num", retry.number).header("X-Slack-Retry-Reason", reason(retry));
    }
    let response = post.send().await.map_err(|error| failure(&error))?;
    if !response.status().is_success() {
        let no_retry = response.headers().get("X-Slack-No-Retry").is_some_and(|value| value == "1");
        return Err(Failure::Status { status: response.status().as_u16(), no_retry });
    }
    let is_json = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
    let body = response.text().await.map_err(|error| failure(&error))?;
    Ok(Answer { is_json, body })
}

/// A request's content type and body.
fn content(request: &Request) -> (&'static str, String) {
    let mut form = Serializer::new(String::new());
    match request {
        Request::Event(envelope) => ("application/json", envelope.to_string()),
        Request::Command(fields) => (FORM, form.extend_pairs(fields).finish()),
        Request::Interaction(payload) => (FORM, form.append_pair("payload", &payload.to_string()).finish()),
    }
}

fn reason(retry: &Retry) -> &'static str {
    match retry.after {
        Failure::Timeout => "http_timeout",
        Failure::Connection(_) | Failure::NoApp => "connection_failed",
        Failure::Status { .. } => "http_error",
    }
}

fn failure(error: &reqwest::Error) -> Failure {
    if error.is_timeout() { Failure::Timeout } else { Failure::Connection(error.to_string()) }
}
