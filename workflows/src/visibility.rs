//! What can be read of an incident without asking its workflow: search attributes, which are never encrypted,
//! and memo, which can be.

use temporalio_common::search_attributes::SearchAttributeKey;

/// The incident's reference, `INC-K7F3QD`.
pub const REFERENCE: SearchAttributeKey<String> = SearchAttributeKey::keyword("MusterReference");
/// Its status: [`crate::domain::Status::as_str`].
pub const STATUS: SearchAttributeKey<String> = SearchAttributeKey::keyword("MusterStatus");
/// Its severity's level.
pub const SEVERITY: SearchAttributeKey<i64> = SearchAttributeKey::int("MusterSeverity");
/// The ids of the impaired services.
pub const SERVICES: SearchAttributeKey<Vec<String>> = SearchAttributeKey::keyword_list("MusterServices");
/// Slack's id of its channel.
pub const CHANNEL: SearchAttributeKey<String> = SearchAttributeKey::keyword("MusterChannel");

/// Keys of the memo.
pub mod memo {
    /// The incident's title.
    pub const TITLE: &str = "title";
    /// The name of who declared it.
    pub const DECLARED_BY: &str = "declared_by";
    /// When it was declared, RFC 3339.
    pub const DECLARED_AT: &str = "declared_at";
    /// Who has which role: [`crate::contract::chat::interaction::roles`].
    pub const ROLES: &str = "roles";
    /// There, where only those may read of it who are invited.
    pub const PRIVATE: &str = "private";
    /// There, where nobody can reopen it any more.
    pub const FINAL: &str = "final";
    /// Where its channel opens.
    pub const CHANNEL_URL: &str = "channel_url";
    /// Where its meeting opens.
    pub const MEETING_URL: &str = "meeting_url";
    /// Where its issue opens.
    pub const TICKET_URL: &str = "ticket_url";
    /// Where its post-mortem opens.
    pub const POST_MORTEM_URL: &str = "post_mortem_url";
}
