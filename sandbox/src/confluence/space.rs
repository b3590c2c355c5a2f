//! The spaces, and the list of them: v2.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::query::{Query, listed};
use super::refusal::Refusal;
use super::site::ACCOUNT_ID;
use super::view;
use crate::core::Core;

/// A space.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Space {
    pub(super) id: u64,
    pub(super) key: &'static str,
    name: &'static str,
    /// Its home page, under which a page stands that names no parent.
    pub(super) home: u64,
    pub(super) home_title: &'static str,
}

/// By id. The ids of pages that are made come behind these.
pub(super) static SPACES: [Space; 2] = [
    Space { id: 65_538, key: "SP", name: "Post-mortems", home: 65_540, home_title: "Post-mortems Home" },
    Space {
        id: 65_542,
        key: "PRIV",
        name: "Private incidents",
        home: 65_544,
        home_title: "Private incidents Home",
    },
];

impl Space {
    pub(super) fn with_id(id: u64) -> Option<&'static Self> {
        SPACES.iter().find(|space| space.id == id)
    }

    /// The space as v2 lists it, and as the dump shows it.
    pub(super) fn view(&self, created: Timestamp) -> Value {
        json!({
            "id": self.id.to_string(),
            "key": self.key,
            "name": self.name,
            "type": "global",
            "status": "current",
            "authorId": ACCOUNT_ID,
            "spaceOwnerId": ACCOUNT_ID,
            "currentActiveAlias": self.key,
            "createdAt": view::time(created),
            "homepageId": self.home.to_string(),
            "_links": {"webui": format!("/spaces/{}", self.key)},
        })
    }
}

pub(super) async fn list(State(core): State<Arc<Core>>, query: Query) -> Result<Response, Refusal> {
    let (ids, keys) = (query.ids("ids")?, query.list("keys"));
    let confluence = core.confluence();
    let spaces: Vec<Value> = SPACES
        .iter()
        .filter(|space| ids.is_empty() || ids.contains(&space.id))
        .filter(|space| keys.is_empty() || keys.iter().any(|key| key == space.key))
        .map(|space| space.view(confluence.made))
        .collect();
    listed(spaces, &query, "/wiki/api/v2/spaces", &confluence.url)
}
