//! What a browser keeps for Muster and cannot change: signed, for one purpose, for some time.

use std::marker::PhantomData;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::Sha256;

/// Signs things of one kind. They can be read by whoever has them: no secret goes in.
pub(super) struct Seal<T> {
    mac: Hmac<Sha256>,
    lasts: SignedDuration,
    of: PhantomData<fn(T) -> T>,
}

#[derive(Serialize, Deserialize)]
struct Sealed<T> {
    it: T,
    /// Until when it holds, in Unix seconds.
    until: i64,
}

impl<T: Serialize + DeserializeOwned> Seal<T> {
    /// With a key of its own, derived from the secret: what is signed for one purpose is nothing for another, nor for
    /// Slack, whose secret it is. Every starter with the same secret has the same key, and a new secret ends it all.
    pub(super) fn new(secret: &SecretString, purpose: &str, lasts: SignedDuration) -> Self {
        let key = hmac(secret.expose_secret().as_bytes()).chain_update(purpose).finalize().into_bytes();
        Self { mac: hmac(&key), lasts, of: PhantomData }
    }

    /// How long what is sealed holds.
    pub(super) fn lasts(&self) -> SignedDuration {
        self.lasts
    }

    /// It, signed, in letters that a cookie may have.
    pub(super) fn seal(&self, it: T, now: Timestamp) -> serde_json::Result<String> {
        let sealed = Sealed { it, until: (now + self.lasts).as_second() };
        let body = BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(&sealed)?);
        let tag = self.mac.clone().chain_update(&body).finalize().into_bytes();
        Ok(format!("{body}.{}", BASE64_URL_SAFE_NO_PAD.encode(tag)))
    }

    /// What was sealed, where it was sealed here and still holds.
    pub(super) fn open(&self, sealed: &str, now: Timestamp) -> Option<T> {
        let (body, tag) = sealed.split_once('.')?;
        let tag = BASE64_URL_SAFE_NO_PAD.decode(tag).ok()?;
        // In constant time.
        self.mac.clone().chain_update(body).verify_slice(&tag).ok()?;
        let body = BASE64_URL_SAFE_NO_PAD.decode(body).ok()?;
        let sealed: Sealed<T> = serde_json::from_slice(&body).ok()?;
        (now.as_second() < sealed.until).then_some(sealed.it)
    }
}

fn hmac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: SignedDuration = SignedDuration::from_hours(1);
    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn seal(secret: &str, purpose: &str) -> Seal<String> {
        Seal::new(&secret.into(), purpose, HOUR)
    }

    #[test]
    fn what_is_sealed_holds_for_its_time_with_its_secret_and_for_its_purpose() {
        let sealed = seal("secret", "one").seal("Ada".to_owned(), NOW).unwrap();
        let opened = |secret, purpose, now| seal(secret, purpose).open(&sealed, now);
        let last = NOW + HOUR - SignedDuration::from_secs(1);
        assert_eq!(opened("secret", "one", last).as_deref(), Some("Ada"));
        assert_eq!(opened("secret", "one", NOW + HOUR), None, "expired");
        assert_eq!(opened("another secret", "one", NOW), None);
        assert_eq!(opened("secret", "another", NOW), None);
    }

    #[test]
    fn whatever_is_changed_is_nothing() {
        let seal = seal("secret", "one");
        let sealed = seal.seal("Ada".to_owned(), NOW).unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(seal.open(&changed, NOW), None, "{changed}");
        }
        let (body, tag) = sealed.split_once('.').unwrap();
        let longer = BASE64_URL_SAFE_NO_PAD.encode(br#"{"it":"Eve","until":9999999999}"#);
        for forged in
            ["", ".", body, &format!("{body}."), &format!(".{tag}"), &format!("{longer}.{tag}"), "é.é"]
        {
            assert_eq!(seal.open(forged, NOW), None, "{forged}");
        }
        assert_eq!(seal.open(&sealed, NOW).as_deref(), Some("Ada"), "unchanged");
    }
}
