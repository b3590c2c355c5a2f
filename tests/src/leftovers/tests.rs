use serde_json::{Value, json};

use super::*;

fn message(purpose: &str, blocks: Value) -> Value {
    let payload = json!({"declaration": "V1", "purpose": purpose});
    json!({"ts": "1", "blocks": blocks, "metadata": {"event_payload": payload}})
}

/// Where an incident was declared and cancelled, beside another.
fn cancelled() -> Value {
    let channel = json!({"id": "C1", "name": "incidents", "messages": [message("prompt", json!([]))]});
    let groups = [RESPONDERS.as_slice(), &[MANAGERS]].concat();
    let groups: Vec<_> = groups.iter().map(|handle| json!({"handle": handle, "users": ["U1"]})).collect();
    json!({
        "slack": {"channels": [channel], "ephemerals": [], "groups": groups},
        "jira": {"issues": []},
        "confluence": {"pages": []},
        "zoom": {"meetings": [{"topic": "INC-K7F3QD Another one", "status": "waiting"}]},
        "pagerduty": {"alerts": [], "events": []},
        "services": {"hooks": []},
    })
}

fn wrong(outside: &Value) -> String {
    let outside = serde_json::from_value(outside.clone()).unwrap();
    Leftovers::of(&outside, &"V1".parse().unwrap(), 1, End::NeverOpened).to_string()
}

#[test]
fn one_that_never_opened_leaves_its_prompt_alone() {
    assert_eq!(wrong(&cancelled()), "");
}

#[test]
fn what_is_missing_unfinished_or_there_too_often_is_told() {
    let prompts = |outside: &mut Value, prompts: Value| {
        outside["slack"]["channels"][0]["messages"] = prompts;
    };
    let mut none = cancelled();
    prompts(&mut none, json!([]));
    assert_eq!(wrong(&none), "0 prompt answered, not 1");

    let mut unanswered = cancelled();
    let buttons = json!([{"elements": [{"action_id": "confirm"}]}]);
    prompts(&mut unanswered, json!([message("prompt", buttons)]));
    assert_eq!(wrong(&unanswered), "0 prompt answered, not 1 (of 1)");

    let mut two = cancelled();
    prompts(&mut two, json!([message("prompt", json!([])), message("prompt", json!([]))]));
    assert_eq!(wrong(&two), "2 prompt answered, not 1; 1 message said again, not 0");

    let mut opened = cancelled();
    let reference = Reference::of(&"V1".parse().unwrap());
    let topic = format!("{reference} Checkout is down");
    opened["zoom"]["meetings"] = json!([{"topic": topic, "status": "ended"}]);
    assert_eq!(wrong(&opened), "1 meeting ended, not 0");
}
