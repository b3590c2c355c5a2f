//! The search attributes by which incidents are found. A namespace has to know them before one is declared.

use std::collections::BTreeMap;

use muster_workflows::visibility;
use temporalio_client::{
    Client,
    grpc::OperatorService,
    tonic::{Code, IntoRequest, Status},
};
use temporalio_common::protos::temporal::api::{
    enums::v1::IndexedValueType,
    operatorservice::v1::{AddSearchAttributesRequest, ListSearchAttributesRequest},
};

/// The server did not tell which search attributes there are.
#[derive(Debug, thiserror::Error)]
#[error("search attributes cannot be listed: {0}")]
pub struct Unlisted(pub Status);

/// Adds those that are missing. Where the server refuses, as Temporal Cloud does, says which command adds them:
/// the worker is of use also before that.
///
/// # Errors
/// The server does not tell which there are.
pub async fn ensure(client: &Client) -> Result<(), Unlisted> {
    let namespace = &client.options().namespace;
    let mut operator = client.connection().clone();
    let list = ListSearchAttributesRequest { namespace: namespace.clone() };
    let known = match operator.list_search_attributes(list.into_request()).await {
        Ok(known) => known.into_inner().custom_attributes,
        Err(status) if is_refusal(&status) => {
            tracing::warn!(%status, "search attributes cannot be listed here; if they are missing: {}", command(namespace, &wanted()));
            return Ok(());
        }
        Err(status) => return Err(Unlisted(status)),
    };
    let missing: BTreeMap<_, _> =
        wanted().into_iter().filter(|(name, _)| !known.contains_key(*name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let add = AddSearchAttributesRequest {
        namespace: namespace.clone(),
        search_attributes: missing.iter().map(|(name, kind)| ((*name).to_owned(), *kind as i32)).collect(),
    };
    match operator.add_search_attributes(add.into_request()).await {
        Ok(_) => {
            tracing::info!(namespace, names = ?missing.keys().collect::<Vec<_>>(), "search attributes added")
        }
        // Another worker was faster.
        Err(status) if status.code() == Code::AlreadyExists => {}
        Err(status) => {
            tracing::error!(%status, "search attributes were not added; run: {}", command(namespace, &missing));
        }
    }
    Ok(())
}

fn is_refusal(status: &Status) -> bool {
    matches!(status.code(), Code::PermissionDenied | Code::Unimplemented | Code::Unauthenticated)
}

fn wanted() -> BTreeMap<&'static str, IndexedValueType> {
    BTreeMap::from([
        (visibility::CHANNEL.name(), visibility::CHANNEL.indexed_value_type()),
        (visibility::REFERENCE.name(), visibility::REFERENCE.indexed_value_type()),
        (visibility::STATUS.name(), visibility::STATUS.indexed_value_type()),
        (visibility::SEVERITY.name(), visibility::SEVERITY.indexed_value_type()),
        (visibility::SERVICES.name(), visibility::SERVICES.indexed_value_type()),
        (visibility::RUNBOOK.name(), visibility::RUNBOOK.indexed_value_type()),
        (visibility::TARGET.name(), visibility::TARGET.indexed_value_type()),
        (visibility::ENDED.name(), visibility::ENDED.indexed_value_type()),
    ])
}

fn command(namespace: &str, missing: &BTreeMap<&str, IndexedValueType>) -> String {
    let attributes: String =
        missing.iter().map(|(name, kind)| format!(" --name {name} --type {}", said(*kind))).collect();
    format!("temporal operator search-attribute create --namespace {namespace}{attributes}")
}

/// As Temporal's command line calls it.
fn said(kind: IndexedValueType) -> &'static str {
    match kind {
        IndexedValueType::Text => "Text",
        IndexedValueType::Keyword => "Keyword",
        IndexedValueType::Int => "Int",
        IndexedValueType::Double => "Double",
        IndexedValueType::Bool => "Bool",
        IndexedValueType::Datetime => "Datetime",
        IndexedValueType::KeywordList => "KeywordList",
        IndexedValueType::Unspecified => "Unspecified",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_names_every_attribute_with_its_type() {
        insta::assert_snapshot!(command("muster", &wanted()), @"temporal operator search-attribute create --namespace muster --name MusterChannel --type Keyword --name MusterEnded --type Keyword --name MusterReference --type Keyword --name MusterRunbook --type Keyword --name MusterServices --type KeywordList --name MusterSeverity --type Int --name MusterStatus --type Keyword --name MusterTarget --type Keyword");
    }
}
