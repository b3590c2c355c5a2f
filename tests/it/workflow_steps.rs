//! Slack Workflows that come to one of Muster's steps: a no-code form of anybody's.

use muster_sandbox::{Fault, Rule, System};
use muster_tests::Muster;
use muster_workflows::domain::{DeclarationId, Reference, Status};
use serde_json::{Value, json};
use temporalio_client::WorkflowFetchHistoryOptions;

/// A Slack Workflow comes to a step; the id of the execution.
async fn comes_to(muster: &Muster, step: &str, inputs: Value) -> String {
    let shown = muster.act("function", json!({"callback_id": step, "inputs": inputs})).await;
    shown["function_execution_id"].as_str().unwrap().to_owned()
}

/// What the workflow is told.
async fn outcome(muster: &Muster, execution: &str) -> Value {
    muster
        .until("the step is completed", async || {
            let dump = muster.sandbox.dump();
            let executions = dump["slack"]["functions"].as_array()?.clone();
            let outcome = executions.into_iter().find(|one| one["id"] == execution)?["outcome"].clone();
            (!outcome.is_null()).then_some(outcome)
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_is_declared_and_resolved_by_workflows() {
    let muster = Muster::start().await;
    let (ada, grace) = (muster.person("ada"), muster.person("grace"));
    // The answer to the first try is lost: Slack sends the event again, and it is the same incident.
    let lost = Fault::Drop(muster_sandbox::faults::When::Before);
    muster.sandbox.faults().add(Rule::new(System::Slack, "functions.completeSuccess", lost).times(1));
    let inputs = json!({"title": "Checkout is down", "severity": "Major", "person": ada});
    let execution = comes_to(&muster, "start_incident", inputs).await;
    let incident = muster.prompted(&execution).await;
    let outputs = outcome(&muster, &execution).await["success"].clone();
    assert_eq!(outputs["reference"], incident.reference.as_str());
    assert!(outputs["result"].as_str().unwrap().contains("#incidents is asked to confirm it"), "{outputs}");
    assert!(incident.in_public("prompt")[0].all_text().contains(&format!("<@{ada}>")));

    incident.confirm("grace").await;
    let inputs = json!({"reference": incident.reference, "origin": "cloud provider", "person": grace});
    let resolve = comes_to(&muster, "resolve_incident", inputs).await;
    assert_eq!(incident.end().await, Status::Resolved);
    let outputs = outcome(&muster, &resolve).await["success"].clone();
    assert_eq!(outputs["result"], format!("{} is resolved.", incident.reference));
    let resolution = incident.report().await.resolution.unwrap();
    assert_eq!((resolution.by.slack_id, resolution.origin), (Some(grace), Some("cloud-provider".to_owned())));
    assert_eq!(incident.in_public("prompt").len(), 1);

    let history = incident.workflow().fetch_history(WorkflowFetchHistoryOptions::default());
    let history = String::from_utf8(history.to_json().await.unwrap()).unwrap();
    assert!(!history.contains("xwfp-"), "the step's token is nobody else's business");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_made_the_workflow_reads_what_is_wrong() {
    let muster = Muster::start().await;
    let (ada, gus) = (muster.person("ada"), muster.person("gus"));
    for (step, inputs, why) in [
        ("start_incident", json!({"title": " ", "severity": "1", "person": ada}), "Say in a few words"),
        ("start_incident", json!({"title": "T", "severity": "7", "person": ada}), "\"7\" is no severity"),
        ("start_incident", json!({"title": "T", "severity": "1", "person": gus}), "You are a guest"),
        ("start_incident", json!({"title": "T", "severity": "1"}), "The step does not say who"),
        ("resolve_incident", json!({"person": ada}), "There is no active incident."),
        ("resolve_incident", json!({"reference": "it", "person": ada}), "is no reference"),
        ("resolve_incident", json!({"reference": "INC-K7F3QD", "person": ada}), "There is no INC-K7F3QD"),
        ("resolve_incident", json!({"origin": "aliens", "person": ada}), "\"aliens\" is no origin"),
        ("start_the_car", json!({"person": ada}), "Muster has no step start_the_car"),
    ] {
        let execution = comes_to(&muster, step, inputs.clone()).await;
        let outcome = outcome(&muster, &execution).await;
        let error = outcome["error"].as_str().unwrap_or_else(|| panic!("{step} {inputs}: {outcome}"));
        assert!(error.contains(why), "{step} {inputs}: {error}");
    }
    assert_eq!(muster.outside().channel("incidents").unwrap().said("prompt").len(), 0);
}

/// The event's own id is what makes it one incident, and not the person or the title.
#[tokio::test(flavor = "multi_thread")]
async fn each_execution_is_an_incident_of_its_own() {
    let muster = Muster::start().await;
    let inputs = json!({"title": "Checkout is down", "severity": "2", "person": muster.person("ada")});
    let mut references = Vec::new();
    for _ in 0..2 {
        let execution = comes_to(&muster, "start_incident", inputs.clone()).await;
        let id: DeclarationId = execution.parse().unwrap();
        references.push(Reference::of(&id));
        muster.prompted(&execution).await;
    }
    assert_ne!(references[0], references[1]);
}
