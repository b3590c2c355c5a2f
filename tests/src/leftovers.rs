use std::{collections::BTreeSet, fmt};

use muster_workflows::{
    contract::pager::DedupKey,
    domain::{DeclarationId, Reference},
};

use crate::{Alert, Channel, Issue, Meeting, Message, Outside, Page};

mod count;
#[cfg(test)]
mod tests;

pub use count::Count;

/// Who is called into the incident channel, as the default plan says.
const RESPONDERS: [&str; 2] = ["oncall", "support"];
/// Who is alerted at severity 1.
const MANAGERS: &str = "management";

/// How an incident ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Nobody confirmed, or somebody cancelled.
    NeverOpened,
    /// It is resolved, and all that its end asks for is done.
    Resolved,
    /// And then its channel was quiet for long enough.
    Archived,
}

/// All that one incident leaves outside, counted: everything that it has to make is there once, in the state in which
/// it has to be. What is displayed is what is wrong; nothing, when all is well.
#[derive(Debug, Clone)]
pub struct Leftovers(Vec<Count>);

impl Leftovers {
    /// What is there of an incident that was declared with the default plan and ended so. Other incidents that are
    /// outside do not count.
    pub fn of(outside: &Outside, id: &DeclarationId, severity: u8, end: End) -> Self {
        let own = Own::of(outside, id);
        let is_archived = end == End::Archived;
        let (opened, archived) = (usize::from(end != End::NeverOpened), usize::from(is_archived));
        let group = |handle| outside.group(handle).expect("a group that the default plan names");
        let (alerted, paged) = if severity == 1 { (group(MANAGERS).len(), 1) } else { (0, 0) };
        let responders: Vec<_> = RESPONDERS.iter().flat_map(|handle| group(handle)).collect();
        let there = own.channels().flat_map(|channel| &channel.members);
        let responders_there = there.filter(|member| responders.contains(member));
        Self(vec![
            Count::in_state("prompt answered", 1, own.said("prompt"), |said| !said.has_button("confirm")),
            Count::in_state("announcement", opened, own.said("announcement"), |said| {
                !said.has_button("resolve")
            }),
            Count::in_state("managers alerted", alerted * opened, own.said("alert"), |said| {
                !said.has_button("acknowledge")
            }),
            Count::in_state("channel", opened, own.channels(), |channel| channel.is_archived == is_archived),
            Count::in_state("topic", opened, own.channels(), |channel| channel.topic["value"] != ""),
            Count::of("bookmarks", 2 * opened, own.channels().flat_map(|channel| &channel.bookmarks)),
            Count::of("responders", responders.len() * opened, responders_there),
            Count::in_state("card", opened, own.said("card"), |said| !said.has_button("resolve")),
            Count::of("word that it is resolved", opened, own.said("resolved")),
            Count::of("call for follow-ups", opened, own.said("follow-ups")),
            Count::of("word that it is archived", archived, own.said("archival")),
            Count::of("message said again", 0, own.said_again()),
            Count::in_state("meeting ended", opened, own.meetings(), |meeting| meeting.status == "ended"),
            Count::in_state("page resolved", paged * opened, own.alerts(), |alert| {
                alert.status == "resolved"
            }),
            Count::in_state("issue done", opened, own.issues(), |issue| issue.status == "Done"),
            Count::of("links on the issue", 3 * opened, own.issues().flat_map(Issue::links)),
            Count::of("comment on the issue", opened, own.issues().flat_map(|issue| &issue.comments)),
            Count::of("post-mortem", opened, own.post_mortems()),
            Count::of("transcript", opened, own.post_mortems().flat_map(|page| &page.attachments)),
        ])
    }

    /// What is missing or unfinished.
    pub fn lost(&self) -> impl Iterator<Item = &Count> {
        self.0.iter().filter(|count| count.is_lost())
    }

    /// What is there more often than it should be.
    pub fn doubled(&self) -> impl Iterator<Item = &Count> {
        self.0.iter().filter(|count| count.is_doubled())
    }
}

impl fmt::Display for Leftovers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wrong = self.0.iter().filter(|count| count.is_lost() || count.is_doubled());
        f.write_str(&wrong.map(Count::to_string).collect::<Vec<_>>().join("; "))
    }
}

/// What outside belongs to one incident.
struct Own<'a> {
    outside: &'a Outside,
    id: &'a DeclarationId,
    reference: Reference,
    /// Muster's messages about it, by conversation: looked for once, of the many that there are.
    messages: Vec<Vec<&'a Message>>,
}

impl<'a> Own<'a> {
    fn of(outside: &'a Outside, id: &'a DeclarationId) -> Self {
        let is_own = |message: &&Message| message.declaration() == Some(id.as_str());
        let conversations = outside.conversations().iter();
        let messages = conversations.map(|one| one.messages.iter().filter(is_own).collect());
        Self { outside, id, reference: Reference::of(id), messages: messages.collect() }
    }

    fn channels(&self) -> impl Iterator<Item = &'a Channel> {
        self.outside.channels_of(&self.reference)
    }

    fn meetings(&self) -> impl Iterator<Item = &'a Meeting> {
        self.outside.meetings().iter().filter(|meeting| meeting.topic.contains(self.reference.as_str()))
    }

    fn alerts(&self) -> impl Iterator<Item = &'a Alert> {
        let key = DedupKey::of(self.id);
        self.outside.alerts().iter().filter(move |alert| alert.dedup_key == key.as_str())
    }

    fn issues(&self) -> impl Iterator<Item = &'a Issue> {
        self.outside.issues().iter().filter(|issue| issue.summary.contains(self.reference.as_str()))
    }

    fn post_mortems(&self) -> impl Iterator<Item = &'a Page> {
        self.outside.post_mortems().into_iter().filter(|page| page.title.contains(self.reference.as_str()))
    }

    /// Muster's messages about it for a purpose, in whatever conversation.
    fn said(&self, purpose: &'static str) -> impl Iterator<Item = &'a Message> {
        let all = self.messages.iter().flatten().copied();
        all.filter(move |message| message.purpose() == Some(purpose))
    }

    /// Muster's messages about it that stand in a conversation already: reminders have no number that is known
    /// beforehand, but each is said once.
    fn said_again(&self) -> impl Iterator<Item = &'a Message> {
        self.messages.iter().flat_map(|messages| {
            let mut said = BTreeSet::new();
            messages.iter().copied().filter(move |message| !said.insert(message.purpose()))
        })
    }
}
