//! What a run did not heal, people see to: in the incident that is active, or in one that is declared for it. The keeper
//! does it for all runs, one after the other, so that a storm makes one incident.

use jiff::{SignedDuration, Timestamp};
use temporalio_workflow::{
    ChildWorkflowOptions, ParentClosePolicy, WorkflowCancellationToken, WorkflowIdReusePolicy,
};

use super::{Context, signal};
use crate::{
    attempt::{self, Call, Failure},
    clock,
    contract::{
        System,
        region::{About, Region},
    },
    domain::{
        Declaration, DeclarationId, Period, Person, Title,
        runbook::{Otherwise, Report},
    },
    ids,
    incident::{self, Incident},
    run::{Attached, Run},
    visibility,
};

/// So long Temporal is asked which incident is active, before one is declared without knowing.
const PATIENCE: Period = Period::minutes(2);

/// How often it is looked whether an incident is over.
const LOOK_EVERY: SignedDuration = SignedDuration::from_secs(60);

/// Takes in which runs have ended, and has people see to what they did not heal.
pub(super) async fn see_to_what_ended(ctx: &Context) {
    for report in ctx.state_mut(|keeper| std::mem::take(&mut keeper.so_far.ended)) {
        let now = clock::now(ctx);
        ctx.state_mut(|keeper| keeper.so_far.ledger.end(&report.id, report.was_for(), now));
        if !report.needs_people() {
            continue;
        }
        let run = ids::run(&report.id);
        let attached = match ctx.state(|keeper| keeper.so_far.runbook.otherwise.clone()) {
            Some(otherwise) => hand_over(ctx, otherwise, report).await,
            None => Attached::Nowhere,
        };
        let options = signal("Who sees to it");
        // One that does not wait any more needs not hear it.
        ctx.external_workflow(run, None).signal(Run::attached, attached, options).await.ok();
    }
}

/// Looks whether the incidents are over in which people see to something; not more often than it pays.
pub(super) async fn take_back_what_is_over(ctx: &Context) {
    let now = clock::now(ctx);
    let incidents = ctx.state_mut(|keeper| {
        let incidents = keeper.so_far.ledger.incidents();
        let looked_at = &mut keeper.so_far.looked_at.at_incidents;
        if incidents.is_empty() || looked_at.is_some_and(|at| now.duration_since(at) < LOOK_EVERY) {
            return Vec::new();
        }
        *looked_at = Some(now);
        incidents
    });
    for incident in incidents {
        let about = About { known: Some(incident.clone()), services: Vec::new() };
        let found = active_incident(ctx, about).await;
        ctx.state_mut(|keeper| match found {
            Ok(None) => keeper.so_far.ledger.incident_is_over(&incident),
            Ok(Some(_)) => keeper.so_far.ledger.incident_goes_on(&incident),
            // Temporal does not say: what was said about it waits for the next look.
            Err(_) => {}
        });
    }
}

/// When it is to be looked again by itself: what was said about what people see to waits for it.
pub(super) fn next_look(ctx: &Context) -> Option<Timestamp> {
    ctx.state(|keeper| {
        let looked_at =
            keeper.so_far.looked_at.at_incidents.filter(|_| keeper.so_far.ledger.asks_for_people())?;
        looked_at.checked_add(LOOK_EVERY).ok()
    })
}

async fn active_incident(ctx: &Context, about: About) -> Result<Option<DeclarationId>, Failure> {
    let call = Call {
        system: System::Temporal,
        summary: "Is an incident about it active?".to_owned(),
        retry_for: PATIENCE,
        token: WorkflowCancellationToken::new(),
    };
    attempt::durably(ctx, Region::active_incident, about, call).await
}

async fn hand_over(ctx: &Context, otherwise: Otherwise, report: Report) -> Attached {
    let last = ctx.state(|keeper| keeper.so_far.incident.clone());
    let about = About { known: last.clone(), services: otherwise.services.clone() };
    let found = active_incident(ctx, about).await;
    // Temporal does not say: of a storm, there is one incident all the same, as long as it hears.
    if let (Err(_), Some(last)) = (&found, last)
        && tell(ctx, &last, &report).await.is_ok()
    {
        return attached(ctx, last, &report, None);
    }
    let incident = match found {
        Ok(Some(active)) => Ok(active),
        _ => declare(ctx, &otherwise, &report).await,
    };
    match incident {
        Ok(id) => {
            let trouble = tell(ctx, &id, &report).await.err();
            attached(ctx, id, &report, trouble)
        }
        Err(why) => Attached::Failed(format!("No incident could be declared: {why}. Declare one.")),
    }
}

/// Tells an incident what was tried.
async fn tell(ctx: &Context, incident: &DeclarationId, report: &Report) -> Result<(), String> {
    let options = signal("What was tried");
    let workflow = ctx.external_workflow(ids::incident_of(incident), None);
    let told = workflow.signal(Incident::tried, report.clone(), options).await;
    told.map_err(|error| format!("The incident does not hear what was tried: {error}."))
}

/// People see to it in this incident.
fn attached(ctx: &Context, incident: DeclarationId, report: &Report, trouble: Option<String>) -> Attached {
    ctx.state_mut(|keeper| {
        keeper.so_far.incident = Some(incident.clone());
        keeper.so_far.ledger.hand_over(report.target.clone(), incident.clone());
    });
    Attached::In { incident, trouble }
}

/// Declares an incident, confirmed: nobody is asked whether it is one.
async fn declare(
    ctx: &Context,
    Otherwise { severity, services }: &Otherwise,
    report: &Report,
) -> Result<DeclarationId, String> {
    let id = report.id.clone();
    let title = format!("{} is not healed: {}", report.target, report.description);
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
        .cancellation_token(WorkflowCancellationToken::new())
        .static_summary("What a runbook did not heal".to_owned())
        .search_attributes(visibility::attributes(&declaration))
        .build();
    let input =
        incident::Input::new(declaration, ctx.state(|keeper| keeper.so_far.plan.clone())).by_a_workflow();
    let started = ctx.start_child_workflow(Incident::run, input, options).await;
    started.map(|_| id).map_err(|error| error.to_string())
}
