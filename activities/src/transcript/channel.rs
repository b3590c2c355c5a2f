//! A channel read from its end to its beginning, each thread below what it answers.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use muster_workflows::contract::transcript::AttachTranscript;

use super::{
    patience::patiently,
    spool::Spool,
    words::{Piece, pieces},
};
use crate::{
    failure::Failure,
    slack::{Said, Slack, Span},
};

/// What stands before a reply.
const INDENT: &str = "    ";

/// Reads one channel.
pub(super) struct Reader<'a> {
    slack: &'a Slack,
    span: Span<'a>,
    messages: usize,
    people: BTreeSet<String>,
}

/// How much it was.
pub(super) struct Written {
    pub(super) messages: usize,
    pub(super) people: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(slack: &'a Slack, input: &'a AttachTranscript) -> Self {
        let span = Span { channel: &input.channel, since: input.since };
        Self { slack, span, messages: 0, people: BTreeSet::new() }
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
                return Ok(Written { messages: self.messages, people: self.people.len() });
            }
        }
    }

    /// A message with its thread. What an app wrote is told only where people answered it.
    async fn write(&mut self, said: &Said, text: &mut String) -> Result<(), Failure> {
        // Sent to the channel too, a reply is told in its thread.
        if said.is_reply() {
            return Ok(());
        }
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
    }

    /// `2026-11-22 18:05:03 Ada Lovelace: text`, further lines and files below it.
    async fn lines(&self, said: &Said, indent: &str) -> Result<String, Failure> {
        let time = TimeZone::UTC.to_datetime(said.ts.time()?).strftime("%Y-%m-%d %H:%M:%S");
        let name = match &said.user {
            Some(user) => self.name(user).await?,
            None => "an app".to_owned(),
        };
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
        let mut plain = String::new();
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => plain.push_str(&text),
                Piece::Person(id) => {
                    plain.push('@');
                    plain.push_str(&self.name(id).await?);
                }
            }
        }
        Ok(plain)
    }

    async fn name(&self, id: &str) -> Result<String, Failure> {
        let slack = self.slack;
        let name = patiently(|| slack.name(id)).await?;
        Ok(name.to_string())
    }
}
