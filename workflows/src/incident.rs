//! An incident, from its declaration until all that its end asks for is done.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_workflow::{
    ContinueAsNewOptions, SyncWorkflowContext, WorkflowContext, WorkflowContextView, WorkflowResult,
    workflows::join,
};

use crate::{
    clock,
    contract::chat::Card,
    domain::{
        Declaration, Ending, Moment, Period, Person, Plan, Remedy, Resolution, Role, Severity, Status, Step,
    },
    incident::{active::Pause, prompt::Verdict},
};

mod active;
mod archival;
mod aside;
mod board;
mod close;
mod closed;
mod ends;
mod follow;
mod links;
mod news;
mod open;
mod prompt;
mod remedy;
mod report;
mod roles;
mod severity;
mod state;
mod status;
mod steps;
mod updates;
mod view;

pub use report::Report;
pub use state::{Reminders, State};

/// What an incident's workflow starts with. It reads no other configuration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Input {
    /// What was declared.
    pub declaration: Declaration,
    /// What happens, for all severities.
    pub plan: Plan,
    /// Where the previous run left off.
    #[serde(default)]
    pub resumed: Option<State>,
}

impl Input {
    /// A new incident.
    pub fn new(declaration: Declaration, plan: Plan) -> Self {
        Self { declaration, plan, resumed: None }
    }
}

/// Somebody pressed Confirm or Cancel: decides whether it is an incident.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Decide {
    /// Who.
    pub by: Person,
    /// When: what was said while the region or its workers were down comes late.
    #[serde(default)]
    pub at: Option<Timestamp>,
}

/// Somebody resolved the incident.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Resolve {
    /// Who.
    pub by: Person,
    /// The id of one of the plan's origins, if said.
    #[serde(default)]
    pub origin: Option<String>,
    /// How it ended.
    #[serde(default)]
    pub ending: Ending,
    /// When, as [`Decide::at`].
    #[serde(default)]
    pub at: Option<Timestamp>,
}

/// Somebody says that the incident goes on after its end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reopen {
    /// Who.
    pub by: Person,
    /// When, as [`Decide::at`].
    #[serde(default)]
    pub at: Option<Timestamp>,
}

/// Somebody does something about a step that does not work.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mend {
    /// Which.
    pub step: Step,
    /// What.
    pub remedy: Remedy,
    /// Who.
    pub by: Person,
    /// When, as [`Decide::at`].
    #[serde(default)]
    pub at: Option<Timestamp>,
}

/// Everybody is told how it goes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Inform {
    /// The submission: the same one twice is one update.
    pub id: String,
    /// How it goes.
    pub text: String,
    /// After what time the next one is promised.
    #[serde(default)]
    pub next_in: Option<Period>,
    /// Who says so.
    pub by: Person,
    /// When, as [`Decide::at`].
    #[serde(default)]
    pub at: Option<Timestamp>,
}

/// Somebody knows better how bad it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reclassify {
    /// As how bad it counts from now on.
    pub severity: Severity,
    /// Who says so.
    pub by: Person,
    /// When, as [`Decide::at`].
    #[serde(default)]
    pub at: Option<Timestamp>,
}

/// Somebody takes a role, gives it, or lays it down.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Assign {
    /// Which.
    pub role: Role,
    /// Who has it from now on.
    #[serde(default)]
    pub to: Option<Person>,
    /// Who says so.
    pub by: Person,
    /// When, as [`Decide::at`].
    #[serde(default)]
    pub at: Option<Timestamp>,
}

/// The workflow.
#[workflow]
pub struct Incident {
    declaration: Declaration,
    plan: Plan,
    state: State,
    /// What a reset and a new run do not change: who this incident is, for others that hold its declaration.
    first_run: String,
}

/// What the phases see of it.
type Context = WorkflowContext<Incident>;

#[workflow_methods]
impl Incident {
    #[init]
    fn new(ctx: &WorkflowContextView, input: Input) -> Self {
        let Input { mut declaration, plan, resumed } = input;
        // A clock that is ahead would have Muster look for its own messages in the future only.
        declaration.at = clock::start(ctx).map_or(declaration.at, |start| declaration.at.min(start));
        let state = resumed.unwrap_or_else(|| State::declared(&declaration));
        let first_run = ctx.first_execution_run_id().to_owned();
        Self { declaration, plan, state, first_run }
    }

    /// The story. Opening goes on while the incident is active, because a step may be retried for hours; the
    /// board keeps what people see in step with it.
    #[run(name = "incident")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<Status> {
        let ctx = &*ctx;
        if ctx.state(|incident| incident.state.status == Status::Prompted) {
            match prompt::verdict(ctx).await? {
                Verdict::Confirmed => {}
                Verdict::Over(status) => return Ok(status),
            }
        }

        // Noted before anything runs: resolved in the same task, the steps at close are the first to ask about them.
        steps::begin(ctx, Moment::Open);
        let (pause, ..) = join!(
            active_until_closed(ctx),
            steps::take_all(ctx),
            prompt::say_confirmed(ctx),
            board::keep(ctx),
            follow::retries(ctx),
            news::tell(ctx),
            severity::keep(ctx),
            closed::reopen_ticket(ctx),
            updates::remind(ctx),
        );

        if pause? == Pause::HistoryIsLong {
            ctx.continue_as_new(ctx.state(Self::next_run), ContinueAsNewOptions::default())?;
        }
        archival::leave(ctx).await;
        // Reopened at the very last moment, it goes on in another run.
        if ctx.state(|incident| incident.state.resolution.is_none()) {
            ctx.continue_as_new(ctx.state(Self::next_run), ContinueAsNewOptions::default())?;
        }
        Ok(ctx.state(|incident| incident.state.status))
    }

    /// Somebody pressed Confirm. The first of Confirm and Cancel counts.
    #[signal(name = "confirm")]
    pub fn confirm(&mut self, ctx: &mut SyncWorkflowContext<Self>, decide: Decide) {
        let at = self.moment_of(decide.at, ctx);
        self.state.confirm(decide.by, at);
    }

    /// Somebody pressed Cancel.
    #[signal(name = "cancel")]
    pub fn cancel(&mut self, ctx: &mut SyncWorkflowContext<Self>, decide: Decide) {
        let at = self.moment_of(decide.at, ctx);
        self.state.cancel(decide.by, at);
    }

    /// Somebody resolved the incident. The first counts; one that overtook its Confirm waits for it.
    #[signal(name = "resolve")]
    pub fn resolve(&mut self, ctx: &mut SyncWorkflowContext<Self>, resolve: Resolve) {
        let at = self.moment_of(resolve.at, ctx);
        let Resolve { by, origin, ending, .. } = resolve;
        self.state.resolve(Resolution { by, at, origin, ending });
    }

    /// Somebody says that the incident goes on after its end.
    #[signal(name = "reopen")]
    pub fn reopen(&mut self, ctx: &mut SyncWorkflowContext<Self>, reopen: Reopen) {
        let at = self.moment_of(reopen.at, ctx);
        self.state.reopen(reopen.by, at);
    }

    /// Somebody does something about a step that does not work.
    #[signal(name = "remedy")]
    pub fn remedy(&mut self, ctx: &mut SyncWorkflowContext<Self>, mend: Mend) {
        let at = self.moment_of(mend.at, ctx);
        self.state.remedy(mend.step, mend.remedy, mend.by, at);
    }

    /// Everybody is told how it goes.
    #[signal(name = "inform")]
    pub fn inform(&mut self, ctx: &mut SyncWorkflowContext<Self>, inform: Inform) {
        let at = self.moment_of(inform.at, ctx);
        self.state.inform(inform.id, &inform.text, inform.next_in, inform.by, at);
    }

    /// Somebody knows better how bad it is.
    #[signal(name = "reclassify")]
    pub fn reclassify(&mut self, ctx: &mut SyncWorkflowContext<Self>, reclassify: Reclassify) {
        let at = self.moment_of(reclassify.at, ctx);
        self.change_severity(reclassify.severity, reclassify.by, at);
    }

    /// Somebody takes a role, gives it, or lays it down.
    #[signal(name = "assign")]
    pub fn assign(&mut self, ctx: &mut SyncWorkflowContext<Self>, assign: Assign) {
        let at = self.moment_of(assign.at, ctx);
        self.state.assign(assign.role, assign.to, assign.by, at);
    }

    /// Everything that is known of the incident.
    #[query(name = "status")]
    pub fn status(&self, _ctx: &WorkflowContextView) -> Report {
        Report::of(&self.declaration, &self.state)
    }

    /// The card as it should be now.
    #[query(name = "card")]
    pub fn card_now(&self, _ctx: &WorkflowContextView) -> Card {
        self.card()
    }

    fn moment_of(&self, said_at: Option<Timestamp>, ctx: &SyncWorkflowContext<Self>) -> Timestamp {
        moment(said_at, self.declaration.at, clock::now_in_handler(ctx))
    }

    fn next_run(&self) -> Input {
        Input {
            declaration: self.declaration.clone(),
            plan: self.plan.clone(),
            resumed: Some(self.state.clone()),
        }
    }
}

/// By no more than this: what differs by more was at another time.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(1);

/// When something was said that is heard now: at the time that it brings along, where that is long ago. Else two clocks
/// differ. Never before the declaration, whatever a clock says.
fn moment(said_at: Option<Timestamp>, declared_at: Timestamp, now: Timestamp) -> Timestamp {
    match said_at {
        Some(at) if now.duration_since(at) > CLOCKS_DIFFER => at.max(declared_at),
        _ => now,
    }
}

/// Active until somebody resolves it, closed until somebody reopens it, and so on until nobody can any more and nothing is
/// under way.
async fn active_until_closed(ctx: &Context) -> WorkflowResult<Pause> {
    loop {
        status::enter(ctx, Status::Active);
        let pause = active::until_resolved(ctx).await?;
        if pause == Pause::Resolved {
            let ended_as = ctx.state(|incident| incident.state.ending().map(Ending::status));
            status::enter(ctx, ended_as.unwrap_or(Status::Resolved));
            steps::begin(ctx, Moment::Close);
            if closed::until_reopened(ctx).await? {
                continue;
            }
        }
        if is_ended(ctx).await? {
            return Ok(pause);
        }
    }
}

/// From now on nothing more begins by itself. Tells whether that was the end: what is under way can take hours, and people
/// may reopen it meanwhile.
async fn is_ended(ctx: &Context) -> WorkflowResult<bool> {
    let times = ctx.state_mut(|incident| {
        incident.state.is_ending = true;
        // What could be done about it until now.
        incident.state.changes += 1;
        incident.state.times_reopened()
    });
    ctx.wait_condition(|incident| incident.state.is_over() || incident.state.times_reopened() > times)
        .await?;
    Ok(ctx.state_mut(|incident| {
        incident.state.is_ending = incident.state.times_reopened() == times;
        incident.state.is_ending
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_late_was_said_when_it_was_said() {
        let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        assert_eq!(moment(None, at(10), at(100)), at(100), "an older starter does not say");
        assert_eq!(moment(Some(at(70)), at(10), at(100)), at(70));
        assert_eq!(moment(Some(at(99)), at(10), at(100)), at(100), "clocks differ");
        assert_eq!(moment(Some(at(105)), at(10), at(100)), at(100), "clocks differ");
        assert_eq!(moment(Some(at(5)), at(10), at(100)), at(10), "a clock is wrong");
    }
}
