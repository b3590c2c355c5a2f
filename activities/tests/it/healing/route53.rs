use std::collections::BTreeMap;

use aws_sdk_route53::Client;
use muster_activities::Healer;
use muster_workflows::{
    contract::healing::Settled,
    domain::runbook::{Action, RecordType, RecordWeights},
};

use super::{Outside, refusal_of};
use crate::{
    moto::{moto, sdk},
    recorded::{Answer, Recorded},
};

async fn client() -> Client {
    Client::new(&sdk().await)
}

/// A zone with these records of `api`, and others before and after.
async fn zone(domain: &str, weights: &[(&str, Option<u8>)]) -> String {
    let moto = moto().await;
    let zone = moto.zone(domain).await.unwrap();
    for (name, weights) in
        [("aaa", &[("x", None)][..]), ("api", weights), ("zzz", &[("blue", Some(7)), ("green", Some(7))])]
    {
        moto.set_records(&zone, &format!("{name}.{domain}"), weights).await.unwrap();
    }
    zone
}

/// That records in a zone of this name are switched.
pub(super) async fn any(domain: &str) -> Action {
    let zone = zone(domain, &[("blue", Some(100)), ("green", Some(0))]).await;
    switch(&zone, &format!("api.{domain}"), &[("blue", 0), ("green", 100)])
}

fn switch(zone: &str, name: &str, weights: &[(&str, u8)]) -> Action {
    let weights = weights.iter().map(|(id, weight)| ((*id).to_owned(), *weight)).collect();
    Action::Route53Weights(RecordWeights {
        zone: zone.to_owned(),
        name: name.to_owned(),
        r#type: RecordType::A,
        weights,
    })
}

/// Each record of a name: its weight, TTL and value.
async fn held(client: &Client, zone: &str, name: &str) -> BTreeMap<String, (i64, i64, String)> {
    let found = client.list_resource_record_sets().hosted_zone_id(zone).send().await.unwrap();
    let records = found.resource_record_sets().iter().filter(|one| one.name() == format!("{name}."));
    let held = records.map(|one| {
        let value = one.resource_records()[0].value().to_owned();
        (one.set_identifier().unwrap().to_owned(), (one.weight().unwrap(), one.ttl().unwrap(), value))
    });
    held.collect()
}

#[tokio::test]
async fn records_are_switched_once_and_back() {
    let (outside, client) = (Outside::moto().await, client().await);
    let given = [("blue", Some(100)), ("canary", Some(5)), ("green", Some(0))];
    let zone = zone("switched.example", &given).await;
    // As people write it, and as Route 53 does.
    let name = "API.switched.example.";
    let act = outside.prepared(switch(&zone, name, &[("blue", 0), ("green", 100)])).await;
    assert_eq!(act.prepared.will, "blue 100 → 0, green 0 → 100");
    let undo = act.prepared.undo.clone().unwrap();
    assert_eq!(undo, switch(&zone, name, &[("blue", 100), ("green", 0)]));

    outside.act(&act).await.unwrap();
    outside.act(&act).await.unwrap();
    assert_eq!(outside.settle(&act).await.unwrap(), Settled::Done("blue 0, green 100".to_owned()));
    let held = held(&client, &zone, "api.switched.example").await;
    let value = |weight, value: &str| (weight, 60, value.to_owned());
    assert_eq!(
        held,
        BTreeMap::from([
            ("blue".to_owned(), value(0, "192.0.2.4")),
            ("canary".to_owned(), value(5, "192.0.2.6")),
            ("green".to_owned(), value(100, "192.0.2.5")),
        ])
    );

    let back = outside.prepared(undo).await;
    outside.act(&back).await.unwrap();
    assert_eq!(outside.settle(&back).await.unwrap(), Settled::Done("blue 100, green 0".to_owned()));
}

#[tokio::test]
async fn what_somebody_else_has_changed_since_is_left_alone() {
    let outside = Outside::moto().await;
    let zone = zone("changed.example", &[("blue", Some(100)), ("green", Some(0))]).await;
    let name = "api.changed.example";
    let act = outside.prepared(switch(&zone, name, &[("blue", 0), ("green", 100)])).await;
    moto().await.set_records(&zone, name, &[("blue", Some(50))]).await.unwrap();
    for failed in [outside.act(&act).await.unwrap_err(), outside.settle(&act).await.unwrap_err()] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(refusal_of(&failed, &zone), @"changed_meanwhile: AWS: somebody else has changed the weights meanwhile: blue 50, green 0. Look before you go on.");
        }
    }
    assert_eq!(moto().await.record_weights(&zone, name).await.unwrap()["green"], 0);
}

/// Since it was switched, before it is switched back.
#[tokio::test]
async fn what_somebody_else_has_switched_is_not_switched_back() {
    let outside = Outside::moto().await;
    let zone = zone("handed.example", &[("blue", Some(100)), ("green", Some(0))]).await;
    let name = "api.handed.example";
    let act = outside.prepared(switch(&zone, name, &[("blue", 0), ("green", 100)])).await;
    let undo = act.prepared.undo.clone().unwrap();
    outside.act(&act).await.unwrap();
    let back = outside.prepare_to_take_back(&act.action, &undo).await.unwrap();
    assert_eq!(back.will, "blue 0 → 100, green 100 → 0");
    moto().await.set_records(&zone, name, &[("blue", Some(50))]).await.unwrap();
    let failed = outside.prepare_to_take_back(&act.action, &undo).await.unwrap_err();
    insta::assert_snapshot!(refusal_of(&failed, &zone), @"changed_meanwhile: AWS: somebody else has changed the weights meanwhile: blue 50, green 100. Look before you go on.");
}

#[tokio::test]
async fn records_that_are_not_there_or_not_weighted_are_refused() {
    let outside = Outside::moto().await;
    let zone = zone("refused.example", &[("blue", Some(100)), ("green", Some(0))]).await;
    let failed = async |zone: &str, name: &str| {
        let action = switch(zone, name, &[("blue", 0), ("gren", 100)]);
        refusal_of(&outside.prepare(&action).await.unwrap_err(), zone)
    };
    insta::assert_snapshot!(failed("Z0NOSUCHZONE", "api.refused.example").await, @"NoSuchHostedZone: AWS: No hosted zone found with ID: <id> (NoSuchHostedZone). See that the runbook names it rightly, and its region and role.");
    insta::assert_snapshot!(failed(&zone, "apo.refused.example").await, @"not_there: AWS: there is no record A apo.refused.example in the zone <id>. Correct the runbook.");
    insta::assert_snapshot!(failed(&zone, "api.refused.example").await, @"not_there: AWS: A api.refused.example in the zone <id> has no gren; there are blue, green. Correct the runbook.");
    insta::assert_snapshot!(failed(&zone, "aaa.refused.example").await, @"not_weighted: AWS: A aaa.refused.example in the zone <id> has no weights: its routing policy is not weighted. Make it so in Route 53.");
}

fn listed(blue: u8, more: &str) -> Answer {
    let record = |id, weight| {
        format!(
            "<ResourceRecordSet><Name>\\052.example.com.</Name><Type>A</Type><SetIdentifier>{id}</SetIdentifier>\
             <Weight>{weight}</Weight><AliasTarget><HostedZoneId>Z1</HostedZoneId>\
             <DNSName>lb-{id}.example.com.</DNSName><EvaluateTargetHealth>true</EvaluateTargetHealth></AliasTarget>\
             </ResourceRecordSet>"
        )
    };
    Answer::xml(format!(
        "<ListResourceRecordSetsResponse><ResourceRecordSets>{}</ResourceRecordSets>{more}<MaxItems>300</MaxItems>\
         </ListResourceRecordSetsResponse>",
        record("blue", blue)
    ))
}

fn change(operation: &str, status: &str) -> Answer {
    Answer::xml(format!(
        "<{operation}Response><ChangeInfo><Id>/change/C1</Id><Status>{status}</Status>\
         <SubmittedAt>2026-11-27T10:00:00Z</SubmittedAt></ChangeInfo></{operation}Response>"
    ))
}

const NO_MORE: &str = "<IsTruncated>false</IsTruncated>";

/// moto's name servers know at once.
#[tokio::test]
async fn a_worker_that_made_a_change_waits_until_all_name_servers_know() {
    let aws = Recorded::start([
        listed(100, NO_MORE),
        listed(100, NO_MORE),
        change("ChangeResourceRecordSets", "PENDING"),
        listed(0, NO_MORE),
        change("GetChange", "PENDING"),
        listed(0, NO_MORE),
        change("GetChange", "INSYNC"),
        listed(0, NO_MORE),
    ])
    .await;
    let outside = Outside::at(&aws.url).await;
    let act = outside.prepared(switch("Z1", "*.example.com", &[("blue", 0)])).await;
    let worker = outside.worker();
    worker.run(Healer::act, act.clone()).await.unwrap();
    let settled = worker.run(Healer::settle, act.clone()).await.unwrap();
    assert_eq!(settled, Settled::Done("blue 0".to_owned()));
    assert_eq!(aws.heard().iter().filter(|asked| asked.contains("/change/C1")).count(), 2);
    // Another worker believes the weights.
    assert_eq!(outside.settle(&act).await.unwrap(), settled);
}

/// moto does not go on from the middle of a name.
#[tokio::test]
async fn records_that_come_in_pages_are_all_read() {
    let more = "<IsTruncated>true</IsTruncated><NextRecordName>\\052.example.com.</NextRecordName>\
                <NextRecordType>A</NextRecordType><NextRecordIdentifier>green</NextRecordIdentifier>";
    let other = "<IsTruncated>true</IsTruncated><NextRecordName>b.example.com.</NextRecordName>\
                 <NextRecordType>A</NextRecordType><NextRecordIdentifier>green</NextRecordIdentifier>";
    let aws = Recorded::start([listed(100, more), listed(100, other)]).await;
    let outside = Outside::at(&aws.url).await;
    outside.prepare(&switch("Z1", "*.example.com", &[("blue", 0)])).await.unwrap();
    assert_eq!(aws.heard().len(), 2);
}
