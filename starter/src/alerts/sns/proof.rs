//! Whose a message is.

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::{SignedDuration, Timestamp};
use ring::signature::{
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, RsaParameters,
    UnparsedPublicKey,
};
use url::Url;

use super::{Sns, TOPICS, Unproven, message::Message, start, topic::Topic};

/// So long SNS sends a message again and again.
const OLDEST: SignedDuration = SignedDuration::from_hours(1);
/// Clocks differ.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);
/// So long at most a message is taken.
pub(super) const HOLDS_FOR: SignedDuration = SignedDuration::from_mins(65);

impl Sns {
    /// Which topic sent it, lately. For what can be no topic's, SNS is not asked for a certificate.
    pub(super) async fn prove(&self, message: &Message, now: Timestamp) -> Result<&Topic, Unproven> {
        let topic = self.topics.iter().find(|topic| topic.arn == message.topic_arn);
        let topic =
            topic.ok_or_else(|| format!("its topic is none of {TOPICS}: {}", start(&message.topic_arn)))?;
        check_time(&message.timestamp, now)?;
        let signature = Signature::of(message)?;
        let url = certificate_url(topic, &message.signing_cert_url)?;
        let certificate = self.certificate(url, now).await?;
        signature.verify(&certificate.key)?;
        Ok(topic)
    }
}

fn check_time(text: &str, now: Timestamp) -> Result<(), String> {
    let at: Timestamp = text.parse().map_err(|_| format!("its Timestamp is none: {}", start(text)))?;
    match now.duration_since(at) {
        age if age > OLDEST => Err(format!("it is older than an hour: it is of {at}")),
        age if age < -AHEAD => Err(format!("it is of {at}, which is more than five minutes from now")),
        _ => Ok(()),
    }
}

fn certificate_url(topic: &Topic, address: &str) -> Result<Url, String> {
    let url = topic.own_address(address).map_err(|why| format!("its SigningCertURL {why}"))?;
    let is_file = url.path().ends_with(".pem") && url.query().is_none() && url.fragment().is_none();
    is_file.then_some(url).ok_or_else(|| format!("its SigningCertURL is no .pem: {}", start(address)))
}

/// A signature, and what it is over.
struct Signature {
    algorithm: &'static RsaParameters,
    bytes: Vec<u8>,
    signed: String,
}

impl Signature {
    fn of(message: &Message) -> Result<Self, String> {
        let algorithm = match message.signature_version.as_str() {
            "1" => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
            "2" => &RSA_PKCS1_2048_8192_SHA256,
            other => return Err(format!("its SignatureVersion is neither 1 nor 2: {}", start(other))),
        };
        let bytes = BASE64_STANDARD
            .decode(&message.signature)
            .map_err(|error| format!("its Signature is no base64: {error}"))?;
        Ok(Self { algorithm, bytes, signed: message.signed()? })
    }

    fn verify(&self, key: &[u8]) -> Result<(), String> {
        let key = UnparsedPublicKey::new(self.algorithm, key);
        let verified = key.verify(self.signed.as_bytes(), &self.bytes);
        verified.map_err(|_| "its signature is not that of its certificate".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_old_or_not_yet_is_refused() {
        let now = "2026-11-27T10:00:00Z".parse().unwrap();
        for good in ["2026-11-27T09:00:00.000Z", "2026-11-27T10:00:00.000Z", "2026-11-27T10:05:00.000Z"] {
            assert_eq!(check_time(good, now), Ok(()));
        }
        for bad in ["2026-11-27T08:59:59.999Z", "2026-11-27T10:05:00.001Z", "yesterday", ""] {
            assert!(check_time(bad, now).is_err(), "{bad}");
        }
    }

    #[test]
    fn certificates_are_files_of_the_topics_own_region() {
        let topic = "arn:aws:sns:eu-west-1:123456789012:alarms".parse().unwrap();
        let check =
            |path: &str| certificate_url(&topic, &format!("https://sns.eu-west-1.amazonaws.com{path}"));
        assert!(check("/SimpleNotificationService-1.pem").is_ok());
        for bad in ["", "/", "/x.pem?", "/x.pem?y", "/x?y=.pem", "/x#.pem", "/x.pem#", "/x.PEM", "/x.pem/"] {
            assert!(check(bad).is_err(), "{bad}");
        }
        assert!(certificate_url(&topic, "https://evil.com/x.pem").is_err());
    }
}
