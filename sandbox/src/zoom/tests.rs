use std::time::Duration;

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::{Options, Sandbox};

struct Client {
    sandbox: Sandbox,
    token: String,
}

impl Client {
    async fn start() -> Self {
        let sandbox = Sandbox::start(Options::default()).await.unwrap();
        let mut client = Self { sandbox, token: String::new() };
        client.renew().await;
        client
    }

    async fn renew(&mut self) {
        let (status, granted) =
            self.grant(Some(("sandbox", "sandbox")), &account("account_credentials", "sandbox")).await;
        assert_eq!(status, 200);
        assert_eq!(granted["expires_in"], 3599);
        self.token = granted["access_token"].as_str().unwrap().to_owned();
    }

    async fn grant(&self, client: Option<(&str, &str)>, form: &[(&str, &str)]) -> (u16, Value) {
        let request =
            self.sandbox.core().http.post(format!("{}/zoom/oauth/token", self.sandbox.url())).form(form);
        let request = match client {
            Some((id, secret)) => request.basic_auth(id, Some(secret)),
            None => request,
        };
        read(request.send().await.unwrap()).await
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let url = format!("{}/zoom/v2{path}", self.sandbox.url());
        let request = self.sandbox.core().http.request(method, url).bearer_auth(&self.token);
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        request.send().await.unwrap()
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        read(self.send(method, path, body).await).await
    }

    async fn create(&self, body: Value) -> (u16, Value) {
        self.call(Method::POST, "/users/zoom1@example.test/meetings", Some(body)).await
    }

    async fn topics(&self, kind: &str) -> Vec<String> {
        let path = format!("/users/zoom1@example.test/meetings?type={kind}");
        let (status, listed) = self.call(Method::GET, &path, None).await;
        assert_eq!(status, 200);
        let meetings = listed["meetings"].as_array().unwrap();
        meetings.iter().map(|one| one["topic"].as_str().unwrap().to_owned()).collect()
    }
}

async fn read(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

fn account<'a>(grant: &'a str, account: &'a str) -> [(&'a str, &'a str); 2] {
    [("grant_type", grant), ("account_id", account)]
}

#[tokio::test]
async fn a_token_is_granted_to_the_account_alone() {
    let zoom = Client::start().await;
    let invalid = json!({"reason": "Invalid client_id or client_secret", "error": "invalid_client"});
    let good = account("account_credentials", "sandbox");
    assert_eq!(zoom.grant(Some(("sandbox", "wrong")), &good).await, (400, invalid.clone()));
    assert_eq!(zoom.grant(None, &good).await, (401, invalid));
    let client = Some(("sandbox", "sandbox"));
    assert_eq!(
        zoom.grant(client, &account("client_credentials", "sandbox")).await.1["error"],
        "unsupported_grant_type"
    );
    assert_eq!(
        zoom.grant(client, &account("account_credentials", "other")).await.1["error"],
        "invalid_request"
    );
}

#[tokio::test]
async fn a_bad_token_and_an_expired_one_are_401_with_code_124() {
    let mut zoom = Client::start().await;
    zoom.sandbox.clock().advance(Duration::from_secs(3601));
    let path = "/users/zoom1@example.test/meetings";
    let expired = json!({"code": 124, "message": "Access token is expired."});
    assert_eq!(zoom.call(Method::GET, path, None).await, (401, expired));
    zoom.renew().await;
    assert_eq!(zoom.call(Method::GET, path, None).await.0, 200);
    zoom.token = "made-up".to_owned();
    let invalid = json!({"code": 124, "message": "Invalid access token."});
    assert_eq!(zoom.call(Method::GET, path, None).await, (401, invalid));
}

#[tokio::test]
async fn create_refuses_strangers_and_bad_fields() {
    let zoom = Client::start().await;
    let path = "/users/nobody@example.test/meetings";
    let unknown = json!({"code": 1001, "message": "User does not exist: nobody@example.test."});
    assert_eq!(zoom.call(Method::POST, path, Some(json!({}))).await, (404, unknown.clone()));
    assert_eq!(zoom.call(Method::GET, path, None).await, (404, unknown));
    let (status, refused) = zoom
        .create(json!({"topic": "x".repeat(201), "type": 7, "settings": {"join_before_host": "yes"}}))
        .await;
    assert_eq!(
        (status, &refused["code"], &refused["message"]),
        (400, &json!(300), &json!("Validation Failed."))
    );
    let fields: Vec<&Value> =
        refused["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
    assert_eq!(fields, ["type", "topic", "settings.join_before_host"]);
    assert_eq!(zoom.create(json!([])).await.0, 400);
    assert_eq!(zoom.sandbox.dump()["zoom"]["meetings"], json!([]));
}

#[tokio::test]
async fn the_hundred_and_first_create_of_a_day_waits_for_midnight() {
    let zoom = Client::start().await;
    zoom.sandbox.clock().set("2026-11-22T12:00:00Z".parse().unwrap());
    let mut zoom = zoom;
    zoom.renew().await;
    for _ in 0..100 {
        assert_eq!(zoom.create(json!({})).await.0, 201);
    }
    let limited = zoom.send(Method::POST, "/users/zoom1@example.test/meetings", Some(json!({}))).await;
    assert_eq!(limited.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(limited.headers()["retry-after"], "2026-11-23T00:00:00Z");
    assert_eq!(read(limited).await.1["code"], 429);
    let other = zoom.call(Method::POST, "/users/zoom2@example.test/meetings", Some(json!({}))).await;
    assert_eq!(other.0, 201);
    zoom.sandbox.clock().set("2026-11-23T00:00:00Z".parse().unwrap());
    zoom.renew().await;
    assert_eq!(zoom.create(json!({})).await.0, 201);
}

#[tokio::test]
async fn a_meeting_is_made_joined_ended_and_deleted() {
    let zoom = Client::start().await;
    let settings = json!({"join_before_host": true, "waiting_room": false});
    let (status, made) = zoom.create(json!({"topic": "INC-K7F3QD", "type": 3, "settings": settings})).await;
    assert_eq!(status, 201);
    assert_eq!(made["host_email"], "zoom1@example.test");
    assert_eq!(made["settings"]["join_before_host"], true);
    assert!(made["start_url"].as_str().unwrap().contains("zak="));
    let id = made["id"].as_u64().unwrap();
    let meeting = format!("/meetings/{id}");
    assert_eq!(zoom.call(Method::GET, &meeting, None).await.1["status"], "waiting");

    zoom.sandbox.core().http.get(made["join_url"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(zoom.topics("live").await, ["INC-K7F3QD"]);
    assert_eq!(zoom.sandbox.dump()["zoom"]["meetings"][0]["status"], "started");

    let status = format!("{meeting}/status");
    assert_eq!(zoom.call(Method::PUT, &status, Some(json!({"action": "stop"}))).await.0, 400);
    assert_eq!(zoom.call(Method::PUT, &status, Some(json!({"action": "end"}))).await, (204, json!("")));
    assert_eq!(zoom.topics("live").await, Vec::<String>::new());
    assert_eq!(zoom.topics("scheduled").await, ["INC-K7F3QD"]);
    assert_eq!(zoom.sandbox.dump()["zoom"]["meetings"][0]["status"], "ended");

    assert_eq!(zoom.call(Method::PATCH, &meeting, Some(json!({"topic": "over"}))).await.0, 204);
    assert_eq!(zoom.call(Method::DELETE, &meeting, None).await.0, 204);
    let gone = json!({"code": 3001, "message": format!("Meeting does not exist: {id}.")});
    assert_eq!(zoom.call(Method::GET, &meeting, None).await, (404, gone.clone()));
    assert_eq!(zoom.call(Method::PUT, &status, Some(json!({"action": "end"}))).await, (404, gone));
    assert_eq!(zoom.sandbox.dump()["zoom"]["meetings"][0]["status"], "deleted");
    assert_eq!(zoom.call(Method::GET, "/meetings/abc", None).await.0, 400);
}

#[tokio::test]
async fn nobody_gets_past_the_waiting_room_without_the_host() {
    let zoom = Client::start().await;
    let (_, made) = zoom.create(json!({"topic": "<b>", "settings": {"join_before_host": true}})).await;
    let page = zoom.sandbox.core().http.get(made["join_url"].as_str().unwrap()).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("&lt;b&gt;"));
    assert_eq!(zoom.topics("live").await, Vec::<String>::new());
}

#[tokio::test]
async fn lists_come_in_pages_and_forget_what_has_lapsed() {
    let mut zoom = Client::start().await;
    for topic in ["one", "two", "three"] {
        zoom.create(json!({"topic": topic})).await;
    }
    zoom.create(json!({"topic": "instant", "type": 1})).await;
    let path = "/users/zoom1@example.test/meetings?page_size=2";
    let first = zoom.call(Method::GET, path, None).await.1;
    assert_eq!((&first["total_records"], first["meetings"].as_array().unwrap().len()), (&json!(3), 2));
    let token = first["next_page_token"].as_str().unwrap();
    let last = zoom.call(Method::GET, &format!("{path}&next_page_token={token}"), None).await.1;
    assert_eq!((&last["meetings"][0]["topic"], &last["next_page_token"]), (&json!("three"), &json!("")));
    assert_eq!(zoom.call(Method::GET, &format!("{path}&next_page_token=zz"), None).await.0, 400);
    assert_eq!(zoom.call(Method::GET, &format!("{path}&type=all"), None).await.0, 400);

    zoom.sandbox.clock().advance(Duration::from_secs(31 * 24 * 3600));
    zoom.renew().await;
    assert_eq!(zoom.topics("scheduled").await, Vec::<String>::new());
}
