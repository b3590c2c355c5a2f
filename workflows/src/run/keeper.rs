//! The runbook's keeper hears how a run ended, and has people see to what it did not heal.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use temporalio_workflow::{
    SignalWorkflowOptions, TimerOptions, WorkflowCancellationToken, workflows::select,
};

use super::{Context, Ended, Stage, change, detached};
use crate::{
    domain::{DeclarationId, Reference, runbook::Report},
    ids,
    runbook::Keeper,
};

/// So long a run waits to hear who sees to it.
const PATIENCE: Duration = Duration::from_secs(600);

/// Who sees to what a run did not heal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attached {
    /// People, in this incident.
    In {
        /// Which.
        incident: DeclarationId,
        /// Why it has not heard what was tried.
        #[serde(default)]
        trouble: Option<String>,
    },
    /// Whoever reads of it: the runbook declares no incident.
    Nowhere,
    /// Whoever reads of it: no incident could be declared, and why.
    Failed(String),
}

/// Tells how it ended, and waits until it is known who sees to it, where people have to.
pub(super) async fn hand_over(ctx: &Context, ended: &Ended) {
    let (keeper, report) = ctx.state(|run| {
        let report = Report { stage: Stage::Ended(ended.clone()), ..run.report.clone() };
        (ids::runbook(&run.input.name), report)
    });
    let needs_people = report.needs_people();
    let options = SignalWorkflowOptions::builder()
        .cancellation_token(WorkflowCancellationToken::new())
        .summary("How it ended".to_owned())
        .build();
    if let Err(error) = ctx.external_workflow(keeper, None).signal(Keeper::ended, report, options).await {
        let why = format!("The runbook's keeper does not hear of it: {error}.");
        return change(ctx, |report| report.trouble = Some(why));
    }
    if !needs_people {
        return;
    }
    let timer = TimerOptions::builder(PATIENCE).summary("Who sees to it?".to_owned());
    let timer = timer.cancellation_token(WorkflowCancellationToken::new()).build();
    select! {
        _ = ctx.wait_condition_with_options(|run| run.attached.is_some(), detached()) => {}
        _ = ctx.timer(timer) => {}
    }
    let (incident, trouble) = match ctx.state(|run| run.attached.clone()) {
        Some(Attached::In { incident, trouble }) => (Some(Reference::of(&incident)), trouble),
        Some(Attached::Nowhere) => (None, None),
        Some(Attached::Failed(why)) => (None, Some(why)),
        None => (None, Some("The runbook's keeper does not say who sees to it.".to_owned())),
    };
    change(ctx, |report| {
        report.incident = incident;
        report.trouble = trouble.or(report.trouble.take());
    });
}
