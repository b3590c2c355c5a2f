use std::sync::Arc;

use axum::{
    Json,
    extract::FromRequestParts,
    http::{HeaderMap, Method, StatusCode, header::ACCEPT, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use muster_workflows::domain::Person;
use serde_json::json;

use super::{Destination, refusals, session::Ended};
use crate::{page::notice::Notice, serve::App};

/// Who looks: a full member who has signed in. Whatever shows something takes it. For who has not signed in, a page leads
/// to where they do, and anything else answers 401; who is no full member any more is told so.
pub(crate) struct Viewer {
    /// Who they are.
    pub(crate) person: Person,
}

impl FromRequestParts<Arc<App>> for Viewer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let Some(sign_in) = &app.sign_in else { return Err(StatusCode::NOT_FOUND.into_response()) };
        let wants_page = wants_page(&parts.headers);
        let Some(session) = sign_in.sessions.read(&parts.headers) else {
            // What was sent along with a form would be lost on the way.
            if wants_page && matches!(parts.method, Method::GET | Method::HEAD) {
                let asked = parts.uri.path_and_query().map(|path| path.as_str());
                let to = Destination::of(asked, sign_in.page());
                return Err(Redirect::to(&to.sign_in()).into_response());
            }
            return Err(said(refusals::nobody(), wants_page));
        };
        match session.person(app, &sign_in.silence).await {
            Ok(person) => Ok(Self { person }),
            Err(Ended::Outsider(outsider)) => Err(said(refusals::outsider(outsider), wants_page)),
            Err(Ended::Refused(trouble)) => {
                tracing::error!(%trouble, "nobody sees the page: Slack refuses Muster");
                Err(said(refusals::slack(&trouble, &Destination::of(None, sign_in.page())), wants_page))
            }
        }
    }
}

/// Browsers name it where somebody goes to a page, and only there.
fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).into_iter().filter_map(|accept| accept.to_str().ok());
    accepted.flat_map(|accept| accept.split(',')).any(|kind| kind.trim().starts_with("text/html"))
}

/// In the form in which they read it.
fn said(notice: Notice, wants_page: bool) -> Response {
    if wants_page {
        notice.into_response()
    } else {
        (notice.status, Json(json!({"why": notice.words}))).into_response()
    }
}
