//! A private incident is confirmed by those whom the plan names: they are asked in direct messages. Who declared it has
//! the prompt itself, by which regions arbitrate.

use std::pin::pin;

use futures_util::FutureExt;
use serde::{Deserialize, Serialize};
use temporalio_workflow::{WorkflowCancellationToken, workflows::select};

use super::{Context, Incident, State, aside, copies, prompt, status};
use crate::{
    attempt::{self, Call, Failure},
    contract::{
        System,
        chat::{Chat, Message, Posted, PrivatePrompt, Purpose, Reached, Tell, Told},
    },
};

/// Who was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Confirmers {
    /// Their messages, but for that of who declared.
    pub posted: Vec<Posted>,
    /// Whether who declared is one of them.
    pub is_declarer_one: bool,
    /// Why none was reached.
    pub unreached: Option<String>,
    /// Some may have been reached of whom that is not known.
    pub are_lost: bool,
}

/// Asks them, until somebody has answered. Where none can be reached, who declared may confirm.
pub(super) async fn ask(ctx: &Context) {
    let token = ctx.cancellation_token().child_token();
    let mut asked = pin!(ask_all(ctx, &token).fuse());
    let mut answered = pin!(ctx.wait_condition(|incident| !incident.state.is_undecided()).fuse());
    select! {
        () = asked => {},
        _ = answered => {
            token.cancel();
            // Whom an attempt under way reaches must be known.
            asked.await;
        }
    }
}

async fn ask_all(ctx: &Context, token: &WorkflowCancellationToken) {
    let tell = ctx.state(Incident::question);
    let call = Call { token: token.clone(), ..aside::policy(ctx, System::Chat, "Prompt for the confirmers") };
    let told = attempt::fast_then_durably(ctx, || Chat::tell, tell, call, |_| {}).await;
    ctx.state_mut(|incident| incident.state.note_asked(told));
    status::show_details(ctx);
    if ctx.state(|incident| incident.state.is_undecided() && incident.may_declarer_confirm()) {
        prompt::show(ctx, token).await;
    }
}

/// Their messages say how the question was answered.
pub(super) async fn update(ctx: &Context) {
    if ctx.state(|incident| incident.state.confirmers.are_lost) {
        find(ctx).await;
    }
    let (posted, key, message) = ctx.state(|incident| {
        let message = Message::Prompt(incident.prompt(None));
        (incident.state.confirmers.posted.clone(), incident.key(Purpose::Prompt), message)
    });
    copies::update(ctx, "prompts", &posted, &key, &message).await;
}

/// Looks who has been reached.
async fn find(ctx: &Context) {
    let told = ctx.state(|incident| Told {
        who: incident.private_plan().unwrap_or_default().confirmers,
        key: incident.key(Purpose::Prompt),
        since: incident.declaration.at,
    });
    let call = aside::policy(ctx, System::Chat, "Which confirmers have the prompt");
    let found = attempt::durably(ctx, Chat::told, told, call).await;
    ctx.state_mut(|incident| incident.state.note_asked(found));
}

impl State {
    fn note_asked(&mut self, asked: Result<Reached, Failure>) {
        let confirmers = &mut self.confirmers;
        confirmers.are_lost = asked.is_err();
        let not = match asked {
            Ok(Reached { people, posted, not }) => {
                let (own, others) =
                    posted.into_iter().partition(|posted| Some(posted) == self.prompt.as_ref());
                let own: Vec<_> = own;
                confirmers.posted = others;
                confirmers.is_declarer_one = !own.is_empty();
                let not = not.join(", ");
                if people == 0 {
                    let nobody = || "there is nobody among them".to_owned();
                    confirmers.unreached = Some(if not.is_empty() { nobody() } else { not.clone() });
                }
                not
            }
            // Somebody has answered.
            Err(Failure::Cancelled) => return,
            Err(Failure::Failed { why, .. }) => {
                confirmers.unreached = Some(why.clone());
                why
            }
        };
        if !not.is_empty() {
            self.note_trouble(format!("the prompt for the confirmers: {not}"));
        }
    }
}

impl Incident {
    fn question(&self) -> Tell {
        let may_confirm = |private| PrivatePrompt { may_confirm: true, ..private };
        let mut prompt = self.prompt(None);
        prompt.private = prompt.private.map(may_confirm);
        Tell {
            who: self.private_plan().unwrap_or_default().confirmers,
            key: self.key(Purpose::Prompt),
            message: Message::Prompt(prompt),
            since: self.declaration.at,
        }
    }

    /// How it is confirmed, as who declared reads it.
    pub(super) fn private_prompt(&self) -> Option<PrivatePrompt> {
        Some(PrivatePrompt {
            confirmers: self.private_plan()?.confirmers,
            may_confirm: self.may_declarer_confirm(),
            unreached: self.state.confirmers.unreached.clone(),
        })
    }

    fn may_declarer_confirm(&self) -> bool {
        let Confirmers { is_declarer_one, unreached, .. } = &self.state.confirmers;
        *is_declarer_one || unreached.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Declaration, PrivatePlan},
        incident::state::tests::{declaration, incident},
    };

    fn posted(channel: &str) -> Posted {
        Posted { channel: channel.to_owned(), ts: "1.1".to_owned() }
    }

    fn private() -> Incident {
        let mut incident = incident(Declaration { private: true, ..declaration(false) });
        incident.plan.private =
            Some(PrivatePlan { confirmers: vec!["@security".parse().unwrap()], ..PrivatePlan::default() });
        incident.state.prompt = Some(posted("D0ADA"));
        incident
    }

    fn may_confirm(asked: Result<Reached, Failure>) -> (bool, usize) {
        let mut incident = private();
        incident.state.note_asked(asked);
        let private = incident.private_prompt().unwrap();
        (private.may_confirm, incident.state.confirmers.posted.len())
    }

    #[test]
    fn who_declared_may_confirm_as_one_of_them_or_where_none_is_reached() {
        let reached = |channels: &[&str], not: &[&str]| {
            let posted: Vec<_> = channels.iter().map(|channel| posted(channel)).collect();
            let not = not.iter().map(|not| (*not).to_owned()).collect();
            Ok(Reached { people: posted.len(), posted, not })
        };
        assert_eq!(may_confirm(reached(&["D0KEN", "D0GRACE"], &[])), (false, 2));
        assert_eq!(may_confirm(reached(&["D0KEN"], &["@gone: no_such_subteam"])), (false, 1));
        assert_eq!(may_confirm(reached(&["D0KEN", "D0ADA"], &[])), (true, 1));
        assert_eq!(may_confirm(reached(&[], &["@gone: no_such_subteam"])), (true, 0));
        assert_eq!(may_confirm(reached(&[], &[])), (true, 0));
        assert_eq!(may_confirm(Err(Failure::for_good("missing_scope".to_owned()))), (true, 0));
        assert_eq!(may_confirm(Err(Failure::Cancelled)), (false, 0));
    }

    #[test]
    fn who_is_asked_may_confirm() {
        let Message::Prompt(prompt) = private().question().message else { panic!("no prompt") };
        assert!(prompt.private.unwrap().may_confirm);
    }
}
