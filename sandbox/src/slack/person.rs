//! People, bots and user groups.

use serde_json::{Value, json};

use super::{BOT_USER, TEAM};

/// A user of Slack: a person or a bot.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) team_id: &'static str,
    /// The handle, as in `@ada`.
    pub(crate) handle: String,
    pub(crate) name: String,
    pub(crate) email: Option<String>,
    pub(crate) title: String,
    pub(crate) time_zone: &'static str,
    pub(crate) kind: Kind,
    pub(crate) deleted: bool,
}

/// What a user is to the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Member,
    /// A guest of several channels.
    Restricted,
    /// A guest of a single channel.
    UltraRestricted,
    /// Somebody of another workspace, met in a shared channel.
    Stranger,
    Bot {
        bot_id: &'static str,
        app_id: &'static str,
    },
}

impl Person {
    /// A full member: not a guest, a stranger or a bot, and not deactivated.
    pub(crate) fn is_full_member(&self) -> bool {
        self.kind == Kind::Member && !self.deleted
    }

    pub(crate) fn is_stranger(&self) -> bool {
        self.kind == Kind::Stranger
    }

    pub(crate) fn is_bot(&self) -> bool {
        matches!(self.kind, Kind::Bot { .. })
    }

    /// Slack's user object.
    pub(crate) fn json(&self) -> Value {
        let restricted = matches!(self.kind, Kind::Restricted | Kind::UltraRestricted);
        let mut user = json!({
            "id": self.id,
            "team_id": self.team_id,
            "name": self.handle,
            "deleted": self.deleted,
            "color": "9f69e7",
            "real_name": self.name,
            "tz": self.time_zone,
            "is_bot": self.is_bot(),
            "is_app_user": self.id == BOT_USER,
            "updated": 1_700_000_000,
            "profile": {
                "title": self.title,
                "real_name": self.name,
                "real_name_normalized": self.name,
                "display_name": self.handle,
                "display_name_normalized": self.handle,
                "status_text": "",
                "status_emoji": "",
                "team": self.team_id,
            },
        });
        if let Kind::Bot { bot_id, app_id } = self.kind {
            user["profile"]["bot_id"] = bot_id.into();
            user["profile"]["api_app_id"] = app_id.into();
        }
        if let Some(email) = &self.email {
            user["profile"]["email"] = email.as_str().into();
        }
        if self.is_stranger() {
            user["is_stranger"] = true.into();
        } else if !self.deleted {
            user["is_admin"] = false.into();
            user["is_owner"] = false.into();
            user["is_primary_owner"] = false.into();
            user["is_restricted"] = restricted.into();
            user["is_ultra_restricted"] = (self.kind == Kind::UltraRestricted).into();
        }
        user
    }

    /// The person as interactions name them.
    pub(crate) fn interactor(&self) -> Value {
        json!({"id": self.id, "username": self.handle, "name": self.handle, "team_id": self.team_id})
    }
}

/// A user group, as in `@oncall`.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) handle: &'static str,
    pub(crate) name: &'static str,
    pub(crate) users: Vec<String>,
}

impl Group {
    /// Slack's usergroup object.
    pub(crate) fn json(&self, with_users: bool, with_count: bool) -> Value {
        let mut group = json!({
            "id": self.id,
            "team_id": TEAM,
            "is_usergroup": true,
            "is_subteam": true,
            "name": self.name,
            "description": "",
            "handle": self.handle,
            "is_external": false,
            "date_create": 1_700_000_000,
            "date_update": 1_700_000_000,
            "date_delete": 0,
            "auto_type": null,
            "created_by": "USLACKBOT",
            "updated_by": "USLACKBOT",
            "deleted_by": null,
            "prefs": {"channels": [], "groups": []},
        });
        if with_users {
            group["users"] = self.users.clone().into();
        }
        if with_count {
            group["user_count"] = self.users.len().into();
        }
        group
    }
}
