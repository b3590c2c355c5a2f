//! The web page, for full members of the workspace: who wants to see it signs in with Slack.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{Next, from_fn_with_state, map_response},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::serve::{App, Entrance, Limits};

mod notice;
mod own_page;
mod sign_in;

use notice::{Action, Notice};
pub(crate) use own_page::FromOwnPage;
pub(crate) use sign_in::Viewer;
pub use sign_in::{SignIn, SignInSettings};

/// The page, where people can sign in to it.
pub(crate) fn routes(app: &Arc<App>, limits: &Limits) -> Router<Arc<App>> {
    let Some(sign_in) = &app.sign_in else { return Router::new() };
    let entrance = Arc::new(Entrance::new(limits.page, limits));
    views()
        .merge(sign_in::routes(app, sign_in))
        .route_layer(from_fn_with_state(entrance, enter))
        .route_layer(map_response(guarded))
}

/// What can be seen. Whatever shows anything takes a [`Viewer`].
fn views() -> Router<Arc<App>> {
    Router::new().route("/", get(home))
}

/// Not too many at once.
async fn enter(State(entrance): State<Arc<Entrance>>, request: Request, next: Next) -> Response {
    let request = match entrance.whole(request).await {
        Ok(request) => request.map(Into::into),
        Err(status) => return status.into_response(),
    };
    match entrance.place() {
        Some(_place) => next.run(request).await,
        None => {
            tracing::warn!(path = request.uri().path(), "refused: too many look at the page");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// What is shown is for this person alone, and nothing of it is used elsewhere. A view that needs another policy sets its
/// own.
async fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
        // With `no-referrer` browsers do not say whose form they send, either.
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

async fn home(Viewer { person }: Viewer) -> Notice {
    Notice {
        status: StatusCode::OK,
        title: "You are signed in",
        words: format!("You are signed in as {}.", person.name),
        action: Some(Action::sign_out()),
    }
}
