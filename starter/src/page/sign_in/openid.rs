//! Who Slack says has signed in: the ID token (OpenID Connect Core 1.0, 3.1.3.7).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::Deserialize;

/// Slack's own, wherever it was reached: <https://slack.com/.well-known/openid-configuration>.
const ISSUER: &str = "https://slack.com";

/// What Slack says of somebody, as far as it counts.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    nonce: Option<String>,
    #[serde(flatten)]
    identity: Identity,
}

/// One or several, both are allowed.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Who it is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Identity {
    #[serde(rename = "https://slack.com/user_id")]
    pub(super) user: String,
    #[serde(rename = "https://slack.com/team_id")]
    pub(super) team: String,
}

/// Why an ID token does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Wrong {
    #[error("it cannot be read")]
    Unreadable,
    #[error("it is not from Slack")]
    Issuer,
    #[error("it is for another app")]
    Audience,
    #[error("it has expired")]
    Expired,
    #[error("it is for another sign-in")]
    Nonce,
}

/// Who somebody is by a token that came directly from Slack's token endpoint. Its signature is not checked: that TLS
/// was by Slack's certificate says the same (point 6: "the TLS server validation MAY be used to validate the issuer in
/// place of checking the token signature"). A token that came by the browser would have to be checked in another way.
pub(super) fn identity(token: &str, client_id: &str, nonce: &str, now: Timestamp) -> Result<Identity, Wrong> {
    let claims = claims(token).ok_or(Wrong::Unreadable)?;
    if claims.iss != ISSUER {
        return Err(Wrong::Issuer);
    }
    // Nobody else is trusted with what is for Muster (points 3 to 5).
    let is_for_us = match &claims.aud {
        Audience::One(one) => one == client_id,
        Audience::Several(several) => !several.is_empty() && several.iter().all(|one| one == client_id),
    };
    if !is_for_us || claims.azp.is_some_and(|party| party != client_id) {
        return Err(Wrong::Audience);
    }
    if now.as_second() >= claims.exp {
        return Err(Wrong::Expired);
    }
    if claims.nonce.as_deref() != Some(nonce) {
        return Err(Wrong::Nonce);
    }
    Ok(claims.identity)
}

/// A JWS in its compact form has three parts, of which the second is what it says.
fn claims(token: &str) -> Option<Claims> {
    let mut parts = token.split('.');
    let (_header, claims, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    let claims = BASE64_URL_SAFE_NO_PAD.decode(claims).ok().filter(|_| parts.next().is_none())?;
    serde_json::from_slice(&claims).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const CLIENT: &str = "25259531569.11152291";
    const NOW: i64 = 1_626_874_655;

    /// As in Slack's documentation of `openid.connect.token`, shortened.
    fn token(changed: Value) -> String {
        let mut claims = json!({
            "iss": "https://slack.com", "sub": "U0R7MFMJM", "aud": CLIENT, "exp": NOW + 300, "iat": NOW,
            "auth_time": NOW, "nonce": "abcd", "at_hash": "tUbyWGBHe0V32FJEupkgVQ", "name": "brent",
            "https://slack.com/team_id": "T0RR", "https://slack.com/user_id": "U0JM",
            "https://slack.com/team_image_default": true,
        });
        for (name, value) in changed.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.c2ln", part(&json!({"alg": "RS256", "typ": "JWT"})), part(&claims))
    }

    fn read(token: &str, second: i64) -> Result<Identity, Wrong> {
        identity(token, CLIENT, "abcd", Timestamp::from_second(second).unwrap())
    }

    #[test]
    fn a_token_for_this_sign_in_says_who_it_is() {
        let bront = Identity { user: "U0JM".to_owned(), team: "T0RR".to_owned() };
        for changed in [json!({}), json!({"aud": [CLIENT]}), json!({"azp": CLIENT})] {
            assert_eq!(read(&token(changed), NOW), Ok(bront.clone()));
        }
        assert_eq!(read(&token(json!({})), NOW + 299), Ok(bront));
        assert_eq!(read(&token(json!({})), NOW + 300), Err(Wrong::Expired));
    }

    #[test]
    fn each_wrong_claim_is_refused() {
        for (changed, wrong) in [
            (json!({"iss": "https://evil.example"}), Wrong::Issuer),
            (json!({"iss": "https://slack.com/"}), Wrong::Issuer),
            (json!({"aud": "another"}), Wrong::Audience),
            (json!({"aud": ""}), Wrong::Audience),
            (json!({"aud": []}), Wrong::Audience),
            (json!({"aud": [CLIENT, "another"]}), Wrong::Audience),
            (json!({"azp": "another"}), Wrong::Audience),
            (json!({"exp": NOW}), Wrong::Expired),
            (json!({"exp": 0}), Wrong::Expired),
            (json!({"nonce": "another"}), Wrong::Nonce),
            (json!({"nonce": ""}), Wrong::Nonce),
            (json!({"nonce": null}), Wrong::Nonce),
            (json!({"iss": null}), Wrong::Unreadable),
            (json!({"aud": null}), Wrong::Unreadable),
            (json!({"exp": "tomorrow"}), Wrong::Unreadable),
            (json!({"https://slack.com/user_id": null}), Wrong::Unreadable),
            (json!({"https://slack.com/team_id": 7}), Wrong::Unreadable),
        ] {
            assert_eq!(read(&token(changed.clone()), NOW), Err(wrong), "{changed}");
        }
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let token = token(json!({}));
        let (two, _) = token.rsplit_once('.').unwrap();
        for no in ["", "..", "a.b.c", two, &format!("{token}.d"), &token.replacen('.', "", 1)] {
            assert_eq!(read(no, NOW), Err(Wrong::Unreadable), "{no}");
        }
    }
}
