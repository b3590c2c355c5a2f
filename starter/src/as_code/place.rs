//! Where something is in a file.

use std::ops::Range;

use muster_workflows::domain::Key;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// The line and the column, both from 1, of an offset in bytes.
pub(super) fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// Where a path leads, or as far as there is something of it. A table is where its header is.
pub(super) fn find(root: &Spanned<DeTable<'_>>, path: &[Key]) -> Range<usize> {
    let Some((Key::Name(name), rest)) = path.split_first() else { return root.span() };
    let Some(mut value) = root.get_ref().get(name.as_str()) else { return root.span() };
    for key in rest {
        let next = match (key, value.get_ref()) {
            (Key::Name(name), DeValue::Table(table)) => table.get(name.as_str()),
            (Key::Index(index), DeValue::Array(list)) => list.get(*index),
            _ => None,
        };
        let Some(next) = next else { break };
        value = next;
    }
    value.span()
}
