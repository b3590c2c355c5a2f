//! What can be read of an incident without asking its workflow: search attributes, which are never encrypted,
//! and memo, which can be.

use temporalio_common::search_attributes::{SearchAttributeKey, SearchAttributes};

use crate::{
    domain::{Declaration, Status},
    run,
};

/// Bytes of a search attribute's value, as JSON: the server's `limit.search-attributes-size-of-value` as it comes.
const LONGEST_ATTRIBUTE: usize = 2_048;

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

/// The name of the runbook, of its keeper and of its runs.
pub const RUNBOOK: SearchAttributeKey<String> = SearchAttributeKey::keyword("MusterRunbook");
/// What a run is done to.
pub const TARGET: SearchAttributeKey<String> = SearchAttributeKey::keyword("MusterTarget");
/// How a run ended: [`crate::domain::runbook::Ended::as_str`].
pub const ENDED: SearchAttributeKey<String> = SearchAttributeKey::keyword("MusterEnded");

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

/// The search attributes of an incident that is declared.
pub fn attributes(declaration: &Declaration) -> SearchAttributes {
    // The workflow says so itself only when its first task ends, and somebody may resolve before that.
    let status = if declaration.confirmed { Status::Active } else { Status::Prompted };
    // Nor is what is impaired by what not everybody may read of.
    let services = if declaration.private { &[] } else { declaration.services.as_slice() };
    SearchAttributes::new([
        REFERENCE.value_set(declaration.reference().to_string()),
        STATUS.value_set(status.to_string()),
        SEVERITY.value_set(i64::from(declaration.severity.level())),
        SERVICES.value_set(searchable(services)),
    ])
}

/// The search attributes of a run of a runbook that begins.
pub fn of_run(input: &run::Input) -> SearchAttributes {
    SearchAttributes::new([
        RUNBOOK.value_set(input.name.to_string()),
        TARGET.value_set(input.notice.target.to_string()),
    ])
}

/// As many as a search attribute holds; the incident has them all.
fn searchable(services: &[String]) -> Vec<String> {
    let mut room = LONGEST_ATTRIBUTE - "[]".len();
    let fits = |service: &&String| {
        let left = room.checked_sub(service.len() + "\"\",".len());
        room = left.unwrap_or(0);
        left.is_some()
    };
    services.iter().take_while(fits).cloned().collect()
}

/// The memo of an incident that is declared.
pub fn memo_of(declaration: &Declaration) -> Vec<(&'static str, String)> {
    let about = match declaration.private {
        true => (memo::PRIVATE, "yes".to_owned()),
        false => (memo::DECLARED_BY, declaration.by.name.clone()),
    };
    vec![
        (memo::TITLE, declaration.public_title().to_string()),
        (memo::DECLARED_AT, declaration.at.to_string()),
        about,
    ]
}

#[cfg(test)]
mod tests {
    use crate::domain::{Person, Severity, Title};

    use super::*;

    #[test]
    fn all_services_at_once_are_no_more_than_temporal_takes() {
        let services: Vec<_> = (0..100).map(|n| format!("{n:-<50}")).collect();
        let kept = searchable(&services);
        assert_eq!(kept, services[..38]);
        assert!(serde_json::to_string(&kept).unwrap().len() <= LONGEST_ATTRIBUTE);
        assert_eq!(searchable(&services[..3]), services[..3]);
    }

    fn declaration() -> Declaration {
        Declaration {
            id: "V1".parse().unwrap(),
            title: Title::new("Checkout fails").unwrap(),
            severity: Severity::MAJOR,
            services: vec!["checkout".to_owned()],
            impact_started_at: None,
            by: Person::at_a_shell("Ada"),
            at: "2026-11-22T09:00:00Z".parse().unwrap(),
            team_id: None,
            confirmed: false,
            drill: false,
            private: false,
        }
    }

    #[test]
    fn nobody_searches_by_what_is_impaired_in_private() {
        let services = |private| {
            let declaration = Declaration { private, ..declaration() };
            attributes(&declaration).get(&SERVICES).unwrap()
        };
        assert_eq!(services(false), ["checkout"]);
        assert_eq!(services(true), [""; 0]);
    }

    #[test]
    fn what_is_confirmed_from_the_first_is_active_from_the_first() {
        for (confirmed, status) in [(false, "prompted"), (true, "active")] {
            let declaration = Declaration { confirmed, ..declaration() };
            assert_eq!(attributes(&declaration).get(&STATUS).as_deref(), Some(status));
        }
    }
}
