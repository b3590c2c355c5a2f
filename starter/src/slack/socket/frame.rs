//! What is said through a connection.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::slack::{answer::Answer, sent::Sent};

/// What Slack says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Frame {
    /// The connection is there.
    Hello,
    /// It will be closed.
    Disconnect {
        #[serde(default)]
        reason: Reason,
    },
    /// Something happened.
    EventsApi(Envelope),
    /// Somebody typed a command.
    SlashCommands(Envelope),
    /// Somebody pressed, chose or submitted something.
    Interactive(Envelope),
    /// Whatever else there will be.
    #[serde(other)]
    Other,
}

/// Why Slack closes a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reason {
    /// Socket Mode was turned off.
    LinkDisabled,
    /// The app has ten.
    TooManyWebsockets,
    /// It is moved, or old; or Slack does not say.
    #[default]
    #[serde(other)]
    Other,
}

impl Reason {
    /// Whether the next connection would be closed as well.
    pub(super) fn is_refusal(self) -> bool {
        match self {
            Self::LinkDisabled | Self::TooManyWebsockets => true,
            Self::Other => false,
        }
    }

    /// What happens and, where somebody has to do something about it, what.
    pub(super) fn log(self) {
        match self {
            Self::LinkDisabled => tracing::error!(
                "Slack says that Socket Mode is turned off for this app: turn it on in the app's settings, or leave \
                 MUSTER_SLACK_APP_TOKEN out"
            ),
            Self::TooManyWebsockets => {
                tracing::error!("Slack takes ten connections of an app, and it has them: run fewer starters");
            }
            Self::Other => tracing::info!("Slack is going to close a connection: the next is opened"),
        }
    }
}

/// Something to be acknowledged.
#[derive(Debug, Deserialize)]
pub(super) struct Envelope {
    envelope_id: String,
    #[serde(default)]
    accepts_response_payload: bool,
    #[serde(default)]
    payload: Value,
    #[serde(default)]
    retry_attempt: u32,
}

/// By which an envelope is acknowledged.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Receipt {
    id: String,
    accepts_payload: bool,
    comes_again: bool,
}

impl Envelope {
    pub(super) fn event(self) -> (Receipt, serde_json::Result<Sent>) {
        let retry = self.retry_attempt;
        let (receipt, event) =
            self.open(|payload| Ok(Sent::Event { delivery: serde_json::from_value(payload)?, retry }));
        (Receipt { comes_again: true, ..receipt }, event)
    }

    pub(super) fn command(self) -> (Receipt, serde_json::Result<Sent>) {
        self.open(|payload| serde_json::from_value(payload).map(Sent::Command))
    }

    pub(super) fn interaction(self) -> (Receipt, serde_json::Result<Sent>) {
        self.open(|payload| serde_json::from_value(payload).map(Sent::Interaction))
    }

    fn open(
        self,
        read: impl FnOnce(Value) -> serde_json::Result<Sent>,
    ) -> (Receipt, serde_json::Result<Sent>) {
        let receipt = Receipt {
            id: self.envelope_id,
            accepts_payload: self.accepts_response_payload,
            comes_again: false,
        };
        (receipt, read(self.payload))
    }
}

impl Receipt {
    /// What Slack is told. Where that is nothing, it tells who waits that there was no answer, and sends an event again.
    pub(super) fn acknowledge(self, answer: Answer) -> Option<String> {
        let acknowledgement = match answer {
            Answer::NotTaken => return None,
            // A form stays open with what was typed. An event would come again as it is.
            Answer::Malformed if !self.comes_again => return None,
            Answer::Show(shown) if self.accepts_payload => {
                json!({"envelope_id": self.id, "payload": shown})
            }
            Answer::Show(_) | Answer::Taken | Answer::Malformed => json!({"envelope_id": self.id}),
        };
        Some(acknowledgement.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(frame: Value) -> Frame {
        serde_json::from_value(frame).unwrap()
    }

    fn envelope(kind: &str, payload: Value) -> Frame {
        read(json!({"type": kind, "envelope_id": "e1", "accepts_response_payload": true, "payload": payload,
            "retry_attempt": 1, "retry_reason": "timeout"}))
    }

    #[test]
    fn what_slack_says_is_read_and_what_it_will_say_is_left_alone() {
        assert!(matches!(read(json!({"type": "hello", "num_connections": 1})), Frame::Hello));
        assert!(matches!(read(json!({"type": "goodbye", "envelope_id": "e1"})), Frame::Other));
        for (reason, read_as) in [
            (json!("link_disabled"), Reason::LinkDisabled),
            (json!("too_many_websockets"), Reason::TooManyWebsockets),
            (json!("warning"), Reason::Other),
            (json!("refresh_requested"), Reason::Other),
        ] {
            let frame = read(json!({"type": "disconnect", "reason": reason, "debug_info": {}}));
            assert!(matches!(frame, Frame::Disconnect { reason } if reason == read_as), "{reason}");
        }
        assert!(matches!(read(json!({"type": "disconnect"})), Frame::Disconnect { reason: Reason::Other }));
    }

    #[test]
    fn an_envelope_holds_what_would_come_by_http() {
        let Frame::SlashCommands(command) =
            envelope("slash_commands", json!({"user_id": "U1", "trigger_id": "1", "text": "list"}))
        else {
            panic!("a command")
        };
        assert!(matches!(command.command().1.unwrap(), Sent::Command(_)));
        let event =
            json!({"type": "event_callback", "event_id": "Ev1", "event": {"type": "channel_created"}});
        let Frame::EventsApi(event) = envelope("events_api", event) else { panic!("an event") };
        assert!(matches!(event.event().1.unwrap(), Sent::Event { retry: 1, .. }));
        let Frame::Interactive(malformed) = envelope("interactive", json!(7)) else {
            panic!("an interaction")
        };
        let (receipt, sent) = malformed.interaction();
        assert!(sent.is_err());
        let id = "e1".to_owned();
        assert_eq!(receipt, Receipt { id, accepts_payload: true, comes_again: false });
    }

    #[test]
    fn only_what_is_taken_for_good_is_acknowledged() {
        let receipt =
            |accepts_payload, comes_again| Receipt { id: "e1".to_owned(), accepts_payload, comes_again };
        let acknowledge = |accepts_payload, answer| receipt(accepts_payload, false).acknowledge(answer);
        let bare = Some(r#"{"envelope_id":"e1"}"#.to_owned());
        assert_eq!(acknowledge(true, Answer::Taken), bare);
        assert_eq!(receipt(true, true).acknowledge(Answer::Malformed), bare);
        assert_eq!(acknowledge(true, Answer::Malformed), None);
        assert_eq!(acknowledge(false, Answer::Show(json!({}))), bare);
        assert_eq!(acknowledge(true, Answer::NotTaken), None);
        let shown = acknowledge(true, Answer::Show(json!({"text": "hi"}))).unwrap();
        assert_eq!(shown, r#"{"envelope_id":"e1","payload":{"text":"hi"}}"#);
    }
}
