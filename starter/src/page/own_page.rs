//! That a request which changes something comes from a page of Muster's own.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, StatusCode, header::ORIGIN, request::Parts},
    response::{IntoResponse, Response},
};
use url::Url;

use crate::serve::App;

/// No other page has sent it, as far as the browser says. Whatever takes a `POST` from a browser takes this first.
pub(crate) struct FromOwnPage;

impl FromRequestParts<Arc<App>> for FromOwnPage {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let page = app.sign_in.as_ref().map(|sign_in| sign_in.page());
        if page.is_some_and(|page| is_own(&parts.headers, page)) {
            return Ok(Self);
        }
        tracing::warn!(path = parts.uri.path(), "refused: another page has sent it");
        Err((StatusCode::FORBIDDEN, "Another page has sent this.").into_response())
    }
}

/// Browsers tell where a request comes from; older ones, and those not reached by TLS, only the origin. What tells neither
/// is no browser, and brings nobody's session along without being told to.
fn is_own(headers: &HeaderMap, page: &Url) -> bool {
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    match (headers.get("sec-fetch-site").map(text), headers.get(ORIGIN).map(text)) {
        (Some(site), _) => matches!(site.as_str(), "same-origin" | "none"),
        (None, Some(origin)) => origin == page.origin().ascii_serialization(),
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_page_cannot_send_it() {
        let is_own = |site: Option<&'static str>, origin: Option<&'static str>| {
            let pairs = [("sec-fetch-site", site), ("origin", origin)];
            let headers = pairs
                .into_iter()
                .filter_map(|(name, value)| Some((name.parse().unwrap(), value?.parse().unwrap())));
            is_own(&headers.collect(), &"https://muster.example.com".parse().unwrap())
        };
        for (site, origin) in [
            (Some("same-origin"), Some("https://muster.example.com")),
            // A proxy may have another name for it.
            (Some("same-origin"), Some("https://muster.internal")),
            (Some("none"), None),
            (None, Some("https://muster.example.com")),
            (None, None),
        ] {
            assert!(is_own(site, origin), "{site:?} {origin:?}");
        }
        for (site, origin) in [
            (Some("cross-site"), Some("https://muster.example.com")),
            (Some("same-site"), None),
            (Some(""), None),
            (None, Some("https://evil.example")),
            (None, Some("http://muster.example.com")),
            (None, Some("https://muster.example.com:8443")),
            (None, Some("https://muster.example.com.evil.example")),
            (None, Some("null")),
        ] {
            assert!(!is_own(site, origin), "{site:?} {origin:?}");
        }
    }
}
