use std::{path::Path, time::SystemTime};

use muster_sandbox::temporal::{Options, Server};
use muster_store::Address;
use muster_workflows::{
    domain::DeclarationId,
    ids,
    incident::{Incident, Report},
};
use temporalio_client::{Client, errors::WorkflowQueryError};

use super::CONFIG_FILE;
use crate::{
    Process,
    muster::{NAMESPACE, connect},
};

/// One region: its Temporal server, and a worker.
pub struct Region {
    name: &'static str,
    /// Its worker.
    pub worker: Worker,
    /// A client of its server, which comes back with it.
    pub client: Client,
    /// Its Temporal server.
    pub server: Server,
    /// Where the records of its incidents are kept.
    pub store: Address,
}

/// A region's worker.
pub struct Worker(Process);

impl Region {
    pub(super) async fn start(name: &'static str, outside: &[(&'static str, String)], folder: &Path) -> Self {
        // Its own, whatever server the environment gives to tests that do not kill it.
        let server = Server::start(Options::default()).await.expect("a Temporal server");
        let client = connect(server.address()).await;
        muster_worker::search_attributes::ensure(&client).await.expect("the search attributes");
        let mut environment = outside.to_vec();
        let config = folder.join(CONFIG_FILE).to_str().expect("a path in UTF-8").to_owned();
        let store = Address::Sqlite(folder.join(format!("{name}-store.db")));
        environment.extend([
            ("TEMPORAL_CONFIG_FILE", config),
            ("TEMPORAL_PROFILE", name.to_owned()),
            ("MUSTER_STORE", store.to_string()),
        ]);
        let log = folder.join(format!("{name}-worker.log"));
        let worker = Worker(Process::new("muster-worker", &[], &environment, Some(&log)));
        Self { name, worker, client, server, store }
    }

    /// Its profile of temporal.toml.
    pub(super) fn profile(&self) -> String {
        let Self { name, server, .. } = self;
        format!("[profile.{name}]\naddress = \"http://{}\"\nnamespace = \"{NAMESPACE}\"\n", server.address())
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Kills its server and its worker.
    pub async fn take_away(&mut self) {
        self.worker.kill().await;
        self.server.kill().await.expect("the server is killed");
    }

    /// Starts them again.
    pub async fn give_back(&mut self) {
        self.server.revive().await.expect("the server comes back");
        self.worker.start();
    }

    /// When an incident was started here, if it was.
    pub async fn started(&self, id: &DeclarationId) -> Option<SystemTime> {
        let workflow = self.client.get_workflow_handle::<Incident>(ids::incident_of(id));
        workflow.describe(Default::default()).await.ok()?.start_time()
    }

    /// What the incident's workflow says, if this region keeps it and its worker answers.
    pub async fn report(&self, id: &DeclarationId) -> Option<Report> {
        self.find_report(id).await.ok()?
    }

    /// What the incident's workflow says; none, where this region does not keep it.
    ///
    /// # Errors
    /// The server or the worker does not answer.
    pub async fn find_report(&self, id: &DeclarationId) -> Result<Option<Report>, WorkflowQueryError> {
        let workflow = self.client.get_workflow_handle::<Incident>(ids::incident_of(id));
        match workflow.query(Incident::status, (), Default::default()).await {
            Ok(report) => Ok(Some(report)),
            Err(WorkflowQueryError::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Worker {
    /// Starts it, where it is not up.
    pub fn start(&mut self) {
        self.0.spawn();
    }

    /// Kills it, as a power cut does.
    pub async fn kill(&mut self) {
        self.0.kill().await;
    }
}
