use std::time::Duration;

use crate::domain::runbook::Action;

/// An outside system, and how long Muster gives it to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Slack.
    Chat,
    /// Zoom.
    Meeting,
    /// Jira.
    Ticket,
    /// Confluence.
    Page,
    /// PagerDuty.
    Pager,
    /// Slack read and Confluence written, by the transcript.
    Transcript,
    /// Amazon Web Services, of which runbooks ask.
    Aws,
    /// A Redis, of which they delete keys.
    Redis,
    /// Whom they send webhooks.
    Webhook,
    /// What tells them how things are: an address, Prometheus, CloudWatch.
    Probe,
    /// This region's store.
    Store,
    /// This region's Temporal server.
    Temporal,
    /// Slack, where one attempt takes minutes: the card is kept while steps are retried, or hundreds of conversations are
    /// looked through.
    Card,
}

impl System {
    /// Whom an action asks.
    pub const fn of(action: &Action) -> Self {
        match action {
            Action::RedisFlush(_) => Self::Redis,
            Action::Webhook(_) => Self::Webhook,
            Action::Ec2Reboot(_)
            | Action::Ec2StopStart(_)
            | Action::Ec2Replace(_)
            | Action::EcsRedeploy(_)
            | Action::Route53Weights(_)
            | Action::ElbWeights(_) => Self::Aws,
        }
    }

    /// How long a fast attempt may take: long enough for the system's usual slow answer, because a create that
    /// is given up too early is the dearest case of all.
    pub const fn fast_limit(self) -> Duration {
        match self {
            Self::Chat | Self::Card | Self::Store => Duration::from_secs(3),
            Self::Meeting | Self::Ticket | Self::Page | Self::Pager | Self::Transcript => {
                Duration::from_secs(5)
            }
            Self::Aws | Self::Redis | Self::Webhook | Self::Probe | Self::Temporal => Duration::from_secs(10),
        }
    }

    /// How long one attempt of the durable kind may take. It covers several calls, and paging through long
    /// channels and user groups at the pace the vendors allow.
    pub const fn durable_limit(self) -> Duration {
        match self {
            Self::Chat => Duration::from_secs(120),
            Self::Meeting | Self::Page | Self::Pager | Self::Store => Duration::from_secs(60),
            Self::Aws | Self::Redis | Self::Webhook | Self::Probe | Self::Temporal => Duration::from_secs(60),
            Self::Ticket => Duration::from_secs(120),
            // Each thread is a call, and Slack allows some 50 a minute: this is for a thousand threads.
            Self::Transcript => Duration::from_secs(1800),
            // It ends by itself before that.
            Self::Card => FOLLOWS_FOR.saturating_add(Duration::from_secs(120)),
        }
    }

    /// The name people know it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chat | Self::Card => "Slack",
            Self::Meeting => "Zoom",
            Self::Ticket => "Jira",
            Self::Page => "Confluence",
            Self::Pager => "PagerDuty",
            Self::Aws => "AWS",
            Self::Redis => "Redis",
            Self::Webhook => "the webhook",
            Self::Probe => "the probe",
            Self::Store => "the store",
            Self::Temporal => "Temporal",
            Self::Transcript => "Slack or Confluence",
        }
    }
}

/// An attempt gives up so long before its activity's time runs out, so that two attempts never overlap.
pub const MARGIN: Duration = Duration::from_millis(250);

/// What was asked for and not answered has taken effect within this time, or will not: giving up recalls no request, and
/// a vendor that took one works it off in seconds, also a slow one. Who asks again waits for so long.
pub const ARRIVES_WITHIN: Duration = Duration::from_secs(10);

/// The type of the failure of an attempt that asked for something and got no answer whether it was done.
pub const UNANSWERED: &str = "unanswered";

/// The type of a failure of an action that is done in part: what there was to do is gone on with, not begun anew.
pub const IN_PART: &str = "in_part";

/// So long an attempt follows the retries of an incident's steps; then the next does.
pub const FOLLOWS_FOR: Duration = Duration::from_secs(1800);

/// After so much silence an attempt is taken for dead, and another worker makes the next. A server
/// that is started again is back sooner.
pub const LEASE: Duration = Duration::from_secs(15);
