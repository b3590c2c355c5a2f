//! What people see of an incident that changes: announcement and card are kept as the incident is. While steps are
//! retried, the card is kept by what follows the retries.

use temporalio_workflow::{MemoValue, workflows::join_all};

use super::{Context, Incident, aside, status, work};
use crate::{
    contract::{
        System,
        chat::{Channel, Chat, Message, Purpose, Update, interaction},
    },
    domain::Step,
    visibility::{self, memo},
};

/// Brings up to date whatever changed, as often as it changes: what changes while an update is under way goes
/// into the next. Ends when nothing more will change.
pub(super) async fn keep(ctx: &Context) {
    // A run that goes on from another has its memo as it was at the very start.
    show_in_lists(ctx);
    while work::comes(ctx, |incident| incident.state.is_worth_showing()).await {
        let (changes, updates) = ctx.state(|incident| (incident.state.changes, incident.updates()));
        show_in_lists(ctx);
        join_all(updates.into_iter().map(|one| update(ctx, one))).await;
        ctx.state_mut(|incident| incident.state.shown = changes);
    }
}

async fn update(ctx: &Context, update: Update) {
    let summary = format!("Update of the {}", update.key.purpose);
    aside::call(ctx, System::Chat, summary, || Chat::update, update).await;
}

/// Links and roles go into the memo, for those who list incidents without asking each.
fn show_in_lists(ctx: &Context) {
    let known = ctx.memo();
    let links = ctx.state(|incident| {
        [
            (Step::Channel, memo::CHANNEL_URL),
            (Step::Meeting, memo::MEETING_URL),
            (Step::Ticket, memo::TICKET_URL),
            (Step::PostMortem, memo::POST_MORTEM_URL),
        ]
        .map(|(step, key)| (key, incident.link(step)))
    });
    let channel = links[0].1.as_ref().and_then(|link| Channel::id_in(&link.url)).map(str::to_owned);
    if let Some(channel) = channel.filter(|_| ctx.search_attributes().get(&visibility::CHANNEL).is_none()) {
        ctx.upsert_search_attributes([visibility::CHANNEL.value_set(channel)]);
    }
    let is_private = ctx.state(|incident| incident.declaration.private);
    let links = links.into_iter().filter(|(key, _)| !is_private && !known.contains_key(key));
    let mut new: Vec<_> =
        links.filter_map(|(key, link)| Some((key, Some(MemoValue::new(link?.url))))).collect();
    let roles = ctx.state_mut(|incident| incident.state.roles_to_list()).filter(|_| !is_private);
    if let Some(roles) = roles {
        new.push((memo::ROLES, Some(MemoValue::new(interaction::roles(&roles)))));
    }
    if ctx.state(|incident| incident.state.is_final) && !known.contains_key(memo::FINAL) {
        new.push((memo::FINAL, Some(MemoValue::new("yes".to_owned()))));
    }
    if new.is_empty() {
        return;
    }
    if let Err(error) = ctx.upsert_memo(new) {
        status::trouble(ctx, format!("what lists show: {error}"));
    }
}

impl Incident {
    fn updates(&self) -> Vec<Update> {
        let announcement = self.state.announcement.clone().map(|posted| Update {
            posted,
            key: self.key(Purpose::Announcement),
            message: self.announcement(),
        });
        let prompt = self.state.prompt.clone().filter(|_| self.declaration.private).map(|posted| Update {
            posted,
            key: self.key(Purpose::Prompt),
            message: self.word_to_declarer(),
        });
        let card = self.state.card.clone().filter(|_| !self.state.is_followed);
        let card = card.map(|posted| Update {
            posted,
            key: self.key(Purpose::Card),
            message: Message::Card(self.card()),
        });
        announcement.into_iter().chain(prompt).chain(card).collect()
    }
}
