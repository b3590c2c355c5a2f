//! Slack: the activities, each in the file of its subject.

#![allow(missing_docs, reason = "the macro adds a constant for each activity")]

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Instant,
};

use jiff::Timestamp;
use muster_workflows::contract::{
    System,
    chat::{
        ArchiveChannel, Bookmark, Channel, Find, Follow, Invite, LatestMessage, Look, Membership, MessageKey,
        OpenChannel, Post, Posted, Prompted, Quoted, Reached, SetTopic, Tell, Told, Update, UpdateEach,
        activity,
    },
};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};
use tokio::sync::{Mutex, OnceCell};

use crate::{
    attempt::{attempt, is_fast},
    config::SlackConfig,
};

mod api;
mod bookmarks;
mod channels;
mod direct;
mod doctor;
mod follow;
mod history;
mod identity;
mod invite;
pub mod messages;
mod names;
mod parties;
mod posts;
mod prompt;
mod quiet;
mod quote;

pub(crate) use api::Api;
pub use api::says_not_now;
pub use doctor::{Finding, Trouble};
pub(crate) use history::{Said, Span, Ts};

/// So often a channel whose name is taken is looked for among ours, over some seconds.
const LOOKS_FOR_A_CHANNEL: u32 = 4;

/// Slack's activities.
pub struct Slack {
    api: Api,
    identity: OnceCell<identity::Identity>,
    channel_ids: Mutex<BTreeMap<String, (String, Instant)>>,
    names: Mutex<BTreeMap<String, Arc<str>>>,
    /// Who was told by attempts that then failed: Slack's pace would not let the next get further than them.
    told: Mutex<HashMap<MessageKey, HashMap<String, Posted>>>,
    followed: follow::Pace,
}

impl Slack {
    /// A client; reaches nobody yet.
    ///
    /// # Errors
    /// Where the system has no certificates to trust.
    pub fn new(config: &SlackConfig) -> std::io::Result<Self> {
        Ok(Self {
            api: Api::new(config)?,
            identity: OnceCell::new(),
            channel_ids: Mutex::default(),
            names: Mutex::default(),
            told: Mutex::default(),
            followed: follow::Pace::default(),
        })
    }
}

#[activities]
impl Slack {
    /// See [`activity::Prompt`].
    #[activity(definition = activity::Prompt)]
    pub async fn prompt(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: Post,
    ) -> Result<Prompted, ActivityError> {
        attempt(&ctx, System::Chat, self.prompt_once(&input)).await
    }

    /// See [`activity::Find`].
    #[activity(definition = activity::Find)]
    pub async fn find(self: Arc<Self>, ctx: ActivityContext, input: Find) -> Result<Look, ActivityError> {
        let found =
            attempt(&ctx, System::Chat, self.find_in(&input.channel, &input.key, input.since)).await?;
        Ok(Look { found, run: ctx.info().workflow_run_id.clone() })
    }

    /// See [`activity::Post`].
    #[activity(definition = activity::Post)]
    pub async fn post(self: Arc<Self>, ctx: ActivityContext, input: Post) -> Result<Posted, ActivityError> {
        // It may have been posted since, by an attempt before this one, or by a run that was reset.
        let (info, run) = (ctx.info(), &input.looked_in);
        let is_looked_for = is_fast(info) && run.is_some() && *run == info.workflow_run_id;
        attempt(&ctx, System::Chat, self.post_once(&input, !is_looked_for)).await
    }

    /// See [`activity::Update`].
    #[activity(definition = activity::Update)]
    pub async fn update(self: Arc<Self>, ctx: ActivityContext, input: Update) -> Result<(), ActivityError> {
        attempt(&ctx, System::Chat, self.replace(&input)).await
    }

    /// See [`activity::UpdateEach`].
    #[activity(definition = activity::UpdateEach)]
    pub async fn update_each(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: UpdateEach,
    ) -> Result<Vec<String>, ActivityError> {
        attempt(&ctx, System::Chat, self.replace_each(&input)).await
    }

    /// See [`activity::Follow`].
    #[activity(definition = activity::Follow)]
    pub async fn follow(self: Arc<Self>, ctx: ActivityContext, input: Follow) -> Result<(), ActivityError> {
        attempt(&ctx, System::Card, self.follow_card(&ctx, &input)).await
    }

    /// See [`activity::OpenChannel`].
    #[activity(definition = activity::OpenChannel)]
    pub async fn open_channel(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: OpenChannel,
    ) -> Result<Channel, ActivityError> {
        let is_last_look = !is_fast(ctx.info()) && ctx.info().attempt >= LOOKS_FOR_A_CHANNEL;
        attempt(&ctx, System::Chat, self.create_or_adopt(&input, is_last_look)).await
    }

    /// See [`activity::SetTopic`].
    #[activity(definition = activity::SetTopic)]
    pub async fn set_topic(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: SetTopic,
    ) -> Result<(), ActivityError> {
        attempt(&ctx, System::Chat, self.change_topic(&input)).await
    }

    /// See [`activity::Invite`].
    #[activity(definition = activity::Invite)]
    pub async fn invite(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: Invite,
    ) -> Result<Reached, ActivityError> {
        attempt(&ctx, System::Chat, self.invite_missing(&input)).await
    }

    /// See [`activity::Bookmark`].
    #[activity(definition = activity::Bookmark)]
    pub async fn bookmark(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: Bookmark,
    ) -> Result<(), ActivityError> {
        attempt(&ctx, System::Chat, self.add_missing_bookmarks(&input)).await
    }

    /// See [`activity::Tell`].
    #[activity(definition = activity::Tell)]
    pub async fn tell(self: Arc<Self>, ctx: ActivityContext, input: Tell) -> Result<Reached, ActivityError> {
        attempt(&ctx, System::Chat, self.tell_each(&input)).await
    }

    /// See [`activity::Told`].
    #[activity(definition = activity::Told)]
    pub async fn told(self: Arc<Self>, ctx: ActivityContext, input: Told) -> Result<Reached, ActivityError> {
        attempt(&ctx, System::Card, self.told_each(&input)).await
    }

    /// See [`activity::IsMember`].
    #[activity(definition = activity::IsMember)]
    pub async fn is_member(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: Membership,
    ) -> Result<bool, ActivityError> {
        attempt(&ctx, System::Chat, self.has_member(&input)).await
    }

    /// See [`activity::LatestMessage`].
    #[activity(definition = activity::LatestMessage)]
    pub async fn latest_message(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: LatestMessage,
    ) -> Result<Option<Timestamp>, ActivityError> {
        attempt(&ctx, System::Chat, self.last_written(&input)).await
    }

    /// See [`activity::Quote`].
    #[activity(definition = activity::Quote)]
    pub async fn quote(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: Posted,
    ) -> Result<Quoted, ActivityError> {
        attempt(&ctx, System::Chat, self.read(&input)).await
    }

    /// See [`activity::ArchiveChannel`].
    #[activity(definition = activity::ArchiveChannel)]
    pub async fn archive_channel(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: ArchiveChannel,
    ) -> Result<(), ActivityError> {
        attempt(&ctx, System::Chat, self.archive(&input.channel)).await
    }
}
