//! A page that says one thing.

use std::sync::LazyLock;

use axum::{
    http::{HeaderName, StatusCode, header::CONTENT_SECURITY_POLICY},
    response::{Html, IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, value::Serde};
use serde::Serialize;
use sha2::{Digest, Sha256};

const NAME: &str = "notice";
const STYLE: &str = include_str!("../../templates/page/notice.css");

static TEMPLATES: LazyLock<Result<Environment<'static>, minijinja::Error>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_auto_escape_callback(|_| AutoEscape::Html);
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.add_template(NAME, include_str!("../../templates/page/notice.html"))?;
    Ok(templates)
});

/// Nothing but its own style is used, and its one form goes to Muster.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let style = BASE64_STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
});

/// What somebody reads instead of what they came for.
#[derive(Debug)]
pub(super) struct Notice {
    pub(super) status: StatusCode,
    pub(super) title: &'static str,
    /// What happened, and what they can do.
    pub(super) words: String,
    pub(super) action: Option<Action>,
}

/// What can be done about it.
#[derive(Debug, Serialize)]
pub(super) struct Action {
    label: &'static str,
    path: String,
    /// Whether it changes something, and so is no link.
    is_post: bool,
}

impl Action {
    /// Goes somewhere.
    pub(super) fn go(label: &'static str, path: String) -> Self {
        Self { label, path, is_post: false }
    }

    pub(super) fn sign_out() -> Self {
        Self { label: "Sign out", path: super::sign_in::SIGN_OUT.to_owned(), is_post: true }
    }
}

#[derive(Serialize)]
struct Filled<'a> {
    style: &'static str,
    title: &'static str,
    words: &'a str,
    action: Option<&'a Action>,
}

impl Notice {
    fn html(&self) -> Result<String, String> {
        let templates = TEMPLATES.as_ref().map_err(|error| format!("{error:#}"))?;
        let filled =
            Filled { style: STYLE, title: self.title, words: &self.words, action: self.action.as_ref() };
        let html = templates.get_template(NAME).and_then(|template| template.render(Serde(filled)));
        html.map_err(|error| format!("{error:#}"))
    }
}

impl IntoResponse for Notice {
    fn into_response(self) -> Response {
        let policy: [(HeaderName, &str); 1] = [(CONTENT_SECURITY_POLICY, &POLICY)];
        match self.html() {
            Ok(html) => (self.status, policy, Html(html)).into_response(),
            Err(error) => {
                tracing::error!(error, "the template of a notice is broken");
                (self.status, self.words).into_response()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_are_called_is_no_html() {
        let notice = Notice {
            status: StatusCode::OK,
            title: "Title",
            words: "<script>alert(1)</script> & Co".to_owned(),
            action: Some(Action::go("Go", "/?a=\"><b>".to_owned())),
        };
        let html = notice.html().unwrap();
        assert!(html.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt; &amp; Co"), "{html}");
        assert!(!html.contains("<b>") && html.contains("&quot;&gt;&lt;b&gt;"), "{html}");
    }

    #[test]
    fn the_policy_lets_its_own_style_in() {
        let html = Notice {
            status: StatusCode::OK,
            title: "Title",
            words: String::new(),
            action: Some(Action::sign_out()),
        };
        let html = html.html().unwrap();
        let style = html.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
        let hash = BASE64_STANDARD.encode(Sha256::digest(style));
        assert!(POLICY.contains(&format!("'sha256-{hash}'")), "{}", *POLICY);
    }
}
