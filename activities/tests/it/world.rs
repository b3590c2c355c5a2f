//! A sandbox and the activities pointed at it.

use std::{
    collections::BTreeMap,
    future::poll_fn,
    path::Path,
    pin::Pin,
    task::Poll,
    time::{Duration, SystemTime},
};

use muster_activities::{
    Config, Confluence, Healer, Jira, PagerDuty, Records, Slack, Transcript, Zoom,
    config::{AtlassianConfig, AwsConfig, PagerDutyConfig, SlackConfig, ZoomConfig},
    http_client,
};
use muster_sandbox::{Fault, Options, Rule, Sandbox, System};
use muster_store::Address;
use serde_json::{Value, json};
use tempfile::TempDir;
use temporalio_client::RetryPolicy;
use temporalio_common::error::ApplicationFailure;
use temporalio_sdk::{
    activities::{ActivityError, ActivityImplementer, ExecutableActivity},
    testing::{ActivityEnvironment, ActivityEnvironmentError, TestActivityInfoOptions},
};
use tokio::runtime::{Handle, RuntimeFlavor};

/// A world with nobody else in it.
pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) config: Config,
    pub(crate) http: reqwest::Client,
    /// The store is in it.
    _folder: TempDir,
}

/// A call, by how many of its operation come before it.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    pub(crate) system: System,
    pub(crate) operation: String,
    pub(crate) after: u32,
}

impl Point {
    /// A call of Slack's.
    pub(crate) fn in_slack(operation: &str, after: u32) -> Self {
        Self { system: System::Slack, operation: operation.to_owned(), after }
    }

    /// This call alone goes wrong.
    pub(crate) fn hit_by(&self, fault: Fault) -> Rule {
        Rule::new(self.system, &self.operation, fault).after(self.after).times(1)
    }
}

/// Which attempt an activity is run as.
#[derive(Clone, Copy)]
pub(crate) enum As {
    /// The fast one.
    Fast,
    /// One of the durable kind, the first.
    Durable,
    /// One of the durable kind, after others.
    Nth(u32),
    /// A fast attempt that has this little time.
    Hurried(Duration),
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(Options::default()).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let sandbox = Sandbox::start(options).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let config = config(sandbox.url(), folder.path());
        Self { sandbox, config, http: http_client().unwrap(), _folder: folder }
    }

    /// Runs an activity as a workflow run's first attempt.
    pub(crate) async fn run<A: ExecutableActivity<Implementer: Client>>(
        &self,
        activity: A,
        input: A::Input,
    ) -> Result<A::Output, Failed> {
        self.run_as(As::Fast, "run-1", activity, input).await
    }

    /// Runs an activity as a durable attempt.
    pub(crate) async fn run_durably<A: ExecutableActivity<Implementer: Client>>(
        &self,
        activity: A,
        input: A::Input,
    ) -> Result<A::Output, Failed> {
        self.run_as(As::Durable, "run-1", activity, input).await
    }

    /// Runs an activity for a workflow run. Each time with a new client, as a worker that has just started.
    pub(crate) async fn run_as<A: ExecutableActivity<Implementer: Client>>(
        &self,
        attempt: As,
        run: &str,
        activity: A,
        input: A::Input,
    ) -> Result<A::Output, Failed> {
        let start = SystemTime::UNIX_EPOCH;
        let (attempts, limit) = match attempt {
            As::Fast => (1, Duration::from_secs(20)),
            As::Durable | As::Nth(_) => (0, Duration::from_secs(60)),
            As::Hurried(limit) => (1, limit),
        };
        let info = TestActivityInfoOptions::builder()
            .retry_policy(RetryPolicy::builder().maximum_attempts(attempts).build())
            .attempt(if let As::Nth(attempt) = attempt { attempt } else { 1 })
            .started_time(Some(start))
            .deadline(Some(start + limit))
            .workflow_run_id(Some(run.to_owned()))
            .build();
        let environment =
            ActivityEnvironment::builder().register_activities(A::Implementer::of(self)).info(info).build();
        environment.run(activity, input).await.map_err(failed)
    }

    /// A client of its own.
    pub(crate) fn client<C: Client>(&self) -> C {
        C::of(self)
    }

    /// A worker that goes on: the same client for attempt after attempt.
    pub(crate) fn worker<C: Client + ActivityImplementer + Send + Sync + 'static>(
        &self,
    ) -> ActivityEnvironment {
        ActivityEnvironment::builder().register_activities(C::of(self)).build()
    }

    /// An operation goes wrong.
    pub(crate) fn fail(&self, system: System, operation: &str, fault: Fault) {
        self.sandbox.faults().add(Rule::new(system, operation, fault));
    }

    /// An operation goes wrong once.
    pub(crate) fn fail_once(&self, system: System, operation: &str, fault: Fault) {
        self.sandbox.faults().add(Rule::new(system, operation, fault).times(1));
    }

    /// How many calls a rule has hit, with effect.
    pub(crate) fn hits(&self, rule: u64) -> u32 {
        let rules = self.sandbox.faults().rules();
        rules.iter().find(|known| known.id == rule).map_or(0, |rule| rule.hits)
    }

    /// Ends when the one call that a rule hits is done.
    pub(crate) async fn is_done(&self, rule: u64) {
        let mut changes = self.sandbox.core().changes();
        changes.wait_for(|_| self.hits(rule) == 1).await.unwrap();
    }

    /// Lets an attempt go on until the call at this point has been done, and no further: it hangs before it has the answer.
    /// Only on a runtime of one thread is that sure: there nobody answers while the attempt is polled.
    pub(crate) async fn stop_at<T>(&self, at: &Point, mut attempt: Pin<&mut impl Future<Output = T>>) {
        assert_eq!(Handle::current().runtime_flavor(), RuntimeFlavor::CurrentThread);
        let rule = self.sandbox.faults().add(at.hit_by(Fault::DelayMs(0)));
        poll_fn(|cx| match self.hits(rule) {
            0 => attempt.as_mut().poll(cx).map(|_| panic!("it did not come to {at:?}")),
            _ => Poll::Ready(()),
        })
        .await;
    }

    /// Jira's search knows an issue so many seconds after it was made.
    pub(crate) async fn lag_search(&self, seconds: u64) {
        self.control("jira", json!({"search_lag_seconds": seconds})).await;
    }

    /// Does something as a person in Slack.
    pub(crate) async fn act(&self, what: &str, body: Value) -> Value {
        self.control(&format!("act/{what}"), body).await
    }

    /// Writes as a person; returns the `ts`.
    pub(crate) async fn write(&self, who: &str, channel: &str, text: &str, thread: Option<&str>) -> String {
        let said =
            self.act("message", json!({"as": who, "channel": channel, "text": text, "thread_ts": thread}));
        said.await["ts"].as_str().unwrap().to_owned()
    }

    /// Uses one of the sandbox's controls.
    pub(crate) async fn control(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/_sandbox/{path}", self.sandbox.url());
        let response = self.http.post(url).json(&body).send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// How often an operation was asked for.
    pub(crate) fn calls(&self, operation: &str) -> usize {
        self.sandbox.core().log.calls().iter().filter(|call| call.operation == operation).count()
    }

    /// The channel of this name, as the sandbox holds it.
    pub(crate) fn channel(&self, name: &str) -> Value {
        let channels = self.sandbox.dump()["slack"]["channels"].clone();
        let channels = channels.as_array().unwrap();
        channels.iter().find(|channel| channel["name"] == name).unwrap_or(&Value::Null).clone()
    }

    /// Messages in a channel that Muster posted.
    pub(crate) fn posted(&self, channel: &str) -> Vec<Value> {
        let messages = self.channel(channel)["messages"].as_array().cloned().expect("a channel has messages");
        messages.into_iter().filter(|message| message["metadata"]["event_type"] == "muster").collect()
    }
}

/// What an attempt failed with. Panics where it did not come so far.
pub(crate) fn failed(error: ActivityEnvironmentError) -> Failed {
    match error {
        ActivityEnvironmentError::Activity(ActivityError::Application(failure)) => Failed(failure),
        other => panic!("{other}"),
    }
}

/// Whose activities they are.
pub(crate) trait Client: Sized {
    fn of(world: &World) -> Self;
}

impl Client for Slack {
    fn of(world: &World) -> Self {
        Self::new(&world.config.slack).unwrap()
    }
}

impl Client for Zoom {
    fn of(world: &World) -> Self {
        Self::new(world.http.clone(), &world.config.zoom)
    }
}

impl Client for Jira {
    fn of(world: &World) -> Self {
        Self::new(world.http.clone(), &world.config.jira)
    }
}

impl Client for Confluence {
    fn of(world: &World) -> Self {
        Self::new(world.http.clone(), &world.config.confluence)
    }
}

impl Client for PagerDuty {
    fn of(world: &World) -> Self {
        Self::new(world.http.clone(), &world.config.pagerduty)
    }
}

impl Client for Records {
    fn of(world: &World) -> Self {
        Self::new(&world.config.store)
    }
}

impl Client for Healer {
    fn of(world: &World) -> Self {
        Self::new(world.http.clone(), &world.config)
    }
}

impl Client for Transcript {
    fn of(world: &World) -> Self {
        Self::new(Slack::of(world).into(), Confluence::of(world).into())
    }
}

/// A failed attempt.
#[derive(Debug)]
pub(crate) struct Failed(pub(crate) Box<ApplicationFailure>);

impl Failed {
    pub(crate) fn words(&self) -> String {
        self.0.to_string()
    }

    pub(crate) fn is_final(&self) -> bool {
        self.0.is_non_retryable()
    }

    pub(crate) fn kind(&self) -> &str {
        self.0.type_name().expect("what failed says of which kind")
    }
}

fn config(url: &str, folder: &Path) -> Config {
    let at = |path: &str| format!("{url}{path}").parse().unwrap();
    let atlassian = |path: &str| AtlassianConfig {
        url: at(path),
        email: "sandbox@example.test".to_owned(),
        token: "sandbox".into(),
    };
    Config {
        slack: SlackConfig { api_url: at("/slack/api"), token: "xoxb-sandbox".into() },
        jira: atlassian("/jira"),
        confluence: atlassian("/confluence/wiki"),
        zoom: ZoomConfig {
            api_url: at("/zoom/v2"),
            oauth_url: at("/zoom/oauth/token"),
            account_id: "sandbox".to_owned(),
            client_id: "sandbox".to_owned(),
            client_secret: "sandbox".into(),
        },
        pagerduty: PagerDutyConfig {
            api_url: at("/pagerduty/v2"),
            routing_key: Some("sandbox-sandbox-sandbox-sandbox-".into()),
        },
        prometheus: None,
        aws: AwsConfig::default(),
        redis: BTreeMap::new(),
        store: Address::Sqlite(folder.join("store.db")),
        webhook_secret: Some("whsec_c2FuZGJveC1zYW5kYm94LXNhbmRib3gtc2FuZGJveC0=".into()),
    }
}
