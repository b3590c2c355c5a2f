//! The way to the Temporal server, which may come up later than the worker.

use std::{future::Future, time::Duration};

use muster_workflows::converter::data_converter;
use temporalio_client::{
    Client, ClientOptions, ConnectionOptions, envconfig::LoadClientConfigProfileOptions,
    errors::ClientConnectError,
};

use crate::search_attributes::{self, Unlisted};

const BETWEEN_TRIES: Duration = Duration::from_secs(2);

/// TEMPORAL_* variables or a temporal.toml that make no sense; in the words of Temporal's own reader.
#[derive(Debug, thiserror::Error)]
#[error("TEMPORAL_* or temporal.toml: {0}")]
pub struct InvalidSettings(String);

/// Where the server is, and which namespace.
///
/// # Errors
/// A temporal.toml that cannot be read, or a variable that makes no sense.
pub fn settings() -> Result<(ConnectionOptions, ClientOptions), InvalidSettings> {
    let (mut connection, mut client) =
        ClientOptions::load_from_config(LoadClientConfigProfileOptions::default())
            .map_err(|error| InvalidSettings(error.to_string()))?;
    connection.connect_timeout = Some(Duration::from_secs(5));
    client.data_converter = data_converter();
    Ok((connection, client))
}

/// A client, once the server is there and knows the namespace. The search attributes are then there too, or
/// somebody has been told what to do about it.
pub async fn connected((connection, client): (ConnectionOptions, ClientOptions)) -> Client {
    let (address, namespace) = (connection.target.clone(), client.namespace.clone());
    let connect = async || -> Result<Client, ClientConnectError> {
        Client::connect(connection.clone(), client.clone()).await
    };
    let client = until_it_works(connect, |error| {
        tracing::warn!(%address, %error, "Temporal is not there yet; trying again");
    })
    .await;
    until_it_works(
        async || search_attributes::ensure(&client).await,
        |Unlisted(status)| {
            tracing::warn!(%address, namespace, %status, "the namespace is not there yet; trying again");
        },
    )
    .await;
    tracing::info!(%address, namespace, "connected");
    client
}

async fn until_it_works<T, E, F: Future<Output = Result<T, E>>>(
    attempt: impl Fn() -> F,
    say: impl Fn(&E),
) -> T {
    loop {
        match attempt().await {
            Ok(done) => return done,
            Err(error) => say(&error),
        }
        tokio::time::sleep(BETWEEN_TRIES).await;
    }
}
