//! The steps of a moment, side by side. None can stop another: one that fails for good is an outcome.

use std::pin::pin;

use futures_util::FutureExt;
use temporalio_common::ActivityDefinition;
use temporalio_workflow::{
    TimerOptions, WorkflowCancellationToken,
    workflows::{join_all, select},
};

use super::{Context, Incident, State, close, links, open, pager, remedy, status};
use crate::{
    attempt::{self, Call, Failure},
    clock,
    contract::{ARRIVES_WITHIN, System},
    domain::{Ending, Moment, Outcome, Step},
};

/// Notes the steps of the moment.
pub(super) fn begin(ctx: &Context, moment: Moment) {
    ctx.state_mut(|incident| {
        let mut planned = incident.plan.steps(incident.severity(), moment);
        if moment == Moment::Close {
            planned.extend(incident.page_to_end());
        }
        incident.state.begin(&planned);
    });
}

/// Sees to all steps that are noted, or come to be, until the run is over: another severity asks for more, and what has
/// its outcome may be wanted otherwise.
pub(super) async fn take_all(ctx: &Context) {
    join_all(Step::ALL.into_iter().map(|step| take(ctx, step))).await;
}

async fn take(ctx: &Context, step: Step) {
    let is_decided = || ctx.state(|incident| incident.state.is_decided(step));
    loop {
        if !is_decided() {
            let end = ctx.state(|incident| incident.state.times_reopened());
            if step.moment() == Moment::Close {
                ctx.state_mut(|incident| incident.state.ends_under_way.insert(step, end));
            }
            let outcome = settle(ctx, step, end).await;
            ctx.state_mut(|incident| incident.state.ends_under_way.remove(&step));
            if ctx.state(|incident| incident.state.counts(step, &outcome, end)) {
                set_outcome(ctx, step, outcome);
            }
        }
        let more =
            ctx.wait_condition(|incident| !incident.state.is_decided(step) || incident.state.is_over());
        if more.await.is_err() || is_decided() {
            return;
        }
    }
}

/// Tries until the step comes to something by itself, or somebody has it otherwise, or takes back the end that it is for.
async fn settle(ctx: &Context, step: Step, end: u32) -> Outcome {
    loop {
        if let Some(outcome) = remedy::take_up(ctx, step).await {
            return outcome;
        }
        let task = Task { ctx, step, end, token: ctx.cancellation_token().child_token() };
        let mut tried = pin!(try_once(&task).fuse());
        let mut remedied = pin!(remedy::wanted(ctx, step).fuse());
        let mut taken_back = pin!(taken_back(ctx, step, end).fuse());
        select! {
            outcome = tried => return outcome,
            () = remedied => {
                task.token.cancel();
                // What an attempt under way makes must be known.
                let outcome = tried.await;
                if outcome.is_done() {
                    return outcome;
                }
            },
            () = taken_back => {
                task.token.cancel();
                return tried.await;
            }
        }
    }
}

/// Ends when somebody takes back the end that a step is for; never, where the workflow is cancelled, which cancels the
/// step as well.
async fn taken_back(ctx: &Context, step: Step, end: u32) {
    let taken_back = ctx.wait_condition(move |incident| incident.state.is_taken_back(step, end));
    if taken_back.await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn try_once(task: &Task<'_>) -> Outcome {
    match hindrance(task).await {
        Ok(None) => outcome(task).await,
        Ok(Some(why)) => Outcome::skipped(why),
        Err(cancelled) => Outcome::skipped(cancelled.to_string()),
    }
}

/// Waits for the steps that this one builds on, and tells what makes it pointless.
async fn hindrance(task: &Task<'_>) -> Result<Option<String>, Failure> {
    let (ctx, step) = (task.ctx, task.step);
    if step.is_review()
        && let Some(why) = ctx.state(|incident| incident.state.ending().and_then(Ending::why_not_reviewed))
    {
        return Ok(Some(why));
    }
    if let Some(why) = ctx.state(|incident| incident.why_not_in_drill(step)) {
        return Ok(Some(why));
    }
    for need in step.needs() {
        task.wait(|incident| incident.state.is_decided(*need)).await?;
        let made = (need.thing(), ctx.state(|incident| incident.state.outcomes.get(need).cloned()));
        match made {
            (thing, Some(outcome)) if outcome.is_made_by_hand() => {
                return Ok(Some(format!("the {thing} was made by hand")));
            }
            (_, Some(outcome)) if outcome.is_done() => {}
            _ if *need == Step::Page && ctx.state(|incident| incident.state.paged) => {}
            (thing, _) => return Ok(Some(format!("there is no {thing}"))),
        }
    }
    task.wait(|incident| step.after().iter().all(|other| incident.state.is_past_fast_attempt(*other)))
        .await?;
    let is_too_late =
        ctx.state(|incident| step.is_moot_once_resolved() && incident.state.resolution.is_some());
    Ok(is_too_late.then(|| "the incident was over before it could begin".to_owned()))
}

async fn outcome(task: &Task<'_>) -> Outcome {
    let mut work = pin!(work(task).fuse());
    let mut moot = pin!(moot(task.ctx, task.step).fuse());
    let result = select! {
        result = work => result,
        () = moot => {
            task.token.cancel();
            work.await
        }
    };
    match result {
        Ok(outcome) => outcome,
        Err(Failure::Failed { why, .. }) if !task.token.is_cancelled() => Outcome::Failed { why },
        Err(_) => Outcome::skipped("the incident was over before it worked"),
    }
}

/// Ends when a step that is being retried has no more point; never, where it always has.
async fn moot(ctx: &Context, step: Step) {
    let moot = ctx.wait_condition(|incident| {
        step.is_moot_once_resolved()
            && incident.state.resolution.is_some()
            && matches!(incident.state.outcomes.get(&step), Some(Outcome::Retrying { .. }))
    });
    // An error says that the workflow is cancelled, which cancels the step's own token as well.
    if moot.await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn work(task: &Task<'_>) -> Result<Outcome, Failure> {
    match task.step {
        Step::Channel => open::channel(task).await,
        Step::Card => open::card(task).await,
        Step::Topic => open::topic(task).await,
        Step::Responders => open::responders(task).await,
        Step::Meeting => open::meeting(task).await,
        Step::Ticket => open::ticket(task).await,
        Step::Announcement => open::announcement(task).await,
        Step::ManagementAlert => open::management_alert(task).await,
        Step::Page => pager::page(task).await,
        Step::Bookmarks => links::bookmarks(task).await,
        Step::TicketLinks => links::ticket_links(task).await,
        Step::Resolution => close::resolution(task).await,
        Step::EndMeeting => close::end_meeting(task).await,
        Step::EndPage => pager::end_page(task).await,
        Step::PostMortem => close::post_mortem(task).await,
        Step::Transcript => close::transcript(task).await,
        Step::CloseTicket => close::ticket(task).await,
        Step::FollowUps => close::follow_ups(task).await,
    }
}

pub(super) fn set_outcome(ctx: &Context, step: Step, outcome: Outcome) {
    let now = clock::now(ctx);
    ctx.state_mut(|incident| incident.state.set_outcome(step, outcome, now));
    status::show_details(ctx);
}

/// A step being done.
pub(super) struct Task<'a> {
    pub(super) ctx: &'a Context,
    pub(super) step: Step,
    /// How often the incident had been reopened when it began: which end it is for.
    end: u32,
    token: WorkflowCancellationToken,
}

impl Task<'_> {
    /// Waits for something that others do, as long as the step is wanted.
    pub(super) async fn wait(&self, condition: impl FnMut(&Incident) -> bool) -> Result<(), Failure> {
        let mut met = pin!(self.ctx.wait_condition(condition).fuse());
        let mut cancelled = pin!(self.token.cancelled());
        select! {
            met = met => met.map_err(|_| Failure::Cancelled),
            () = cancelled => Err(Failure::Cancelled),
        }
    }

    /// Waits until what was asked for and given up has taken effect, or will not.
    pub(super) async fn until_arrived(&self) -> Result<(), Failure> {
        let pause = TimerOptions::builder(ARRIVES_WITHIN)
            .summary(format!("{}: pause", self.step))
            .cancellation_token(self.token.clone());
        self.ctx.timer(pause.build()).await;
        if self.token.is_cancelled() { Err(Failure::Cancelled) } else { Ok(()) }
    }

    /// Calls the outside, fast first; while it is retried, the step's outcome says so.
    pub(super) async fn call<A>(
        &self,
        system: System,
        activity: impl Fn() -> A,
        input: A::Input,
    ) -> Result<A::Output, Failure>
    where
        A: ActivityDefinition,
        A::Input: Clone,
    {
        let ctx = self.ctx;
        ctx.state_mut(|incident| incident.state.in_fast_attempt += 1);
        attempt::fast_then_durably(ctx, activity, input, self.policy(system), |retrying| {
            ctx.state_mut(|incident| incident.state.in_fast_attempt -= 1);
            if let Some(why) = retrying {
                self.say(why);
            }
        })
        .await
    }

    /// Calls the outside durably from the start: what takes long, and nobody waits for.
    pub(super) async fn call_durably<A: ActivityDefinition>(
        &self,
        system: System,
        activity: A,
        input: A::Input,
    ) -> Result<A::Output, Failure> {
        attempt::durably(self.ctx, activity, input, self.policy(system)).await
    }

    /// The step goes on, and people see with what.
    pub(super) fn say(&self, why: &str) {
        if !self.ctx.state(|incident| incident.state.is_taken_back(self.step, self.end)) {
            set_outcome(self.ctx, self.step, Outcome::Retrying { why: why.to_owned() });
        }
    }

    /// Something that an earlier step made and this one works on.
    pub(super) fn made<T>(&self, by: Step, thing: impl FnOnce(&State) -> Option<T>) -> Result<T, Failure> {
        let made = self.ctx.state(|incident| thing(&incident.state));
        made.ok_or_else(|| Failure::for_good(format!("there is no {}", by.thing())))
    }

    /// The id of the incident channel.
    pub(super) fn channel_id(&self) -> Result<String, Failure> {
        self.made(Step::Channel, |state| state.channel.as_ref().map(|channel| channel.id.clone()))
    }

    /// The key of the Jira issue.
    pub(super) fn ticket_key(&self) -> Result<String, Failure> {
        self.made(Step::Ticket, |state| state.ticket.as_ref().map(|ticket| ticket.key.clone()))
    }

    /// How this step calls.
    pub(super) fn policy(&self, system: System) -> Call {
        let retry_for = self.ctx.state(|incident| incident.plan.retry_for(incident.severity(), self.step));
        Call { system, summary: self.step.to_string(), retry_for, token: self.token.clone() }
    }
}
