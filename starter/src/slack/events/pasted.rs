use muster_workflows::domain::Reference;

use super::payload::{Event, Message, Written};

/// A command as it was pasted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pasted {
    pub(super) reference: Reference,
    /// What stands after the reference.
    pub(super) origin: Option<String>,
}

/// The command in a message that a person wrote, if it is one.
pub(super) fn read(event: Event) -> Option<(Written, Pasted)> {
    let (message, is_mention) = match event {
        Event::Message(message) => (message, false),
        Event::AppMention(message) => (message, true),
        Event::Other => return None,
    };
    let Message { channel, channel_type, user, text, subtype, bot_id } = message;
    if subtype.is_some() || bot_id.is_some() {
        return None;
    }
    let is_to_muster = is_mention || channel_type.as_deref() == Some("im");
    let text = text?;
    // Slack sends a mention in a channel both as mention and as message: it counts as the first alone.
    let said = if is_to_muster { without_mention(&text) } else { &text };
    Some((Written { channel, user: user?, is_to_muster }, command(said)?))
}

fn without_mention(text: &str) -> &str {
    let text = text.trim_start();
    match text.strip_prefix("<@").and_then(|rest| rest.split_once('>')) {
        Some((_, rest)) => rest,
        None => text,
    }
}

/// `resolve INC-K7F3QD`, perhaps with an origin after it. The `INC-` must be there: "resolve please" is what
/// people say to each other.
fn command(text: &str) -> Option<Pasted> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '`');
    let (word, rest) = text.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let (reference, origin) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let is_meant = word.eq_ignore_ascii_case("resolve")
        && reference.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("INC-"));
    let origin = origin.trim();
    let origin = (!origin.is_empty()).then(|| origin.to_owned());
    is_meant.then(|| reference.parse().ok())?.map(|reference| Pasted { reference, origin })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn pasted(event: Value) -> Option<(Written, Pasted)> {
        read(serde_json::from_value(event).unwrap())
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
            "resolve INC-K7F3QD!",
            "resolve INC–é",
            "<@U0MUSTER> resolve INC-K7F3QD",
            "&gt; resolve INC-K7F3QD",
        ] {
            assert_eq!(pasted(message(text)), None, "{text}");
        }
    }

    #[test]
    fn only_people_command() {
        let mut by_a_bot = message("resolve INC-K7F3QD");
        by_a_bot["bot_id"] = "B1".into();
        assert_eq!(pasted(by_a_bot), None);
        let mut edited = message("resolve INC-K7F3QD");
        edited["subtype"] = "message_changed".into();
        assert_eq!(pasted(edited), None);
        assert_eq!(pasted(json!({"type": "channel_created", "channel": {"id": "C1"}})), None);
    }

    #[test]
    fn a_command_is_taken_up_as_it_was_pasted() {
        let reference: Reference = "INC-K7F3QD".parse().unwrap();
        for text in [
            "resolve INC-K7F3QD",
            "`resolve INC-K7F3QD`",
            " Resolve  inc-k7f3qd\n",
            "```RESOLVE Inc-K7F3QD```",
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

    proptest! {
        #[test]
        fn any_text_is_read_or_left_alone(text in r"(resolve )?(INC-)?\PC{0,30}") {
            let event = json!({"type": "app_mention", "channel": "C1", "user": "U1", "text": text});
            prop_assert!(pasted(event).is_none_or(|(_, pasted)| pasted.origin.as_deref() != Some("")));
        }
    }
}
