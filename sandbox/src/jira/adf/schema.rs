//! The node types: their attributes and children.

use serde_json::Value;

/// What an attribute may hold.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    Any,
    Text,
    NonEmpty,
    Bool,
    Number(f64, f64),
    Numbers,
    OneOf(&'static [&'static str]),
    /// `#rrggbb`.
    Color,
    /// A status lozenge's: a name or `#rrggbb`.
    StatusColor,
}

impl Shape {
    pub(super) fn fits(self, value: &Value) -> bool {
        let text = value.as_str();
        match self {
            Self::Any => true,
            Self::Text => text.is_some(),
            Self::NonEmpty => text.is_some_and(|text| !text.is_empty()),
            Self::Bool => value.is_boolean(),
            Self::Number(low, high) => value.as_f64().is_some_and(|number| (low..=high).contains(&number)),
            Self::Numbers => value.as_array().is_some_and(|all| all.iter().all(Value::is_number)),
            Self::OneOf(names) => text.is_some_and(|text| names.contains(&text)),
            Self::Color => text.is_some_and(is_color),
            Self::StatusColor => text.is_some_and(|text| STATUS_COLORS.contains(&text) || is_color(text)),
        }
    }
}

const STATUS_COLORS: [&str; 6] = ["neutral", "purple", "blue", "red", "yellow", "green"];

fn is_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// An attribute: its name, whether it is required, what it may hold.
pub(super) type Attr = (&'static str, bool, Shape);

/// A node type. `localId` is allowed on all.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) name: &'static str,
    pub(super) attrs: &'static [Attr],
    /// Whether `attrs` must be there, even empty.
    pub(super) attrs_required: bool,
    /// The node types allowed in `content`; none: the node has no content.
    pub(super) children: &'static [&'static str],
    pub(super) content_required: bool,
    pub(super) at_least: usize,
}

const fn leaf(name: &'static str, attrs: &'static [Attr]) -> Node {
    Node { name, attrs, attrs_required: false, children: &[], content_required: false, at_least: 0 }
}

/// May be empty, or lack its content altogether.
const fn open(name: &'static str, attrs: &'static [Attr], children: &'static [&'static str]) -> Node {
    Node { name, attrs, attrs_required: false, children, content_required: false, at_least: 0 }
}

/// Must have content with so many children at least.
const fn filled(
    name: &'static str,
    attrs: &'static [Attr],
    children: &'static [&'static str],
    at_least: usize,
) -> Node {
    Node { name, attrs, attrs_required: false, children, content_required: true, at_least }
}

pub(super) const ANY_NUMBER: Shape = Shape::Number(f64::MIN, f64::MAX);

const INLINE: &[&str] =
    &["text", "date", "emoji", "hardBreak", "inlineCard", "mention", "placeholder", "status"];

const IN_EXPAND: &[&str] = &[
    "paragraph",
    "panel",
    "blockquote",
    "orderedList",
    "bulletList",
    "rule",
    "heading",
    "codeBlock",
    "decisionList",
    "taskList",
    "table",
    "blockCard",
    "nestedExpand",
];

const IN_CELL: &[&str] = &[
    "paragraph",
    "panel",
    "blockquote",
    "orderedList",
    "bulletList",
    "rule",
    "heading",
    "codeBlock",
    "decisionList",
    "taskList",
    "blockCard",
    "nestedExpand",
];

const IN_NESTED_EXPAND: &[&str] = &[
    "paragraph",
    "heading",
    "codeBlock",
    "bulletList",
    "orderedList",
    "taskList",
    "decisionList",
    "rule",
    "panel",
    "blockquote",
];

const CELL: &[Attr] = &[
    ("colspan", false, ANY_NUMBER),
    ("rowspan", false, ANY_NUMBER),
    ("colwidth", false, Shape::Numbers),
    ("background", false, Shape::Text),
    ("valign", false, Shape::OneOf(&["top", "middle", "bottom"])),
];

const CARD: &[Attr] = &[("url", false, Shape::Text), ("data", false, Shape::Any)];

/// The document itself; its `version` is checked apart.
pub(super) const DOC: Node = filled(
    "doc",
    &[],
    &[
        "blockCard",
        "codeBlock",
        "paragraph",
        "taskList",
        "orderedList",
        "bulletList",
        "blockquote",
        "decisionList",
        "heading",
        "rule",
        "panel",
        "table",
        "expand",
    ],
    0,
);

static NODES: &[Node] = &[
    open("paragraph", &[], INLINE),
    open("heading", &[("level", true, Shape::Number(1.0, 6.0))], INLINE),
    leaf("text", &[]),
    filled("bulletList", &[], &["listItem"], 1),
    filled("orderedList", &[("order", false, Shape::Number(0.0, f64::MAX))], &["listItem"], 1),
    filled("listItem", &[], &["paragraph", "bulletList", "orderedList", "taskList", "codeBlock"], 1),
    open(
        "codeBlock",
        &[
            ("language", false, Shape::Text),
            ("uniqueId", false, Shape::Text),
            ("wrap", false, Shape::Bool),
            ("hideLineNumbers", false, Shape::Bool),
        ],
        &["text"],
    ),
    filled("blockquote", &[], &["paragraph", "orderedList", "bulletList", "codeBlock"], 1),
    leaf("rule", &[]),
    filled(
        "panel",
        &[
            (
                "panelType",
                true,
                Shape::OneOf(&["info", "note", "tip", "warning", "error", "success", "custom"]),
            ),
            ("panelIcon", false, Shape::Text),
            ("panelIconId", false, Shape::Text),
            ("panelIconText", false, Shape::Text),
            ("panelColor", false, Shape::Text),
        ],
        &[
            "paragraph",
            "heading",
            "bulletList",
            "orderedList",
            "blockCard",
            "codeBlock",
            "taskList",
            "rule",
            "decisionList",
        ],
        1,
    ),
    filled(
        "table",
        &[
            ("displayMode", false, Shape::OneOf(&["default", "fixed"])),
            ("isNumberColumnEnabled", false, Shape::Bool),
            (
                "layout",
                false,
                Shape::OneOf(&["wide", "full-width", "center", "align-end", "align-start", "default"]),
            ),
            ("width", false, ANY_NUMBER),
        ],
        &["tableRow"],
        1,
    ),
    filled("tableRow", &[], &["tableCell", "tableHeader"], 0),
    filled("tableCell", CELL, IN_CELL, 1),
    filled("tableHeader", CELL, IN_CELL, 1),
    filled("expand", &[("title", false, Shape::Text)], IN_EXPAND, 1),
    Node {
        attrs_required: true,
        ..filled("nestedExpand", &[("title", false, Shape::Text)], IN_NESTED_EXPAND, 1)
    },
    filled("taskList", &[("localId", true, Shape::Text)], &["taskItem", "taskList"], 1),
    open(
        "taskItem",
        &[("localId", true, Shape::Text), ("state", true, Shape::OneOf(&["TODO", "DONE"]))],
        INLINE,
    ),
    filled("decisionList", &[("localId", true, Shape::Text)], &["decisionItem"], 1),
    open("decisionItem", &[("localId", true, Shape::Text), ("state", true, Shape::Text)], INLINE),
    leaf("blockCard", CARD),
    leaf("inlineCard", CARD),
    leaf(
        "mention",
        &[
            ("id", true, Shape::Text),
            ("text", false, Shape::Text),
            ("accessLevel", false, Shape::Text),
            ("userType", false, Shape::OneOf(&["DEFAULT", "SPECIAL", "APP"])),
        ],
    ),
    leaf(
        "emoji",
        &[("shortName", true, Shape::Text), ("id", false, Shape::Text), ("text", false, Shape::Text)],
    ),
    leaf("hardBreak", &[("text", false, Shape::OneOf(&["\n"]))]),
    leaf("date", &[("timestamp", true, Shape::NonEmpty)]),
    leaf(
        "status",
        &[
            ("text", true, Shape::NonEmpty),
            ("color", true, Shape::StatusColor),
            ("style", false, Shape::Text),
        ],
    ),
    leaf("placeholder", &[("text", true, Shape::Text)]),
];

/// The node type of this name, the document itself excepted.
pub(super) fn node(name: &str) -> Option<&'static Node> {
    NODES.iter().find(|node| node.name == name)
}
