//! Somebody has to allow it: of the runbook's groups, and never who asked for the run.

use temporalio_workflow::{TimerOptions, workflows::select};

use super::{Context, Ended, Stage, change, enter, is_cancelled};
use crate::{
    attempt::{self, Call},
    clock,
    contract::{
        System,
        chat::{Chat, Membership},
    },
    domain::{Party, Period, Person, runbook::Approval},
};

/// So long Slack is asked who is in a group: somebody waits for it, and may press again.
const PATIENCE: Period = Period::minutes(2);

/// Which button somebody has pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Allow,
    Refuse,
}

/// Waits until somebody has decided, where somebody has to; how the run ends, where it is not allowed.
pub(super) async fn wait(ctx: &Context) -> Result<(), Ended> {
    let Some(Approval { by, within, .. }) = ctx.state(|run| run.input.runbook.approval().cloned()) else {
        return Ok(());
    };
    // It was over before it was found that something is wrong: perhaps it is not any more.
    if ctx.state(|run| run.is_over) {
        return Err(Ended::NotNeeded);
    }
    let until = clock::now(ctx) + within.to_signed();
    enter(ctx, Stage::Asking { by: by.clone(), until });
    loop {
        let timer =
            TimerOptions::builder(clock::until(ctx, until)).summary("Time to allow it".to_owned()).build();
        let expired = select! {
            _ = ctx.wait_condition(|run| run.is_over || !run.presses.is_empty()) => false,
            _ = ctx.cancelled() => false,
            _ = ctx.timer(timer) => true,
        };
        if is_cancelled(ctx) {
            return Err(Ended::Cancelled);
        }
        if ctx.state(|run| run.is_over) {
            return Err(Ended::Over);
        }
        let presses = ctx.state_mut(|run| std::mem::take(&mut run.presses));
        for (answer, person) in presses {
            match why_not(ctx, &person, &by).await {
                // Who is in a group can take a while to find out.
                None if ctx.state(|run| run.is_over) => return Err(Ended::Over),
                None if answer == Answer::Allow => {
                    change(ctx, |report| {
                        report.allowed_by = Some(person);
                        report.trouble = None;
                    });
                    return Ok(());
                }
                None => {
                    change(ctx, |report| report.trouble = None);
                    return Err(Ended::Refused { by: person });
                }
                Some(why) => change(ctx, |report| report.trouble = Some(why)),
            }
        }
        if expired {
            change(ctx, |report| report.trouble = None);
            return Err(Ended::Expired);
        }
    }
}

/// How it ends where somebody in Slack asked for it who may not. Whoever does so from a shell reaches Temporal, and so could
/// do anything.
pub(super) async fn may_be_asked_for(ctx: &Context) -> Result<(), Ended> {
    let Some((by, id)) = ctx.state(|run| {
        let by = run.report.asked_by.clone()?;
        let id = by.slack_id.clone()?;
        Some((by, id))
    }) else {
        return Ok(());
    };
    let who = ctx.state(|run| run.input.runbook.ask.clone());
    match is_member(ctx, id, &who).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(Ended::MayNotAsk { by }),
        Err(why) => {
            change(ctx, |report| report.trouble = Some(why));
            Err(Ended::MayNotAsk { by })
        }
    }
}

/// Why somebody may not decide.
async fn why_not(ctx: &Context, person: &Person, by: &[Party]) -> Option<String> {
    let name = &person.name;
    if ctx.state(|run| run.report.asked_by.as_ref().is_some_and(|asked| asked.slack_id == person.slack_id)) {
        return Some(format!("{name} asked for it, so somebody else has to decide."));
    }
    let Some(id) = person.slack_id.clone() else {
        return Some(format!("{name} is not known in Slack, so somebody else has to decide."));
    };
    match is_member(ctx, id, by).await {
        Ok(true) => None,
        Ok(false) => {
            Some(format!("{name} is not in {}, so somebody who is has to decide.", Party::listed(by)))
        }
        Err(why) => Some(why),
    }
}

async fn is_member(ctx: &Context, person: String, of: &[Party]) -> Result<bool, String> {
    if of.is_empty() {
        return Ok(false);
    }
    let membership = Membership { person, of: of.to_vec() };
    let call = Call {
        system: System::Chat,
        summary: "May they?".to_owned(),
        retry_for: PATIENCE,
        token: ctx.cancellation_token(),
    };
    let is_member = attempt::fast_then_durably(ctx, || Chat::is_member, membership, call, |_| {}).await;
    is_member.map_err(|failure| format!("Slack does not tell who is in {}: {failure}.", Party::listed(of)))
}
