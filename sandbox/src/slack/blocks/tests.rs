use jiff::Timestamp;
use serde_json::{Value, json};

use super::{message, view};
use crate::slack::Slack;

fn slack() -> Slack {
    Slack::seeded(Timestamp::UNIX_EPOCH, 130)
}

/// What Slack says of these blocks of a message.
fn errors(blocks: Value) -> Vec<String> {
    let Value::Array(blocks) = blocks else { panic!("blocks are an array") };
    message(blocks, &mut slack()).map_or_else(|refusal| refusal.messages, |_| Vec::new())
}

fn button(action_id: &str) -> Value {
    json!({"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "Confirm"}})
}

fn section(text: &str) -> Value {
    json!({"type": "section", "text": {"type": "mrkdwn", "text": text}})
}

#[test]
fn what_slack_refuses_in_a_message() {
    let plain = |text: &str| json!({"type": "plain_text", "text": text});
    let cases = [
        (json!([{"type": "banner"}]), "unsupported type: banner"),
        (json!([{}]), "missing required field: type"),
        (json!([section("")]), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        (json!([section(&"é".repeat(3001))]), "must be less than 3001 characters"),
        (json!([{"type": "section"}]), "must define either `fields` or `text`"),
        (json!([{"type": "header", "text": plain(&"x".repeat(151))}]), "must be less than 151 characters"),
        (json!([{"type": "header", "text": {"type": "mrkdwn", "text": "*x*"}}]), "unsupported type: mrkdwn"),
        (json!([{"type": "actions", "elements": []}]), "no fewer than 1 items allowed"),
        (json!([{"type": "actions", "elements": [{"type": "button"}]}]), "missing required field: text"),
        (
            json!([{"type": "actions", "elements": [{"type": "button", "text": plain(&"x".repeat(76))}]}]),
            "must be less than 76 characters",
        ),
        (json!([{"type": "actions", "elements": [button("a"), button("a")]}]), "\"a\" already exists"),
        (json!([{"type": "actions", "elements": [button(&"a".repeat(256))]}]), "less than 256 characters"),
        (json!([{"type": "actions", "elements": [{"type": "plain_text_input"}]}]), "unsupported type"),
        (
            json!([{"type": "context", "elements": (0..11).map(|_| plain("x")).collect::<Vec<_>>()}]),
            "no more than 10 items allowed",
        ),
        (json!(vec![section("x"); 51]), "no more than 50 items allowed"),
        (
            json!([{"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "b"}]),
            "block_id \"b\" already exists",
        ),
        (
            json!([{"type": "image", "image_url": "https://example.test/a.png"}]),
            "missing required field: alt_text",
        ),
        (
            json!([{"type": "section", "text": plain("x"), "accessory": {"type": "static_select", "options": [
                {"text": plain(&"x".repeat(76)), "value": "v"},
            ]}}]),
            "must be less than 76 characters",
        ),
        (
            json!([{"type": "actions", "elements": [{
                "type": "checkboxes", "options": [{"text": plain("x"), "value": "v"}], "initial_options": [],
            }]}]),
            "must be one of the options [json-pointer:/blocks/0/elements/0/initial_options]",
        ),
        (
            json!([{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text"}]}]}]),
            "missing required field: text",
        ),
        (json!([{"type": "divider", "text": plain("x")}]), "no additional properties allowed: text"),
    ];
    for (blocks, expected) in cases {
        let found = errors(blocks.clone());
        assert!(found.iter().any(|error| error.contains(expected)), "{blocks}: {found:?}");
    }
}

#[test]
fn what_slack_takes_gets_ids_where_it_has_none() {
    let blocks = vec![
        section(&"x".repeat(3000)),
        json!({"type": "actions", "elements": [button("confirm"), {
            "type": "button", "text": {"type": "plain_text", "text": "No"}, "style": "danger",
        }]}),
    ];
    let named = message(blocks, &mut slack()).unwrap();
    assert!(named[0]["block_id"].as_str().is_some_and(|id| !id.is_empty()));
    assert_eq!(named[1]["elements"][0]["action_id"], "confirm");
    assert!(named[1]["elements"][1]["action_id"].as_str().is_some_and(|id| !id.is_empty()));
}

#[test]
fn what_slack_refuses_in_a_view() {
    type Change = fn(&mut Value);
    let form = |change: Change| {
        let mut form = json!({
            "type": "modal", "title": {"type": "plain_text", "text": "Declare an incident"},
            "submit": {"type": "plain_text", "text": "Declare"},
            "blocks": [{"type": "input", "label": {"type": "plain_text", "text": "Title"},
                "element": {"type": "plain_text_input", "max_length": 150}}],
        });
        change(&mut form);
        view(form, &mut slack())
            .map_or_else(|refusal| (refusal.error, refusal.messages), |_| Default::default())
    };
    assert_eq!(form(|_| ()), (String::new(), Vec::new()));
    let cases: [(Change, &str); 6] = [
        (|form| form["title"]["text"] = "A title of twenty-five ch".into(), "less than 25 characters"),
        (|form| form["submit"] = Value::Null, "missing required field: submit"),
        (|form| form["blocks"] = json!(vec![section("x"); 101]), "no more than 100 items allowed"),
        (|form| form["blocks"][0]["element"]["max_length"] = 3001.into(), "must be between 1 and 3000"),
        (|form| form["blocks"][0]["element"]["initial_value"] = "x".repeat(151).into(), "max_length"),
        (|form| form["private_metadata"] = "x".repeat(3001).into(), "less than 3001 characters"),
    ];
    for (change, expected) in cases {
        let (error, messages) = form(change);
        assert_eq!(error, "invalid_arguments");
        assert!(messages.iter().any(|message| message.contains(expected)), "{expected}: {messages:?}");
    }
}
