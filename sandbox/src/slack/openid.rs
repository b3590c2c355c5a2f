//! Signing in with Slack, by OpenID Connect: the codes that browsers carry to the app, and what the app gets for them.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::person::Person;
use crate::options::CLIENT_ID;

/// How long a code can be exchanged, once.
const CODE_LIFE: SignedDuration = SignedDuration::from_mins(10);
/// As in Slack's example.
const ID_TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(5);

/// What was given out.
#[derive(Debug, Default)]
pub(super) struct SignIns {
    codes: BTreeMap<String, Code>,
    /// Whose an access token is.
    tokens: BTreeMap<String, String>,
}

/// A sign-in that the app has not heard of yet.
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub(super) user: String,
    pub(super) redirect_uri: String,
    pub(super) nonce: Option<String>,
    pub(super) at: Timestamp,
}

impl SignIns {
    /// A new code.
    pub(super) fn issue(&mut self, sign_in: Code) -> String {
        let code = format!("1234567890.{}.{}", self.codes.len() + 1, Uuid::new_v4().simple());
        self.codes.insert(code.clone(), sign_in);
        code
    }

    /// Exchanges a code, which works once, for an access token and whose sign-in it is.
    ///
    /// # Errors
    /// Slack's `invalid_code`, `bad_redirect_uri`.
    pub(super) fn exchange(
        &mut self,
        code: &str,
        redirect_uri: Option<&str>,
        now: Timestamp,
    ) -> Result<(String, Code), &'static str> {
        let sign_in = self.codes.get(code).ok_or("invalid_code")?;
        if now.duration_since(sign_in.at) > CODE_LIFE {
            return Err("invalid_code");
        }
        if redirect_uri != Some(sign_in.redirect_uri.as_str()) {
            return Err("bad_redirect_uri");
        }
        let sign_in = self.codes.remove(code).ok_or("invalid_code")?;
        let token = format!("xoxp-{}", Uuid::new_v4().simple());
        self.tokens.insert(token.clone(), sign_in.user.clone());
        Ok((token, sign_in))
    }

    /// Whose an access token is.
    pub(super) fn user(&self, token: &str) -> Option<&str> {
        self.tokens.get(token).map(String::as_str)
    }
}

/// What Slack says of who signed in, with their name where the app may know it.
pub(super) fn claims(person: &Person, with_profile: bool) -> Value {
    let mut claims = json!({
        "sub": person.id,
        "https://slack.com/user_id": person.id,
        "https://slack.com/team_id": person.team_id,
    });
    if with_profile {
        let (given, family) = person.name.split_once(' ').unwrap_or((&person.name, ""));
        claims["name"] = person.name.as_str().into();
        claims["given_name"] = given.into();
        claims["family_name"] = family.into();
        claims["locale"] = "en-US".into();
        claims["picture"] = format!("https://avatars.test/{}.png", person.id).into();
        claims["https://slack.com/team_name"] = "Sandbox".into();
        claims["https://slack.com/team_domain"] = "sandbox".into();
    }
    claims
}

/// The claims as a JWT. It is shaped as Slack's, and signed by nobody.
pub(super) fn id_token(mut claims: Value, nonce: Option<&str>, now: Timestamp) -> String {
    claims["iss"] = "https://slack.com".into();
    claims["aud"] = CLIENT_ID.into();
    claims["iat"] = now.as_second().into();
    claims["auth_time"] = now.as_second().into();
    claims["exp"] = (now.as_second() + ID_TOKEN_LIFE.as_secs()).into();
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    let header = json!({"typ": "JWT", "alg": "RS256", "kid": "sandbox"});
    let part = |json: &Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
    format!("{}.{}.{}", part(&header), part(&claims), BASE64_URL_SAFE_NO_PAD.encode("signed by nobody"))
}
