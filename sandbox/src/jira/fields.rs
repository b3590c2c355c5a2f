//! The fields of a create or an edit: which there are, and what each may hold.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::issue::Fields;
use super::refusal::Refusal;
use super::security;
use super::site::{ACCOUNT_ID, ISSUE_TYPES, MEDIUM, PRIORITIES, PROJECT_ID, PROJECT_KEY};

const LONGEST: usize = 255;

/// The fields of a new issue.
///
/// # Errors
/// All that Jira would refuse, together.
pub(super) fn of_new(given: &Map<String, Value>) -> Result<Fields, Refusal> {
    let mut problems = Problems::default();
    let issue_type =
        given.get("issuetype").and_then(|value| by_id_or_name(value, &ISSUE_TYPES, |t| (t.id, t.name)));
    if !given.get("project").is_some_and(is_project) {
        problems.field("project", "Specify a valid project ID or key");
    }
    if issue_type.is_none() {
        let why = if given.contains_key("issuetype") {
            "Specify a valid issue type"
        } else {
            "Specify an issue type"
        };
        problems.field("issuetype", why);
    }
    if !given.contains_key("summary") {
        problems.field("summary", "You must specify a summary of the issue.");
    }
    let mut fields = Fields {
        issue_type: issue_type.unwrap_or(&ISSUE_TYPES[0]),
        priority: MEDIUM,
        summary: String::new(),
        description: None,
        labels: Vec::new(),
        due: None,
        assigned: false,
        security: None,
    };
    for (name, value) in given {
        if !matches!(name.as_str(), "project" | "issuetype") {
            problems.take(set(&mut fields, name, value));
        }
    }
    problems.into_result().map(|()| fields)
}

/// Whether `fields` knows this name at all; `comment` is only changed through `update`.
pub(super) fn is_field(name: &str) -> bool {
    matches!(
        name,
        "project"
            | "issuetype"
            | "summary"
            | "description"
            | "labels"
            | "priority"
            | "duedate"
            | "assignee"
            | "security"
    )
}

/// Sets one field.
///
/// # Errors
/// What Jira would refuse.
pub(super) fn set(fields: &mut Fields, name: &str, value: &Value) -> Result<(), Refusal> {
    match name {
        "summary" => fields.summary = summary(value)?,
        "description" => fields.description = description(value)?,
        "labels" => fields.labels = labels(value)?,
        "issuetype" => {
            fields.issue_type = by_id_or_name(value, &ISSUE_TYPES, |t| (t.id, t.name))
                .ok_or_else(|| Refusal::field("issuetype", "The issue type selected is invalid."))?;
        }
        "priority" => {
            fields.priority = by_id_or_name(value, &PRIORITIES, |p| (p.id, p.name))
                .ok_or_else(|| Refusal::field("priority", "The priority selected is invalid."))?;
        }
        "duedate" => fields.due = due(value)?,
        "assignee" => fields.assigned = assignee(value)?,
        "security" => fields.security = security::given(value)?,
        // An issue is moved by other means; naming its own project is harmless.
        "project" if is_project(value) => {}
        _ => return Err(unknown(name)),
    }
    Ok(())
}

/// A field that is not on the screen.
pub(super) fn unknown(name: &str) -> Refusal {
    let why = format!("Field '{name}' cannot be set. It is not on the appropriate screen, or unknown.");
    Refusal::field(name, why)
}

fn summary(value: &Value) -> Result<String, Refusal> {
    let refuse = |why: &str| Err(Refusal::field("summary", why));
    let Some(text) = value.as_str() else { return refuse("Operation value must be a string") };
    if text.trim().is_empty() {
        return refuse("You must specify a summary of the issue.");
    }
    if text.contains(['\n', '\r']) {
        return refuse("The summary is invalid because it contains newline characters.");
    }
    // Java counts UTF-16 units, and so does Jira.
    if text.encode_utf16().count() > LONGEST {
        return refuse("Summary can't exceed 255 characters.");
    }
    Ok(text.trim().to_owned())
}

fn description(value: &Value) -> Result<Option<Value>, Refusal> {
    if value.is_null() {
        return Ok(None);
    }
    match Refusal::document("description", value) {
        Some(refusal) => Err(refusal),
        None => Ok(Some(value.clone())),
    }
}

fn labels(value: &Value) -> Result<Vec<String>, Refusal> {
    let Some(all) = value.as_array() else {
        return Err(Refusal::field("labels", "Field 'labels' should be an array of strings"));
    };
    let mut labels = Vec::new();
    for value in all {
        let label = label(value)?;
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    Ok(labels)
}

/// One label, for `update` as well.
pub(super) fn label(value: &Value) -> Result<String, Refusal> {
    let Some(label) = value.as_str() else {
        return Err(Refusal::field("labels", "string expected at index 0"));
    };
    if label.contains(char::is_whitespace) {
        return Err(Refusal::field(
            "labels",
            format!("The label '{label}' contains spaces which is invalid."),
        ));
    }
    if label.is_empty() || label.encode_utf16().count() > LONGEST {
        return Err(Refusal::field(
            "labels",
            format!("The label '{label}' exceeds the maximum length of 255 characters or is empty."),
        ));
    }
    Ok(label.to_owned())
}

fn due(value: &Value) -> Result<Option<jiff::civil::Date>, Refusal> {
    if value.is_null() {
        return Ok(None);
    }
    value.as_str().and_then(|text| text.parse().ok()).map(Some).ok_or_else(|| {
        Refusal::field("duedate", "Operation value must be a string in the format 'YYYY-MM-DD'")
    })
}

fn assignee(value: &Value) -> Result<bool, Refusal> {
    let account = value.get("accountId").or_else(|| value.get("id"));
    match account.unwrap_or(&Value::Null) {
        Value::Null => Ok(false),
        account if account == ACCOUNT_ID => Ok(true),
        account => Err(Refusal::field(
            "assignee",
            format!("User '{}' does not exist.", account.as_str().unwrap_or("?")),
        )),
    }
}

fn is_project(value: &Value) -> bool {
    value.get("key").is_some_and(|key| key == PROJECT_KEY)
        || value.get("id").is_some_and(|id| id == PROJECT_ID)
}

pub(super) fn by_id_or_name<T>(
    value: &Value,
    all: &'static [T],
    keys: fn(&T) -> (&'static str, &'static str),
) -> Option<&'static T> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    all.iter().find(|one| {
        let (id, name) = keys(one);
        match text("id") {
            Some(given) => given == id,
            None => text("name").is_some_and(|given| given.eq_ignore_ascii_case(name)),
        }
    })
}

/// Gathers refusals, because Jira names all bad fields at once.
#[derive(Default)]
pub(super) struct Problems(Option<Refusal>);

impl Problems {
    pub(super) fn take(&mut self, result: Result<(), Refusal>) {
        if let Err(refusal) = result {
            self.0 = Some(match self.0.take() {
                Some(before) => before.and(refusal),
                None => refusal,
            });
        }
    }

    fn field(&mut self, name: &str, why: &str) {
        self.take(Err(Refusal::fields(BTreeMap::from([(name.to_owned(), why.to_owned())]))));
    }

    pub(super) fn into_result(self) -> Result<(), Refusal> {
        self.0.map_or(Ok(()), Err)
    }
}
