//! What an issue's fields equal and contain.

use super::Field;
use crate::jira::adf::plain_text;
use crate::jira::issue::Issue;

pub(super) fn equals(field: Field, issue: &Issue, value: &str) -> bool {
    match field {
        // There is one project, and another's name was refused.
        Field::Project => true,
        Field::IssueType => {
            issue.fields.issue_type.name.eq_ignore_ascii_case(value) || issue.fields.issue_type.id == value
        }
        // Each status is the only one of its category, and has its name.
        Field::Status | Field::StatusCategory => issue.status.name().eq_ignore_ascii_case(value),
        Field::Key => issue.key.eq_ignore_ascii_case(value) || issue.id.to_string() == value,
        Field::Labels => issue.fields.labels.iter().any(|label| label.eq_ignore_ascii_case(value)),
        _ => false,
    }
}

/// Text search goes by words: all of them anywhere, or, in quotes inside the value, side by side.
pub(super) fn contains(field: Field, issue: &Issue, value: &str) -> bool {
    // In no text there are no words.
    let description = || issue.fields.description.as_ref().map(plain_text).unwrap_or_default();
    let text = match field {
        Field::Summary => issue.fields.summary.clone(),
        Field::Description => description(),
        _ => {
            let mut text = format!("{}\n{}", issue.fields.summary, description());
            for comment in &issue.comments {
                text.push('\n');
                text.push_str(&plain_text(&comment.body));
            }
            text
        }
    };
    let words = words(&text);
    match value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(phrase) => {
            let phrase = self::words(phrase);
            !phrase.is_empty() && words.windows(phrase.len()).any(|run| run == phrase)
        }
        None => {
            let mut terms = value.split_whitespace().peekable();
            terms.peek().is_some() && terms.all(|term| term_matches(&words, term))
        }
    }
}

/// One term; `*` at its end stands for any ending.
fn term_matches(words: &[String], term: &str) -> bool {
    let prefix = term.ends_with('*');
    let parts = self::words(term);
    let Some((last, before)) = parts.split_last() else { return false };
    let has_last =
        words.iter().any(|word| if prefix { word.starts_with(last.as_str()) } else { word == last });
    has_last && before.iter().all(|part| words.contains(part))
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
