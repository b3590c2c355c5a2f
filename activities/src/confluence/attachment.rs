//! Files attached to a page.

use muster_workflows::contract::System;
use reqwest::{
    Body, Method,
    multipart::{Form, Part},
};
use serde::Deserialize;
use tokio::fs::File;
use tokio_util::io::ReaderStream;

use super::Confluence;
use crate::failure::Failure;

#[derive(Deserialize)]
struct Attachments {
    results: Vec<Attachment>,
}

#[derive(Deserialize)]
struct Attachment {
    id: String,
}

/// A text to attach.
pub(crate) struct Upload {
    /// Its name: a file of the same name on the page is replaced.
    pub(crate) name: String,
    /// Its content, from where the file is read next.
    pub(crate) content: File,
    /// How many bytes that is.
    pub(crate) length: u64,
}

impl Confluence {
    /// Attaches a file and tells its id. Streams it: it is never in memory as a whole.
    pub(crate) async fn attach(&self, page: &str, upload: Upload) -> Result<String, Failure> {
        let body = Body::wrap_stream(ReaderStream::new(upload.content));
        let part = Part::stream_with_length(body, upload.length)
            .file_name(upload.name)
            .mime_str("text/plain; charset=utf-8")
            .map_err(|error| Failure::unexpected(System::Page, error.to_string()))?;
        let form = Form::new().part("file", part).text("minorEdit", "true");
        // PUT makes it or replaces it; POST would refuse the second time.
        let url = self.site.at(["rest", "api", "content", page, "child", "attachment"]);
        let request =
            self.site.request(Method::PUT, url).header("X-Atlassian-Token", "nocheck").multipart(form);
        let attached: Attachments = self.site.send(request).await?.json()?;
        let attachment = attached.results.into_iter().next();
        attachment
            .map(|attachment| attachment.id)
            .ok_or_else(|| Failure::unexpected(System::Page, "the answer to an upload names no attachment"))
    }
}
