//! One incident, from the form to the archived channel.

use muster_tests::{End, Leftovers, Muster, until};
use muster_workflows::domain::Status;

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_goes_through_its_whole_life() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    assert!(incident.in_public("prompt")[0].all_text().contains("Checkout is down"));
    assert_eq!(muster.outside().incident_channels().len(), 0, "nothing opens before Confirm");

    incident.confirm("linus").await;
    let channel = incident.channel();
    let announcement = &incident.in_public("announcement")[0];
    assert!(announcement.all_text().contains(&channel.id), "the announcement links the channel");
    assert!(channel.topic["value"].as_str().unwrap().contains("Checkout is down"));
    assert_eq!(channel.bookmarks.len(), 2, "meeting and issue");
    assert_eq!(channel.said("card").len(), 1);
    let outside = muster.outside();
    assert_eq!(outside.meetings().len(), 1);
    assert!(outside.meetings()[0].topic.contains(incident.reference.as_str()));
    assert_eq!(outside.issues().len(), 1);
    assert!(outside.issues()[0].summary.contains("Checkout is down"));
    assert!(channel.members.len() > 3, "responders are invited: {:?}", channel.members);

    incident.say("ada", "The payment provider answers 503").await;
    incident.say("grace", "Failing over").await;
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);

    let report = incident.report().await;
    let not_done: Vec<_> = report.steps.iter().filter(|(_, outcome)| !outcome.is_done()).collect();
    assert!(not_done.is_empty(), "{not_done:?}");
    assert_eq!(report.trouble, Vec::<String>::new());

    let outside = muster.outside();
    let channel = incident.channel();
    assert_eq!(channel.said("resolved").len(), 1);
    assert_eq!(channel.said("follow-ups").len(), 1);
    assert!(incident.in_public("announcement")[0].all_text().to_lowercase().contains("resolved"));
    assert!(["ended", "deleted"].contains(&outside.meetings()[0].status.as_str()));
    let issue = &outside.issues()[0];
    assert_eq!(issue.status, "Done");
    assert!(issue.labels.iter().any(|label| label == "origin-internal"), "{:?}", issue.labels);
    assert!(issue.labels.iter().any(|label| label.starts_with("duration-")), "{:?}", issue.labels);
    assert_eq!(issue.comments.len(), 1);
    let post_mortems = outside.post_mortems();
    assert_eq!(post_mortems.len(), 1);
    assert!(post_mortems[0].body.contains("Checkout is down"));
    let transcript = post_mortems[0].attachments[0]["content"].as_str().unwrap();
    assert!(transcript.contains("The payment provider answers 503") && transcript.contains("Failing over"));
    assert!(!channel.is_archived);
    let wrong = |end| Leftovers::of(&muster.outside(), &incident.id, 1, end).to_string();
    assert_eq!(wrong(End::Resolved), "");

    incident.pass_for_archival(std::time::Duration::from_hours(31 * 24)).await;
    until("the channel is archived", async || incident.channel().is_archived.then_some(())).await;

    assert_eq!(wrong(End::Archived), "", "nothing is missing, and nothing is there twice");
}
