//! Messages of which several people have a copy each.

use super::{Context, aside, status};
use crate::{
    attempt::{self, Failure},
    contract::{
        System,
        chat::{Chat, Message, MessageKey, Posted, Purpose, Reached, Told, UpdateEach},
    },
    domain::Party,
};

/// So many are brought up to date by one call: fewer than Slack lets an app change in a minute.
const AT_ONCE: usize = 40;

/// Brings all copies up to date. Tells whether all were seen to: not, where the workflow is cancelled.
pub(super) async fn update(
    ctx: &Context,
    what: &str,
    posted: &[Posted],
    key: &MessageKey,
    message: &Message,
) -> bool {
    for posted in posted.chunks(AT_ONCE) {
        let part = UpdateEach { posted: posted.to_vec(), key: key.clone(), message: message.clone() };
        let call = aside::policy(ctx, System::Chat, format!("Update of the {what}"));
        match attempt::fast_then_durably(ctx, || Chat::update_each, part, call, |_| {}).await {
            Ok(not) if not.is_empty() => {}
            Ok(not) => status::trouble(ctx, format!("update of the {what}: {}", not.join(", "))),
            Err(Failure::Failed { why, .. }) => status::trouble(ctx, format!("update of the {what}: {why}")),
            Err(Failure::Cancelled) => return false,
        }
    }
    true
}

/// Looks whom a message has reached of which that is not known.
pub(super) async fn find(
    ctx: &Context,
    what: &str,
    purpose: Purpose,
    who: Vec<Party>,
) -> Result<Reached, Failure> {
    let told = ctx.state(|incident| Told { who, key: incident.key(purpose), since: incident.declaration.at });
    let call = aside::policy(ctx, System::Card, format!("Whom the {what} has reached"));
    attempt::durably(ctx, Chat::told, told, call).await
}
