//! `auth.test`, `team.info`.

use serde_json::json;

use super::Call;
use crate::slack::answer::Reply;
use crate::slack::{BOT, BOT_USER, TEAM};

pub(super) fn test(call: &mut Call<'_>) -> Reply {
    Ok(json!({
        "url": format!("{}/", call.core.url),
        "team": "Sandbox",
        "user": "muster",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": false,
    }))
}

pub(super) fn team_info(call: &mut Call<'_>) -> Reply {
    if call.args.text("team").is_some_and(|team| team != TEAM) {
        return Err("team_not_found".into());
    }
    Ok(json!({"team": {
        "id": TEAM, "name": "Sandbox", "domain": "sandbox", "email_domain": "example.test",
        "url": format!("{}/", call.core.url), "icon": {"image_default": true},
    }}))
}
