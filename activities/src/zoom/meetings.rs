//! A meeting: made with the least busy host, and ended.

use futures::future::join_all;
use jiff::Timestamp;
use muster_workflows::contract::{
    System,
    meeting::{CreateMeeting, Meeting},
};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{Zoom, hosts::Host};
use crate::{failure::Failure, http::below, on_its_way::noted};

/// Zoom's own code: there is no such meeting, or not any more.
const NO_MEETING: &str = "3001";
/// What a meeting's end is put at, in minutes; it goes on as long as somebody is in it.
const MINUTES: u32 = 240;

/// Never reads `start_url`.
#[derive(Deserialize)]
struct Created {
    id: u64,
    join_url: Url,
}

impl Zoom {
    /// Finds the meeting with the reference in its topic, or makes one with the least busy host. A host whom Zoom
    /// refuses, or has had enough of for the day, is passed over.
    pub(super) async fn create_once(&self, input: &CreateMeeting) -> Result<Meeting, Failure> {
        let mut failures = Vec::new();
        let mut hosts = Vec::new();
        for host in join_all(input.hosts.iter().map(|user| self.host(user))).await {
            match host {
                Ok(host) => hosts.push(host),
                // Whether the meeting is there is not known while a host does not answer.
                Err(failure) if failure.is_for_now() => return Err(failure),
                Err(failure) => failures.push(failure),
            }
        }
        let topic_of = |host: &Host<'_>| {
            host.scheduled
                .iter()
                .find(|meeting| meeting.topic.contains(input.reference.as_str()))
                .map(|meeting| Meeting { id: meeting.id, join_url: meeting.join_url.to_string() })
        };
        if let Some(found) = hosts.iter().find_map(topic_of) {
            return Ok(found);
        }
        // Stable: of hosts as busy as each other, the first that the plan names.
        hosts.sort_by_key(Host::load);
        for host in hosts {
            match self.create_with(&host, &input.topic).await {
                Ok(created) => return Ok(Meeting { id: created.id, join_url: created.join_url.into() }),
                Err(failure) if failure.is_for_now() && failure.retry_after().is_none() => {
                    return Err(failure);
                }
                Err(failure) => failures.push(failure),
            }
        }
        Err(none_could(failures))
    }

    async fn create_with(&self, host: &Host<'_>, topic: &str) -> Result<Created, Failure> {
        let body = json!({
            "topic": topic,
            // Scheduled: an instant meeting is in no list, by which it could be found again.
            "type": 2,
            "start_time": Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "timezone": "UTC",
            "duration": MINUTES,
            "settings": {"join_before_host": true, "jbh_time": 0, "waiting_room": false},
        });
        let answer =
            self.send(|http, api| http.post(below(api, ["users", host.user, "meetings"])).json(&body));
        noted(async { answer.await?.json() }).await
    }

    /// Ends a meeting for everybody in it. Zoom's documentation knows no error for a meeting that nobody is in, and
    /// answers 3001 for one that is gone. A meeting is not deleted: its record stays for the post-mortem, and Zoom
    /// forgets a scheduled one 30 days after its date.
    pub(super) async fn end_for_all(&self, id: u64) -> Result<(), Failure> {
        let id = id.to_string();
        let body = json!({"action": "end"});
        match self.send(|http, api| http.put(below(api, ["meetings", &id, "status"])).json(&body)).await {
            Err(failure) if failure.is(NO_MEETING) => Ok(()),
            result => result?.done(),
        }
    }
}

/// Why none of the hosts could: for now, if any may later.
fn none_could(failures: Vec<Failure>) -> Failure {
    let mut words: Vec<_> = failures.iter().map(Failure::words).collect();
    // Hosts mostly fail for the same reason.
    words.dedup();
    let words = words.join(" ");
    let soonest = failures.iter().filter_map(Failure::retry_after).min();
    match (soonest, failures.first().and_then(Failure::code)) {
        (Some(pause), _) => Failure::rate_limited(System::Meeting, Some(pause), words),
        (None, Some(code)) => Failure::refused(System::Meeting, code, words),
        (None, None) if words.is_empty() => {
            Failure::refused(System::Meeting, "no_host", "the plan names no host")
        }
        (None, None) => Failure::unexpected(System::Meeting, words),
    }
}
