//! Confluence: the post-mortem, made once, and what is attached to it.

#![allow(missing_docs, reason = "the macro adds a constant for each activity")]

use std::sync::Arc;

use muster_workflows::contract::{
    System,
    page::{CreatePage, Page, UpdatePage, Whose, activity},
};
use reqwest::Client;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{atlassian::Site, attempt::attempt, config::AtlassianConfig};

mod attachment;
mod page;
mod post_mortem;
mod update;

pub(crate) use attachment::Upload;

/// Confluence's activities.
pub struct Confluence {
    site: Site,
}

impl Confluence {
    /// A client; reaches nobody yet.
    pub fn new(http: Client, config: &AtlassianConfig) -> Self {
        Self { site: Site::new(System::Page, http, config) }
    }
}

#[activities]
impl Confluence {
    /// See [`activity::Create`].
    #[activity(definition = activity::Create)]
    pub async fn create(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: CreatePage,
    ) -> Result<Page, ActivityError> {
        attempt(&ctx, System::Page, self.create_once(&input)).await
    }

    /// See [`activity::Update`].
    #[activity(definition = activity::Update)]
    pub async fn update(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: UpdatePage,
    ) -> Result<Whose, ActivityError> {
        attempt(&ctx, System::Page, self.write_anew(&input)).await
    }
}
