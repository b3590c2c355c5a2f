//! Slack: one workspace, as far as an app's Web API, events, commands and interactions show it.

mod answer;
mod api;
mod args;
mod authorize;
pub(crate) mod blocks;
pub(crate) mod channel;
pub(crate) mod deliver;
mod dump;
mod event;
mod function;
mod link;
pub(crate) mod message;
mod methods;
pub(crate) mod mrkdwn;
mod openid;
pub(crate) mod person;
pub(crate) mod post;
mod rate;
mod reach;
pub(crate) mod request;
pub(crate) mod response_url;
mod scopes;
mod seed;
mod sign;
pub(crate) mod socket;
mod subscription;
#[cfg(test)]
mod tests;
pub(crate) mod trigger;
pub(crate) mod view;

use std::collections::{BTreeMap, VecDeque};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;

use axum::Router;
use jiff::Timestamp;
use serde_json::Value;

use crate::core::Core;
use crate::vendor::watched;
pub(crate) use event::VERIFICATION_TOKEN;
pub(crate) use link::links;
pub use seed::help;
pub use sign::sign;

use channel::Channel;
use deliver::Delivery;
use function::Execution;
use message::Ephemeral;
use openid::SignIns;
use person::{Group, Person};
use rate::Rates;
use response_url::ResponseUrl;
use trigger::Triggers;
use view::View;

/// The workspace.
pub(crate) const TEAM: &str = "T0SANDBOX";
/// The partner's workspace, from which the stranger comes.
pub(crate) const PARTNER_TEAM: &str = "T0PARTNER";
/// The app's bot user.
pub(crate) const BOT_USER: &str = "U0MUSTER";
/// The app's bot.
pub(crate) const BOT: &str = "B0MUSTER";
/// The app.
pub(crate) const APP: &str = "A0MUSTER";
/// The app's bot token.
pub(crate) const TOKEN: &str = "xoxb-sandbox";
/// The app's own token, with which it opens sockets.
pub(crate) const APP_TOKEN: &str = "xapp-sandbox";

/// What Slack holds.
#[derive(Debug)]
pub(crate) struct Slack {
    pub(crate) people: Vec<Person>,
    pub(crate) groups: Vec<Group>,
    pub(crate) channels: Vec<Channel>,
    pub(crate) ephemerals: Vec<Ephemeral>,
    /// Open modals and published home tabs, in the order in which they were opened.
    pub(crate) views: Vec<View>,
    pub(crate) triggers: Triggers,
    pub(crate) response_urls: BTreeMap<String, ResponseUrl>,
    pub(crate) executions: Vec<Execution>,
    pub(crate) deliveries: VecDeque<Delivery>,
    /// Events that happened and are not yet on their way to the app.
    pub(crate) outbox: Vec<Value>,
    sign_ins: SignIns,
    rates: Rates,
    last_id: u64,
    /// Tells this sandbox's ids from those of others.
    world: u64,
}

impl Slack {
    pub(crate) fn seeded(now: Timestamp, crowd: usize) -> Self {
        let people = seed::people(crowd);
        let groups = seed::groups(&people);
        let channels = seed::channels(&people, now);
        Self {
            people,
            groups,
            channels,
            ephemerals: Vec::new(),
            views: Vec::new(),
            triggers: Triggers::default(),
            response_urls: BTreeMap::new(),
            executions: Vec::new(),
            deliveries: VecDeque::new(),
            outbox: Vec::new(),
            sign_ins: SignIns::default(),
            rates: Rates::default(),
            last_id: 0,
            world: RandomState::new().build_hasher().finish(),
        }
    }

    /// A new id with Slack's prefix for its kind (`C`, `V`, `Ev`, …): the same ones in the same order in each
    /// sandbox.
    pub(crate) fn new_id(&mut self, prefix: &str) -> String {
        self.last_id += 1;
        format!("{prefix}0{:08}", self.last_id)
    }

    /// A new id for what becomes a key outside of Slack: as Slack's own, unlike any of another sandbox.
    pub(crate) fn new_unique_id(&mut self, prefix: &str) -> String {
        let id = self.new_id(prefix);
        format!("{id}{:08X}", self.world as u32)
    }

    pub(crate) fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    pub(crate) fn channel(&self, id: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == id)
    }

    /// The channel of this id, where the app can see it.
    pub(crate) fn visible(&self, id: &str) -> Option<&Channel> {
        self.channel(id).filter(|channel| channel.is_visible_to(BOT_USER))
    }

    pub(crate) fn channel_mut(&mut self, id: &str) -> Option<&mut Channel> {
        self.channels.iter_mut().find(|channel| channel.id == id)
    }

    /// The direct conversation of the app with a person, opened if there is none yet.
    pub(crate) fn direct_channel(&mut self, person: &str, now: Timestamp) -> String {
        let open = self.channels.iter().find(|channel| channel.im_with.as_deref() == Some(person));
        if let Some(channel) = open {
            return channel.id.clone();
        }
        let id = self.new_id("D");
        self.channels.push(Channel::direct(id.clone(), person, now));
        id
    }
}

/// The Web API under `/api/`, the response URLs under `/response/`, Socket Mode's WebSockets under `/link/`, and where people
/// sign in with Slack, `/openid/connect/authorize`.
pub(crate) fn router(core: Arc<Core>) -> Router {
    let router = api::router(core.clone())
        .merge(authorize::router(core.clone()))
        .merge(response_url::router(core.clone()))
        .merge(socket::router(core.clone()));
    watched(router, api::VENDOR, core)
}
