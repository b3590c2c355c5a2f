//! Where Slack asks people whether they want to sign in to the app: here one picks who one is.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use muster_slack_app::App;
use url::{Url, form_urlencoded};

use super::openid::Code;
use crate::core::Core;
use crate::options::CLIENT_ID;

pub(super) const PATH: &str = "/openid/connect/authorize";

/// What the app sends along. The click is a link to the same address with one more, OpenID Connect's `login_hint`: by it a
/// test says who signs in. It may be somebody whom Slack would not let in, so that one sees what the app makes of them.
type Asked = BTreeMap<String, String>;

pub(super) fn router(core: Arc<Core>) -> Router {
    Router::new().route(PATH, get(authorize)).with_state(core)
}

async fn authorize(State(core): State<Arc<Core>>, Query(asked): Query<Asked>) -> Response {
    let given = |name: &str| asked.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let back = match check(&core, &asked) {
        Ok(back) => back,
        Err(error) => return page(StatusCode::BAD_REQUEST, "Something went wrong", &escaped(error)),
    };
    let back_with = |name: &str, value: &str| {
        let mut back = back.clone();
        back.query_pairs_mut().append_pair(name, value).extend_pairs(given("state").map(|it| ("state", it)));
        back
    };
    let Some(who) = given("login_hint") else {
        return choice(&core, &asked, &back_with("error", "access_denied"));
    };
    let mut slack = core.slack();
    let Some(user) = slack.person(who).map(|person| person.id.clone()) else {
        return page(StatusCode::BAD_REQUEST, "Something went wrong", "There is nobody with this id.");
    };
    let code = slack.sign_ins.issue(Code {
        user,
        redirect_uri: given("redirect_uri").unwrap_or_default().to_owned(),
        nonce: given("nonce").map(str::to_owned),
        at: core.clock.now(),
    });
    Redirect::to(back_with("code", &code).as_str()).into_response()
}

/// Where people go back to.
///
/// # Errors
/// Slack's code, which its page shows: nobody is sent anywhere that the app has not named before.
fn check(core: &Core, asked: &Asked) -> Result<Url, &'static str> {
    let given = |name: &str| asked.get(name).map_or("", String::as_str);
    if given("client_id") != CLIENT_ID {
        return Err("invalid_client_id");
    }
    let back = Url::parse(given("redirect_uri")).map_err(|_| "bad_redirect_uri")?;
    let mut named = App::current().redirect_urls().iter().filter_map(|url| Url::parse(url).ok());
    // The host in the manifest is an example.
    if !named.any(|named| named.path() == back.path()) || back.query().is_some() {
        return Err("bad_redirect_uri");
    }
    if given("response_type") != "code" {
        return Err("invalid_response_type");
    }
    let scopes: Vec<&str> = given("scope").split_whitespace().collect();
    let is_granted = |scope: &&str| core.options.user_scopes.iter().any(|granted| granted == scope);
    if !scopes.contains(&"openid") || !scopes.iter().all(is_granted) {
        return Err("invalid_scope");
    }
    Ok(back)
}

/// Who can sign in, each with a link.
fn choice(core: &Core, asked: &Asked, cancel: &Url) -> Response {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(asked).finish();
    let slack = core.slack();
    let people = slack.people.iter().filter(|person| !person.is_bot() && !person.deleted);
    let links = people.map(|person| {
        let (id, name) = (&person.id, escaped(&person.name));
        format!(
            "<li><a href=\"?{}&amp;login_hint={id}\">{name}</a> <small>{id}</small></li>",
            escaped(&query)
        )
    });
    let body = format!(
        "Muster wants to know who you are.</p><ul>{}</ul><p><a href=\"{}\">Cancel</a>",
        links.collect::<String>(),
        escaped(cancel.as_str())
    );
    page(StatusCode::OK, "Sign in with Slack", &body)
}

fn page(status: StatusCode, heading: &str, html: &str) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta name=\"viewport\" content=\"width=device-width\"><title>Slack</title>\
         <style>:root {{ color-scheme: light dark }} body {{ font: 1rem/1.6 system-ui; max-width: 30rem; margin: 2rem auto; padding: 0 1rem }}</style>\
         <h1>{heading}</h1><p>{html}</p></html>"
    );
    (status, [(header::CACHE_CONTROL, "no-store")], Html(page)).into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
