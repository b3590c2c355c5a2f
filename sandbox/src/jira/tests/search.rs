use std::time::Duration;

use serde_json::{Value, json};

use super::{Client, document, new};

#[tokio::test]
async fn search_refuses_what_is_unbounded_wrong_or_gone() {
    let jira = Client::start().await;
    let message =
        |(status, body): (u16, Value)| (status, body["errorMessages"][0].as_str().unwrap().to_owned());
    let unbounded =
        "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.";
    assert_eq!(message(jira.get("/search/jql").await), (400, unbounded.to_owned()));
    let unknown = "Field 'severity' does not exist or you do not have permission to view it.";
    assert_eq!(message(jira.get("/search/jql?jql=severity%3D1").await), (400, unknown.to_owned()));
    assert_eq!(jira.get("/search/jql?jql=project%3DINC&nextPageToken=zz").await.0, 400);
    assert_eq!(jira.post("/search/jql", json!({"jql": "project = INC", "startAt": 0})).await.0, 400);
    let (status, why) = message(jira.get("/search?jql=project%3DINC").await);
    assert_eq!(status, 410);
    assert!(why.contains("/rest/api/3/search/jql"));
}

#[tokio::test]
async fn search_finds_by_words_labels_and_time_in_pages() {
    let jira = Client::start().await;
    jira.issue("INC-K7F3QD: Checkout is down").await;
    jira.issue("INC-A2B3C4: Checkout is slow").await;
    jira.post("/issue", new(json!({"labels": ["sev1"], "description": document("lost basket")}))).await;
    assert_eq!(jira.keys("project = INC AND summary ~ \"K7F3QD\"").await, ["INC-1"]);
    assert_eq!(jira.keys("summary ~ \"\\\"INC-K7F3QD\\\"\"").await, ["INC-1"]);
    assert_eq!(jira.keys("summary ~ \"checkout slo*\"").await, ["INC-2"]);
    assert_eq!(jira.keys("summary ~ \"K7F3Q\"").await, Vec::<String>::new());
    assert_eq!(jira.keys("text ~ basket").await, ["INC-3"]);
    assert_eq!(jira.keys("labels = sev1").await, ["INC-3"]);
    assert_eq!(jira.keys("labels != sev1").await, Vec::<String>::new());
    assert_eq!(jira.keys("created >= -5m ORDER BY created ASC").await, ["INC-1", "INC-2", "INC-3"]);
    assert_eq!(jira.keys("status in (Done, \"In Progress\")").await, Vec::<String>::new());

    let first = jira.get("/search/jql?jql=project%3DINC&maxResults=2").await.1;
    assert_eq!(first["issues"], json!([{"id": "10003"}, {"id": "10002"}]));
    assert_eq!(first["isLast"], false);
    let token = first["nextPageToken"].as_str().unwrap();
    let last = jira.get(&format!("/search/jql?jql=project%3DINC&maxResults=2&nextPageToken={token}")).await.1;
    assert_eq!(last, json!({"issues": [{"id": "10001"}], "isLast": true}));
}

#[tokio::test]
async fn search_lags_behind_creates_by_the_sandboxs_clock() {
    let jira = Client::start().await;
    jira.sandbox.core().jira().set_search_lag(Duration::from_secs(30));
    let key = jira.issue("lagging").await;
    assert_eq!(jira.keys("summary ~ lagging").await, Vec::<String>::new());
    assert_eq!(jira.get(&format!("/issue/{key}")).await.0, 200);
    let reconciled = json!({"jql": "summary ~ lagging", "reconcileIssues": [10001]});
    assert_eq!(jira.post("/search/jql", reconciled).await.1["issues"], json!([{"id": "10001"}]));
    jira.sandbox.clock().advance(Duration::from_secs(31));
    assert_eq!(jira.keys("summary ~ lagging").await, [key]);
}
