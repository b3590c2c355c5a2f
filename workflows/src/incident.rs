//! An incident, from its declaration until all that its end asks for is done.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use serde::{Deserialize, Serialize};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_workflow::{
    ContinueAsNewOptions, SyncWorkflowContext, WorkflowContext, WorkflowContextView, WorkflowResult,
    workflows::join,
};

use crate::{
    clock,
    contract::chat::Card,
    domain,
    domain::{Declaration, Ending, Impact, Moment, Plan, Resolution, Status, record::Kept},
    incident::{active::Pause, prompt::Verdict},
};

mod active;
mod alerts;
mod archival;
mod aside;
mod board;
mod close;
mod closed;
mod confirmers;
mod copies;
mod drill;
mod ends;
mod escalation;
mod follow;
mod follow_ups;
mod impact;
mod links;
mod lost_alerts;
mod news;
mod open;
mod outcomes;
mod pager;
mod post_mortem;
mod private;
mod prompt;
mod record;
mod remedy;
mod report;
mod roles;
mod said;
mod severity;
mod state;
mod status;
mod steps;
mod updates;
mod view;
mod work;

pub use alerts::{AlertStanding, AlertedGroup};
pub use confirmers::Confirmers;
pub use follow_ups::FollowUp;
pub use lost_alerts::LostAlert;
pub use record::KeptAs;
pub use report::Report;
pub use said::{
    AddFollowUp, Assign, Effect, Heard, Inform, Mend, Reclassify, Resolve, Said, Signal, Unreadable,
};
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
    /// Whether who declared it could not set its memo: a child's parent cannot.
    #[serde(default)]
    pub is_without_memo: bool,
}

impl Input {
    /// A new incident.
    pub fn new(declaration: Declaration, plan: Plan) -> Self {
        Self { declaration, plan, resumed: None, is_without_memo: false }
    }

    /// The same, declared by a workflow.
    #[must_use]
    pub fn by_a_workflow(self) -> Self {
        Self { is_without_memo: true, ..self }
    }
}

/// The workflow.
#[workflow]
pub struct Incident {
    declaration: Declaration,
    plan: Plan,
    state: State,
    /// What a reset and a new run do not change: who this incident is, for others that hold its declaration.
    first_run: String,
    is_without_memo: bool,
}

/// What the phases see of it.
type Context = WorkflowContext<Incident>;

#[workflow_methods]
impl Incident {
    #[init]
    fn new(ctx: &WorkflowContextView, input: Input) -> Self {
        let Input { mut declaration, plan, resumed, is_without_memo } = input;
        // A clock that is ahead would have Muster look for its own messages in the future only.
        declaration.at = clock::start(ctx).map_or(declaration.at, |start| declaration.at.min(start));
        let state = resumed.unwrap_or_else(|| State::declared(&declaration));
        let first_run = ctx.first_execution_run_id().to_owned();
        let mut incident = Self { declaration, plan, state, first_run, is_without_memo };
        incident.guide();
        incident
    }

    /// The story; beside it the confirmers of a private incident are asked, for whom nobody waits.
    #[run(name = "incident")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<Status> {
        let ctx = &*ctx;
        if ctx.state(|incident| incident.is_without_memo) {
            status::remember(ctx)?;
        }
        let (ended, ()) = join!(story(ctx), confirmers::keep(ctx));
        ended
    }

    /// It is an incident: somebody pressed Confirm. The first of Confirm and Cancel counts.
    #[signal(name = "confirm")]
    pub fn confirm(&mut self, ctx: &mut SyncWorkflowContext<Self>, signal: Signal) {
        self.hear(ctx, signal, |incident, (), by, at| incident.state.confirm(by, at));
    }

    /// It is none: somebody pressed Cancel.
    #[signal(name = "cancel")]
    pub fn cancel(&mut self, ctx: &mut SyncWorkflowContext<Self>, signal: Signal) {
        self.hear(ctx, signal, |incident, (), by, at| incident.state.cancel(by, at));
    }

    /// It is over. The first counts; one that overtook its Confirm waits for it.
    #[signal(name = "resolve")]
    pub fn resolve(&mut self, ctx: &mut SyncWorkflowContext<Self>, signal: Signal<Resolve>) {
        self.hear(ctx, signal, |incident, Resolve { origin, ending }, by, at| {
            incident.state.resolve(Resolution { by, at, origin, ending })
        });
    }

    /// It goes on after its end.
    #[signal(name = "reopen")]
    pub fn reopen(&mut self, ctx: &mut SyncWorkflowContext<Self>, signal: Signal) {
        self.hear(ctx, signal, |incident, (), by, at| incident.state.reopen(by, at));
    }

    /// Somebody has the management alert. The first counts.
    #[signal(name = "acknowledge")]
    pub fn acknowledge(&mut self, ctx: &mut SyncWorkflowContext<Self>, signal: Signal) {
        self.hear(ctx, signal, |incident, (), by, at| incident.state.acknowledge(by, at));
    }

    /// Something is to be done about a step that does not work.
    #[signal(name = "remedy")]
    pub fn remedy(&mut self, ctx: &mut SyncWorkflowContext<Self>, signal: Signal<Mend>) {
        self.hear(ctx, signal, |incident, Mend { step, remedy }, by, at| {
            incident.state.remedy(step, remedy, by, at)
        });
    }

    /// Everybody is told how it goes.
    #[signal(name = "inform")]
    pub fn inform(&mut self, ctx: &mut SyncWorkflowContext<Self>, signal: Signal<Inform>) {
        self.hear(ctx, signal, |incident, Inform { text, next_in }, by, at| {
            incident.state.inform(&text, next_in, by, at)
        });
    }

    /// It is as bad as this.
    #[signal(name = "reclassify")]
    pub fn reclassify(&mut self, ctx: &mut SyncWorkflowContext<Self>, signal: Signal<Reclassify>) {
        self.hear(ctx, signal, |incident, Reclassify { severity }, by, at| {
            incident.change_severity(severity, by, at)
        });
    }

    /// Customers felt it at these times.
    #[signal(name = "correct-impact")]
    pub fn impact_is(&mut self, ctx: &mut SyncWorkflowContext<Self>, signal: Signal<Impact>) {
        self.hear(ctx, signal, |incident, impact, by, at| incident.correct_impact(impact, by, at));
    }

    /// Something is left to do.
    #[signal(name = "follow-up")]
    pub fn follow_up(&mut self, ctx: &mut SyncWorkflowContext<Self>, signal: Signal<AddFollowUp>) {
        self.hear(ctx, signal, |incident, what, by, at| incident.state.add_follow_up(what, by, at));
    }

    /// Somebody takes a role, gives it, or lays it down.
    #[signal(name = "assign")]
    pub fn assign(&mut self, ctx: &mut SyncWorkflowContext<Self>, signal: Signal<Assign>) {
        self.hear(ctx, signal, |incident, Assign { role, to }, by, at| {
            incident.state.assign(role, to, by, at)
        });
    }

    /// A runbook has tried to heal what this is about.
    #[signal(name = "tried")]
    pub fn tried(&mut self, ctx: &mut SyncWorkflowContext<Self>, run: domain::runbook::Report) {
        self.state.note_run(run, clock::now_in_handler(ctx));
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

    /// What is kept of it for good, for a store that lost it; nothing of what waits for Confirm, or is another region's.
    #[query(name = "record")]
    pub fn record_now(&self, _ctx: &WorkflowContextView) -> Option<Kept> {
        let is_kept = !matches!(self.state.status, Status::Prompted | Status::Superseded);
        is_kept.then(|| self.kept_again())
    }

    fn next_run(&self) -> Input {
        Input {
            declaration: self.declaration.clone(),
            plan: self.plan.clone(),
            resumed: Some(self.state.clone()),
            is_without_memo: false,
        }
    }
}

/// Opening goes on while the incident is active, because a step may be retried for hours; the board keeps what people see in
/// step with it.
async fn story(ctx: &Context) -> WorkflowResult<Status> {
    if ctx.state(|incident| incident.state.status == Status::Prompted) {
        match prompt::verdict(ctx).await? {
            Verdict::Confirmed => {}
            Verdict::Over(status) => {
                // Another region keeps its own.
                if status != Status::Superseded {
                    record::keep_now(ctx).await;
                }
                return Ok(status);
            }
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
        roles::invite(ctx),
        severity::keep(ctx),
        closed::reopen_ticket(ctx),
        impact::note_on_ticket(ctx),
        follow_ups::make_all(ctx),
        follow_ups::link_all(ctx),
        post_mortem::keep(ctx),
        updates::remind(ctx),
        escalation::until_acknowledged(ctx),
        alerts::keep(ctx),
        pager::acknowledge(ctx),
        record::keep(ctx),
    );

    if pause? == Pause::HistoryIsLong {
        ctx.continue_as_new(ctx.state(Incident::next_run), ContinueAsNewOptions::default())?;
    }
    archival::leave(ctx).await;
    // What was said at the very last moment is seen to in another run.
    if ctx.state(|incident| incident.state.resolution.is_none() || !incident.state.is_quiescent()) {
        ctx.continue_as_new(ctx.state(Incident::next_run), ContinueAsNewOptions::default())?;
    }
    Ok(ctx.state(|incident| incident.state.status))
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
            closed::until_nothing_is_added(ctx).await;
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
