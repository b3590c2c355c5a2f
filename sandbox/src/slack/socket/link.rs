//! Where a socket is opened.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use super::connection;
use crate::core::Core;

#[derive(Deserialize)]
struct Link {
    ticket: String,
}

pub(in crate::slack) fn router(core: Arc<Core>) -> Router {
    Router::new().route("/link/", get(open)).with_state(core)
}

async fn open(
    State(core): State<Arc<Core>>,
    Query(link): Query<Link>,
    upgrade: WebSocketUpgrade,
) -> Response {
    if !core.sockets.redeem(&link.ticket, core.clock.now()) {
        return (StatusCode::FORBIDDEN, "the ticket was used or is too old").into_response();
    }
    upgrade.on_upgrade(async move |socket| core.spawn(connection::serve(core.clone(), socket)))
}
