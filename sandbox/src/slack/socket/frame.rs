//! What Slack says over a socket of the socket itself.

use serde_json::{Value, json};

use super::DisconnectReason;
use crate::slack::APP;

const HOST: &str = "applink-sandbox";

/// The first frame.
pub(super) fn hello(sockets: usize) -> Value {
    json!({
        "type": "hello",
        "num_connections": sockets,
        "debug_info": {"host": HOST, "build_number": 1, "approximate_connection_time": 18_060},
        "connection_info": {"app_id": APP},
    })
}

/// The last frame, a while before the end.
pub(super) fn disconnect(reason: DisconnectReason) -> Value {
    json!({"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}})
}
