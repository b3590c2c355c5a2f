//! The moments at which a worker can die.

use std::{collections::HashMap, fmt};

use muster_sandbox::{Fault, Rule, System, log::Call};
use temporalio_common::protos::temporal::api::enums::v1::EventType;

use super::{history::Workflow, life::Life};

/// Longer than anybody waits for an answer.
const UNANSWERED: Fault = Fault::DelayMs(30_000);

/// What the starter calls, for the person in front of it. What the worker calls of these only reads.
const OF_THE_STARTER: [&str; 3] = ["auth.test", "users.info", "views.open"];

/// A point in an incident's life at which the worker dies.
#[derive(Debug)]
pub(super) enum Point {
    /// The n-th event of a kind is in the history of a workflow.
    Event { of: Workflow, kind: EventType, nth: usize },
    /// The n-th call of an operation is done, and its answer is not used yet: nothing but the outside knows of it.
    Call { system: System, operation: String, nth: u32 },
}

impl Point {
    /// All points of a life. Only its last event is none: there is no more that could be lost.
    pub(super) async fn all_of(life: &Life) -> Vec<Self> {
        let incident = Workflow::Incident.events(life).await;
        let archival = Workflow::Archival.events(life).await;
        let mut points = calls(life);
        points.extend(events_of(Workflow::Incident, &incident));
        points.extend(events_of(Workflow::Archival, &archival));
        points.pop();
        points
    }

    /// Whether every life comes to it. How often the same happens again is a matter of pace: of the card and of what is
    /// shown elsewhere only the latest state is written. So is whether a worker takes too long for a task.
    pub(super) fn is_in_every_life(&self) -> bool {
        match self {
            Self::Event { kind: EventType::WorkflowTaskTimedOut, .. } => false,
            Self::Event { nth, .. } => *nth == 1,
            Self::Call { nth, .. } => *nth == 1,
        }
    }

    /// Ends when a life has come to this point.
    pub(super) async fn reached(&self, life: &Life) {
        match self {
            Self::Event { of, kind, nth } => of.has_events(life, *kind, *nth).await,
            Self::Call { system, operation, nth } => {
                let faults = life.muster.sandbox.faults();
                let rule = faults.add(Rule::new(*system, operation, UNANSWERED).after(nth - 1).times(1));
                let is_done = || faults.rules().iter().any(|one| one.id == rule && one.hits > 0);
                let mut changes = life.muster.sandbox.core().changes();
                changes.wait_for(|_| is_done()).await.expect("the sandbox is there");
            }
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event { of, kind, nth } => write!(f, "killed after {kind:?} #{nth} of the {of}"),
            Self::Call { system, operation, nth } => {
                write!(f, "killed when {system:?} {operation} #{nth} had taken effect")
            }
        }
    }
}

fn calls(life: &Life) -> Vec<Point> {
    let mut made = HashMap::new();
    let of_the_worker = |call: &Call| !OF_THE_STARTER.contains(&call.operation.as_str());
    let calls = life.muster.sandbox.core().log.calls().into_iter().filter(of_the_worker);
    let point = |Call { system, operation, .. }| {
        let nth = made.entry((system, operation.clone())).or_insert(0);
        *nth += 1;
        Point::Call { system, operation, nth: *nth }
    };
    calls.map(point).collect()
}

fn events_of(of: Workflow, events: &[EventType]) -> Vec<Point> {
    let mut written = HashMap::new();
    // What is written at once is seen at once.
    let nexts = events.iter().skip(1).map(Some).chain([None]);
    let point = |(&kind, next): (&EventType, Option<&EventType>)| {
        let nth = written.entry(kind).or_insert(0);
        *nth += 1;
        let is_seen = !next.is_some_and(|&next| is_written_with_the_one_before(next));
        is_seen.then_some(Point::Event { of, kind, nth: *nth })
    };
    events.iter().zip(nexts).filter_map(point).collect()
}

/// Whether an event is always written together with the one before it: commands of a workflow task with its
/// completion, a workflow task with what asks for it, the end of an activity's attempt with its beginning.
fn is_written_with_the_one_before(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::ActivityTaskScheduled
            | EventType::StartChildWorkflowExecutionInitiated
            | EventType::TimerCanceled
            | EventType::TimerStarted
            | EventType::UpsertWorkflowSearchAttributes
            | EventType::WorkflowExecutionCompleted
            | EventType::WorkflowPropertiesModified
            | EventType::WorkflowTaskScheduled
            | EventType::ActivityTaskCompleted
    )
}
