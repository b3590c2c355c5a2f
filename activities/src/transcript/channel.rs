//! A channel read from its end to its beginning, each thread below what it answers.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, tz::TimeZone};
use muster_workflows::{
    contract::transcript::{AttachTranscript, Marked},
    domain::cut,
};

use super::spool::Spool;
use crate::{
    failure::Failure,
    patience::patiently,
    slack::{Said, Slack, Span, Ts},
};

/// What stands before a reply.
const INDENT: &str = "    ";

/// Reads one channel.
pub(super) struct Reader<'a> {
    slack: &'a Slack,
    span: Span<'a>,
    emoji: Option<&'a str>,
    messages: usize,
    people: BTreeSet<String>,
    first: Option<Ts>,
    /// By its `ts`: pages come in another order than threads.
    marked: BTreeMap<Ts, Said>,
}

/// How much it was, and what of it people marked.
pub(super) struct Written {
    pub(super) messages: usize,
    pub(super) people: usize,
    pub(super) first_at: Option<Timestamp>,
    pub(super) marked: Vec<Marked>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(slack: &'a Slack, input: &'a AttachTranscript) -> Self {
        let span = Span { channel: &input.channel, since: input.since };
        let emoji = input.emoji.as_deref();
        let (people, marked) = (BTreeSet::new(), BTreeMap::new());
        Self { slack, span, emoji, messages: 0, people, first: None, marked }
    }

    /// Reads everything; at most a page of the channel and a page of a thread are in memory.
    pub(super) async fn read_into(mut self, spool: &mut Spool) -> Result<Written, Failure> {
        let (slack, span) = (self.slack, self.span);
        let mut cursor = None::<String>;
        loop {
            let page = patiently(|| slack.history(span, cursor.as_deref())).await?;
            cursor = page.next();
            let mut text = String::new();
            // Oldest first, as people read.
            for said in page.messages.iter().rev() {
                self.write(said, &mut text).await?;
            }
            spool.push(&text).await?;
            if cursor.is_none() {
                let marked = self.marked().await?;
                let first_at = self.first.map(|ts| ts.time()).transpose()?;
                return Ok(Written { messages: self.messages, people: self.people.len(), first_at, marked });
            }
        }
    }

    /// A message with its thread. What an app wrote is told only where people answered it.
    async fn write(&mut self, said: &Said, text: &mut String) -> Result<(), Failure> {
        // Sent to the channel too, a reply is told in its thread.
        if said.is_reply() {
            return Ok(());
        }
        self.note_mark(said);
        let replies = if said.has_replies() { self.replies(said).await? } else { String::new() };
        if said.is_by_a_person() {
            self.count(said);
        }
        if said.is_by_a_person() || !replies.is_empty() {
            text.push_str(&self.lines(said, "").await?);
            text.push_str(&replies);
        }
        Ok(())
    }

    async fn replies(&mut self, parent: &Said) -> Result<String, Failure> {
        let (slack, span) = (self.slack, self.span);
        let (mut text, mut cursor) = (String::new(), None::<String>);
        loop {
            let page = patiently(|| slack.replies(span, &parent.ts, cursor.as_deref())).await?;
            cursor = page.next();
            for said in page.messages.iter().filter(|said| said.is_reply() && said.is_by_a_person()) {
                self.count(said);
                self.note_mark(said);
                text.push_str(&self.lines(said, INDENT).await?);
            }
            if cursor.is_none() {
                return Ok(text);
            }
        }
    }

    fn count(&mut self, said: &Said) {
        self.messages += 1;
        self.people.extend(said.user.clone());
        if self.first.as_ref().is_none_or(|first| said.ts < *first) {
            self.first = Some(said.ts.clone());
        }
    }

    fn note_mark(&mut self, said: &Said) {
        if said.is_marked_with(self.emoji) {
            self.marked.insert(said.ts.clone(), said.clone());
            // The earliest are kept: how it began is harder to find afterwards than how it ended.
            if self.marked.len() > Marked::MOST {
                self.marked.pop_last();
            }
        }
    }

    async fn marked(&self) -> Result<Vec<Marked>, Failure> {
        let (slack, span) = (self.slack, self.span);
        let mut marked = Vec::new();
        for said in self.marked.values() {
            let url = match patiently(|| slack.permalink(span.channel, &said.ts)).await {
                Ok(url) => url,
                // It was deleted since its page was read.
                Err(failure) if !failure.is_for_now() => continue,
                Err(failure) => return Err(failure),
            };
            let text = self.plain(&said.text).await?;
            let text = cut(&text.split_whitespace().collect::<Vec<_>>().join(" "), Marked::MOST_CHARS);
            marked.push(Marked { at: said.ts.time()?, text, by: self.author(said).await?, url });
        }
        Ok(marked)
    }

    async fn author(&self, said: &Said) -> Result<String, Failure> {
        let slack = self.slack;
        Ok(patiently(|| slack.author(said)).await?.to_string())
    }

    /// `2026-11-22 18:05:03 Ada Lovelace: text`, further lines and files below it.
    async fn lines(&self, said: &Said, indent: &str) -> Result<String, Failure> {
        let time = TimeZone::UTC.to_datetime(said.ts.time()?).strftime("%Y-%m-%d %H:%M:%S");
        let name = self.author(said).await?;
        let edited = if said.edited.is_some() { " (edited)" } else { "" };
        let mut words = self.plain(&said.text).await?;
        if !said.is_by_a_person() {
            // Muster puts word joiners where Slack would else see a mark.
            words.retain(|c| c != '\u{2060}');
        }
        for file in &said.files {
            let name = file.name.as_deref().unwrap_or("a file");
            let link = file.permalink.as_deref().unwrap_or("gone");
            words.push_str(&format!("\nFile: {name} ({link})"));
        }
        let below = format!("\n{indent}{INDENT}");
        Ok(format!("{indent}{time} {name}{edited}: {}\n", words.trim().replace('\n', &below)))
    }

    async fn plain(&self, text: &str) -> Result<String, Failure> {
        let slack = self.slack;
        patiently(|| slack.plain(text)).await
    }
}
