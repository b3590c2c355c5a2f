//! The lines of a file of a former tool's incidents.

use std::{collections::BTreeMap, fmt};

use muster_workflows::domain::record::{Imported, Record};

/// A line that makes no sense.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bad {
    /// From 1.
    line: usize,
    why: String,
}

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.why)
    }
}

/// Reads them; empty lines are none.
///
/// # Errors
/// Every line that makes no sense.
pub(super) fn read(text: &str) -> Result<Vec<Record>, Vec<Bad>> {
    let (mut records, mut bad) = (BTreeMap::new(), Vec::new());
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        match record(text) {
            Err(why) => bad.push(Bad { line, why }),
            Ok(record) => {
                if let Some((first, _)) = records.insert(record.id.clone(), (line, record)) {
                    bad.push(Bad { line, why: format!("it is the same incident as line {first}") });
                }
            }
        }
    }
    if bad.is_empty() { Ok(records.into_values().map(|(_, record)| record).collect()) } else { Err(bad) }
}

fn record(text: &str) -> Result<Record, String> {
    let mut json = serde_json::Deserializer::from_str(text);
    let imported: Imported = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        // Where it is in the line, which is the only one: no line of its own.
        let why = error.inner().to_string();
        let why = why.split_once(" at line ").map_or(why.as_str(), |(why, _)| why);
        match error.path().to_string().as_str() {
            "." => why.to_owned(),
            field => format!("its {field:?}: {why}"),
        }
    })?;
    json.end().map_err(|_| "there is more than one value in it".to_owned())?;
    imported.into_record()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bad_line_is_named() {
        let text = r#"
{"reference": "1", "title": "Good", "severity": 1}
{"reference": "2", "title": "Bad", "severity": 0}
{"reference": "3", "title": "Bad", "severity": 1, "resolved_at": "yesterday"}
{"reference": "4", "severity": 1}
not JSON

{"reference": "1", "title": "Again", "severity": 1}
{"reference": "5", "title": "Two", "severity": 1} {}
"#;
        let bad: Vec<_> = read(text).unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            bad,
            [
                "3: its \"severity\": a severity is a number from 1 to 9, not 0",
                "4: its \"resolved_at\": failed to parse four digit integer as year: invalid digit, expected 0-9 but got y",
                "5: missing field `title`",
                "6: expected ident",
                "8: it is the same incident as line 2",
                "9: there is more than one value in it",
            ]
        );
    }
}
