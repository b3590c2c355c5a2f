//! A page and what hangs on it.

use axum::body::Bytes;
use jiff::Timestamp;

use super::body::PageBody;
use super::space::Space;

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) id: u64,
    pub(super) space: &'static Space,
    pub(super) parent: Option<u64>,
    pub(super) draft: bool,
    pub(super) title: String,
    pub(super) body: PageBody,
    pub(super) created: Timestamp,
    /// The first to the present one.
    pub(super) versions: Vec<Version>,
    pub(super) labels: Vec<Label>,
    pub(super) attachments: Vec<Attachment>,
}

/// A version of a page.
#[derive(Debug)]
pub(super) struct Version {
    pub(super) at: Timestamp,
    pub(super) message: String,
}

/// A label.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) prefix: String,
    pub(super) name: String,
}

/// A file on a page.
#[derive(Debug)]
pub(super) struct Attachment {
    pub(super) id: u64,
    /// Unique on its page.
    pub(super) name: String,
    pub(super) created: Timestamp,
    /// The first to the present one.
    pub(super) files: Vec<File>,
}

/// A version of an attachment.
#[derive(Debug)]
pub(super) struct File {
    pub(super) at: Timestamp,
    pub(super) media_type: String,
    pub(super) comment: String,
    pub(super) minor: bool,
    pub(super) content: Bytes,
}

impl Page {
    pub(super) fn new(
        id: u64,
        space: &'static Space,
        parent: Option<u64>,
        title: String,
        body: PageBody,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            space,
            parent,
            draft: false,
            title,
            body,
            created: now,
            versions: vec![Version { at: now, message: String::new() }],
            labels: Vec::new(),
            attachments: Vec::new(),
        }
    }

    /// A space's home page.
    pub(super) fn home(space: &'static Space, now: Timestamp) -> Self {
        Self::new(space.home, space, None, space.home_title.to_owned(), PageBody::default(), now)
    }

    pub(super) fn version(&self) -> usize {
        self.versions.len()
    }

    pub(super) fn updated(&self) -> Timestamp {
        self.versions.last().map_or(self.created, |version| version.at)
    }
}

impl Attachment {
    pub(super) fn version(&self) -> usize {
        self.files.len()
    }

    /// The present version.
    pub(super) fn file(&self) -> &File {
        // An attachment is made with its first file, and files are only added.
        &self.files[self.files.len() - 1]
    }
}
