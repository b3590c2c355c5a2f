//! Workflow ids, built in one place. They hold no title and no name: ids are never encrypted.

use crate::domain::{Declaration, DeclarationId, Reference, runbook::RunbookName};

/// The id of an incident's workflow. The declaration's id makes it unique, the reference readable.
pub fn incident(declaration: &Declaration) -> String {
    incident_of(&declaration.id)
}

/// The id of the workflow of the incident with this key.
pub fn incident_of(id: &DeclarationId) -> String {
    of("incident", id)
}

/// The key of the incident whose workflow has this id; `None` where it is no incident's.
pub fn declaration_of(workflow_id: &str) -> Option<DeclarationId> {
    let id: DeclarationId = workflow_id.splitn(4, '-').nth(3)?.parse().ok()?;
    (workflow_id == incident_of(&id)).then_some(id)
}

/// The id of the workflow that archives an incident's channel.
pub fn archive(id: &DeclarationId) -> String {
    of("archive", id)
}

/// The id of the workflow that answers a question about follow-ups.
pub fn follow_ups(question: &str) -> String {
    format!("follow-ups-{question}")
}

/// The id of the workflow that keeps a runbook.
pub fn runbook(name: &RunbookName) -> String {
    format!("runbook-{name}")
}

/// The runbook whose keeper has this id; `None` where it is no keeper's.
pub fn runbook_of(workflow_id: &str) -> Option<RunbookName> {
    workflow_id.strip_prefix("runbook-")?.parse().ok()
}

/// The id of the workflow that tells people what a runbook's looks do not learn.
pub fn no_data(name: &RunbookName) -> String {
    format!("no-data-{name}")
}

/// The id of the schedule of one of a runbook's triggers, by its index.
pub fn schedule(name: &RunbookName, trigger: usize) -> String {
    format!("runbook-{name}-{trigger}")
}

/// The runbook whose schedule has this id; `None` where it is no runbook's.
pub fn runbook_of_schedule(id: &str) -> Option<RunbookName> {
    let (name, trigger) = id.strip_prefix("runbook-")?.rsplit_once('-')?;
    trigger.parse::<usize>().ok()?;
    name.parse().ok()
}

/// The id of a run's workflow.
pub fn run(id: &DeclarationId) -> String {
    format!("run-{id}")
}

/// The id of the run whose workflow has this id; `None` where it is no run's.
pub fn run_of(workflow_id: &str) -> Option<DeclarationId> {
    workflow_id.strip_prefix("run-")?.parse().ok()
}

fn of(what: &str, id: &DeclarationId) -> String {
    format!("{what}-{}-{id}", Reference::of(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedules_id_leads_back_to_its_runbook() {
        let name: RunbookName = "restart-web-2".parse().unwrap();
        assert_eq!(runbook_of_schedule(&schedule(&name, 13)), Some(name));
        for other in ["runbook-restart-web", "runbook-1", "backup-restart-web-1", "runbook-restart web-1"] {
            assert_eq!(runbook_of_schedule(other), None, "{other}");
        }
    }

    #[test]
    fn an_incidents_id_leads_back_to_its_key() {
        let id: DeclarationId = "V0A1-B2_C3.D4".parse().unwrap();
        assert_eq!(declaration_of(&incident_of(&id)), Some(id.clone()));
        for other in
            [archive(&id), "incident-INC-AAAAAA-V0A1".to_owned(), "incident".to_owned(), String::new()]
        {
            assert_eq!(declaration_of(&other), None, "{other}");
        }
    }
}
