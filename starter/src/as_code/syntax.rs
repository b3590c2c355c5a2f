//! What is not TOML.

use std::collections::BTreeSet;

use super::{
    place::line_and_column,
    walk::{Fault, Kind},
};

/// All faults of a text that is not TOML. What is missing may be there, where it could not be read; after
/// something that was never closed nothing is where it should be.
pub(super) fn with(found: Vec<Fault>, errors: &[toml::de::Error], text: &str) -> Vec<Fault> {
    let line = |fault: &Fault| line_and_column(text, fault.span.start).0;
    let mut syntax: Vec<_> = errors.iter().map(fault).collect();
    syntax.sort_by_key(|fault| fault.span.start);
    // The others of a line only follow from its first.
    syntax.dedup_by_key(|fault| line(fault));

    let lines: BTreeSet<_> = syntax.iter().map(line).collect();
    let never_closed = syntax.iter().find(|fault| fault.what.contains("unclosed"));
    let lost = never_closed.map_or(usize::MAX, line);
    let is_sure =
        |fault: &Fault| fault.kind != Kind::Missing && line(fault) < lost && !lines.contains(&line(fault));
    found.into_iter().filter(is_sure).chain(syntax).collect()
}

fn fault(error: &toml::de::Error) -> Fault {
    let (what, expected) = match error.message().split_once(", expected ") {
        Some((what, expected)) => (what, Some(expected)),
        None => (error.message(), None),
    };
    let instead = match expected {
        Some("literal string") => "write it in quotes".to_owned(),
        Some(expected) => format!("write {expected}"),
        None if what == "duplicate key" => "write each key once".to_owned(),
        None => "write it as https://toml.io says".to_owned(),
    };
    Fault {
        path: Vec::new(),
        kind: Kind::Wrong,
        span: error.span().unwrap_or_default(),
        what: format!("this is not TOML: {what}"),
        instead,
    }
}
