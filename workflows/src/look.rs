//! A look of Muster's own at a runbook's targets, when its schedule says.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use serde::{Deserialize, Serialize};
use temporalio_common::error::ApplicationFailure;
use temporalio_macros::{workflow, workflow_methods};
use temporalio_workflow::{
    WorkflowContext, WorkflowContextView, WorkflowResult, WorkflowTermination,
    workflows::{join, join_all},
};

use crate::{
    attempt::{self, Call, Failure},
    clock,
    contract::{
        System,
        healing::{Watch, Watched},
        region::{Noticed, Region},
    },
    domain::{
        Period, Plan, cut,
        runbook::{NoData, Notice, Runbook, RunbookName, Source, Target},
    },
    ids, no_data, watch,
};

/// The next look comes soon: this one need not be tried for long.
const PATIENCE: Period = Period::minutes(2);

/// What a look starts with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Input {
    /// The name of the runbook.
    pub name: RunbookName,
    /// What it says.
    pub runbook: Runbook,
    /// The plan, by which incidents are declared.
    pub plan: Plan,
    /// Which of its triggers begins this.
    pub trigger: usize,
}

/// The workflow.
#[workflow]
pub struct Look {
    input: Input,
}

type Context = WorkflowContext<Look>;

#[workflow_methods]
impl Look {
    #[init]
    fn new(_ctx: &WorkflowContextView, input: Input) -> Self {
        Self { input }
    }

    /// Looks at all targets side by side, and tells with which of them something is wrong, and of which nobody knows.
    #[run(name = "look")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<Vec<Target>> {
        let ctx = &*ctx;
        let input = ctx.state(|look| look.input.clone());
        let targets = &input.runbook.targets;
        let looks = join_all(targets.iter().map(|target| look_at(ctx, &input, target))).await;
        let (mut notices, mut unknown) = (Vec::new(), Vec::new());
        for (target, seen) in targets.iter().zip(looks) {
            match seen {
                Seen::Well => {}
                Seen::Wrong(notice) => notices.push(notice),
                Seen::Unknown(seen) => unknown.push((target.clone(), seen)),
            }
        }
        let wrong = notices.iter().map(|notice| notice.target.clone()).collect();
        let is_known = unknown.is_empty();
        // The one is told whatever becomes of the other.
        let (told, no_data) = join!(tell_keeper(ctx, &input, notices), tell_of_no_data(ctx, &input, unknown));
        match told.and(no_data) {
            Ok(()) if is_known => Ok(wrong),
            Ok(()) => Err(ApplicationFailure::new(Unfinished::NotKnown).into()),
            Err(Failure::Cancelled) => Err(WorkflowTermination::cancelled()),
            Err(failure) => Err(ApplicationFailure::new(Unfinished::NotTold(failure)).into()),
        }
    }
}

/// What a look has seen of a target.
enum Seen {
    /// Nothing is wrong with it.
    Well,
    /// Something is.
    Wrong(Notice),
    /// Nobody knows: what the probes said.
    Unknown(Vec<String>),
}

/// Why a look has failed.
#[derive(Debug, thiserror::Error)]
enum Unfinished {
    #[error("nobody knows whether something is wrong with some of the targets")]
    NotKnown,
    #[error("what was seen was not told: {0}")]
    NotTold(Failure),
}

async fn look_at(ctx: &Context, Input { runbook, trigger, .. }: &Input, target: &Target) -> Seen {
    let Some(watch) = Watch::of_fault(&runbook.for_target(target)) else { return Seen::Well };
    match watch::until_certain(ctx, watch, format!("Is something wrong with {target}?")).await {
        Ok(Watched { is_so: Some(false), .. }) => Seen::Well,
        Ok(Watched { is_so: Some(true), seen }) => Seen::Wrong(Notice {
            target: target.clone(),
            from: Source::Trigger(*trigger),
            fingerprint: format!("look-{target}"),
            since: clock::now(ctx),
            is_over: false,
            says: cut(&seen.join("; "), Notice::MOST_SAID),
            request: None,
        }),
        Ok(Watched { is_so: None, seen }) => Seen::Unknown(seen),
        Err(failure) => Seen::Unknown(vec![failure.to_string()]),
    }
}

async fn tell_keeper(ctx: &Context, input: &Input, notices: Vec<Notice>) -> Result<(), Failure> {
    if notices.is_empty() {
        return Ok(());
    }
    let Input { name, runbook, plan, .. } = input.clone();
    let noticed = Noticed { name, runbook, plan, notices };
    attempt::durably(ctx, Region::notify, noticed, call(ctx, "Tell the runbook's keeper")).await
}

async fn tell_of_no_data(
    ctx: &Context,
    Input { name, runbook, plan, .. }: &Input,
    unknown: Vec<(Target, Vec<String>)>,
) -> Result<(), Failure> {
    if unknown.is_empty() {
        return Ok(());
    }
    let (targets, seen): (_, Vec<_>) = unknown.into_iter().unzip();
    let said = no_data::Said {
        no_data: NoData::new(name, runbook, targets, &seen.concat()),
        at: clock::now(ctx),
        schedules: runbook.schedules().map(|trigger| ids::schedule(name, trigger)).collect(),
        channel: plan.incidents_channel.clone(),
    };
    attempt::durably(ctx, Region::no_data, said, call(ctx, "Tell that nobody knows")).await
}

fn call(ctx: &Context, summary: &str) -> Call {
    Call {
        system: System::Temporal,
        summary: summary.to_owned(),
        retry_for: PATIENCE,
        token: ctx.cancellation_token(),
    }
}
