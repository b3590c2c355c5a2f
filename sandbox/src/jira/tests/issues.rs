use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Client, document, new, read};
use crate::{Fault, Rule, System};

#[tokio::test]
async fn strangers_get_401_in_plain_text() {
    let jira = Client::start().await;
    for request in [
        jira.request(Method::GET, "/myself"),
        jira.request(Method::GET, "/myself").basic_auth("sandbox@example.test", Some("wrong")),
        jira.request(Method::POST, "/issue").bearer_auth("sandbox"),
    ] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert!(response.headers().contains_key("www-authenticate"));
        assert_eq!(response.text().await.unwrap(), "Client must be authenticated to access this resource.");
    }
    assert_eq!(jira.get("/myself").await.1["emailAddress"], "sandbox@example.test");
}

#[tokio::test]
async fn create_refuses_each_bad_field_in_jiras_words_and_makes_nothing() {
    let jira = Client::start().await;
    let unknown = "Field 'severity' cannot be set. It is not on the appropriate screen, or unknown.";
    let cases = [
        (json!({"project": {"key": "OPS"}}), "project", "Specify a valid project ID or key"),
        (json!({"issuetype": {"name": "Epic"}}), "issuetype", "Specify a valid issue type"),
        (json!({"summary": " "}), "summary", "You must specify a summary of the issue."),
        (
            json!({"summary": "two\nlines"}),
            "summary",
            "The summary is invalid because it contains newline characters.",
        ),
        (json!({"summary": "x".repeat(256)}), "summary", "Summary can't exceed 255 characters."),
        (
            json!({"description": "plain"}),
            "description",
            "Operation value must be an Atlassian Document (see the Atlassian Document Format)",
        ),
        (
            json!({"description": {"type": "doc", "version": 1, "content": [{"type": "text"}]}}),
            "description",
            "INVALID_INPUT",
        ),
        (json!({"description": document(&"x".repeat(32_768))}), "description", "CONTENT_LIMIT_EXCEEDED"),
        (json!({"labels": ["sev 1"]}), "labels", "The label 'sev 1' contains spaces which is invalid."),
        (json!({"severity": 1}), "severity", unknown),
        (json!({"security": {"id": "1"}}), "security", "Specify a valid value for Security Level"),
        (json!({"security": {"name": "Secret"}}), "security", "Specify a valid value for Security Level"),
        (
            json!({"security": {"id": 10100}}),
            "security",
            "Could not find valid 'id' or 'name' in security level object.",
        ),
    ];
    for (fields, field, why) in cases {
        let (status, refused) = jira.post("/issue", new(fields)).await;
        assert_eq!((status, &refused["errors"]), (400, &json!({field: why})));
    }
    let (status, refused) = jira.post("/issue", json!({"fields": {"labels": ["a b"]}})).await;
    assert_eq!(status, 400);
    let fields: Vec<&String> = refused["errors"].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["issuetype", "labels", "project", "summary"]);

    assert_eq!(jira.sandbox.dump()["jira"]["issues"], json!([]));
}

#[tokio::test]
async fn bodies_that_are_no_json_are_refused() {
    let jira = Client::start().await;
    let post = || jira.request(Method::POST, "/issue").basic_auth("sandbox@example.test", Some("sandbox"));
    let (status, _) = read(post().body("{}").send().await.unwrap()).await;
    assert_eq!(status, 415);
    let broken = post().header("content-type", "application/json").body("{\"fields\":");
    let (status, refused) = read(broken.send().await.unwrap()).await;
    assert_eq!(status, 400);
    assert_eq!(
        refused["errorMessages"][0],
        "There was an error parsing JSON. Check that your request body is valid."
    );
}

#[tokio::test]
async fn an_issue_that_is_not_there_is_404_everywhere() {
    let jira = Client::start().await;
    let gone = json!({
        "errorMessages": ["Issue does not exist or you do not have permission to see it."],
        "errors": {},
    });
    for path in ["", "/comment", "/remotelink", "/transitions", "/properties/muster"] {
        assert_eq!(jira.get(&format!("/issue/INC-9{path}")).await, (404, gone.clone()));
    }
    assert_eq!(jira.post("/issue/INC-9/comment", json!({"body": document("x")})).await, (404, gone.clone()));
    assert_eq!(jira.put("/issue/INC-9", json!({"fields": {}})).await, (404, gone));
    assert_eq!(jira.get("/project/OPS").await.0, 404);
    assert_eq!(jira.get("/project/OPS/securitylevel").await.0, 404);
    assert_eq!(jira.get("/project/INC").await.1["issueTypes"][0]["name"], "Incident");
    assert_eq!(jira.get("/nothing").await.0, 404);
}

#[tokio::test]
async fn an_issue_is_created_read_and_edited() {
    let jira = Client::start().await;
    let (status, made) =
        jira.post("/issue", new(json!({"labels": ["sev1"], "description": document("why")}))).await;
    assert_eq!((status, &made["key"]), (201, &json!("INC-1")));
    assert_eq!(jira.get(&format!("/issue/{}", made["id"].as_str().unwrap())).await.1["key"], "INC-1");

    let both = json!({"fields": {"labels": []}, "update": {"labels": [{"add": "x"}]}});
    assert_eq!(
        jira.put("/issue/INC-1", both).await.1["errors"]["labels"],
        "Field 'labels' cannot appear in both 'fields' and 'update'"
    );
    let change = json!({
        "fields": {"summary": "Checkout is slow"},
        "update": {"labels": [{"add": "duration-42m"}, {"add": "sev1"}, {"remove": "gone"}], "comment": [{"add": {"body": document("noted")}}]},
    });
    assert_eq!(jira.put("/issue/inc-1", change).await.0, 204);
    let fields = jira.get("/issue/INC-1?fields=summary,labels,comment").await.1["fields"].clone();
    assert_eq!(fields["summary"], "Checkout is slow");
    assert_eq!(fields["labels"], json!(["sev1", "duration-42m"]));
    assert_eq!(fields["comment"]["total"], 1);
    assert_eq!(fields.as_object().unwrap().len(), 3);

    let dump = jira.sandbox.dump()["jira"]["issues"][0].clone();
    assert_eq!(dump["description_text"], "why");
    assert_eq!(dump["url"], format!("{}/jira/browse/INC-1", jira.sandbox.url()));
    let changed: Vec<&str> =
        dump["changes"].as_array().unwrap().iter().map(|one| one["field"].as_str().unwrap()).collect();
    assert_eq!(changed, ["summary", "labels"]);
}

#[tokio::test]
async fn an_issue_has_one_of_the_projects_security_levels_or_none() {
    let jira = Client::start().await;
    let levels = jira.get("/project/INC/securitylevel").await.1["levels"].clone();
    assert_eq!(jira.get("/project/10000/securitylevel").await, (200, json!({"levels": levels})));
    let url = format!("{}/jira/rest/api/3/securitylevel", jira.sandbox.url());
    for (level, (id, name)) in [("10100", "Private incidents"), ("10101", "Staff only")].iter().enumerate() {
        let level = &levels[level];
        assert_eq!((&level["id"], &level["name"]), (&json!(id), &json!(name)));
        assert_eq!(level["self"], json!(format!("{url}/{id}")));
        assert!(level["description"].as_str().is_some_and(|text| !text.is_empty()));
    }
    jira.issue("seen by all").await;
    jira.post("/issue", new(json!({"security": {"id": "10100"}}))).await;
    jira.post("/issue", new(json!({"security": {"name": "staff only"}}))).await;
    jira.post("/issue", new(json!({"security": null}))).await;
    let shown =
        async |key: &str| jira.get(&format!("/issue/{key}?fields=security")).await.1["fields"].clone();
    for (key, level) in [
        ("INC-1", json!(null)),
        ("INC-2", levels[0].clone()),
        ("INC-3", levels[1].clone()),
        ("INC-4", json!(null)),
    ] {
        assert_eq!(shown(key).await, json!({"security": level}), "{key}");
    }
    let edits = [
        (json!({"fields": {"security": {"id": "10101"}}}), &levels[1]),
        (json!({"update": {"security": [{"set": {"name": "Private incidents"}}]}}), &levels[0]),
        (json!({"fields": {"security": null}}), &json!(null)),
    ];
    for (edit, level) in edits {
        assert_eq!(jira.put("/issue/INC-2", edit).await.0, 204);
        assert_eq!(shown("INC-2").await["security"], *level);
    }
    let (status, refused) = jira.put("/issue/INC-3", json!({"fields": {"security": {"id": "1"}}})).await;
    assert_eq!(
        (status, &refused["errors"]["security"]),
        (400, &json!("Specify a valid value for Security Level"))
    );
    let issues = jira.sandbox.dump()["jira"]["issues"].clone();
    assert_eq!((&issues[1]["security"], &issues[2]["security"]), (&json!(null), &levels[1]));
    let first = &issues[1]["changes"][0];
    assert_eq!(
        (&first["field"], &first["from"], &first["to"]),
        (&json!("security"), &json!("Private incidents"), &json!("Staff only"))
    );
}

#[tokio::test]
async fn comments_must_be_documents() {
    let jira = Client::start().await;
    let key = jira.issue("x").await;
    let path = format!("/issue/{key}/comment");
    let refused = json!({"errorMessages": [], "errors": {"comment": "Comment body is not valid!"}});
    assert_eq!(jira.post(&path, json!({"body": "plain"})).await, (400, refused.clone()));
    assert_eq!(jira.post(&path, json!({})).await, (400, refused));
    let broken = json!({"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text", "text": ""}]}]});
    let (status, refused) = jira.post(&path, json!({"body": broken})).await;
    assert_eq!((status, &refused["errorMessages"]), (400, &json!(["INVALID_INPUT"])));

    assert_eq!(jira.post(&path, json!({"body": document("first")})).await.0, 201);
    assert_eq!(jira.post(&path, json!({"body": document("second")})).await.0, 201);
    let comments = jira.get(&format!("{path}?orderBy=-created&maxResults=1")).await.1;
    assert_eq!(comments["total"], 2);
    assert_eq!(comments["comments"][0]["body"], document("second"));
}

#[tokio::test]
async fn a_remote_link_with_a_global_id_is_made_once() {
    let jira = Client::start().await;
    let key = jira.issue("x").await;
    let path = format!("/issue/{key}/remotelink");
    let (status, refused) = jira.post(&path, json!({"object": {"url": "https://x.test"}})).await;
    assert_eq!((status, &refused["errors"]), (400, &json!({"title": "'title' is required."})));

    let link = |title: &str| json!({"globalId": "muster=INC-K7F3QD", "object": {"title": title, "url": "https://x.test"}});
    let (status, first) = jira.post(&path, link("one")).await;
    assert_eq!(status, 201);
    assert_eq!(jira.post(&path, link("two")).await, (200, first));
    let links = jira.get(&path).await.1;
    assert_eq!(links.as_array().unwrap().len(), 1);
    assert_eq!(links[0]["object"]["title"], "two");
    assert_eq!(jira.get(&format!("{path}?globalId=other")).await.0, 404);
}

#[tokio::test]
async fn issues_are_linked_once_and_seen_from_both_ends() {
    let jira = Client::start().await;
    let (one, two) = (jira.issue("one").await, jira.issue("two").await);
    let link = |kind: &str| json!({"type": {"name": kind}, "inwardIssue": {"key": one}, "outwardIssue": {"key": two}});
    assert_eq!(jira.post("/issueLink", link("Follows")).await.0, 404);
    assert_eq!(
        jira.post("/issueLink", json!({"type": {"name": "Blocks"}, "inwardIssue": {"key": one}})).await.0,
        400
    );
    assert_eq!(jira.post("/issueLink", link("Blocks")).await.0, 201);
    assert_eq!(jira.post("/issueLink", link("Blocks")).await.0, 201);
    let links = jira.get(&format!("/issue/{one}")).await.1["fields"]["issuelinks"].clone();
    assert_eq!(links.as_array().unwrap().len(), 1);
    assert_eq!(links[0]["outwardIssue"]["key"], json!(two));
    let issues = &jira.sandbox.dump()["jira"]["issues"];
    assert_eq!(issues[1]["links"], json!([{"type": "Blocks", "how": "is blocked by", "issue": one}]));
}

#[tokio::test]
async fn transitions_lead_to_done_and_refuse_what_is_not_theirs() {
    let jira = Client::start().await;
    let key = jira.issue("x").await;
    let path = format!("/issue/{key}/transitions");
    let message = |body: Value| body["errorMessages"][0].clone();
    assert_eq!(message(jira.post(&path, json!({})).await.1), "Missing 'transition' identifier");
    let named = json!({"transition": {"id": "Done"}});
    assert_eq!(message(jira.post(&path, named).await.1), "'transition' identifier must be an integer");
    let (status, refused) = jira.post(&path, json!({"transition": {"id": "99"}})).await;
    assert_eq!((status, message(refused)), (400, json!("Transition id '99' is not valid for this issue.")));
    let with_field = json!({"transition": {"id": "31"}, "fields": {"resolution": {"name": "Done"}}});
    assert_eq!(jira.post(&path, with_field).await.0, 400);

    let transitions = jira.get(&path).await.1["transitions"].clone();
    let done = transitions.as_array().unwrap().iter().find(|one| one["name"] == "Done").unwrap();
    assert_eq!(done["to"]["statusCategory"]["key"], "done");
    let perform = json!({"transition": {"id": done["id"]}, "update": {"comment": [{"add": {"body": document("over")}}]}});
    assert_eq!(jira.post(&path, perform.clone()).await, (204, json!("")));
    assert_eq!(jira.post(&path, perform).await.0, 204);
    let issue = jira.sandbox.dump()["jira"]["issues"][0].clone();
    assert_eq!(issue["status"], "Done");
    assert_eq!(issue["comments"].as_array().unwrap().len(), 2);
    assert_eq!(issue["changes"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn properties_are_kept_with_the_issue() {
    let jira = Client::start().await;
    let key = jira.issue("x").await;
    let path = format!("/issue/{key}/properties/muster");
    assert_eq!(jira.get(&path).await.0, 404);
    assert_eq!(jira.put(&path, json!("x".repeat(32_768))).await.0, 400);
    assert_eq!(jira.put(&path, json!({"declaration": "d1"})).await.0, 201);
    assert_eq!(jira.put(&path, json!({"declaration": "d2"})).await.0, 200);
    assert_eq!(jira.get(&path).await, (200, json!({"key": "muster", "value": {"declaration": "d2"}})));
}

#[tokio::test]
async fn faults_strike_by_operation_and_are_seen_in_the_log() {
    let jira = Client::start().await;
    let key = jira.issue("x").await;
    let faults = jira.sandbox.faults();
    faults.add(Rule::new(System::Jira, "addComment", Fault::Error("403".to_owned())).times(1));
    faults.add(Rule::new(System::Jira, "searchIssues", Fault::RateLimited(7)).times(1));
    let path = format!("/issue/{key}/comment");
    assert_eq!(
        jira.post(&path, json!({"body": document("x")})).await,
        (403, json!({"errorMessages": ["Forbidden"], "errors": {}}))
    );
    let limited = jira.send(Method::GET, "/search/jql?jql=project%3DINC", None).await;
    assert_eq!(limited.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(limited.headers()["retry-after"], "7");
    assert_eq!(jira.post(&path, json!({"body": document("x")})).await.0, 201);
    let operations: Vec<String> =
        jira.sandbox.core().log.calls().into_iter().map(|call| call.operation).collect();
    assert_eq!(operations, ["createIssue", "addComment", "searchIssues", "addComment"]);
}

#[tokio::test]
async fn the_link_people_click_leads_to_the_page() {
    let jira = Client::start().await;
    let url = format!("{}/jira/browse/INC-1", jira.sandbox.url());
    let response = jira.sandbox.core().http.get(url).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.url().as_str().ends_with("/?tab=jira&open=INC-1"));
}
