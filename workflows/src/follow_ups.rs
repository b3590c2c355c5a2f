//! How follow-ups stand, asked by somebody who waits for the answer. A workflow of its own: most are asked about when
//! their incident is long over, and only workers reach Jira.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use serde::{Deserialize, Serialize};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_workflow::{WorkflowContext, WorkflowContextView, WorkflowResult};

use crate::{
    attempt::{self, Call},
    contract::{
        System,
        ticket::{FollowUpsListed, ListFollowUps, Tickets},
    },
    domain::Period,
};

/// Who asks looks elsewhere by then.
const PATIENCE: Period = Period::seconds(20);

/// What is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// So they stand.
    Listed(FollowUpsListed),
    /// Jira does not tell: why, in its own words.
    Unknown(String),
}

/// The workflow.
#[workflow]
pub struct FollowUps {
    list: ListFollowUps,
}

#[workflow_methods]
impl FollowUps {
    #[init]
    fn new(_ctx: &WorkflowContextView, list: ListFollowUps) -> Self {
        Self { list }
    }

    /// Asks Jira.
    #[run(name = "follow-ups")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<Standing> {
        let ctx = &*ctx;
        let list = ctx.state(|follow_ups| follow_ups.list.clone());
        let call = Call {
            system: System::Ticket,
            summary: "Follow-ups".to_owned(),
            retry_for: PATIENCE,
            token: ctx.cancellation_token(),
        };
        let listed = attempt::fast_then_durably(ctx, || Tickets::list_follow_ups, list, call, |_| {}).await;
        Ok(listed.map_or_else(|failure| Standing::Unknown(failure.to_string()), Standing::Listed))
    }
}
