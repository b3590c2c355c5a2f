//! What the incident channel is told as it happens: a message that is changed notifies nobody.

use jiff::Timestamp;

use super::{Context, Incident, State, aside, work};
use crate::{
    clock,
    contract::{
        System,
        chat::{Chat, Message, News, Post, Purpose},
    },
    domain::{Event, Step, runbook::Report},
};

/// Tells what there is to tell, in order, until the run is over.
pub(super) async fn tell(ctx: &Context) {
    while work::comes(ctx, |Incident { state, .. }| !state.news.is_empty() && state.is_decided(Step::Channel))
        .await
    {
        let since = clock::now(ctx);
        for post in ctx.state(|incident| incident.next_news(since)) {
            aside::call(ctx, System::Chat, "News", || Chat::post, post).await;
        }
        ctx.state_mut(|incident| {
            incident.state.news.remove(0);
            incident.state.told += 1;
        });
    }
}

impl State {
    /// A runbook has tried to heal what this incident is about.
    pub(super) fn note_run(&mut self, run: Report, at: Timestamp) {
        let (runbook, target) = (run.runbook.clone(), run.target.clone());
        self.timeline.record(at, Event::RunbookTried { runbook, target });
        self.say(News::RunbookTried(Box::new(run)));
        self.changes += 1;
    }

    /// Something that the incident channel is to hear.
    pub(super) fn say(&mut self, news: News) {
        self.news.push(news);
    }
}

impl Incident {
    /// The responders hear it in their channel, if there is one; what is for everybody, everybody hears.
    fn next_news(&self, since: Timestamp) -> Vec<Post> {
        let Some(news) = self.state.news.first() else { return Vec::new() };
        let is_for_everybody =
            matches!(news, News::Update(_) | News::Reopened { .. }) && !self.declaration.private;
        let channel = self.state.channel.as_ref().map(|channel| channel.id.clone());
        // Without a channel, who waits for it hears it.
        let channel = channel.or_else(|| news.asked_by()?.slack_id.clone());
        let channels = channel.into_iter().chain(is_for_everybody.then(|| self.incidents_channel()));
        let post = |channel| Post {
            channel,
            key: self.key(Purpose::News(self.state.told)),
            message: self.news_message(news),
            since,
            looked_in: None,
        };
        channels.map(post).collect()
    }

    fn news_message(&self, news: &News) -> Message {
        match news.clone() {
            News::Update(update) => Message::Update { facts: self.facts(), update },
            news => Message::News { reference: self.declaration.reference(), news },
        }
    }
}
