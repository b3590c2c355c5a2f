//! The runbook's keeper hears how a run ended, and has people see to what it did not heal.

use serde::{Deserialize, Serialize};
use temporalio_workflow::{
    SignalWorkflowOptions, TimerOptions, WorkflowCancellationToken, workflows::select,
};

use super::{Context, Ended, change};
use crate::{
    domain::{DeclarationId, Report},
    ids,
    runbook::Keeper,
};

/// So long a run waits to hear which incident people see to it in.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(600);

/// A run has ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunEnded {
    /// Whether it has done something.
    pub has_acted: bool,
    /// Whether people have to see to it.
    pub needs_people: bool,
    /// How it went.
    pub report: Report,
}

/// In which incident people see to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Which.
    #[serde(default)]
    pub incident: Option<DeclarationId>,
    /// Why in none.
    #[serde(default)]
    pub trouble: Option<String>,
}

/// Tells how it ended, and waits until people see to it, where they have to.
pub(super) async fn tell(ctx: &Context, ended: &Ended) {
    let (keeper, ended) = ctx.state(|run| {
        let mut report = run.report.clone();
        report.stage = super::Stage::Ended(ended.clone());
        let needs_people = ended.needs_people() && run.input.runbook.otherwise.is_some();
        let has_acted = report.has_acted();
        (ids::runbook(&run.input.name), RunEnded { has_acted, needs_people, report })
    });
    let needs_people = ended.needs_people;
    let options = SignalWorkflowOptions::builder()
        .cancellation_token(WorkflowCancellationToken::new())
        .summary("How it ended".to_owned())
        .build();
    let told = ctx.external_workflow(keeper, None).signal(Keeper::ended, ended, options).await;
    if let Err(error) = told {
        return change(ctx, |report| {
            report.trouble = Some(format!("The runbook's keeper does not hear of it: {error}."))
        });
    }
    if needs_people {
        let timer = TimerOptions::builder(PATIENCE).summary("Who sees to it?".to_owned());
        let timer = timer.cancellation_token(WorkflowCancellationToken::new()).build();
        select! {
            _ = ctx.wait_condition(|run| run.report.incident.is_some() || run.report.trouble.is_some()) => {}
            _ = ctx.timer(timer) => {}
        }
    }
}
