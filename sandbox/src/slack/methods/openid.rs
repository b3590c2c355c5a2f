//! `openid.connect.*`.

use serde_json::{Value, json};

use super::Call;
use crate::options::{CLIENT_ID, CLIENT_SECRET};
use crate::slack::answer::{Refusal, Reply};
use crate::slack::openid::{claims, id_token};

/// It takes no token: the app proves by its secret who it is.
pub(super) fn token(call: &mut Call<'_>) -> Reply {
    if call.args.text("client_id").is_none_or(|id| id != CLIENT_ID) {
        return Err("invalid_client_id".into());
    }
    if call.args.text("client_secret").is_none_or(|secret| secret != CLIENT_SECRET) {
        return Err("bad_client_secret".into());
    }
    if call.args.text("grant_type").is_some_and(|kind| kind != "authorization_code") {
        return Err("invalid_grant_type".into());
    }
    let code = call.args.text("code").ok_or("invalid_code")?;
    let redirect_uri = call.args.text("redirect_uri");
    let (token, sign_in) = call.slack.sign_ins.exchange(&code, redirect_uri.as_deref(), call.now)?;
    let claims = who(call, &sign_in.user)?;
    let id_token = id_token(claims, sign_in.nonce.as_deref(), call.now);
    Ok(json!({"access_token": token, "token_type": "Bearer", "id_token": id_token}))
}

pub(super) fn user_info(call: &mut Call<'_>) -> Reply {
    let user = call.signed_in.as_deref().ok_or("token_revoked")?;
    who(call, user)
}

fn who(call: &Call<'_>, user: &str) -> Result<Value, Refusal> {
    let person = call.slack.person(user).ok_or("token_revoked")?;
    Ok(claims(person, call.core.options.user_scopes.iter().any(|scope| scope == "profile")))
}
