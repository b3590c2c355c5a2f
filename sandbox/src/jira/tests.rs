mod issues;
mod search;

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::{Options, Sandbox};

struct Client {
    sandbox: Sandbox,
}

impl Client {
    async fn start() -> Self {
        Self { sandbox: Sandbox::start(Options::default()).await.unwrap() }
    }

    fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}/jira/rest/api/3{path}", self.sandbox.url());
        self.sandbox.core().http.request(method, url)
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let request = self.request(method, path).basic_auth("sandbox@example.test", Some("sandbox"));
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        request.send().await.unwrap()
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        read(self.send(Method::GET, path, None).await).await
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        read(self.send(Method::POST, path, Some(body)).await).await
    }

    async fn put(&self, path: &str, body: Value) -> (u16, Value) {
        read(self.send(Method::PUT, path, Some(body)).await).await
    }

    /// Makes an issue and returns its key.
    async fn issue(&self, summary: &str) -> String {
        let (status, made) = self.post("/issue", new(json!({"summary": summary}))).await;
        assert_eq!(status, 201, "{made}");
        made["key"].as_str().unwrap().to_owned()
    }

    async fn keys(&self, jql: &str) -> Vec<String> {
        let (status, found) = self.post("/search/jql", json!({"jql": jql, "fields": ["summary"]})).await;
        assert_eq!(status, 200, "{found}");
        found["issues"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["key"].as_str().unwrap().to_owned())
            .collect()
    }
}

async fn read(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

fn new(fields: Value) -> Value {
    let mut all =
        json!({"project": {"key": "INC"}, "issuetype": {"name": "Incident"}, "summary": "Checkout is down"});
    for (name, value) in fields.as_object().unwrap() {
        all[name] = value.clone();
    }
    json!({"fields": all})
}

fn document(text: &str) -> Value {
    let paragraph = json!({"type": "paragraph", "content": [{"type": "text", "text": text}]});
    json!({"type": "doc", "version": 1, "content": [paragraph]})
}
