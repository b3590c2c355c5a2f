//! Slack's requests, answered.

use std::{
    any::Any,
    future::{Future, pending},
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use secrecy::SecretString;
use tokio::{net::TcpListener, time::Instant};
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    intake::Intake,
    outbox,
    plans::Plans,
    slack::{self, Channels, Door, Members, Problem, Recent, Slack, SocketMode, socket},
};

mod limits;
mod listen;

pub use limits::Limits;

/// What everything that is said may take. Slack waits 3 s: some of that is on the way, and some is for telling
/// somebody that it was not taken.
const BUDGET: Duration = Duration::from_millis(2_300);

/// What the regions may take of that. The rest is for the outbox, and for what comes before.
const REGIONS_WITHIN: Duration = Duration::from_millis(2_000);

/// What looking for an incident may take of that, where something is to be said to it then.
const LOOK_WITHIN: Duration = Duration::from_millis(1_200);

/// What is left of Slack's 3 s to tell somebody that something was not taken.
const TELL_WITHIN: Duration = Duration::from_millis(500);

/// Everything that answering needs.
pub struct App {
    pub(crate) slack: Slack,
    pub(crate) intake: Intake,
    pub(crate) plans: Plans,
    pub(crate) members: Members,
    pub(crate) channels: Channels,
    pub(crate) recent: Recent,
    signing_secret: Option<SecretString>,
    socket_mode: Option<SocketMode>,
}

impl App {
    /// An app that Slack cannot reach yet.
    pub fn new(slack: Slack, intake: Intake, plans: Plans) -> Self {
        Self {
            slack,
            intake,
            plans,
            members: Members::default(),
            channels: Channels::default(),
            recent: Recent::default(),
            signing_secret: None,
            socket_mode: None,
        }
    }

    /// Slack reaches it by HTTP, with requests that are signed with this secret.
    #[must_use]
    pub fn by_http(mut self, signing_secret: SecretString) -> Self {
        self.signing_secret = Some(signing_secret);
        self
    }

    /// Slack reaches it by Socket Mode.
    #[must_use]
    pub fn by_sockets(mut self, socket_mode: SocketMode) -> Self {
        self.socket_mode = Some(socket_mode);
        self
    }

    /// The response plan in force.
    pub fn plans(&self) -> &Plans {
        &self.plans
    }
}

/// Slack's three paths, where Slack comes by HTTP, of which nothing is read that is not signed; and two for whoever
/// watches the process: `/healthz` while it runs, `/readyz` while a region or the outbox can take a declaration.
pub fn router(app: Arc<App>, limits: &Limits) -> Router {
    let slack = app.signing_secret.as_ref().map(|secret| slack::routes(Door::new(secret, limits)));
    Router::new()
        .merge(slack.unwrap_or_default())
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .with_state(app)
        .layer(CatchPanicLayer::custom(panicked))
}

/// Answers until the shutdown comes, and then what is under way. Delivers what is in the outbox beside it.
pub async fn run(listener: TcpListener, app: Arc<App>, shutdown: impl Future<Output = ()>) {
    run_within(&Limits::default(), listener, app, shutdown).await;
}

/// As [`run`], within other limits.
pub async fn run_within(
    limits: &Limits,
    listener: TcpListener,
    app: Arc<App>,
    shutdown: impl Future<Output = ()>,
) {
    let stop = CancellationToken::new();
    let shutdown = async {
        shutdown.await;
        stop.cancel();
    };
    let router = router(Arc::clone(&app), limits);
    let by_http = listen::listen(listener, router, limits, stop.cancelled());
    let by_sockets = async {
        if let Some(socket_mode) = &app.socket_mode {
            socket::run(&app, socket_mode, &stop, limits.drain).await;
        }
    };
    tokio::select! {
        ((), (), ()) = async { tokio::join!(shutdown, by_http, by_sockets) } => {}
        () = deliver(Arc::clone(&app)) => pending().await,
    }
}

async fn deliver(app: Arc<App>) {
    let Intake { regions, outbox } = &app.intake;
    let tell = |said, at| {
        let app = Arc::clone(&app);
        async move { app.slack.tell_untaken(&said, at).await }
    };
    outbox::deliver(outbox, regions, tell).await;
}

/// Until when the regions have time to answer something that comes now.
pub(crate) fn for_regions() -> Instant {
    Instant::now() + REGIONS_WITHIN
}

/// Until when the regions have time to show what something that comes now is about.
pub(crate) fn for_looking() -> Instant {
    Instant::now() + LOOK_WITHIN
}

/// Gives up in time to say so.
pub(crate) async fn in_time<T>(work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    tokio::time::timeout(BUDGET, work).await.unwrap_or(Err(Problem::Slow(BUDGET)))
}

/// Gives up telling somebody while Slack still waits.
pub(crate) async fn told_in_time<T>(tell: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    tokio::time::timeout(TELL_WITHIN, tell).await.unwrap_or(Err(Problem::Slow(TELL_WITHIN)))
}

async fn ready(State(app): State<Arc<App>>) -> (StatusCode, String) {
    match app.intake.ready(for_regions()).await {
        Ok(ready) => (StatusCode::OK, ready),
        Err(trouble) => (StatusCode::SERVICE_UNAVAILABLE, trouble),
    }
}

/// The panic itself is on standard error already, with its place.
fn panicked(_panic: Box<dyn Any + Send>) -> Response {
    tracing::error!("a request ended in a panic");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
