//! Gives weighted records of Route 53 other weights. The weights themselves show that it was done.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use aws_sdk_route53::{
    Client,
    types::{Change, ChangeAction, ChangeBatch, ChangeStatus, ResourceRecordSet, RrType},
};
use muster_workflows::{
    contract::{
        System,
        healing::{Act, Prepared, Settled},
    },
    domain::runbook::{Action, Aws, RecordType, RecordWeights},
};

use super::{
    AwsClients, failure,
    settling::{Seen, settled},
    weights::{self, Now},
};
use crate::failure::Failure;

/// So many changes are remembered.
const REMEMBERED: usize = 100;

/// What was changed lately, and under which id AWS has it, so that it can be asked whether all its name servers know.
/// Another worker does not know it, and believes the weights.
#[derive(Default)]
pub(super) struct Changes(Mutex<VecDeque<(String, String)>>);

impl Changes {
    fn note(&self, asked: &Act, change: String) {
        let mut changes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if changes.len() == REMEMBERED {
            changes.pop_front();
        }
        changes.push_back((asked.id.clone(), change));
    }

    fn of(&self, asked: &Act) -> Option<String> {
        let changes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        changes.iter().rev().find(|(act, _)| *act == asked.id).map(|(_, change)| change.clone())
    }
}

/// Finds the records, and their weights.
pub(super) async fn prepare(
    clients: &AwsClients,
    aws: &Aws,
    input: &RecordWeights,
    takes_back: Option<&Action>,
) -> Result<Prepared, Failure> {
    let before = present(&records(&clients.route53(aws).await, input).await?, input)?;
    let made = match takes_back {
        Some(Action::Route53Weights(made)) if is_of_the_same(made, input) => Some(&made.weights),
        _ => None,
    };
    weights::check_untouched(&before, &input.weights, made)?;
    let undo = RecordWeights { weights: before.clone(), ..input.clone() };
    Ok(Prepared {
        will: weights::change(&before, &input.weights),
        mark: Some(weights::mark(&before)?),
        undo: Some(Action::Route53Weights(undo)),
    })
}

fn is_of_the_same(one: &RecordWeights, other: &RecordWeights) -> bool {
    (&one.zone, &one.name, one.r#type) == (&other.zone, &other.name, other.r#type)
}

/// Changes the weights, all at once, where they are as they were found.
pub(super) async fn act(
    clients: &AwsClients,
    aws: &Aws,
    input: &RecordWeights,
    asked: &Act,
) -> Result<(), Failure> {
    let client = clients.route53(aws).await;
    let records = records(&client, input).await?;
    if weights::now(&present(&records, input)?, &input.weights, asked)? == Now::AsWanted {
        return Ok(());
    }
    let batch = ChangeBatch::builder()
        .comment(format!("Muster: {} for {}", asked.runbook, asked.target.as_str()))
        .set_changes(Some(changes(records, input)?))
        .build()
        .map_err(incomplete)?;
    let change = client.change_resource_record_sets().hosted_zone_id(&input.zone).change_batch(batch);
    let changed = change.send().await.map_err(|error| failure::of(&error))?;
    if let Some(change) = changed.change_info {
        clients.changes.note(asked, change.id);
    }
    Ok(())
}

/// Each record as it is, with its new weight: what is written takes its place whole.
fn changes(records: Vec<ResourceRecordSet>, input: &RecordWeights) -> Result<Vec<Change>, Failure> {
    let change = |mut record: ResourceRecordSet| {
        let wanted = i64::from(*input.weights.get(record.set_identifier()?)?);
        if record.weight == Some(wanted) {
            return None;
        }
        record.weight = Some(wanted);
        Some(Change::builder().action(ChangeAction::Upsert).resource_record_set(record).build())
    };
    records.into_iter().filter_map(change).collect::<Result<_, _>>().map_err(incomplete)
}

fn incomplete(error: impl std::error::Error) -> Failure {
    Failure::unexpected(System::Aws, error.to_string())
}

/// Waits until the weights are as wanted and, where the change is known, all name servers know.
pub(super) async fn settle(
    clients: &AwsClients,
    aws: &Aws,
    input: &RecordWeights,
    asked: &Act,
) -> Result<Settled, Failure> {
    let client = &clients.route53(aws).await;
    settled(|| async move {
        let present = present(&records(client, input).await?, input)?;
        let now = weights::now(&present, &input.weights, asked)?;
        let change = match now {
            Now::AsWanted => clients.changes.of(asked),
            Now::AsBefore => None,
        };
        match change {
            Some(change) if !is_in_sync(client, &change).await? => Ok(Seen::UnderWay),
            _ => Ok(weights::seen(&now, &input.weights)),
        }
    })
    .await
}

async fn is_in_sync(client: &Client, change: &str) -> Result<bool, Failure> {
    let found = client.get_change().id(change).send().await.map_err(|error| failure::of(&error))?;
    Ok(found.change_info.is_none_or(|change| change.status == ChangeStatus::Insync))
}

/// The weights of the records that are to get others.
fn present(records: &[ResourceRecordSet], input: &RecordWeights) -> Result<BTreeMap<String, u8>, Failure> {
    let what = format!("{} {} in the zone {}", record_type(input).as_str(), input.name, input.zone);
    let refused = |code: &str, words: String| Err(Failure::refused(System::Aws, code, words));
    if records.is_empty() {
        return refused("not_there", format!("there is no record {what}. Correct the runbook."));
    }
    let weighted = records.iter().filter_map(|record| {
        Some((record.set_identifier()?.to_owned(), u8::try_from(record.weight()?).ok()?))
    });
    let there: BTreeMap<_, _> = weighted.collect();
    if there.is_empty() {
        let words =
            format!("{what} has no weights: its routing policy is not weighted. Make it so in Route 53.");
        return refused("not_weighted", words);
    }
    weights::of_those(&there, &input.weights, &what)
}

/// All records of this name and type. They come in order, so that the first of another ends them.
async fn records(client: &Client, input: &RecordWeights) -> Result<Vec<ResourceRecordSet>, Failure> {
    let (name, record_type) = (as_listed(&input.name), record_type(input));
    let mut records = Vec::new();
    let mut identifier = None;
    loop {
        let page = client
            .list_resource_record_sets()
            .hosted_zone_id(&input.zone)
            .start_record_name(&input.name)
            .start_record_type(record_type.clone())
            .set_start_record_identifier(identifier)
            .send()
            .await
            .map_err(|error| failure::of(&error))?;
        let is_one =
            |record: &ResourceRecordSet| as_listed(record.name()) == name && *record.r#type() == record_type;
        let is_last = !page.is_truncated
            || page.next_record_name.as_deref().map(as_listed).as_ref() != Some(&name)
            || page.next_record_type.as_ref() != Some(&record_type);
        records.extend(page.resource_record_sets.into_iter().filter(is_one));
        identifier = page.next_record_identifier;
        if is_last || identifier.is_none() {
            return Ok(records);
        }
    }
}

/// A name as Route 53 lists it, without the dot at its end.
fn as_listed(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase().replace('*', "\\052")
}

fn record_type(input: &RecordWeights) -> RrType {
    match input.r#type {
        RecordType::A => RrType::A,
        RecordType::Aaaa => RrType::Aaaa,
        RecordType::Cname => RrType::Cname,
    }
}
