use std::fmt;

use serde::{Deserialize, Serialize};

/// One independent piece of a response plan. No step can stop another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Open: the incident channel.
    Channel,
    /// Open: the card in the channel: what was opened, and how each step went.
    Card,
    /// Open: the channel's topic.
    Topic,
    /// Open: the responders invited into the channel.
    Responders,
    /// Open: the Zoom meeting.
    Meeting,
    /// Open: the Jira issue.
    Ticket,
    /// Open: the public message with the link to join.
    Announcement,
    /// Open: management told in direct messages.
    ManagementAlert,
    /// Open: people on call paged by PagerDuty.
    Page,
    /// Open: links to all that was made, at the top of the channel.
    Bookmarks,
    /// Open: the same links on the Jira issue.
    TicketLinks,
    /// Close: announcement and channel say resolved, by whom, how long.
    Resolution,
    /// Close: the Zoom meeting ended.
    EndMeeting,
    /// Close: PagerDuty's alert resolved.
    EndPage,
    /// Close: the post-mortem in Confluence.
    PostMortem,
    /// Close: what people wrote, attached to the post-mortem.
    Transcript,
    /// Close: the Jira issue labelled, commented and moved to done.
    CloseTicket,
    /// Close: responders asked for follow-ups.
    FollowUps,
}

/// When a step runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moment {
    /// As the incident is confirmed.
    Open,
    /// As it is resolved.
    Close,
}

impl Step {
    /// All steps, in the order people read them.
    pub const ALL: [Self; 18] = [
        Self::Channel,
        Self::Card,
        Self::Topic,
        Self::Responders,
        Self::Meeting,
        Self::Ticket,
        Self::Announcement,
        Self::ManagementAlert,
        Self::Page,
        Self::Bookmarks,
        Self::TicketLinks,
        Self::Resolution,
        Self::EndMeeting,
        Self::EndPage,
        Self::PostMortem,
        Self::Transcript,
        Self::CloseTicket,
        Self::FollowUps,
    ];

    /// When the step runs.
    pub fn moment(self) -> Moment {
        match self {
            Self::Channel
            | Self::Card
            | Self::Topic
            | Self::Responders
            | Self::Meeting
            | Self::Ticket
            | Self::Announcement
            | Self::ManagementAlert
            | Self::Page
            | Self::Bookmarks
            | Self::TicketLinks => Moment::Open,
            Self::Resolution
            | Self::EndMeeting
            | Self::EndPage
            | Self::PostMortem
            | Self::Transcript
            | Self::CloseTicket
            | Self::FollowUps => Moment::Close,
        }
    }

    /// The steps without which this one has nothing to work on: where one of them makes nothing, this one is
    /// skipped.
    pub fn needs(self) -> &'static [Self] {
        match self {
            Self::Card | Self::Topic | Self::Responders | Self::Bookmarks | Self::FollowUps => {
                &[Self::Channel]
            }
            Self::TicketLinks | Self::CloseTicket => &[Self::Ticket],
            Self::EndMeeting => &[Self::Meeting],
            Self::EndPage => &[Self::Page],
            Self::Transcript => &[Self::Channel, Self::PostMortem],
            Self::Channel
            | Self::Meeting
            | Self::Ticket
            | Self::Announcement
            | Self::ManagementAlert
            | Self::Page
            | Self::Resolution
            | Self::PostMortem => &[],
        }
    }

    /// What this step has something to say about: it waits for those until their fast attempts are over, and
    /// does without where they take longer.
    pub fn after(self) -> &'static [Self] {
        match self {
            Self::ManagementAlert => &[Self::Channel, Self::Meeting],
            // Who is woken wants to know where to go, and to be woken soon.
            Self::Page => &[Self::Channel],
            Self::CloseTicket | Self::FollowUps => &[Self::PostMortem],
            _ => &[],
        }
    }

    /// What it puts links to where people look for them. A link that comes late is added.
    pub fn links_to(self) -> &'static [Self] {
        match self {
            Self::Bookmarks => &[Self::Meeting, Self::Ticket],
            Self::TicketLinks => &[Self::Channel, Self::Meeting],
            Self::CloseTicket | Self::FollowUps => &[Self::PostMortem],
            _ => &[],
        }
    }

    /// Whether somebody can make the thing themselves, and tell where it is.
    pub fn can_be_made_by_hand(self) -> bool {
        matches!(self, Self::Meeting | Self::Ticket | Self::PostMortem)
    }

    /// What it makes, in the middle of a sentence.
    pub fn thing(self) -> &'static str {
        match self {
            Self::Channel => "incident channel",
            Self::Meeting => "Zoom meeting",
            Self::Ticket => "Jira issue",
            Self::Page => "PagerDuty alert",
            Self::PostMortem => "post-mortem",
            _ => self.label(),
        }
    }

    /// Whether the step is given up when the incident is resolved before it worked: nobody wants to be
    /// invited into an incident that is over, or to be woken for it. A meeting is not: an attempt whose answer was lost may
    /// have made it, and then it has to be ended.
    pub fn is_moot_once_resolved(self) -> bool {
        matches!(self, Self::Responders | Self::ManagementAlert | Self::Page)
    }

    /// Whether the step is for what can be learned from an incident: there is no point in it where there was none, or
    /// where it goes on in another.
    pub fn is_review(self) -> bool {
        matches!(self, Self::PostMortem | Self::Transcript | Self::FollowUps)
    }

    /// The name in a plan file.
    pub fn key(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Card => "card",
            Self::Topic => "topic",
            Self::Responders => "responders",
            Self::Meeting => "meeting",
            Self::Ticket => "ticket",
            Self::Announcement => "announcement",
            Self::ManagementAlert => "management-alert",
            Self::Page => "page",
            Self::Bookmarks => "bookmarks",
            Self::TicketLinks => "ticket-links",
            Self::Resolution => "resolution",
            Self::EndMeeting => "end-meeting",
            Self::EndPage => "end-page",
            Self::PostMortem => "post-mortem",
            Self::Transcript => "transcript",
            Self::CloseTicket => "close-ticket",
            Self::FollowUps => "follow-ups",
        }
    }

    /// The step with this name in a plan file.
    pub fn with_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.key() == key)
    }

    /// The step that people call so.
    pub fn with_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.label() == label)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Channel => "Incident channel",
            Self::Card => "Status card",
            Self::Topic => "Channel topic",
            Self::Responders => "Responders",
            Self::Meeting => "Zoom meeting",
            Self::Ticket => "Jira issue",
            Self::Announcement => "Announcement",
            Self::ManagementAlert => "Management alert",
            Self::Page => "PagerDuty",
            Self::Bookmarks => "Bookmarks",
            Self::TicketLinks => "Links on the Jira issue",
            Self::Resolution => "Resolution announced",
            Self::EndMeeting => "Zoom meeting ended",
            Self::EndPage => "PagerDuty resolved",
            Self::PostMortem => "Post-mortem",
            Self::Transcript => "Transcript",
            Self::CloseTicket => "Jira issue closed",
            Self::FollowUps => "Follow-ups asked for",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}
