//! Links to channels and messages, as Slack's client writes them.

use axum::Router;
use axum::extract::Path;
use axum::response::Redirect;
use axum::routing::get;

/// Leads a permalink (`/archives/CHANNEL`, `/archives/CHANNEL/pTS`) to the page.
pub(crate) fn links() -> Router {
    Router::new()
        .route("/archives/{channel}", get(|Path(channel): Path<String>| async move { to_page(&channel) }))
        .route(
            "/archives/{channel}/{message}",
            get(|Path((channel, _)): Path<(String, String)>| async move { to_page(&channel) }),
        )
}

fn to_page(channel: &str) -> Redirect {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("channel", channel).finish();
    Redirect::to(&format!("/?{query}"))
}
