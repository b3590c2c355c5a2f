use serde_json::{Value, json};

use super::*;

fn doc(content: Value) -> Value {
    json!({"type": "doc", "version": 1, "content": content})
}

fn text(text: &str) -> Value {
    json!({"type": "text", "text": text})
}

fn refused(document: &Value) -> String {
    validate(document).unwrap_err().to_string()
}

#[test]
fn what_is_no_document_is_refused() {
    for value in [json!("text"), json!(null), json!([]), json!({"type": "paragraph"}), json!({"version": 1})]
    {
        assert!(!is_document(&value));
        assert!(validate(&value).is_err());
    }
    assert_eq!(refused(&json!({"type": "doc", "content": []})), "doc: version must be 1");
    assert_eq!(refused(&json!({"type": "doc", "version": 2, "content": []})), "doc: version must be 1");
    assert_eq!(refused(&json!({"type": "doc", "version": 1})), "doc: content is required");
    assert_eq!(
        refused(&json!({"type": "doc", "version": 1, "content": [], "marks": []})),
        "doc: marks is not allowed here"
    );
}

#[test]
fn broken_insides_are_refused_where_they_are() {
    let cases = [
        (json!([text("bare")]), "doc/text[0]: a text is not allowed in a doc"),
        (json!([{"type": "para"}]), "doc/para[0]: a para is not allowed in a doc"),
        (
            json!([{"type": "paragraph", "content": [text("")]}]),
            "doc/paragraph[0]/text[0]: text must be a string and not empty",
        ),
        (json!([{"type": "paragraph", "content": {}}]), "doc/paragraph[0]: content must be an array"),
        (json!([{"type": "heading", "content": []}]), "doc/heading[0]: attrs.level is required"),
        (
            json!([{"type": "heading", "attrs": {"level": 7}}]),
            "doc/heading[0]: attrs.level has a wrong value",
        ),
        (json!([{"type": "bulletList", "content": []}]), "doc/bulletList[0]: content must not be empty"),
        (
            json!([{"type": "bulletList", "content": [{"type": "paragraph"}]}]),
            "doc/bulletList[0]/paragraph[0]: a paragraph is not allowed in a bulletList",
        ),
        (
            json!([{"type": "bulletList", "content": [{"type": "listItem", "content": [text("x")]}]}]),
            "doc/bulletList[0]/listItem[0]/text[0]: a text is not allowed in a listItem",
        ),
        (
            json!([{"type": "paragraph", "content": [{"type": "inlineCard", "attrs": {}}]}]),
            "doc/paragraph[0]/inlineCard[0]: attrs must have either url or data",
        ),
        (
            json!([{"type": "paragraph", "content": [{"type": "status", "attrs": {"text": "SEV1"}}]}]),
            "doc/paragraph[0]/status[0]: attrs.color is required",
        ),
        (json!([{"type": "rule", "content": []}]), "doc/rule[0]: content is not allowed here"),
        (
            json!([{"type": "panel", "attrs": {"panelType": "danger"}, "content": [{"type": "paragraph"}]}]),
            "doc/panel[0]: attrs.panelType has a wrong value",
        ),
        (json!([{"type": "rule", "marks": []}]), "doc/rule[0]: marks is not allowed here"),
        (
            json!([{"type": "expand", "content": [{"type": "nestedExpand", "content": [{"type": "paragraph"}]}]}]),
            "doc/expand[0]/nestedExpand[0]: attrs are required",
        ),
        (
            json!([{"type": "taskList", "content": [{"type": "taskItem"}]}]),
            "doc/taskList[0]: attrs.localId is required",
        ),
    ];
    for (content, why) in cases {
        assert_eq!(refused(&doc(content)), why);
    }
}

#[test]
fn marks_are_held_to_where_they_may_stand() {
    let marked = |marks: Value| {
        doc(json!([{"type": "paragraph", "content": [{"type": "text", "text": "x", "marks": marks}]}]))
    };
    assert_eq!(
        refused(&marked(json!([{"type": "code"}, {"type": "strong"}]))),
        "doc/paragraph[0]/text[0]: marks code, strong are not allowed here"
    );
    assert_eq!(
        refused(&marked(json!([{"type": "link"}]))),
        "doc/paragraph[0]/text[0]/mark link: attrs.href is required"
    );
    assert_eq!(
        refused(&marked(json!([{"type": "bold"}]))),
        "doc/paragraph[0]/text[0]/mark bold: an unknown mark"
    );
    assert!(
        validate(&marked(json!([{"type": "code"}, {"type": "link", "attrs": {"href": "https://x"}}])))
            .is_ok()
    );
    let in_code = doc(json!([{"type": "codeBlock", "content": [
        {"type": "text", "text": "x", "marks": [{"type": "strong"}]}
    ]}]));
    assert!(refused(&in_code).ends_with("marks strong are not allowed here"));
}

fn everything() -> Value {
    doc(json!([
        {"type": "heading", "attrs": {"level": 2}, "content": [text("Impact")]},
        {"type": "paragraph", "content": [
            text("Since "),
            {"type": "date", "attrs": {"timestamp": "1700000000000"}},
            {"type": "hardBreak"},
            {"type": "status", "attrs": {"text": "SEV1", "color": "red"}},
            {"type": "inlineCard", "attrs": {"url": "https://example.test/"}},
            {"type": "emoji", "attrs": {"shortName": ":fire:"}},
        ]},
        {"type": "bulletList", "content": [
            {"type": "listItem", "content": [{"type": "paragraph", "content": [text("one")]}]},
            {"type": "listItem", "content": [{"type": "paragraph", "content": [
                {"type": "text", "text": "two", "marks": [{"type": "strong"}]}
            ]}]},
        ]},
        {"type": "codeBlock", "attrs": {"language": "sh"}, "content": [text("ls")]},
        {"type": "blockquote", "content": [{"type": "paragraph", "content": [text("said")]}]},
        {"type": "panel", "attrs": {"panelType": "info"}, "content": [{"type": "paragraph", "content": [text("note")]}]},
        {"type": "table", "content": [{"type": "tableRow", "content": [
            {"type": "tableHeader", "content": [{"type": "paragraph", "content": [text("a")]}]},
            {"type": "tableCell", "attrs": {}, "content": [{"type": "paragraph", "content": [text("b")]}]},
        ]}]},
        {"type": "expand", "attrs": {"title": "More"}, "content": [{"type": "paragraph", "content": [text("inside")]}]},
        {"type": "rule"},
    ]))
}

#[test]
fn a_document_with_everything_passes_and_reads_as_text() {
    validate(&everything()).unwrap();
    assert_eq!(
        plain_text(&everything()),
        "Impact\nSince 2023-11-14\nSEV1https://example.test/:fire:\n- one\n- two\nls\nsaid\nnote\na\tb\t\nMore\ninside\n----"
    );
    validate(&doc(json!([]))).unwrap();
    validate(&doc(json!([{"type": "paragraph"}]))).unwrap();
}
