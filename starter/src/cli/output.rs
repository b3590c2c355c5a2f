//! What is written to standard output.

use std::io::{self, Write};

use serde::Serialize;

use super::Format;
use crate::incidents::Listed;

/// Writes a value as JSON, or else the text.
pub(super) fn write(
    format: Format,
    value: &impl Serialize,
    text: impl FnOnce() -> String,
) -> anyhow::Result<()> {
    match format.json {
        true => self::text(&serde_json::to_string_pretty(value)?),
        false => self::text(&text()),
    }
}

/// Writes a text.
pub(super) fn text(text: &str) -> anyhow::Result<()> {
    match writeln!(io::stdout(), "{text}") {
        // Whoever read along has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => Ok(done?),
    }
}

/// One line about an incident. What people typed has lost its control characters: a terminal obeys those.
pub(super) fn line(incident: &Listed) -> String {
    let severity = incident.severity.map_or_else(|| "?".to_owned(), |severity| severity.to_string());
    let title = incident.title.as_deref().unwrap_or("(its title cannot be read)");
    format!("{}  {:<10}  {severity}  {}", incident.reference, incident.status.as_str(), printable(title))
}

/// The same of several lines.
pub(super) fn printable_lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}

/// A text without control characters.
pub(super) fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use muster_workflows::domain::Status;

    use super::*;
    use crate::incidents::tests::listed;

    #[test]
    fn titles_cannot_command_a_terminal() {
        let incident = Listed { title: Some("a\u{1b}[2Jb\u{7}".to_owned()), ..listed("V1", Status::Active) };
        assert!(line(&incident).ends_with("active      1  a[2Jb"), "{}", line(&incident));
    }
}
