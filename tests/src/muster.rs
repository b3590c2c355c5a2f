use std::{
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use muster_activities::{Config, config::Environment};
use muster_sandbox::{App, Fault, Options, Rule, Sandbox, System, temporal::Server};
use muster_starter::{
    Slack, alerts::Sources, as_code, incidents::Incidents, intake::Intake, outbox::Outbox, plans::Plans,
    regions::Regions, runbooks::Runbooks, serve, temporal::Temporal,
};
use muster_store::Address;
use muster_workflows::{
    converter::data_converter,
    domain::{Period, Plan, Severity, Step, StepPlan},
};
use secrecy::SecretString;
use serde_json::{Value, json};
use tempfile::TempDir;
use temporalio_client::{Client, ClientOptions, Connection, ConnectionOptions};
use temporalio_sdk::Runtime;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use url::Url;

use crate::{Incident, Outside, People, environment, process, wait::until_after};

pub(crate) const NAMESPACE: &str = "default";

/// By this Alertmanager is known.
pub const ALERTS_TOKEN: &str = "alertmanager";
/// With this other monitors sign.
pub const ALERTS_SECRET: &str = "whsec_bW9uaXRvci1tb25pdG9yLW1vbml0b3ItbW9uaXRvci0=";

/// A change to the default plan.
pub type PlanChange = Box<dyn FnOnce(&mut Plan) + Send>;

/// How a [`Muster`] differs from the usual one.
#[derive(Default)]
pub struct Setup {
    /// Changes to the default plan.
    pub plan: Option<PlanChange>,
    /// Another outside world than the usual one.
    pub outside: Options,
    /// No worker: the test starts its own.
    pub without_worker: bool,
    /// What a worker is told beside where the outside is.
    pub variables: Vec<(&'static str, String)>,
}

/// One whole Muster, with an outside world of its own.
pub struct Muster {
    /// The outside world.
    pub sandbox: Sandbox,
    /// A client of the Temporal server.
    pub client: Client,
    /// Where its starter is.
    pub starter_url: String,
    /// The task queue that this Muster alone uses.
    pub task_queue: String,
    server: &'static Server,
    worker: Option<Worker>,
    starter: JoinHandle<()>,
    // The starter's plan, runbooks and outbox.
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

struct Worker {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Muster {
    /// The usual one.
    pub async fn start() -> Self {
        Self::with(Setup::default()).await
    }

    /// One with a plan of its own.
    pub async fn with_plan(change: impl FnOnce(&mut Plan) + Send + 'static) -> Self {
        Self::with(Setup { plan: Some(Box::new(change)), ..Setup::default() }).await
    }

    /// One that differs from the usual.
    pub async fn with(setup: Setup) -> Self {
        // Another test may have been first; one provider serves all.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let server = Server::shared().await.expect("a Temporal server");
        let client = connect(server.address()).await;
        muster_worker::search_attributes::ensure(&client).await.expect("the search attributes");
        let sandbox = Sandbox::start(setup.outside).await.expect("a sandbox");
        let task_queue = unique("test");

        let mut plan = plan();
        if let Some(change) = setup.plan {
            change(&mut plan);
        }
        let folder = tempfile::tempdir().expect("a folder for the starter");
        let file = folder.path().join("plan.toml");
        write_plan(&plan, &file);

        std::fs::create_dir(folder.path().join("runbooks")).expect("a folder for runbooks");
        let (starter_url, starter) =
            serve_starter(&sandbox, incidents(&client, &task_queue), folder.path()).await;
        let (worker, variables) = (None, setup.variables);
        let mut muster =
            Self { sandbox, client, starter_url, task_queue, server, worker, starter, folder, variables };
        if !setup.without_worker {
            muster.start_worker();
        }
        muster
    }

    /// Starts a worker in this process.
    pub fn start_worker(&mut self) {
        self.start_worker_with(|_| {});
    }

    /// Starts a worker in this process that knows something else of the outside.
    pub fn start_worker_with(&mut self, change: impl FnOnce(&mut Config)) {
        let (client, mut config, task_queue) = (self.client.clone(), self.config(), self.task_queue.clone());
        change(&mut config);
        let (stop, stopped) = oneshot::channel();
        // A thread of its own: workflow futures are bound to the thread that runs the worker.
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            runtime.expect("a runtime for the worker").block_on(async {
                let runtime = Runtime::from_current_tokio(Default::default()).expect("Temporal's runtime");
                let mut worker =
                    muster_worker::worker(&runtime, client, &config, &task_queue).expect("a worker");
                let shut_down = worker.shutdown_handle();
                let stop = async {
                    // A dropped sender stops the worker as well.
                    let _ = stopped.await;
                    shut_down();
                };
                let (ended, ()) = tokio::join!(worker.run(), stop);
                ended.expect("the worker runs until it is stopped");
            });
        });
        self.worker = Some(Worker { stop: Some(stop), thread: Some(thread) });
    }

    /// Stops the worker of this process, gracefully.
    pub fn stop_worker(&mut self) {
        self.worker = None;
    }

    /// Where its starter reads runbooks.
    pub fn runbooks_folder(&self) -> std::path::PathBuf {
        self.folder.path().join("runbooks")
    }

    /// Where the records of its incidents are kept.
    pub fn store(&self) -> Address {
        Address::Sqlite(self.folder.path().join("store.db"))
    }

    /// Its incidents, as a starter sees them.
    pub fn incidents(&self) -> Incidents {
        incidents(&self.client, &self.task_queue)
    }

    /// Where the Temporal server is: host and port.
    pub fn server_address(&self) -> &str {
        self.server.address()
    }

    /// What a worker of this Muster has to know of the outside.
    pub fn config(&self) -> Config {
        let mut environment = Environment::of(self.environment());
        let config = Config::read(&mut environment);
        environment.finish(config).expect("a whole configuration")
    }

    /// The same as variables, for a worker that is a process.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let store = ("MUSTER_STORE", self.store().to_string());
        [environment::outside(&self.sandbox), vec![store], self.variables.clone()].concat()
    }

    /// Runs `muster-starter` with these arguments to its end.
    pub async fn at_a_shell(&self, arguments: &[&str]) -> std::process::Output {
        let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plans/default.toml");
        let environment = vec![
            ("TEMPORAL_ADDRESS", format!("http://{}", self.server_address())),
            ("MUSTER_TASK_QUEUE", self.task_queue.clone()),
            ("MUSTER_PLAN", plan.to_string_lossy().into_owned()),
        ];
        let command = process::command("muster-starter", arguments, &environment);
        tokio::process::Command::from(command).kill_on_drop(true).output().await.expect("it runs")
    }

    /// So much time passes, for a workflow and for the outside.
    pub async fn pass_time(&self, workflow_id: &str, duration: Duration) {
        self.sandbox.clock().advance(duration);
        let workflows = self.server.workflows().expect("the server's HTTP address");
        workflows.pass_time(workflow_id, duration).await.expect("time passes");
    }

    /// What is outside now.
    pub fn outside(&self) -> Outside {
        serde_json::from_value(self.sandbox.dump()).expect("the sandbox's dump")
    }

    /// Somebody does something in Slack; what Slack's client then shows them.
    pub async fn act(&self, what: &str, body: Value) -> Value {
        self.sandbox.act(what, body).await.unwrap_or_else(|refused| panic!("{what}: {refused}"))
    }

    /// Lets calls fail.
    pub fn break_down(&self, system: System, operation: &str, fault: Fault, times: Option<u32>) {
        self.sandbox.faults().add(Rule { times, ..Rule::new(system, operation, fault) });
    }

    /// Declares by the form, and waits until people are asked to confirm.
    pub async fn declare(&self, who: &str, title: &str, severity: u8) -> Incident<'_> {
        let view = self.open_form(who).await;
        let shown = self.submit(who, &view, title, severity).await;
        assert_eq!(shown["errors"], json!({}), "{shown}");
        self.prompted(&view).await
    }

    /// The same in private: waits until who declared has the prompt.
    pub async fn declare_in_private(&self, who: &str, title: &str, severity: u8) -> Incident<'_> {
        let view = self.open_form(who).await;
        let values = json!({
            "title": title, "severity": severity.to_string(), "services": ["payments"], "private": ["private"],
        });
        let shown = self.act("submit", json!({"as": who, "view_id": view, "values": values})).await;
        assert_eq!(shown["errors"], json!({}), "{shown}");
        let incident = Incident::new(self, &view, String::new());
        self.until("who declared has the prompt", async || incident.private_prompt(who)).await;
        incident
    }

    /// Waits until people are asked to confirm what was declared by this form.
    pub async fn prompted(&self, view: &str) -> Incident<'_> {
        let id = view.parse().expect("a declaration's id");
        let posted = async || self.outside().in_public(&id, "prompt").pop().cloned();
        let prompt = self.until("the prompt is posted", posted).await;
        Incident::new(self, view, prompt.ts)
    }

    /// Waits until the condition gives something: tried whenever something changes outside.
    pub async fn until<T>(&self, what: &str, condition: impl AsyncFnMut() -> Option<T>) -> T {
        until_after(self.sandbox.core().changes(), what, condition).await
    }

    /// Opens the form by the command; the id of the form.
    pub async fn open_form(&self, who: &str) -> String {
        let shown = self.command(who, "/incident").await;
        shown["view"]["id"].as_str().unwrap_or_else(|| panic!("a form opens: {shown}")).to_owned()
    }

    /// Submits the form.
    pub async fn submit(&self, who: &str, view: &str, title: &str, severity: u8) -> Value {
        let values = json!({"title": title, "severity": severity.to_string()});
        self.act("submit", json!({"as": who, "view_id": view, "values": values})).await
    }

    /// The Slack id of one of the sandbox's people, by the first part of the e-mail.
    pub fn person(&self, who: &str) -> String {
        People::of(&self.sandbox).id(who)
    }

    /// Types a command in #general; what is shown to that person alone.
    pub async fn command(&self, who: &str, text: &str) -> Value {
        self.act("command", json!({"as": who, "channel": "general", "text": text})).await
    }
}

impl Drop for Muster {
    fn drop(&mut self) {
        self.starter.abort();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A worker that panicked has failed its test already.
            let _ = thread.join();
        }
    }
}

/// A name that no other test, and no earlier run on the same server, has used.
pub(crate) fn unique(what: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{what}-{}-{}-{count}", std::process::id(), jiff::Timestamp::now().as_millisecond())
}

/// The default plan; but the outside has PagerDuty, and a test that waits for the end of an incident waits for nobody to
/// reopen it, or to add to it.
pub(crate) fn plan() -> Plan {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plans/default.toml");
    let mut plan = as_code::plan(&default).expect("the default plan");
    plan.reopen_within = Period::seconds(0);
    plan.amend_within = Period::seconds(0);
    for severity in plan.severity.iter_mut().filter(|severity| severity.level == Severity::MAJOR) {
        severity.open.insert(Step::Page, StepPlan::default());
        severity.close.insert(Step::EndPage, StepPlan::default());
    }
    plan
}

pub(crate) fn write_plan(plan: &Plan, file: &Path) {
    std::fs::write(file, toml::to_string(plan).expect("a plan as TOML")).expect("a written plan");
}

pub(crate) async fn connect(address: &str) -> Client {
    let target = Url::parse(&format!("http://{address}")).expect("the server's address");
    // Recorded histories name who did what: no name of a machine is to be in them.
    let connection =
        Connection::connect(ConnectionOptions::new(target).identity("muster-tests".to_owned()).build())
            .await
            .expect("a connection");
    let options = ClientOptions::new(NAMESPACE).data_converter(data_converter()).build();
    Client::new(connection, options).expect("a client")
}

fn incidents(client: &Client, task_queue: &str) -> Incidents {
    Incidents::new("default", Temporal::Connected(client.clone()), task_queue)
}

async fn serve_starter(
    sandbox: &Sandbox,
    incidents: Incidents,
    folder: &std::path::Path,
) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port for the starter");
    let url = format!("http://{}", listener.local_addr().expect("the starter's address"));
    let app = App::at(url.as_str());
    let api = Url::parse(&sandbox.slack_url()).expect("the sandbox's Slack");
    let slack = Slack::new(&api, &SecretString::from("xoxb-sandbox")).expect("a Slack client");
    let outbox = Outbox::open(&folder.join("outbox.db")).await.expect("an outbox");
    let intake = Intake::new(Regions::new([incidents]), outbox);
    let plans = Plans::read(folder.join("plan.toml")).expect("the plan");
    let secret = SecretString::from(app.signing_secret.clone());
    let sources = Sources {
        token: Some(ALERTS_TOKEN.into()),
        secret: Some(ALERTS_SECRET.into()),
        ..Sources::default()
    };
    let runbooks = Runbooks::of(folder.join("runbooks")).settling_after(Duration::from_secs(5));
    let state = serve::App::new(slack, intake, plans).by_http(secret).healing(runbooks, sources);
    sandbox.set_app(app);
    let starter = tokio::spawn(async move {
        serve::run(listener, state.into(), std::future::pending()).await;
    });
    (url, starter)
}
