//! The life of an incident, with one death of its worker in it.

use std::{cell::Cell, pin::pin, time::Duration};

use muster_tests::{End, Leftovers, Muster, Setup, WorkerProcess};
use muster_workflows::{
    archive::ArchiveChannel,
    domain::{DeclarationId, Outcome, Person, Status},
    incident::{AddFollowUp, Incident, Signal},
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use super::point::Point;
use crate::records::kept;

const SAID: &str = "The payment provider answers 503";
/// A clean life takes seconds, a death some more until it is noticed; the rest is for a machine with much to do.
const LIMIT: Duration = Duration::from_secs(400);

/// So many lives keep two cores busy.
static PLACES: Semaphore = Semaphore::const_new(4);

/// One life, in an outside world of its own.
pub(super) struct Life {
    pub(super) muster: Muster,
    pub(super) id: DeclarationId,
    place: Cell<Option<SemaphorePermit<'static>>>,
}

impl Life {
    /// Waits until the machine has time for another life. Then somebody has the form open.
    pub(super) async fn begin() -> Self {
        let place = Cell::new(Some(PLACES.acquire().await.expect("nobody closes it")));
        let muster = Muster::with(Setup { without_worker: true, ..Setup::default() }).await;
        let id = muster.open_form("ada").await.parse().unwrap();
        Self { muster, id, place }
    }

    /// Takes the incident to its archived channel. At the point the worker is killed, and started again. Panics where
    /// something is missing at the end, or there twice. Tells whether the life came to the point.
    pub(super) async fn live(&self, death: Option<&Point>) -> bool {
        let mut worker = WorkerProcess::start(&self.muster);
        let mut dying = pin!(async {
            let Some(point) = death else { return };
            point.reached(self).await;
            worker.kill();
            worker = WorkerProcess::start(&self.muster);
            // Others live while this one waits until its death is noticed.
            self.place.take();
        });
        let mut story = pin!(timeout(LIMIT, story(&self.muster, &self.id)));
        let ended = tokio::select! {
            biased;
            () = &mut dying => None,
            ended = &mut story => Some(ended),
        };
        match ended {
            None => {
                story.await.expect("it ends in time");
                true
            }
            Some(ended) => {
                ended.expect("it ends in time");
                // The last moments of the story may be noticed when it is over.
                timeout(Duration::from_secs(5), dying).await.is_ok()
            }
        }
    }
}

async fn story(muster: &Muster, id: &DeclarationId) {
    let form = id.as_str();
    let shown = muster.submit("ada", form, "Checkout is down", 1).await;
    assert_eq!(shown["errors"], serde_json::json!({}), "{shown}");
    let incident = muster.prompted(form).await;
    incident.press("grace", "confirm").await;
    incident.opened().await;
    let said = incident.say("ada", SAID).await;
    let follow_up = AddFollowUp { title: None, about: Some(said), said: None };
    let signal = Signal::by(Person::in_slack(muster.person("zoe"), "Zoé"), follow_up);
    incident.workflow().signal(Incident::follow_up, signal, Default::default()).await.unwrap();
    incident.resolve("grace").await;
    let workflow = incident.workflow();
    assert_eq!(workflow.get_result(Default::default()).await.unwrap(), Status::Resolved);
    incident.pass_for_archival(Duration::from_hours(31 * 24)).await;
    let archival = muster.client.get_workflow_handle::<ArchiveChannel>(incident.archival_id());
    assert_eq!(archival.get_result(Default::default()).await.unwrap(), Outcome::done());

    let report = incident.report().await;
    let undone: Vec<_> = report.steps.iter().filter(|(_, outcome)| !outcome.is_done()).collect();
    assert!(undone.is_empty(), "{undone:?}");
    assert_eq!(report.trouble, Vec::<String>::new());
    let kept = kept(muster, &incident).await.expect("a record is kept");
    assert_eq!(kept.record.status, Status::Resolved);
    let outside = muster.outside();
    let wrong = Leftovers::of(&outside, &incident.id, 1, End::Archived).to_string();
    assert!(wrong.is_empty(), "{wrong}");
    let follow_ups: Vec<_> = outside.issues().iter().filter(|issue| issue.summary == SAID).collect();
    let [follow_up] = follow_ups.as_slice() else { panic!("{follow_ups:?}") };
    assert_eq!(follow_up.rest["links"].as_array().unwrap().len(), 1, "{follow_up:?}");
    let page = &outside.post_mortems()[0].body;
    assert!(page.contains(&follow_up.key), "{page}");
    let transcript = outside.post_mortems()[0].attachments[0]["content"].to_string();
    assert!(transcript.contains(SAID), "{transcript}");
}
