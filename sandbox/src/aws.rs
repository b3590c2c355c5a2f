//! AWS: another server that stands in for it, with the sandbox's faults and log before it. What is done there can make
//! the company's services well again.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};

use crate::core::Core;
use crate::faults::System;
use crate::vendor::{Operation, Vendor, watched};

/// Longer requests are none of Muster's.
const MOST: usize = 1 << 20;

/// Where it is.
pub(crate) fn router(core: Arc<Core>) -> Router {
    let router = Router::new().fallback(pass_on).with_state(core.clone());
    let vendor =
        Vendor { system: System::Aws, operation: |method, path| format!("{method} {path}"), refusal };
    watched(router, vendor, core).layer(from_fn(named))
}

/// Which operation is meant, one reads from the whole request.
async fn named(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MOST).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let operation = operation(&parts.method, parts.uri.path(), &parts.headers, &body);
    let mut request = Request::from_parts(parts, Body::from(body));
    request.extensions_mut().insert(Operation(operation));
    next.run(request).await
}

/// In the notation of its protocol.
fn operation(method: &Method, path: &str, headers: &HeaderMap, body: &[u8]) -> String {
    if let Some(target) = headers.get("x-amz-target").and_then(|target| target.to_str().ok()) {
        return target.rsplit('.').next().unwrap_or(target).to_owned();
    }
    if (method, path.trim_end_matches('/').ends_with("/rrset")) == (&Method::POST, true) {
        return "ChangeResourceRecordSets".to_owned();
    }
    let form = String::from_utf8_lossy(body);
    match form.split('&').find_map(|field| field.strip_prefix("Action=")) {
        Some(action) if form.contains("DryRun=true") => format!("{action} (dry)"),
        Some(action) => action.to_owned(),
        None => format!("{method} {path}"),
    }
}

async fn pass_on(
    State(core): State<Arc<Core>>,
    Extension(Operation(operation)): Extension<Operation>,
    (method, uri, mut headers): (Method, Uri, HeaderMap),
    body: Bytes,
) -> Response {
    let Some(url) = &core.options.aws else {
        return (StatusCode::NOT_FOUND, "this sandbox has no AWS").into_response();
    };
    headers.remove(header::HOST);
    let asked = core.http.request(method, format!("{url}{uri}")).headers(headers).body(body.clone());
    match answer(asked).await {
        Ok(answer) => {
            if answer.status().is_success() {
                core.services().heal(&operation, &String::from_utf8_lossy(&body));
            }
            answer
        }
        Err(error) => (StatusCode::BAD_GATEWAY, error.to_string()).into_response(),
    }
}

async fn answer(asked: reqwest::RequestBuilder) -> reqwest::Result<Response> {
    let answer = asked.send().await?;
    let (status, content_type) = (answer.status(), answer.headers().get(header::CONTENT_TYPE).cloned());
    let body: Bytes = answer.bytes().await?;
    let mut response = (status, body).into_response();
    response.headers_mut().extend(content_type.map(|value| (header::CONTENT_TYPE, value)));
    Ok(response)
}

/// As most of its services tell an error that is not one of theirs.
fn refusal(code: &str) -> Response {
    let error = format!("<Error><Code>{code}</Code><Message>The sandbox refuses it.</Message></Error>");
    let body = format!("<ErrorResponse><Errors>{error}</Errors>{error}</ErrorResponse>");
    (StatusCode::BAD_REQUEST, [(header::CONTENT_TYPE, "text/xml")], body).into_response()
}
