//! `apps.connections.open`.

use serde_json::json;

use super::Call;
use crate::slack::APP;
use crate::slack::answer::Reply;

pub(super) fn open_connection(call: &mut Call<'_>) -> Reply {
    let ticket = call.core.sockets.issue_ticket(call.now);
    let base = call.core.url.replacen("http", "ws", 1);
    Ok(json!({"url": format!("{base}/slack/link/?ticket={ticket}&app_id={APP}")}))
}
