//! What SNS sends, and what of it is signed:
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>.

use serde::Deserialize;

use super::start;

/// A message of SNS's. Nothing of it is to be believed before it is proven.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Message {
    #[serde(rename = "Type")]
    pub(super) kind: Kind,
    pub(super) message_id: String,
    pub(super) topic_arn: String,
    pub(super) message: String,
    pub(super) timestamp: String,
    subject: Option<String>,
    token: Option<String>,
    #[serde(rename = "SubscribeURL")]
    pub(super) subscribe_url: Option<String>,
    pub(super) signature_version: String,
    pub(super) signature: String,
    #[serde(rename = "SigningCertURL")]
    pub(super) signing_cert_url: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Kind {
    SubscriptionConfirmation,
    Notification,
    UnsubscribeConfirmation,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::SubscriptionConfirmation => "SubscriptionConfirmation",
            Self::Notification => "Notification",
            Self::UnsubscribeConfirmation => "UnsubscribeConfirmation",
        }
    }
}

impl Message {
    pub(super) fn read(body: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(body)
            .map_err(|error| format!("it is no message of SNS's: {}", start(&error.to_string())))
    }

    /// What its signature is over. Nothing but its Message may have several lines: else the same signature would be right
    /// for other fields too, and what came before could pass for a message with another id.
    pub(super) fn signed(&self) -> Result<String, String> {
        let is_notification = self.kind == Kind::Notification;
        let fields = [
            ("MessageId", Some(self.message_id.as_str())),
            ("Subject", self.subject.as_deref().filter(|_| is_notification)),
            ("SubscribeURL", self.subscribe_url.as_deref().filter(|_| !is_notification)),
            ("Timestamp", Some(&self.timestamp)),
            ("Token", self.token.as_deref().filter(|_| !is_notification)),
            ("TopicArn", Some(&self.topic_arn)),
            ("Type", Some(self.kind.name())),
        ];
        let mut signed = format!("Message\n{}\n", self.message);
        for (field, value) in fields {
            let Some(value) = value else { continue };
            if value.contains('\n') {
                return Err(format!("its {field} has several lines"));
            }
            signed.extend([field, "\n", value, "\n"]);
        }
        Ok(signed)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn signed(change: Value) -> Result<String, String> {
        let mut message = json!({
            "Type": "Notification", "MessageId": "id-1", "TopicArn": "arn:1", "Message": "{\n}", "Timestamp": "now",
            "SignatureVersion": "2", "Signature": "", "SigningCertURL": "https://1", "UnsubscribeURL": "https://2",
        });
        message.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        Message::read(message.to_string().as_bytes()).unwrap().signed()
    }

    #[test]
    fn of_each_kind_of_message_other_fields_are_signed() {
        assert_eq!(
            signed(json!({})).unwrap(),
            "Message\n{\n}\nMessageId\nid-1\nTimestamp\nnow\nTopicArn\narn:1\nType\nNotification\n"
        );
        assert_eq!(
            signed(json!({ "Subject": "ALARM", "Token": "t", "SubscribeURL": "https://3" })).unwrap(),
            "Message\n{\n}\nMessageId\nid-1\nSubject\nALARM\nTimestamp\nnow\nTopicArn\narn:1\nType\nNotification\n"
        );
        for kind in ["SubscriptionConfirmation", "UnsubscribeConfirmation"] {
            let change = json!({ "Type": kind, "Subject": "no", "Token": "t", "SubscribeURL": "https://3" });
            assert_eq!(
                signed(change).unwrap(),
                format!(
                    "Message\n{{\n}}\nMessageId\nid-1\nSubscribeURL\nhttps://3\nTimestamp\nnow\nToken\nt\nTopicArn\narn:1\nType\n{kind}\n"
                )
            );
        }
    }

    #[test]
    fn a_signature_is_right_for_one_message_alone() {
        let subject_as_id = json!({ "MessageId": "id-1\nSubject\nALARM" });
        assert_eq!(signed(subject_as_id).unwrap_err(), "its MessageId has several lines");
    }

    #[test]
    fn what_is_no_message_is_not_read() {
        for body in ["", "[]", "{}", r#"{"Type": "Invoice"}"#] {
            assert!(Message::read(body.as_bytes()).unwrap_err().starts_with("it is no message of SNS's"));
        }
    }
}
