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
    SearchAttributes::new([
        visibility::REFERENCE.value_set(declaration.reference().to_string()),
        visibility::STATUS.value_set(status.to_string()),
        visibility::SEVERITY.value_set(i64::from(declaration.severity.level())),
        visibility::SERVICES.value_set(searchable(&declaration.services)),
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
        .insert(memo::TITLE, declaration.title.to_string())
        .insert(memo::DECLARED_BY, declaration.by.name.clone())
        .insert(memo::DECLARED_AT, declaration.at.to_string());
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

    #[test]
    fn what_is_confirmed_from_the_first_is_active_from_the_first() {
        for (confirmed, status) in [(false, "prompted"), (true, "active")] {
            let declaration = Declaration {
                id: "V1".parse().unwrap(),
                title: Title::new("Checkout fails").unwrap(),
                severity: Severity::MAJOR,
                services: Vec::new(),
                impact_started_at: None,
                by: Person::at_a_shell("Ada"),
                at: "2026-11-22T09:00:00Z".parse().unwrap(),
                team_id: None,
                confirmed,
                drill: false,
            };
            assert_eq!(attributes(&declaration).get(&visibility::STATUS).as_deref(), Some(status));
        }
    }
}
