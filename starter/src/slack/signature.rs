//! Whether Slack has signed a request.

use axum::http::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use slack_morphism::signature_verifier::{
    SlackEventSignatureVerifier, SlackEventSignatureVerifierError as Wrong,
};

/// Knows the signing secret.
pub(super) struct Verifier(SlackEventSignatureVerifier);

impl Verifier {
    pub(super) fn new(secret: &SecretString) -> Self {
        Self(SlackEventSignatureVerifier::new(&secret.expose_secret().into()))
    }

    /// Why a request is not from Slack, without the secret and without a signature that would be right.
    pub(super) fn check(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), String> {
        let header = |name: &'static str| {
            let value = headers.get(name).ok_or_else(|| format!("there is no {name}"))?;
            value.to_str().map_err(|_| format!("{name} is no text"))
        };
        let signature = header(SlackEventSignatureVerifier::SLACK_SIGNED_HASH_HEADER)?;
        let timestamp = header(SlackEventSignatureVerifier::SLACK_SIGNED_TIMESTAMP)?;
        let body = str::from_utf8(body).map_err(|_| "the body is no text".to_owned())?;
        self.0.verify(signature, body, timestamp).map_err(|wrong| match wrong {
            Wrong::WrongSignatureError(_) => "the signature is wrong".to_owned(),
            Wrong::AbsentSignatureError(_) => "there is no signature".to_owned(),
            Wrong::IncorrectOrExpiredTimestampError(wrong) => wrong.message,
            Wrong::CryptoInitError(wrong) => wrong.message,
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    /// From Slack's documentation, "Verifying requests from Slack".
    const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
    const TIMESTAMP: &str = "1531420618";
    const BODY: &str = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    const SIGNATURE: &str = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

    fn check(signature: Option<&str>, timestamp: Option<&str>, body: &[u8]) -> String {
        let mut headers = HeaderMap::new();
        let mut set = |name, value: Option<&str>| {
            if let Some(value) = value {
                headers.insert(name, HeaderValue::from_str(value).unwrap());
            }
        };
        set("x-slack-signature", signature);
        set("x-slack-request-timestamp", timestamp);
        let reason = Verifier::new(&SECRET.into()).check(&headers, body).unwrap_err();
        assert!(!reason.contains(SECRET));
        assert!(!reason.contains(&SIGNATURE[3..]));
        reason
    }

    #[test]
    fn whatever_is_not_signed_is_refused() {
        let body = BODY.as_bytes();
        assert_eq!(check(None, Some(TIMESTAMP), body), "there is no x-slack-signature");
        assert_eq!(check(Some(SIGNATURE), None, body), "there is no x-slack-request-timestamp");
        for (signature, timestamp, body) in [
            (SIGNATURE, TIMESTAMP, &body[1..]),
            (SIGNATURE, "1531420619", body),
            (&SIGNATURE[..20], TIMESTAMP, body),
            ("v0=", TIMESTAMP, body),
            ("", TIMESTAMP, body),
        ] {
            assert_eq!(check(Some(signature), Some(timestamp), body), "the signature is wrong");
        }
        assert_eq!(check(Some(SIGNATURE), Some(TIMESTAMP), b"\xff\xfe"), "the body is no text");
    }

    #[test]
    fn slacks_own_example_is_rightly_signed_and_long_expired() {
        let reason = check(Some(SIGNATURE), Some(TIMESTAMP), BODY.as_bytes());
        assert!(reason.contains("within 300 seconds"), "{reason}");
    }
}
