//! From the message that came to what is answered, with an SNS of their own, which is reached by TLS at its own name.

use serde_json::{Value, json};

use super::*;
use outside::{Outside, http};

mod outside;
mod route;

pub(super) const CERTIFICATE: &str = include_str!("testdata/test-certificate.pem");
pub(super) const EXPIRED: &str = include_str!("testdata/test-certificate-expired.pem");
pub(super) const OF_ANOTHER: &str = include_str!("testdata/test-certificate-of-another.pem");
/// What openssl signed with SHA-1.
const SIGNED_BY_SHA1: &str = include_str!("testdata/test-notification-sha1.json");

pub(super) const HOST: &str = "sns.eu-west-1.amazonaws.com";
const TOPIC: &str = "arn:aws:sns:eu-west-1:123456789012:alarms";
const NOW: &str = "2026-11-27T09:00:05Z";

/// A message without signature, as the topic sent it at a time.
fn message(kind: &str, at: Timestamp) -> Value {
    let recorded: Value = serde_json::from_str(SIGNED_BY_SHA1).unwrap();
    let mut message = json!({
        "Type": kind, "MessageId": "id-1", "TopicArn": TOPIC, "Message": recorded["Message"],
        "Timestamp": at.to_string(), "SignatureVersion": "2", "SigningCertURL": format!("https://{HOST}/right.pem"),
    });
    if kind != "Notification" {
        message["Token"] = json!("t-1");
        message["SubscribeURL"] = json!(format!("https://{HOST}/?Action=ConfirmSubscription&Token=t-1"));
    }
    message
}

/// The same, signed.
fn signed(mut message: Value) -> Value {
    message["Signature"] = json!("");
    let canonical = Message::read(message.to_string().as_bytes()).unwrap().signed().unwrap();
    message["Signature"] = json!(outside::sign(&canonical));
    message
}

fn notification(change: Value) -> Value {
    let mut message = message("Notification", NOW.parse().unwrap());
    message.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    message
}

async fn hear(sns: &Sns, message: &Value) -> Result<Heard, Unproven> {
    sns.hear(message.to_string().as_bytes(), NOW.parse().unwrap()).await
}

/// Why it is refused.
async fn refused(sns: &Sns, message: &Value) -> String {
    match hear(sns, message).await {
        Err(Unproven::Refused(why)) => why,
        Err(Unproven::Unknown(why)) => panic!("not known: {why}"),
        Ok(_) => panic!("taken: {message}"),
    }
}

#[tokio::test]
async fn what_a_topic_signed_is_heard_with_either_version() {
    let outside = Outside::start().await;
    let sns = outside.sns();
    let mut by_sha1: Value = serde_json::from_str(SIGNED_BY_SHA1).unwrap();
    by_sha1["SigningCertURL"] = json!(format!("https://{HOST}/right.pem"));
    for (message, id) in
        [(by_sha1, "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324"), (signed(notification(json!({}))), "id-1")]
    {
        let heard = hear(&sns, &message).await.unwrap();
        assert_eq!(heard.request.id, format!("sns {id}"));
        assert_eq!(heard.alerts[0].as_ref().unwrap().labels["InstanceId"], "i-0123456789abcdef0");
    }
    assert_eq!(outside.asked(), ["/right.pem"], "the certificate is fetched once");
}

#[tokio::test]
async fn what_does_not_prove_whose_it_is_is_refused_and_sns_is_not_asked() {
    let outside = Outside::start().await;
    let sns = outside.sns();
    for (change, why) in [
        (json!({ "TopicArn": "arn:aws:sns:eu-west-1:123456789012:others" }), "its topic is none of"),
        (json!({ "Timestamp": "2026-11-27T08:00:04.000Z" }), "older than an hour"),
        (json!({ "Timestamp": "2026-11-27T09:10:05.000Z" }), "five minutes from now"),
        (json!({ "SignatureVersion": "3" }), "neither 1 nor 2"),
        (json!({ "SigningCertURL": "https://sns.eu-west-1.amazonaws.com.evil.com/right.pem" }), "is not at"),
        (json!({ "SigningCertURL": format!("https://{HOST}/right.pem?") }), "is no .pem"),
    ] {
        let refused = refused(&sns, &signed(notification(change))).await;
        assert!(refused.contains(why), "{refused}");
    }
    let mut unsigned = notification(json!({ "Signature": "?" }));
    assert!(refused(&sns, &unsigned).await.contains("no base64"));
    unsigned.as_object_mut().unwrap().remove("Signature");
    assert!(refused(&sns, &unsigned).await.contains("no message of SNS's"));
    assert_eq!(outside.asked(), [""; 0]);
}

#[tokio::test]
async fn what_was_changed_or_is_signed_by_another_certificate_is_refused() {
    let outside = Outside::start().await;
    let sns = outside.sns();
    for (field, other) in [
        ("Message", "{}"),
        ("MessageId", "id-2"),
        ("Subject", "ALARM"),
        ("Timestamp", "2026-11-27T09:00:06.000Z"),
        ("SignatureVersion", "1"),
        ("Type", "UnsubscribeConfirmation"),
        ("Signature", "c2lnbmVk"),
    ] {
        let mut changed = signed(notification(json!({})));
        changed[field] = json!(other);
        assert_eq!(refused(&sns, &changed).await, "its signature is not that of its certificate", "{field}");
    }
    for (file, why) in [
        ("expired", "is valid from"),
        ("of-another", "is not for sns.eu-west-1.amazonaws.com"),
        ("large", "larger than any"),
        ("page", "no PEM"),
    ] {
        let change = json!({ "SigningCertURL": format!("https://{HOST}/{file}.pem") });
        let refused = refused(&sns, &signed(notification(change))).await;
        assert!(refused.contains(why), "{refused}");
    }
}

#[tokio::test]
async fn while_sns_does_not_answer_whose_a_message_is_cannot_be_known() {
    let outside = Outside::start().await;
    for file in ["missing", "moved"] {
        let change = json!({ "SigningCertURL": format!("https://{HOST}/{file}.pem") });
        let unknown = hear(&outside.sns(), &signed(notification(change))).await;
        assert!(matches!(unknown, Err(Unproven::Unknown(_))), "{file}");
    }
    assert_eq!(outside.asked(), ["/missing.pem", "/moved.pem"], "no redirect is followed");
    let down = Sns::new(vec![TOPIC.parse().unwrap()], http(&[], "127.0.0.1:1".parse().unwrap()));
    let unknown = hear(&down, &signed(notification(json!({})))).await;
    assert!(matches!(unknown, Err(Unproven::Unknown(why)) if why.starts_with("SNS does not answer")));
}

#[tokio::test]
async fn a_subscription_is_confirmed_by_a_visit_and_its_end_by_none() {
    let outside = Outside::start().await;
    let sns = outside.sns();
    let confirmation = |url: String| {
        let mut message = message("SubscriptionConfirmation", NOW.parse().unwrap());
        message["SubscribeURL"] = json!(url);
        signed(message)
    };
    let ended = signed(message("UnsubscribeConfirmation", NOW.parse().unwrap()));
    assert_eq!(hear(&sns, &ended).await.unwrap().alerts, []);
    assert_eq!(outside.asked(), ["/right.pem"]);

    let visit = "/?Action=ConfirmSubscription&Token=t-1";
    assert_eq!(hear(&sns, &confirmation(format!("https://{HOST}{visit}"))).await.unwrap().alerts, []);
    assert_eq!(outside.asked(), ["/right.pem", visit]);

    let mut unsigned = confirmation(format!("https://{HOST}/unsigned"));
    unsigned["Token"] = json!("t-2");
    refused(&sns, &unsigned).await;
    assert!(
        refused(&sns, &confirmation("https://evil.com/".to_owned()))
            .await
            .contains("its SubscribeURL is not at")
    );
    let unconfirmed = hear(&sns, &confirmation(format!("https://{HOST}/missing"))).await;
    assert!(matches!(unconfirmed, Err(Unproven::Unknown(_))), "it is to come again");
    assert_eq!(outside.asked(), ["/right.pem", visit, "/missing"]);
}

#[tokio::test]
async fn topics_that_are_none_are_problems_at_the_start() {
    let _already: Result<(), _> = rustls::crypto::ring::default_provider().install_default();
    let read = |topics: &str| {
        let mut environment = Environment::of([(TOPICS, topics)]);
        let sns = Sns::read(&mut environment);
        environment.finish(Some(sns.map(|sns| sns.topics.len()))).map_err(|problems| problems.0.len())
    };
    assert_eq!(read(" "), Ok(None));
    assert_eq!(read(TOPIC), Ok(Some(1)));
    assert_eq!(read(&format!("{TOPIC}, {TOPIC}2")), Ok(Some(2)));
    assert_eq!(read(&format!("{TOPIC},,alarms")), Err(2));
}
