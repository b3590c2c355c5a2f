//! The page at `/`: a small Slack to click an incident through its life, and beside it what Muster made in
//! Jira, Confluence, Zoom and PagerDuty. Vanilla modules served as they are written; they use only the controls.

mod assets;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use assets::{Asset, INDEX};

/// Nothing but the page's own files runs or loads, whatever a message, a page's body or a title contains.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page and its files.
pub(crate) fn router() -> Router {
    Router::new().route("/", get(|| async { INDEX })).route("/page/{*path}", get(asset))
}

async fn asset(Path(path): Path<String>) -> Response {
    match assets::find(&path) {
        Some(asset) => asset.into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl IntoResponse for Asset {
    fn into_response(self) -> Response {
        let headers: [(HeaderName, &str); 4] = [
            (header::CONTENT_TYPE, self.content_type),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            // A rebuilt sandbox must not be looked at with the scripts of the one before.
            (header::CACHE_CONTROL, "no-store"),
        ];
        (headers, self.body).into_response()
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;

    async fn get(path: &str) -> Response {
        router().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn serves_the_page_with_a_policy_that_lets_nothing_else_run() {
        let response = get("/?as=ada&channel=incidents").await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
        assert!(
            response.headers()[header::CONTENT_SECURITY_POLICY]
                .to_str()
                .unwrap()
                .contains("script-src 'self'")
        );
    }

    #[tokio::test]
    async fn serves_modules_as_scripts_and_refuses_what_is_not_there() {
        let response = get("/page/main.js").await;
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
        assert_eq!(get("/page/../page.rs").await.status(), StatusCode::NOT_FOUND);
        assert_eq!(get("/page/none.js").await.status(), StatusCode::NOT_FOUND);
    }
}
