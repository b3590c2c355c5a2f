//! What a vendor says when it says no, in its own words.

use muster_workflows::domain::cut;
use reqwest::StatusCode;
use serde_json::Value;

/// As much of an answer as people want to read.
const MOST: usize = 300;

/// The vendor's code, if it has one, and its words.
pub(super) fn of(status: StatusCode, body: &str) -> (Option<String>, String) {
    let status_words = || status.to_string();
    let Ok(body) = serde_json::from_str::<Value>(body) else {
        // A page for people, not an answer of the API's.
        return (None, status_words());
    };
    let code = match &body["code"] {
        // Zoom: a number of its own.
        Value::Number(code) => Some(code.to_string()),
        _ => None,
    };
    let said = said(&body);
    let words = if said.is_empty() { status_words() } else { start(&said.join(" ")) };
    (code, words)
}

fn said(body: &Value) -> Vec<String> {
    let mut said = Vec::new();
    // Jira: general messages, and one a field.
    said.extend(strings(&body["errorMessages"]));
    if let Value::Object(fields) = &body["errors"] {
        said.extend(fields.iter().map(|(field, error)| format!("{field}: {}", text(error))));
    }
    // Confluence v2; Zoom, of the fields; PagerDuty, as they are.
    if let Value::Array(errors) = &body["errors"] {
        said.extend(
            errors
                .iter()
                .flat_map(|error| [error, &error["title"], &error["detail"], &error["message"]])
                .flat_map(strings),
        );
    }
    // Confluence v1 and Zoom; Zoom's OAuth.
    for key in ["message", "reason", "error"] {
        if said.is_empty() {
            said.extend(strings(&body[key]));
        }
    }
    said
}

fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) if !text.is_empty() => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The start of an answer, on one line.
pub(super) fn start(body: &str) -> String {
    cut(&body.split_whitespace().collect::<Vec<_>>().join(" "), MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_vendors_words_are_found() {
        for (status, body, code, words) in [
            (
                400,
                r#"{"errorMessages":[],"errors":{"summary":"You must specify a summary."}}"#,
                None,
                "summary: You must specify a summary.",
            ),
            (
                404,
                r#"{"errorMessages":["Issue does not exist."],"errors":{}}"#,
                None,
                "Issue does not exist.",
            ),
            (
                400,
                r#"{"errors":[{"status":400,"code":"INVALID","title":"A page exists","detail":null}]}"#,
                None,
                "A page exists",
            ),
            (403, r#"{"statusCode":403,"message":"XSRF check failed"}"#, None, "XSRF check failed"),
            (
                404,
                r#"{"code":3001,"message":"Meeting does not exist: 1."}"#,
                Some("3001"),
                "Meeting does not exist: 1.",
            ),
            (400, r#"{"reason":"Invalid client","error":"invalid_client"}"#, None, "Invalid client"),
            (
                400,
                r#"{"status":"invalid event","message":"Event object is invalid","errors":["Invalid routing key"]}"#,
                None,
                "Invalid routing key",
            ),
            (401, "", None, "401 Unauthorized"),
            (502, "<html>Bad gateway</html>", None, "502 Bad Gateway"),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(of(status, body), (code.map(str::to_owned), words.to_owned()), "{body}");
        }
    }

    #[test]
    fn long_answers_are_cut() {
        assert_eq!(start(&"é".repeat(400)).chars().count(), MOST);
    }
}
