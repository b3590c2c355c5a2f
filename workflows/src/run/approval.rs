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
    domain::{Approval, Party, Person},
};

/// Which button somebody has pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Allow,
    Refuse,
}

/// Waits until somebody has decided, where somebody has to; how the run ends, where it is not allowed.
pub(super) async fn wait(ctx: &Context) -> Option<Ended> {
    let Approval { by, within, .. } = ctx.state(|run| run.input.runbook.approval().cloned())?;
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
            return Some(Ended::Cancelled);
        }
        if ctx.state(|run| run.is_over) {
            return Some(Ended::NotNeeded);
        }
        let presses = ctx.state_mut(|run| std::mem::take(&mut run.presses));
        for (answer, person) in presses {
            match why_not(ctx, &person, &by).await {
                None if answer == Answer::Allow => {
                    change(ctx, |report| report.allowed_by = Some(person));
                    return None;
                }
                None => return Some(Ended::Refused { by: person }),
                Some(why) => change(ctx, |report| report.trouble = Some(why)),
            }
        }
        if expired {
            return Some(Ended::NotAllowed);
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
    let membership = Membership { person: id, of: by.to_vec() };
    let call = Call {
        system: System::Chat,
        summary: "May they decide?".to_owned(),
        retry_for: ctx.state(|run| run.input.retry_for),
        token: ctx.cancellation_token(),
    };
    let groups = Party::listed(by);
    match attempt::fast_then_durably(ctx, || Chat::is_member, membership, call, |_| {}).await {
        Ok(true) => None,
        Ok(false) => Some(format!("{name} is not in {groups}, so somebody who is has to decide.")),
        Err(failure) => Some(format!("Slack does not tell who is in {groups}: {failure}.")),
    }
}
