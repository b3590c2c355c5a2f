//! A look of Muster's own at a runbook's targets, when its schedule says.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use serde::{Deserialize, Serialize};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_workflow::{WorkflowContext, WorkflowContextView, WorkflowResult, workflows::join_all};

use crate::{
    attempt::{self, Call},
    clock,
    contract::{
        System,
        healing::{Healing, Watch},
        region::{Noticed, Region},
    },
    domain::{Notice, Period, Plan, Runbook, RunbookName, Source, Target},
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

#[workflow_methods]
impl Look {
    #[init]
    fn new(_ctx: &WorkflowContextView, input: Input) -> Self {
        Self { input }
    }

    /// Looks at all targets side by side, and tells the runbook's keeper of those with which something is wrong.
    #[run(name = "look")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<Vec<Target>> {
        let ctx = &*ctx;
        let Input { name, runbook, plan, trigger } = ctx.state(|look| look.input.clone());
        let looks = runbook.targets.iter().map(|target| look_at(ctx, &runbook, target, trigger));
        let notices: Vec<_> = join_all(looks).await.into_iter().flatten().collect();
        let wrong: Vec<_> = notices.iter().map(|notice| notice.target.clone()).collect();
        if !notices.is_empty() {
            let noticed = Noticed { name, runbook, plan, notices };
            let call = call(ctx, System::Temporal, "Tell the runbook's keeper".to_owned());
            if let Err(failure) = attempt::durably(ctx, Region::notify, noticed, call).await {
                ctx.set_current_details(format!("The runbook's keeper was not told: {failure}"));
            }
        }
        Ok(wrong)
    }
}

/// Something is wrong with it: what. What nobody knows is no reason to do anything.
async fn look_at(
    ctx: &WorkflowContext<Look>,
    runbook: &Runbook,
    target: &Target,
    trigger: usize,
) -> Option<Notice> {
    let watch = Watch::of_fault(&runbook.for_target(target))?;
    let limit = watch.limit();
    let call = call(ctx, System::Probe, format!("Is something wrong with {target}?"));
    let watched = attempt::patiently(ctx, Healing::watch, watch, call, limit).await.ok()?;
    (watched.is_so == Some(true)).then(|| Notice {
        target: target.clone(),
        from: Source::Trigger(trigger),
        fingerprint: format!("look-{target}"),
        since: clock::now(ctx),
        is_over: false,
        says: watched.seen.join("; "),
        request: None,
    })
}

fn call(ctx: &WorkflowContext<Look>, system: System, summary: String) -> Call {
    Call { system, summary, retry_for: PATIENCE, token: ctx.cancellation_token() }
}
