//! The Atlassian Document Format, version 1: what Jira's descriptions and comments and Confluence's
//! `atlas_doc_format` bodies must satisfy. Rules from Atlassian's JSON Schema (adf-schema, "full"); media,
//! extensions and layouts, which Muster never writes, count as unknown node types.

mod marks;
mod schema;
mod text;

use std::fmt;

use serde_json::{Map, Value};

use marks::Mark;
use schema::{DOC, Node, Shape};
pub(crate) use text::plain_text;

/// Where a document breaks the format, and how.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Invalid {
    /// Node types from the document down, with their positions: `doc/paragraph[0]/text[1]`.
    pub(crate) at: String,
    /// The rule that is broken.
    pub(crate) why: String,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.why)
    }
}

/// Whether this claims to be a document at all: Jira answers differently for one that is merely wrong inside.
pub(crate) fn is_document(value: &Value) -> bool {
    value.get("type").is_some_and(|kind| kind == "doc")
}

/// Checks a whole document.
///
/// # Errors
/// The first place that breaks the format.
pub(crate) fn validate(document: &Value) -> Result<(), Invalid> {
    if !is_document(document) {
        return Err(Invalid { at: "doc".to_owned(), why: "not a node of type doc".to_owned() });
    }
    if document.get("version") != Some(&Value::from(1)) {
        return Err(Invalid { at: "doc".to_owned(), why: "version must be 1".to_owned() });
    }
    let place = Place { path: "doc".to_owned() };
    let node = place.object(document)?;
    place.keys(node, &["type", "version", "content"])?;
    place.content(node, &DOC)
}

/// Where the check stands in the document.
struct Place {
    path: String,
}

impl Place {
    fn invalid(&self, why: impl Into<String>) -> Invalid {
        Invalid { at: self.path.clone(), why: why.into() }
    }

    fn child(&self, name: &str) -> Self {
        Self { path: format!("{}/{name}", self.path) }
    }

    fn object<'a>(&self, value: &'a Value) -> Result<&'a Map<String, Value>, Invalid> {
        value.as_object().ok_or_else(|| self.invalid("not an object"))
    }

    fn keys(&self, node: &Map<String, Value>, allowed: &[&str]) -> Result<(), Invalid> {
        match node.keys().find(|key| !allowed.contains(&key.as_str())) {
            Some(key) => Err(self.invalid(format!("{key} is not allowed here"))),
            None => Ok(()),
        }
    }

    fn content(&self, node: &Map<String, Value>, kind: &Node) -> Result<(), Invalid> {
        let Some(content) = node.get("content") else {
            return if kind.content_required { Err(self.invalid("content is required")) } else { Ok(()) };
        };
        let content = content.as_array().ok_or_else(|| self.invalid("content must be an array"))?;
        if content.len() < kind.at_least {
            return Err(self.invalid("content must not be empty"));
        }
        for (index, child) in content.iter().enumerate() {
            let name = child.get("type").and_then(Value::as_str).unwrap_or("?");
            let place = self.child(&format!("{name}[{index}]"));
            if !kind.children.contains(&name) {
                return Err(place.invalid(format!("a {name} is not allowed in a {}", kind.name)));
            }
            let child_kind = schema::node(name).ok_or_else(|| place.invalid("an unknown node type"))?;
            place.node(place.object(child)?, child_kind, kind)?;
        }
        Ok(())
    }

    fn node(&self, node: &Map<String, Value>, kind: &Node, parent: &Node) -> Result<(), Invalid> {
        let mut allowed = vec!["type"];
        if marks::knows_marks(kind) {
            allowed.push("marks");
        }
        if kind.name == "text" {
            allowed.push("text");
            if node.get("text").and_then(Value::as_str).is_none_or(str::is_empty) {
                return Err(self.invalid("text must be a string and not empty"));
            }
        } else {
            allowed.push("attrs");
            if kind.attrs_required && !node.contains_key("attrs") {
                return Err(self.invalid("attrs are required"));
            }
            self.attrs(node.get("attrs"), kind.attrs)?;
        }
        if !kind.children.is_empty() {
            allowed.push("content");
            self.content(node, kind)?;
        }
        self.keys(node, &allowed)?;
        if kind.name.ends_with("Card") {
            self.card(node)?;
        }
        self.marks(node.get("marks"), marks::marks_of(kind, parent))
    }

    /// A card carries a link or its data, never both.
    fn card(&self, node: &Map<String, Value>) -> Result<(), Invalid> {
        let has = |name: &str| node.get("attrs").is_some_and(|attrs| attrs.get(name).is_some());
        if has("url") == has("data") {
            Err(self.invalid("attrs must have either url or data"))
        } else {
            Ok(())
        }
    }

    fn attrs(&self, attrs: Option<&Value>, shapes: &[(&str, bool, Shape)]) -> Result<(), Invalid> {
        let none = Map::new();
        let attrs = match attrs {
            Some(attrs) => attrs.as_object().ok_or_else(|| self.invalid("attrs must be an object"))?,
            None => &none,
        };
        for (name, value) in attrs {
            let shape = match shapes.iter().find(|(known, ..)| known == name) {
                Some((.., shape)) => *shape,
                None if name == "localId" => Shape::Text,
                None => return Err(self.invalid(format!("attrs.{name} is not allowed here"))),
            };
            if !shape.fits(value) {
                return Err(self.invalid(format!("attrs.{name} has a wrong value")));
            }
        }
        match shapes.iter().find(|(name, required, _)| *required && !attrs.contains_key(*name)) {
            Some((name, ..)) => Err(self.invalid(format!("attrs.{name} is required"))),
            None => Ok(()),
        }
    }

    /// `alternatives`: sets of marks, of which one must hold all that are given.
    fn marks(&self, marks: Option<&Value>, alternatives: &[&[&str]]) -> Result<(), Invalid> {
        let Some(marks) = marks else { return Ok(()) };
        let marks = marks.as_array().ok_or_else(|| self.invalid("marks must be an array"))?;
        let mut names = Vec::with_capacity(marks.len());
        for mark in marks {
            let name = mark.get("type").and_then(Value::as_str).unwrap_or("?");
            let place = self.child(&format!("mark {name}"));
            let Mark { attrs, .. } = marks::mark(name).ok_or_else(|| place.invalid("an unknown mark"))?;
            let mark = place.object(mark)?;
            place.keys(mark, if attrs.is_empty() { &["type"] } else { &["type", "attrs"] })?;
            place.attrs(mark.get("attrs"), attrs)?;
            names.push(name);
        }
        let together = |set: &&[&str]| names.iter().all(|name| set.contains(name));
        if names.is_empty() || alternatives.iter().any(together) {
            Ok(())
        } else {
            Err(self.invalid(format!("marks {} are not allowed here", names.join(", "))))
        }
    }
}

#[cfg(test)]
mod tests;
