//! The marks: their attributes, and which may stand together where.

use super::schema::{ANY_NUMBER, Attr, Node, Shape};

/// A mark.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) name: &'static str,
    pub(super) attrs: &'static [Attr],
}

static MARKS: &[Mark] = &[
    Mark { name: "strong", attrs: &[] },
    Mark { name: "em", attrs: &[] },
    Mark { name: "strike", attrs: &[] },
    Mark { name: "underline", attrs: &[] },
    Mark { name: "code", attrs: &[] },
    Mark {
        name: "link",
        attrs: &[
            ("href", true, Shape::Text),
            ("title", false, Shape::Text),
            ("id", false, Shape::Text),
            ("collection", false, Shape::Text),
            ("occurrenceKey", false, Shape::Text),
        ],
    },
    Mark { name: "subsup", attrs: &[("type", true, Shape::OneOf(&["sub", "sup"]))] },
    Mark { name: "textColor", attrs: &[("color", true, Shape::Color)] },
    Mark { name: "backgroundColor", attrs: &[("color", true, Shape::Color)] },
    Mark { name: "alignment", attrs: &[("align", true, Shape::OneOf(&["center", "end"]))] },
    Mark { name: "indentation", attrs: &[("level", true, Shape::Number(1.0, 6.0))] },
    Mark { name: "fontSize", attrs: &[("fontSize", true, Shape::OneOf(&["small"]))] },
    Mark {
        name: "annotation",
        attrs: &[("id", true, Shape::Text), ("annotationType", true, Shape::OneOf(&["inlineComment"]))],
    },
    Mark {
        name: "breakout",
        attrs: &[("mode", true, Shape::OneOf(&["wide", "full-width"])), ("width", false, ANY_NUMBER)],
    },
];

/// The mark of this name.
pub(super) fn mark(name: &str) -> Option<&'static Mark> {
    MARKS.iter().find(|mark| mark.name == name)
}

/// The sets of marks that a node may carry together, given what it stands in.
pub(super) fn marks_of(node: &Node, parent: &Node) -> &'static [&'static [&'static str]] {
    const FORMATTED: &[&str] = &[
        "link",
        "em",
        "strong",
        "strike",
        "subsup",
        "underline",
        "textColor",
        "annotation",
        "backgroundColor",
    ];
    const CODE: &[&str] = &["code", "link", "annotation"];
    match (node.name, parent.name) {
        ("text", "codeBlock") => &[],
        ("text", _) => &[FORMATTED, CODE],
        ("paragraph", "doc") => &[&["fontSize", "alignment"], &["fontSize", "indentation"]],
        ("paragraph", "tableCell" | "tableHeader") => &[&["fontSize", "alignment"]],
        ("paragraph", "listItem" | "panel" | "expand" | "nestedExpand") => &[&["fontSize"]],
        ("heading", "doc" | "tableCell" | "tableHeader") => &[&["alignment"], &["indentation"]],
        ("codeBlock" | "expand", "doc") => &[&["breakout"]],
        _ => &[],
    }
}

/// Whether a node may say `marks` at all, even with none in it.
pub(super) fn knows_marks(node: &Node) -> bool {
    matches!(node.name, "text" | "paragraph" | "heading" | "codeBlock" | "expand" | "table")
}
