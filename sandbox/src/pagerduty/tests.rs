use serde_json::{Value, json};

use super::ROUTING_KEY;
use crate::{Fault, Options, Rule, Sandbox, System};

struct Client(Sandbox);

impl Client {
    async fn start() -> Self {
        Self(Sandbox::start(Options::default()).await.unwrap())
    }

    async fn send(&self, body: impl Into<reqwest::Body>) -> (u16, Value) {
        let url = format!("{}/pagerduty/v2/enqueue", self.0.url());
        let response = self.0.core().http.post(url).body(body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    async fn enqueue(&self, action: &str, key: &str) -> (u16, Value) {
        self.send(event(action, key).to_string()).await
    }

    /// What is wrong with an event.
    async fn errors(&self, event: Value) -> Vec<String> {
        let (status, answer) = self.send(event.to_string()).await;
        assert_eq!((status, &answer["status"]), (400, &json!("invalid event")), "{answer}");
        serde_json::from_value(answer["errors"].clone()).unwrap()
    }

    fn statuses(&self) -> Vec<Value> {
        let dump = self.0.dump();
        dump["pagerduty"]["alerts"].as_array().unwrap().iter().map(|one| one["status"].clone()).collect()
    }
}

fn event(action: &str, key: &str) -> Value {
    let payload = json!({"summary": "Checkout is down", "source": "Checkout", "severity": "critical"});
    json!({"routing_key": ROUTING_KEY, "event_action": action, "dedup_key": key, "payload": payload})
}

#[tokio::test]
async fn one_key_is_one_alert_until_it_is_resolved() {
    let pagerduty = Client::start().await;
    let taken = json!({"status": "success", "message": "Event processed", "dedup_key": "k"});
    for action in ["resolve", "trigger", "trigger", "acknowledge", "acknowledge", "trigger", "resolve"] {
        assert_eq!(pagerduty.enqueue(action, "k").await, (202, taken.clone()), "{action}");
    }
    assert_eq!(pagerduty.statuses(), ["resolved"]);
    pagerduty.enqueue("trigger", "k").await;
    pagerduty.enqueue("trigger", "other").await;
    assert_eq!(pagerduty.statuses(), ["resolved", "triggered", "triggered"]);
    let events = pagerduty.0.dump()["pagerduty"]["events"].clone();
    let effects: Vec<_> = events.as_array().unwrap().iter().map(|one| one["effect"].clone()).collect();
    assert_eq!(
        effects,
        ["nothing", "opened", "added", "acknowledged", "nothing", "added", "resolved", "opened", "opened"]
    );
}

#[tokio::test]
async fn a_trigger_without_a_key_gets_one() {
    let pagerduty = Client::start().await;
    let mut without = event("trigger", "");
    without["dedup_key"].take();
    let (status, answer) = pagerduty.send(without.to_string()).await;
    assert_eq!((status, answer["dedup_key"].as_str().unwrap().len()), (202, 32));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_in_its_words() {
    let pagerduty = Client::start().await;
    for (change, expected) in [
        (json!({"routing_key": null}), "'routing_key' is missing or blank"),
        (json!({"routing_key": "short"}), "Length of 'routing_key' is incorrect (should be 32 characters)"),
        (json!({"routing_key": "x".repeat(32)}), "Invalid routing key"),
        (json!({"event_action": " "}), "'event_action' is missing or blank"),
        (json!({"event_action": "close"}), "'event_action' is invalid"),
        (json!({"event_action": "resolve", "dedup_key": null}), "'dedup_key' is missing or blank"),
        (json!({"dedup_key": "k".repeat(256)}), "Length of 'dedup_key' is incorrect"),
        (json!({"links": [{"text": "no address"}]}), "'links' is invalid"),
        (json!({"client_url": "nowhere"}), "'client_url' is invalid"),
    ] {
        let mut wrong = event("trigger", "k");
        wrong.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let errors = pagerduty.errors(wrong).await;
        assert!(errors.len() == 1 && errors[0].starts_with(expected), "{change}: {errors:?}");
    }
    for (field, value, expected) in [
        ("summary", json!(null), "'payload.summary' is missing or blank"),
        ("summary", json!("s".repeat(1025)), "Length of 'payload.summary' is incorrect"),
        ("source", json!(""), "'payload.source' is missing or blank"),
        ("severity", json!(null), "'payload.severity' is missing or blank"),
        ("severity", json!("worst"), "'payload.severity' is invalid"),
        ("timestamp", json!("yesterday"), "'payload.timestamp' is invalid"),
        ("custom_details", json!([1]), "'payload.custom_details' is invalid"),
    ] {
        let mut wrong = event("trigger", "k");
        wrong["payload"][field] = value;
        let errors = pagerduty.errors(wrong).await;
        assert!(errors.len() == 1 && errors[0].starts_with(expected), "{field}: {errors:?}");
    }
    let (status, answer) = pagerduty.send("not JSON").await;
    assert_eq!((status, &answer["errors"]), (400, &json!(["JSON parse error"])));
    let (status, _) = pagerduty.send("x".repeat(600 * 1024)).await;
    assert_eq!((status, pagerduty.statuses().len()), (413, 0));
}

#[tokio::test]
async fn it_fails_on_request_in_its_own_shape() {
    let pagerduty = Client::start().await;
    let faults = pagerduty.0.faults();
    faults.add(Rule::new(System::PagerDuty, "enqueue", Fault::RateLimited(7)).times(1));
    let (status, answer) = pagerduty.enqueue("trigger", "k").await;
    assert_eq!((status, &answer["status"]), (429, &json!("throttle exceeded")));
    faults.add(Rule::new(System::PagerDuty, "*", Fault::Error("Invalid routing key".to_owned())));
    let (status, answer) = pagerduty.enqueue("trigger", "k").await;
    assert_eq!((status, &answer["errors"]), (400, &json!(["Invalid routing key"])));
}
