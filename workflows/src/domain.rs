//! The words of Muster and its decisions: pure, with no Temporal in them. Those of incidents are here, those of runbooks in
//! [`runbook`], those of what incidents took away in [`uptime`].

mod cut;
mod declaration;
mod escalation;
mod impact;
mod names;
mod outcome;
mod period;
mod person;
mod plan;
mod problem;
mod quiet;
pub mod record;
mod reference;
mod remedy;
mod resolution;
mod role;
pub mod runbook;
mod severity;
mod status;
mod step;
mod text;
mod timeline;
mod title;
mod tour;
mod update;
pub mod uptime;
mod word_id;
mod work_hours;

pub use cut::cut;
pub use declaration::{Declaration, DeclarationId, InvalidDeclarationId};
pub use escalation::{Alerted, next_escalation};
pub use impact::Impact;
pub use names::{channel_name, channel_topic, issue_summary, meeting_topic, page_title};
pub use outcome::{Link, Outcome};
pub use period::{InvalidPeriod, Period, in_words};
pub use person::Person;
pub use plan::{
    FollowUpPlan, InvalidParty, MeetingPlan, Origin, Party, Plan, PostMortemPlan, PrivatePlan, Service,
    SeverityPlan, StepPlan, TicketPlan,
};
pub use problem::{Key, Problem};
pub use quiet::{Archival, archival, next_reminder, reminded_at};
pub use reference::{InvalidReference, Reference};
pub use remedy::{Remedied, Remedy};
pub use resolution::{Decision, Ending, Other, Reopening, Resolution};
pub use role::Role;
pub use severity::{InvalidSeverity, Severity};
pub use status::Status;
pub use step::{Moment, Step};
pub use timeline::{Entry, Event, Timeline};
pub use title::{InvalidTitle, Title};
pub use tour::Tour;
pub use update::StatusUpdate;
pub use word_id::WordId;
pub use work_hours::{UnknownZone, WorkHours, Zone};
