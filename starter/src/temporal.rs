//! The way to a Temporal server.

use std::time::Duration;

use muster_workflows::converter::data_converter;
use temporalio_client::{
    Client, ClientOptions, ConnectionOptions, envconfig::LoadClientConfigProfileOptions,
    errors::ClientConnectError,
};
use tokio::sync::OnceCell;

/// A Temporal server, connected to when it is first needed: the starter can then tell people that it is away.
pub enum Temporal {
    /// Connected by somebody else.
    Connected(Client),
    /// Connected to at the first call, and again at the next where that fails.
    Lazy {
        /// Where it is.
        connection: Box<ConnectionOptions>,
        /// The namespace.
        client: Box<ClientOptions>,
        /// The connection, once there.
        connected: OnceCell<Client>,
    },
}

/// TEMPORAL_* variables or a temporal.toml that make no sense; in the words of Temporal's own reader.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("TEMPORAL_* or temporal.toml: {0}")]
pub struct InvalidSettings(String);

impl Temporal {
    /// The server that TEMPORAL_* variables or temporal.toml name; `localhost:7233` where neither does.
    ///
    /// # Errors
    /// A temporal.toml that cannot be read, or a variable that makes no sense.
    pub fn from_environment() -> Result<Self, InvalidSettings> {
        Self::load(LoadClientConfigProfileOptions::default())
    }

    /// The server of a profile of temporal.toml, and of nothing else: TEMPORAL_* variables would make all profiles
    /// the same.
    ///
    /// # Errors
    /// A temporal.toml that cannot be read, or one without this profile.
    pub fn of_profile(name: &str) -> Result<Self, InvalidSettings> {
        let options = LoadClientConfigProfileOptions::builder()
            .config_file_profile(name.to_owned())
            .disable_env(true)
            .build();
        Self::load(options)
    }

    fn load(options: LoadClientConfigProfileOptions) -> Result<Self, InvalidSettings> {
        let (mut connection, mut client) =
            ClientOptions::load_from_config(options).map_err(|error| InvalidSettings(error.to_string()))?;
        connection.identity = format!("muster-starter@{}", std::process::id());
        connection.connect_timeout = Some(Duration::from_secs(2));
        client.data_converter = data_converter();
        Ok(Self::at(connection, client))
    }

    /// A server, which need not be there yet. The client is to convert with
    /// [`muster_workflows::converter::data_converter`].
    pub fn at(connection: ConnectionOptions, client: ClientOptions) -> Self {
        Self::Lazy { connection: Box::new(connection), client: Box::new(client), connected: OnceCell::new() }
    }

    /// Where the server is, for who has to look for it.
    pub fn address(&self) -> String {
        match self {
            Self::Connected(_) => "its address".to_owned(),
            Self::Lazy { connection, .. } => connection.target.to_string(),
        }
    }

    pub(crate) async fn client(&self) -> Result<&Client, ClientConnectError> {
        match self {
            Self::Connected(client) => Ok(client),
            Self::Lazy { connection, client, connected } => {
                connected
                    .get_or_try_init(|| Client::connect((**connection).clone(), (**client).clone()))
                    .await
            }
        }
    }
}
