//! Who signs in to the page, in the browser they have.

use muster_sandbox::{
    Fault, Rule, System,
    options::{CLIENT_ID, CLIENT_SECRET},
};
use muster_starter::page::SignInSettings;
use reqwest::{Method, Response, StatusCode, header::ACCEPT};
use url::Url;

use crate::{
    browser::{Browser, location},
    harness::{Bench, Setup},
};

const INCIDENTS: &str = "/?severity=1";

/// A starter with a page, that knows this secret.
pub(crate) fn with_page(client_secret: &str) -> Setup {
    Setup { client_secret: Some(client_secret.to_owned()), ..Setup::default() }
}

/// How people sign in to a starter of a bench.
pub(crate) fn settings(starter: &str, slack: &str, client_secret: &str) -> SignInSettings {
    SignInSettings {
        url: starter.parse().unwrap(),
        client_id: CLIENT_ID.to_owned(),
        client_secret: client_secret.into(),
        authorize_url: slack.parse::<Url>().unwrap().join("openid/connect/authorize").unwrap(),
    }
}

/// The words of a page that says so with this status, and is for nobody else.
async fn says(response: Response, status: StatusCode) -> String {
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(response.status(), status, "{response:?}");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("referrer-policy"), "same-origin");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-security-policy").starts_with("default-src 'none'; "), "{response:?}");
    response.text().await.unwrap()
}

#[tokio::test]
async fn a_member_signs_in_and_comes_back_to_where_they_wanted() {
    let bench = Bench::with(with_page(CLIENT_SECRET)).await;
    let mut browser = Browser::new();
    let back = browser.through_slack(&bench.url, INCIDENTS, "U0ZOE").await;
    let again = location(&browser.open(&back).await);
    assert_eq!(again, INCIDENTS);
    assert_eq!(browser.cookies.len(), 1, "what was begun is forgotten: {:?}", browser.cookies);
    let page = says(browser.open(&format!("{}{again}", bench.url)).await, StatusCode::OK).await;
    assert!(page.contains("You are signed in as Zoé Müller-O’Brien."), "{page}");

    // A session is good at every starter with the same secret, and at none with another.
    for (secret, status) in [(CLIENT_SECRET, StatusCode::OK), ("another", StatusCode::SEE_OTHER)] {
        let another = bench.another(with_page(secret)).await;
        assert_eq!(browser.open(&another.url).await.status(), status, "{secret}");
    }
}

#[tokio::test]
async fn slack_is_asked_for_no_more_than_who_it_is() {
    let bench = Bench::with(with_page(CLIENT_SECRET)).await;
    let mut browser = Browser::new();
    let asked = location(&browser.open(&format!("{}/sign-in?to=%2F", bench.url)).await);
    let asked = Url::parse(&asked).unwrap();
    let pair = |name: &str| {
        asked.query_pairs().find(|(given, _)| given == name).map(|(_, value)| value.into_owned()).unwrap()
    };
    assert_eq!((pair("scope").as_str(), pair("response_type").as_str()), ("openid profile", "code"));
    assert_eq!((pair("client_id").as_str(), pair("team").as_str()), (CLIENT_ID, "T0SANDBOX"));
    assert_eq!(pair("redirect_uri"), format!("{}/sign-in/slack", bench.url));
    assert!(pair("state").len() >= 43 && pair("nonce").len() >= 43 && pair("state") != pair("nonce"));
    let other = location(&Browser::new().open(&format!("{}/sign-in", bench.url)).await);
    assert!(!other.contains(&pair("state")) && !other.contains(&pair("nonce")), "{other}");
}

#[tokio::test]
async fn who_is_no_full_member_is_told_why() {
    let bench = Bench::with(with_page(CLIENT_SECRET)).await;
    for (who, why) in [
        ("U0GUS", "You are a guest"),
        ("U0GINA", "You are a guest"),
        ("U0STELLA", "You are from another workspace"),
        ("U0DAN", "Your account is deactivated"),
        ("U0DEPLOYBOT", "This page is for people"),
    ] {
        let mut browser = Browser::new();
        let back = browser.through_slack(&bench.url, "/", who).await;
        let told = says(browser.open(&back).await, StatusCode::FORBIDDEN).await;
        assert!(told.contains(why) && told.contains("sk a full member"), "{who}: {told}");
        assert_eq!(browser.cookies, [], "{who} has no session");
    }
}

#[tokio::test]
async fn who_signed_in_to_another_workspace_is_told_so_though_slack_knows_nobody_of_them() {
    let bench = Bench::with(with_page(CLIENT_SECRET)).await;
    let unknown = Fault::Error("user_not_found".to_owned());
    bench.sandbox.faults().add(Rule::new(System::Slack, "users.info", unknown));
    let mut stella = Browser::new();
    let back = stella.through_slack(&bench.url, "/", "U0STELLA").await;
    let told = says(stella.open(&back).await, StatusCode::FORBIDDEN).await;
    assert!(told.contains("You are from another workspace"), "{told}");
    assert_eq!(stella.cookies, []);
}

#[tokio::test]
async fn what_another_browser_has_begun_is_not_taken() {
    let bench = Bench::with(with_page(CLIENT_SECRET)).await;
    let (mut mallory, mut ada) = (Browser::new(), Browser::new());
    let back = mallory.through_slack(&bench.url, "/", "U0GRACE").await;
    let told = says(ada.open(&back).await, StatusCode::BAD_REQUEST).await;
    assert!(
        told.contains("begun in another tab or browser") && told.contains("href=\"&#x2f;sign-in\""),
        "{told}"
    );

    // Nor where they have begun one of their own, which goes on.
    let own = ada.through_slack(&bench.url, INCIDENTS, "U0ADA").await;
    says(ada.open(&back).await, StatusCode::BAD_REQUEST).await;
    for broken in ["", "?code=a", "?state=", "?code=a&state=b&state=c", "?error=access_denied"] {
        says(ada.open(&format!("{}/sign-in/slack{broken}", bench.url)).await, StatusCode::BAD_REQUEST).await;
    }
    assert_eq!(location(&ada.open(&own).await), INCIDENTS);
    // What was refused there is as good as new where it was begun.
    assert_eq!(location(&mallory.open(&back).await), "/");
}

#[tokio::test]
async fn a_code_is_taken_once() {
    let bench = Bench::with(with_page(CLIENT_SECRET)).await;
    let mut browser = Browser::new();
    let back = browser.through_slack(&bench.url, INCIDENTS, "U0ADA").await;
    let begun = browser.cookies.clone();
    assert_eq!(location(&browser.open(&back).await), INCIDENTS);
    says(browser.open(&back).await, StatusCode::BAD_REQUEST).await;

    // Also where the browser still remembers.
    let mut copy = Browser::that_keeps(begun);
    let told = says(copy.open(&back).await, StatusCode::BAD_REQUEST).await;
    assert!(told.contains("used already") && told.contains("sign-in?to=%2F%3Fseverity%3D1"), "{told}");
}

#[tokio::test]
async fn who_cancels_can_begin_again() {
    let bench = Bench::with(with_page(CLIENT_SECRET)).await;
    let mut browser = Browser::new();
    let begin = location(&browser.open(&format!("{}{INCIDENTS}", bench.url)).await);
    let asked = Url::parse(&location(&browser.open(&format!("{}{begin}", bench.url)).await)).unwrap();
    let state = asked.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let back = |error: &str| format!("{}/sign-in/slack?error={error}&state={state}", bench.url);
    let begun = browser.cookies.clone();
    let told = says(browser.open(&back("access_denied")).await, StatusCode::FORBIDDEN).await;
    assert!(told.contains("You chose Cancel") && told.contains("sign-in?to=%2F%3Fseverity%3D1"), "{told}");
    assert_eq!(browser.cookies, []);
    let mut copy = Browser::that_keeps(begun);
    let told = says(copy.open(&back("<b>server_error")).await, StatusCode::FORBIDDEN).await;
    assert!(told.contains("cannot tell who you are") && !told.contains("server_error"), "{told}");
}

#[tokio::test]
async fn while_slack_does_not_answer_nobody_signs_in_and_who_has_sees_the_page() {
    let bench = Bench::with(with_page(CLIENT_SECRET)).await;
    let mut ada = Browser::new();
    ada.sign_in(&bench.url, "U0ADA").await;

    for method in ["openid.connect.token", "users.info"] {
        let rule = bench.sandbox.faults().add(Rule::new(System::Slack, method, Fault::Status(503)));
        let mut grace = Browser::new();
        let back = grace.through_slack(&bench.url, INCIDENTS, "U0GRACE").await;
        let told = says(grace.open(&back).await, StatusCode::SERVICE_UNAVAILABLE).await;
        assert!(
            told.contains("Slack does not answer") && told.contains("%3Fseverity%3D1"),
            "{method}: {told}"
        );
        assert_eq!(grace.cookies, []);
        assert!(bench.sandbox.faults().remove(rule));
    }

    // A starter that has not asked about her yet.
    let hang = bench.sandbox.faults().add(Rule::new(System::Slack, "users.info", Fault::Hang(true)));
    let another = bench.another(with_page(CLIENT_SECRET)).await;
    for _ in 0..2 {
        let page = says(ada.open(&another.url).await, StatusCode::OK).await;
        assert!(page.contains("signed in as Ada Lovelace"), "{page}");
    }
    let hits = bench.sandbox.faults().rules().iter().find(|rule| rule.id == hang).unwrap().hits;
    assert_eq!(hits, 1, "one look waited, and the next did not");
}

#[tokio::test]
async fn who_is_no_member_any_more_is_out() {
    let bench = Bench::with(with_page(CLIENT_SECRET)).await;
    let mut ada = Browser::new();
    ada.sign_in(&bench.url, "U0ADA").await;
    assert!(bench.sandbox.deactivate("U0ADA"));
    // A starter that has not asked about her yet.
    let another = bench.another(with_page(CLIENT_SECRET)).await;
    let told = says(ada.open(&another.url).await, StatusCode::FORBIDDEN).await;
    assert!(told.contains("Your account is deactivated"), "{told}");
    let told = ada.ask(Method::GET, &another.url, &[(ACCEPT.as_str(), "text/csv")]).await;
    let told = says(told, StatusCode::FORBIDDEN).await;
    assert!(told.starts_with(r#"{"why":"Only full members"#), "{told}");

    // Nor where Slack will not say who she is: that is an answer.
    let removed = Fault::Error("account_inactive".to_owned());
    bench.sandbox.faults().add(Rule::new(System::Slack, "users.info", removed));
    let another = bench.another(with_page(CLIENT_SECRET)).await;
    let told = says(ada.open(&another.url).await, StatusCode::INTERNAL_SERVER_ERROR).await;
    assert!(told.contains("Slack says account_inactive"), "{told}");
}

#[tokio::test]
async fn who_signs_out_is_out_and_no_other_page_does_it_for_them() {
    let bench = Bench::with(with_page(CLIENT_SECRET)).await;
    let mut ada = Browser::new();
    ada.sign_in(&bench.url, "U0ADA").await;
    let sign_out = format!("{}/sign-out", bench.url);
    for headers in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")]
    {
        let refused = ada.ask(Method::POST, &sign_out, &[headers]).await;
        says(refused, StatusCode::FORBIDDEN).await;
    }
    assert_eq!(ada.open(&sign_out).await.status(), StatusCode::METHOD_NOT_ALLOWED, "a link does not, either");
    assert_eq!(ada.open(&bench.url).await.status(), StatusCode::OK);

    let left = ada.ask(Method::POST, &sign_out, &[("origin", &bench.url)]).await;
    assert!(says(left, StatusCode::OK).await.contains("You are signed out"));
    assert_eq!(location(&ada.open(&bench.url).await), "/sign-in");
}

#[tokio::test]
async fn what_is_no_page_is_answered_401_and_nothing_is_forged() {
    let bench = Bench::with(with_page(CLIENT_SECRET)).await;
    let mut ada = Browser::new();
    ada.sign_in(&bench.url, "U0ADA").await;
    let session = ada.cookies.clone();
    let accept = ACCEPT.as_str();
    assert_eq!(
        ada.ask(Method::GET, &bench.url, &[(accept, "application/json")]).await.status(),
        StatusCode::OK
    );

    let mut nobody = Browser::new();
    for accepted in ["application/json", "text/csv", "*/*", ""] {
        let refused = nobody.ask(Method::GET, &bench.url, &[(accept, accepted)]).await;
        let told = says(refused, StatusCode::UNAUTHORIZED).await;
        assert_eq!(told, r#"{"why":"Sign in with Slack first. A session lasts 12 hours."}"#, "{accepted}");
    }
    // A session is no sign-in that was begun, nor the other way round.
    location(&nobody.open(&format!("{}/sign-in", bench.url)).await);
    let begun = nobody.cookies[0].1.clone();
    for forged in [begun, format!("{}x", session[0].1), "e30.e30".to_owned(), String::new()] {
        nobody.cookies = vec![(session[0].0.clone(), forged)];
        assert_eq!(nobody.open(&bench.url).await.status(), StatusCode::SEE_OTHER);
    }
    nobody.cookies = session;
    assert_eq!(nobody.open(&bench.url).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn nobody_is_led_elsewhere() {
    let bench = Bench::with(with_page(CLIENT_SECRET)).await;
    for elsewhere in
        ["%2F%2Fevil.example", "%2F%5Cevil.example", "https%3A%2F%2Fevil.example", "%2F.%2F%2Fevil.example"]
    {
        let mut browser = Browser::new();
        let asked = location(&browser.open(&format!("{}/sign-in?to={elsewhere}", bench.url)).await);
        let back = location(&browser.open(&format!("{asked}&login_hint=U0ADA")).await);
        assert_eq!(location(&browser.open(&back).await), "/", "{elsewhere}");
    }
}

#[tokio::test]
async fn without_its_settings_there_is_no_page() {
    let bench = Bench::start().await;
    for path in ["/", "/sign-in", "/sign-in/slack", "/sign-out"] {
        let response = Browser::new().open(&format!("{}{path}", bench.url)).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
}
