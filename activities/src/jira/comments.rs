//! A comment, made once.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Jira, adf};
use crate::{failure::Failure, on_its_way::noted};

const PAGE: usize = 100;

#[derive(Deserialize)]
struct Page {
    comments: Vec<Comment>,
    total: usize,
}

#[derive(Deserialize)]
struct Comment {
    #[serde(default)]
    body: Value,
}

impl Jira {
    /// Comments, unless there is a comment that starts with the same words.
    pub(super) async fn comment_once(
        &self,
        key: &str,
        opening: &str,
        rest: Vec<Value>,
    ) -> Result<(), Failure> {
        if self.has_comment(key, opening).await? {
            return Ok(());
        }
        let content = std::iter::once(adf::text(opening)).chain(rest).collect();
        let body = json!({"body": adf::document(vec![adf::paragraph(content)])});
        noted(self.site.post::<Comment>(self.api(["issue", key, "comment"]), &body)).await.map(drop)
    }

    async fn has_comment(&self, key: &str, opening: &str) -> Result<bool, Failure> {
        let mut start = 0;
        loop {
            let (from, most) = (start.to_string(), PAGE.to_string());
            // Newest first: it was made a moment ago, if it was.
            let query = [("startAt", from.as_str()), ("maxResults", &most), ("orderBy", "-created")];
            let page: Page = self.site.get(self.api(["issue", key, "comment"]), &query).await?;
            if page.comments.iter().any(|comment| first_text(&comment.body) == Some(opening)) {
                return Ok(true);
            }
            start += page.comments.len();
            if page.comments.is_empty() || start >= page.total {
                return Ok(false);
            }
        }
    }
}

fn first_text(document: &Value) -> Option<&str> {
    document.pointer("/content/0/content/0/text")?.as_str()
}
