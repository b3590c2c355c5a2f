//! Jira: issues, made once, linked and closed.

#![allow(missing_docs, reason = "the macro adds a constant for each activity")]

use std::sync::Arc;

use muster_workflows::contract::{
    System,
    ticket::{
        CloseTicket, CreateFollowUp, CreateTicket, FollowUpsListed, LinkTicket, ListFollowUps, NoteTicket,
        RelabelTicket, RelateTickets, ReopenTicket, Ticket, activity,
    },
};
use reqwest::Client;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};
use url::Url;

use crate::{atlassian::Site, attempt::attempt, config::AtlassianConfig};

mod adf;
mod close;
mod comments;
mod create;
mod description;
mod find;
mod follow_ups;
mod impact;
mod labels;
mod links;
mod security;
mod transitions;

/// Jira's activities.
pub struct Jira {
    site: Site,
}

impl Jira {
    /// A client; reaches nobody yet.
    pub fn new(http: Client, config: &AtlassianConfig) -> Self {
        Self { site: Site::new(System::Ticket, http, config) }
    }

    fn api<'a>(&self, segments: impl IntoIterator<Item = &'a str>) -> Url {
        self.site.at(["rest", "api", "3"].into_iter().chain(segments))
    }

    /// An issue as people open it.
    fn ticket(&self, key: String) -> Ticket {
        Ticket { url: self.site.at(["browse", &key]).into(), key }
    }
}

#[activities]
impl Jira {
    /// See [`activity::Create`].
    #[activity(definition = activity::Create)]
    pub async fn create(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: CreateTicket,
    ) -> Result<Ticket, ActivityError> {
        attempt(&ctx, System::Ticket, self.create_once(&input)).await
    }

    /// See [`activity::Link`].
    #[activity(definition = activity::Link)]
    pub async fn link(self: Arc<Self>, ctx: ActivityContext, input: LinkTicket) -> Result<(), ActivityError> {
        attempt(&ctx, System::Ticket, self.put_links(&input.key, &input.links)).await
    }

    /// See [`activity::Relabel`].
    #[activity(definition = activity::Relabel)]
    pub async fn relabel(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: RelabelTicket,
    ) -> Result<(), ActivityError> {
        attempt(&ctx, System::Ticket, self.change_severity(&input)).await
    }

    /// See [`activity::Note`].
    #[activity(definition = activity::Note)]
    pub async fn note(self: Arc<Self>, ctx: ActivityContext, input: NoteTicket) -> Result<(), ActivityError> {
        attempt(&ctx, System::Ticket, self.note_impact(&input)).await
    }

    /// See [`activity::Reopen`].
    #[activity(definition = activity::Reopen)]
    pub async fn reopen(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: ReopenTicket,
    ) -> Result<(), ActivityError> {
        attempt(&ctx, System::Ticket, self.open_again(&input)).await
    }

    /// See [`activity::FollowUp`].
    #[activity(definition = activity::FollowUp)]
    pub async fn follow_up(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: CreateFollowUp,
    ) -> Result<Ticket, ActivityError> {
        attempt(&ctx, System::Ticket, self.create_follow_up_once(&input)).await
    }

    /// See [`activity::Relate`].
    #[activity(definition = activity::Relate)]
    pub async fn relate(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: RelateTickets,
    ) -> Result<(), ActivityError> {
        attempt(&ctx, System::Ticket, self.link_issues(&input)).await
    }

    /// See [`activity::ListFollowUps`].
    #[activity(definition = activity::ListFollowUps)]
    pub async fn list_follow_ups(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: ListFollowUps,
    ) -> Result<FollowUpsListed, ActivityError> {
        attempt(&ctx, System::Ticket, self.follow_ups(&input)).await
    }

    /// See [`activity::Close`].
    #[activity(definition = activity::Close)]
    pub async fn close(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: CloseTicket,
    ) -> Result<(), ActivityError> {
        attempt(&ctx, System::Ticket, self.close_out(&input)).await
    }
}
