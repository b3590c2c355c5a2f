use muster_workflows::{
    domain::{Declaration, Plan, Status},
    ids,
    incident::{Incident, Input},
    visibility::{self, memo},
};
use temporalio_client::{
    WorkflowIdConflictPolicy, WorkflowIdReusePolicy, WorkflowStartOptions, errors::WorkflowStartError,
};
use temporalio_common::{MemoValues, search_attributes::SearchAttributes};

use super::{Incidents, Trouble};

/// When an incident was declared that is durable now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// An incident was started.
    Now,
    /// It was declared before with the same id, and is the same incident.
    Before,
}

/// Bytes of a search attribute's value, as JSON: the server's `limit.search-attributes-size-of-value` as it comes.
const LONGEST_ATTRIBUTE: usize = 2_048;

impl Incidents {
    /// Starts the incident. The same declaration again is the same incident.
    ///
    /// # Errors
    /// It is not certain that the incident was started; declaring again with the same id does no harm.
    pub async fn declare(&self, declaration: &Declaration, plan: &Plan) -> Result<When, Trouble> {
        let options = WorkflowStartOptions::new(self.task_queue.as_str(), ids::incident(declaration))
            .id_reuse_policy(WorkflowIdReusePolicy::RejectDuplicate)
            .id_conflict_policy(WorkflowIdConflictPolicy::Fail)
            .search_attributes(attributes(declaration))
            .memo(memo(declaration))
            // No title: a summary is never encrypted, and with this SDK neither are static details.
            .static_summary(format!("{} · severity {}", declaration.reference(), declaration.severity))
            .build();
        let client = self.temporal.client().await?;
        let input = Input::new(declaration.clone(), plan.clone());
        match client.start_workflow(Incident::run, input, options).await {
            Ok(_) => Ok(When::Now),
            Err(WorkflowStartError::AlreadyStarted { .. }) => Ok(When::Before),
            Err(error) => Err(error.into()),
        }
    }
}

fn attributes(declaration: &Declaration) -> SearchAttributes {
    // The workflow says so itself only when its first task ends, and somebody may resolve before that.
    let status = if declaration.confirmed { Status::Active } else { Status::Prompted };
    // Nor is what is impaired by what not everybody may read of.
    let services = if declaration.private { &[] } else { declaration.services.as_slice() };
    SearchAttributes::new([
        visibility::REFERENCE.value_set(declaration.reference().to_string()),
        visibility::STATUS.value_set(status.to_string()),
        visibility::SEVERITY.value_set(i64::from(declaration.severity.level())),
        visibility::SERVICES.value_set(searchable(services)),
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

fn memo(declaration: &Declaration) -> MemoValues {
    let mut values = MemoValues::new();
    values
        .insert(memo::TITLE, declaration.public_title().to_string())
        .insert(memo::DECLARED_AT, declaration.at.to_string());
    match declaration.private {
        true => values.insert(memo::PRIVATE, "yes".to_owned()),
        false => values.insert(memo::DECLARED_BY, declaration.by.name.clone()),
    };
    values
}

#[cfg(test)]
mod tests {
    use muster_workflows::domain::{Person, Severity, Title};

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
            attributes(&declaration).get(&visibility::SERVICES).unwrap()
        };
        assert_eq!(services(false), ["checkout"]);
        assert_eq!(services(true), [""; 0]);
    }

    #[test]
    fn what_is_confirmed_from_the_first_is_active_from_the_first() {
        for (confirmed, status) in [(false, "prompted"), (true, "active")] {
            let declaration = Declaration { confirmed, ..declaration() };
            assert_eq!(attributes(&declaration).get(&visibility::STATUS).as_deref(), Some(status));
        }
    }
}
