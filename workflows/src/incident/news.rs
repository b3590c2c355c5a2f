//! What the incident channel is told as it happens: a message that is changed notifies nobody.

use super::{Context, Incident, status};
use crate::{
    attempt::{self, Call, Failure},
    clock,
    contract::{
        System,
        chat::{Chat, Message, News, Post, Purpose},
    },
    domain::Step,
    incident::State,
};

/// Tells what there is to tell, in order, until the run is over.
pub(super) async fn tell(ctx: &Context) {
    loop {
        let more = ctx.wait_condition(|incident| {
            let state = &incident.state;
            (!state.news.is_empty() && state.is_decided(Step::Channel)) || state.is_over()
        });
        if more.await.is_err() || ctx.state(|incident| incident.state.is_over()) {
            return;
        }
        let since = clock::now(ctx);
        if let Some(post) = ctx.state(|incident| incident.next_news(since)) {
            let call = Call {
                system: System::Chat,
                summary: "News".to_owned(),
                retry_for: ctx.state(|incident| incident.plan.retry_for),
                token: ctx.cancellation_token(),
                step: None,
            };
            if let Err(Failure::Failed { why, .. }) =
                attempt::fast_then_durably(ctx, || Chat::post, post, call, |_| {}).await
            {
                status::trouble(ctx, format!("news: {why}"));
            }
        }
        ctx.state_mut(|incident| {
            incident.state.news.remove(0);
            incident.state.told += 1;
        });
    }
}

impl State {
    /// Something that the incident channel is to hear.
    pub(super) fn say(&mut self, news: News) {
        self.news.push(news);
    }
}

impl Incident {
    /// Without a channel there is nobody to tell.
    fn next_news(&self, since: jiff::Timestamp) -> Option<Post> {
        let news = self.state.news.first()?.clone();
        Some(Post {
            channel: self.state.channel.as_ref()?.id.clone(),
            key: self.key(Purpose::News(self.state.told)),
            message: Message::News { reference: self.declaration.reference(), news },
            since,
            look_first: true,
            looked_at: None,
        })
    }
}
