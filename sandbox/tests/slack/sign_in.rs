//! Sign in with Slack, as an app and a browser meet it.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use muster_sandbox::options::{CLIENT_ID, CLIENT_SECRET};
use reqwest::{Client, Response, StatusCode, header::LOCATION, redirect::Policy};
use serde_json::{Value, json};
use url::Url;

use crate::world::World;

const BACK: &str = "https://muster.test/sign-in/slack";

/// What an app asks for, as far as a test does not change it.
fn asked<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut asked = vec![
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", BACK),
        ("state", "a state & more"),
        ("nonce", "n1"),
    ];
    asked.retain(|(name, _)| changed.iter().all(|(other, _)| other != name));
    asked.extend(changed);
    asked
}

async fn authorize(world: &World, changed: &[(&str, &str)]) -> Response {
    let url = format!("{}/slack/openid/connect/authorize", world.sandbox.url());
    let browser = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
    browser.get(url).query(&asked(changed)).send().await.unwrap()
}

/// Where somebody is sent back to, with what.
fn sent(response: &Response) -> Value {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let to = Url::parse(response.headers()[LOCATION].to_str().unwrap()).unwrap();
    assert_eq!(to.as_str().split('?').next(), Some(BACK));
    to.query_pairs().map(|(name, value)| (name.into_owned(), Value::from(value.into_owned()))).collect()
}

async fn code(world: &World, who: &str) -> String {
    let sent = sent(&authorize(world, &[("login_hint", who)]).await);
    assert_eq!(sent["state"], "a state & more");
    sent["code"].as_str().unwrap().to_owned()
}

async fn exchange(world: &World, code: &str, changed: &[(&str, &str)]) -> Value {
    let mut form = vec![
        ("client_id", CLIENT_ID),
        ("client_secret", CLIENT_SECRET),
        ("code", code),
        ("redirect_uri", BACK),
    ];
    form.retain(|(name, _)| changed.iter().all(|(other, _)| other != name));
    form.extend(changed);
    let url = format!("{}/openid.connect.token", world.sandbox.slack_url());
    world.http.post(url).form(&form).send().await.unwrap().json().await.unwrap()
}

fn claims(answer: &Value) -> Value {
    let token = answer["id_token"].as_str().unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    assert_eq!(parts.len(), 3, "{token}");
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap()
}

#[tokio::test]
async fn the_app_hears_who_signed_in() {
    let world = World::new().await;
    let answer = exchange(&world, &code(&world, "U0ZOE").await, &[]).await;
    assert_eq!((&answer["ok"], &answer["token_type"]), (&json!(true), &json!("Bearer")), "{answer}");
    let claims = claims(&answer);
    for (name, value) in [
        ("iss", json!("https://slack.com")),
        ("aud", json!(CLIENT_ID)),
        ("nonce", json!("n1")),
        ("sub", json!("U0ZOE")),
        ("https://slack.com/user_id", json!("U0ZOE")),
        ("https://slack.com/team_id", json!("T0SANDBOX")),
        ("name", json!("Zoé Müller-O’Brien")),
    ] {
        assert_eq!(claims[name], value, "{claims}");
    }
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 300);

    let user_info = async |token: &str| {
        let url = format!("{}/openid.connect.userInfo", world.sandbox.slack_url());
        world.http.post(url).bearer_auth(token).send().await.unwrap().json::<Value>().await.unwrap()
    };
    let who = user_info(answer["access_token"].as_str().unwrap()).await;
    assert_eq!((&who["ok"], &who["https://slack.com/user_id"]), (&json!(true), &json!("U0ZOE")), "{who}");
    assert_eq!(user_info("xoxb-sandbox").await["error"], "not_allowed_token_type");
    assert_eq!(user_info("xoxp-another").await["error"], "invalid_auth");
    let as_bot = world.http.post(format!("{}/auth.test", world.sandbox.slack_url()));
    let as_bot = as_bot.bearer_auth(answer["access_token"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(as_bot.json::<Value>().await.unwrap()["error"], "not_allowed_token_type");
}

#[tokio::test]
async fn a_code_is_good_once_for_ten_minutes_and_for_its_app() {
    let world = World::new().await;
    let ada = code(&world, "U0ADA").await;
    for (changed, error) in [
        (("client_id", "another"), "invalid_client_id"),
        (("client_secret", "another"), "bad_client_secret"),
        (("client_secret", ""), "bad_client_secret"),
        (("grant_type", "client_credentials"), "invalid_grant_type"),
        (("code", "another"), "invalid_code"),
        (("code", ""), "invalid_code"),
        (("redirect_uri", "https://evil.test/sign-in/slack"), "bad_redirect_uri"),
        (("redirect_uri", ""), "bad_redirect_uri"),
    ] {
        assert_eq!(exchange(&world, &ada, &[changed]).await["error"], error, "{changed:?}");
    }
    assert_eq!(exchange(&world, &ada, &[]).await["ok"], true);
    assert_eq!(exchange(&world, &ada, &[]).await["error"], "invalid_code");

    let (late, later) = (code(&world, "U0ADA").await, code(&world, "U0ADA").await);
    world.sandbox.clock().advance(Duration::from_secs(590));
    assert_eq!(exchange(&world, &late, &[]).await["ok"], true);
    world.sandbox.clock().advance(Duration::from_secs(15));
    assert_eq!(exchange(&world, &later, &[]).await["error"], "invalid_code");
}

#[tokio::test]
async fn one_picks_who_one_is_or_cancels() {
    let world = World::new().await;
    let page = authorize(&world, &[]).await;
    assert_eq!(page.status(), StatusCode::OK);
    let page = page.text().await.unwrap();
    assert!(page.contains("Inês &lt;Ops&gt; &amp; Co</a>") && page.contains("login_hint=U0GUS"), "{page}");
    assert!(!page.contains("U0DAN") && !page.contains("U0DEPLOYBOT"), "Slack lets neither in: {page}");

    let link = |words: &str| {
        let before = page.split_once(words).unwrap().0;
        let href = before.rsplit_once("href=\"").unwrap().1.trim_end_matches("\">");
        href.replace("&amp;", "&")
    };
    let url = format!("{}/slack/openid/connect/authorize{}", world.sandbox.url(), link("Ada Lovelace"));
    let browser = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
    let clicked = sent(&browser.get(url).send().await.unwrap());
    let answer = exchange(&world, clicked["code"].as_str().unwrap(), &[]).await;
    assert_eq!(claims(&answer)["sub"], "U0ADA");
    let cancel = Url::parse(&link("Cancel")).unwrap();
    let brought: Vec<_> = cancel.query_pairs().map(|(a, b)| (a.into_owned(), b.into_owned())).collect();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(brought, [pair("error", "access_denied"), pair("state", "a state & more")]);
}

#[tokio::test]
async fn nobody_is_sent_where_the_app_has_not_said() {
    let world = World::new().await;
    for (changed, error) in [
        (("client_id", "another"), "invalid_client_id"),
        (("redirect_uri", "https://muster.test/elsewhere"), "bad_redirect_uri"),
        (("redirect_uri", ""), "bad_redirect_uri"),
        (("response_type", "token"), "invalid_response_type"),
        (("scope", "profile"), "invalid_scope"),
        (("scope", "openid email"), "invalid_scope"),
    ] {
        let refused = authorize(&world, &[changed, ("login_hint", "U0ADA")]).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{changed:?}");
        assert!(refused.text().await.unwrap().contains(error), "{changed:?}");
    }
}
