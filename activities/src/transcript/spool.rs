//! A place on disk for what comes in the wrong order: Slack shows the newest page first.

use std::io::SeekFrom;

use muster_workflows::contract::System;
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt, copy},
};

use crate::failure::Failure;

/// Pages in the order they came, in a file that has no name and goes when it is closed.
pub(super) struct Spool {
    file: File,
    /// The length of each page in bytes.
    pages: Vec<u64>,
}

impl Spool {
    pub(super) fn new() -> Result<Self, Failure> {
        Ok(Self { file: temporary()?, pages: Vec::new() })
    }

    /// Adds a page.
    pub(super) async fn push(&mut self, page: &str) -> Result<(), Failure> {
        self.file.write_all(page.as_bytes()).await.map_err(disk)?;
        self.pages.push(page.len() as u64);
        Ok(())
    }

    /// A title and all pages, the last that came first; and how many bytes that is.
    pub(super) async fn in_order(mut self, title: &str) -> Result<(File, u64), Failure> {
        let mut ordered = temporary()?;
        ordered.write_all(title.as_bytes()).await.map_err(disk)?;
        let mut end: u64 = self.pages.iter().sum();
        let length = end + title.len() as u64;
        for page in self.pages.iter().rev() {
            end -= page;
            self.file.seek(SeekFrom::Start(end)).await.map_err(disk)?;
            copy(&mut (&mut self.file).take(*page), &mut ordered).await.map_err(disk)?;
        }
        ordered.flush().await.map_err(disk)?;
        ordered.rewind().await.map_err(disk)?;
        Ok((ordered, length))
    }
}

fn temporary() -> Result<File, Failure> {
    tempfile::tempfile().map(File::from_std).map_err(disk)
}

/// A full disk is this worker's trouble: another, or a later attempt, may have room.
fn disk(error: std::io::Error) -> Failure {
    Failure::unavailable(System::Transcript, format!("the transcript could not be kept on disk: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_last_page_comes_first() {
        let mut spool = Spool::new().unwrap();
        for page in ["three, é\n", "", "one\ntwo\n"] {
            spool.push(page).await.unwrap();
        }
        let (mut file, length) = spool.in_order("Title\n").await.unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).await.unwrap();
        assert_eq!(text, "Title\none\ntwo\nthree, é\n");
        assert_eq!(length, text.len() as u64);
    }
}
