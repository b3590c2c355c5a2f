//! What a run did not heal, people see to: in the incident that is active, or in one that is declared for it. The keeper
//! does it for all runs, one after the other, so that a storm makes one incident.

use temporalio_workflow::{
    ChildWorkflowOptions, ParentClosePolicy, SignalWorkflowOptions, WorkflowIdReusePolicy,
};

use super::Context;
use crate::{
    attempt::{self, Call},
    clock,
    contract::{
        System,
        region::{About, Region},
    },
    domain::{Declaration, DeclarationId, Otherwise, Period, Person, Report, Title},
    ids,
    incident::{self, Incident},
    run::{Attached, Run, RunEnded},
    visibility,
};

/// So long Temporal is asked which incident is active, before one is declared without knowing.
const PATIENCE: Period = Period::minutes(2);

/// Takes in which runs have ended, and has people see to what they did not heal.
pub(super) async fn see_to_what_ended(ctx: &Context) {
    while let Some(RunEnded { has_acted, needs_people, report }) =
        ctx.state_mut(|keeper| (!keeper.ended.is_empty()).then(|| keeper.ended.remove(0)))
    {
        let now = clock::now(ctx);
        ctx.state_mut(|keeper| keeper.ledger.end(&report.id, has_acted, now));
        if needs_people && let Some(otherwise) = ctx.state(|keeper| keeper.runbook.otherwise.clone()) {
            let run = ids::run(&report.id);
            let attached = hand_over(ctx, otherwise, report).await;
            let options = SignalWorkflowOptions::builder().summary("Who sees to it".to_owned()).build();
            // One that does not wait any more needs not hear it.
            ctx.external_workflow(run, None).signal(Run::attached, attached, options).await.ok();
        }
    }
}

async fn hand_over(ctx: &Context, otherwise: Otherwise, report: Report) -> Attached {
    let about =
        About { known: ctx.state(|keeper| keeper.incident.clone()), services: otherwise.services.clone() };
    let call = Call {
        system: System::Temporal,
        summary: "Is an incident about it active?".to_owned(),
        retry_for: PATIENCE,
        token: ctx.cancellation_token(),
    };
    let active = attempt::durably(ctx, Region::active_incident, about, call).await.ok().flatten();
    let incident = match active {
        Some(id) => Ok(id),
        None => declare(ctx, &otherwise, &report).await,
    };
    match incident {
        Ok(id) => {
            ctx.state_mut(|keeper| keeper.incident = Some(id.clone()));
            let options = SignalWorkflowOptions::builder().summary("What was tried".to_owned()).build();
            let told = ctx
                .external_workflow(ids::incident_of(&id), None)
                .signal(Incident::tried, report, options)
                .await;
            let trouble =
                told.err().map(|error| format!("The incident does not hear what was tried: {error}."));
            Attached { incident: Some(id), trouble }
        }
        Err(why) => Attached {
            incident: None,
            trouble: Some(format!("No incident could be declared: {why}. Declare one.")),
        },
    }
}

/// Declares an incident, confirmed: nobody is asked whether it is one.
async fn declare(
    ctx: &Context,
    Otherwise { severity, services }: &Otherwise,
    report: &Report,
) -> Result<DeclarationId, String> {
    let id = report.id.clone();
    let title = format!("{} ({}): not healed", report.description, report.target);
    let declaration = Declaration {
        id: id.clone(),
        title: Title::cut(&title).unwrap_or_else(Title::of_nothing),
        severity: *severity,
        services: services.clone(),
        impact_started_at: None,
        by: Person::at_a_shell(format!("Muster, by its runbook {}", report.runbook)),
        at: clock::now(ctx),
        team_id: None,
        confirmed: true,
        drill: false,
        private: false,
    };
    let options = ChildWorkflowOptions::builder()
        .workflow_id(ids::incident(&declaration))
        .id_reuse_policy(WorkflowIdReusePolicy::RejectDuplicate)
        .parent_close_policy(ParentClosePolicy::Abandon)
        .static_summary("What a runbook did not heal".to_owned())
        .search_attributes(visibility::attributes(&declaration))
        .build();
    let input = incident::Input::new(declaration, ctx.state(|keeper| keeper.plan.clone())).by_a_workflow();
    let started = ctx.start_child_workflow(Incident::run, input, options).await;
    started.map(|_| id).map_err(|error| error.to_string())
}
