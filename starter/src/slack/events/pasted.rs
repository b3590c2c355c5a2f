use muster_workflows::domain::Reference;

use super::payload::{Event, Message, Written};

/// Slack's own bot, which writes as a user.
const SLACKBOT: &str = "USLACKBOT";

/// A command as it was pasted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pasted {
    pub(super) reference: Reference,
    /// What stands after the reference.
    pub(super) origin: Option<String>,
}

/// What a person means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// `resolve INC-K7F3QD`.
    Resolve(Pasted),
    /// Something to Muster that is no command.
    Unclear,
}

/// What a person wrote, where it is a command or was said to Muster. What people say to each other is neither.
pub(super) fn read(event: Event) -> Option<(Written, Meant)> {
    let (message, is_mention) = match event {
        Event::Message(message) => (message, false),
        Event::AppMention(message) => (message, true),
        _ => return None,
    };
    let Message { channel, channel_type, user, text, subtype, bot_id, edited } = message;
    let user = user.filter(|user| user != SLACKBOT)?;
    if subtype.is_some() || bot_id.is_some() {
        return None;
    }
    let is_to_muster = is_mention || channel_type.as_deref() == Some("im");
    let text = text?;
    // Slack sends a mention in a channel both as mention and as message: it counts as the first alone.
    let command = command(if is_to_muster { without_mention(&text) } else { &text });
    // Who mends a typing error in a mention was answered before.
    let is_unclear = is_to_muster && edited.is_none();
    let said = command.map(Meant::Resolve).or_else(|| is_unclear.then_some(Meant::Unclear))?;
    Some((Written { channel, user, is_to_muster }, said))
}

fn without_mention(text: &str) -> &str {
    let text = text.trim_start();
    match text.strip_prefix("<@").and_then(|rest| rest.split_once('>')) {
        Some((_, rest)) => rest.trim_start_matches([':', ',', ' ']),
        None => text,
    }
}

/// `resolve INC-K7F3QD`, perhaps with an origin after it. The `INC-` must be there: "resolve please" is what
/// people say to each other, and so is "resolve INC-K7F3QD, please".
fn command(text: &str) -> Option<Pasted> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || is_around(c));
    let (word, rest) = text.split_once(char::is_whitespace)?;
    let (reference, origin) = rest.trim_start().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
    let origin = origin.trim();
    let origin = (!origin.is_empty()).then(|| origin.to_owned());
    let reference = match &origin {
        Some(_) => reference.trim_matches(is_around),
        None => reference.trim_matches(|c| is_around(c) || matches!(c, '.' | '!' | ',' | ':')),
    };
    let is_meant = word.trim_matches(is_around).eq_ignore_ascii_case("resolve")
        && reference.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("INC-"));
    is_meant.then(|| reference.parse().ok())?.map(|reference| Pasted { reference, origin })
}

/// What people put around a command to set it off, or copy along with it.
fn is_around(c: char) -> bool {
    matches!(c, '`' | '*' | '"' | '\'' | '“' | '”' | '„' | '‘' | '’' | '«' | '»')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn said(event: Value) -> Option<(Written, Meant)> {
        read(serde_json::from_value(event).unwrap())
    }

    fn pasted(event: Value) -> Option<(Written, Pasted)> {
        match said(event)? {
            (written, Meant::Resolve(pasted)) => Some((written, pasted)),
            (_, Meant::Unclear) => None,
        }
    }

    fn message(text: &str) -> Value {
        json!({"type": "message", "channel": "C1", "channel_type": "channel", "user": "U1", "text": text})
    }

    #[test]
    fn what_people_say_to_each_other_is_no_command() {
        for text in [
            "",
            "resolve",
            "resolve please",
            "resolve K7F3QD",
            "please resolve INC-K7F3QD",
            "resolved INC-K7F3QD",
            "resolve INC-K7F3Q",
            "resolve INC-K7F3QD, please",
            "resolve INC-K7F3QD! now",
            "resolve *INC-K7F3Q*",
            "`resolve`",
            "*",
            "resolve INC–é",
            "<@U0MUSTER> resolve INC-K7F3QD",
            "&gt; resolve INC-K7F3QD",
        ] {
            assert_eq!(said(message(text)), None, "{text}");
        }
    }

    #[test]
    fn only_people_command() {
        let mut by_a_bot = message("resolve INC-K7F3QD");
        by_a_bot["bot_id"] = "B1".into();
        assert_eq!(said(by_a_bot), None);
        let mut edited = message("resolve INC-K7F3QD");
        edited["subtype"] = "message_changed".into();
        assert_eq!(said(edited), None);
        assert_eq!(said(json!({"type": "channel_created", "channel": {"id": "C1"}})), None);
    }

    #[test]
    fn a_command_is_taken_up_as_it_was_pasted() {
        let reference: Reference = "INC-K7F3QD".parse().unwrap();
        for text in [
            "resolve INC-K7F3QD",
            "`resolve INC-K7F3QD`",
            " Resolve  inc-k7f3qd\n",
            "```RESOLVE Inc-K7F3QD```",
            "resolve INC-K7F3QD!",
            "*resolve INC-K7F3QD*.",
            "*resolve* `INC-K7F3QD`,",
            "“resolve INC-K7F3QD”:",
            "\"resolve 'INC-K7F3QD.'\"",
        ] {
            let (written, pasted) = pasted(message(text)).unwrap();
            assert_eq!(pasted, Pasted { reference: reference.clone(), origin: None }, "{text}");
            assert_eq!(
                written,
                Written { channel: "C1".to_owned(), user: "U1".to_owned(), is_to_muster: false }
            );
        }
        let (_, with_origin) = pasted(message("`resolve INC-K7F3QD Acme Pay`")).unwrap();
        assert_eq!(with_origin.origin.as_deref(), Some("Acme Pay"));
    }

    #[test]
    fn said_to_muster_its_name_may_stand_before_it() {
        let mut mention = message("<@U0MUSTER|muster> resolve INC-K7F3QD");
        mention["type"] = "app_mention".into();
        assert!(pasted(mention).unwrap().0.is_to_muster);
        let mut direct = message("resolve INC-K7F3QD");
        direct["channel_type"] = "im".into();
        assert!(pasted(direct).unwrap().0.is_to_muster);
    }

    #[test]
    fn what_a_person_says_to_muster_is_never_passed_over() {
        let to_muster = |kind: &str, text: &str| {
            let mut event = message(text);
            event["type"] = kind.into();
            event["channel_type"] = "im".into();
            event
        };
        for text in ["<@U0MUSTER>", "<@U0MUSTER> help", "", "resolve K7F3QD", "please resolve INC-K7F3QD"] {
            for kind in ["message", "app_mention"] {
                let (written, said) = said(to_muster(kind, text)).unwrap();
                assert_eq!((written.is_to_muster, said), (true, Meant::Unclear), "{kind} {text}");
            }
        }
        assert!(pasted(to_muster("app_mention", "<@U0MUSTER>: *resolve INC-K7F3QD*!")).is_some());
        for (key, value) in [
            ("bot_id", json!("B0MUSTER")),
            ("subtype", json!("bot_message")),
            ("subtype", json!("channel_join")),
            ("subtype", json!("message_changed")),
            ("edited", json!({"user": "U1", "ts": "1.0"})),
            ("user", json!("USLACKBOT")),
            ("user", json!(null)),
        ] {
            for kind in ["message", "app_mention"] {
                let mut event = to_muster(kind, "hello");
                event[key] = value.clone();
                assert_eq!(said(event), None, "{kind} {key} {value}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_left_alone(text in r"(resolve )?(INC-)?\PC{0,30}") {
            let event = json!({"type": "app_mention", "channel": "C1", "user": "U1", "text": text});
            prop_assert!(pasted(event).is_none_or(|(_, pasted)| pasted.origin.as_deref() != Some("")));
        }
    }
}
