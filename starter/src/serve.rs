//! Slack's requests, answered.

use std::{
    any::Any,
    future::{Future, pending},
    sync::Arc,
};

use axum::{
    Router,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use muster_workflows::domain::runbook::Surroundings;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    alerts::{self, Alerts, Sources},
    intake::Intake,
    outbox,
    page::{self, SignIn},
    plans::Plans,
    runbooks::{Runbooks, in_force},
    slack::{self, Channels, Door, Members, Recent, Slack, SocketMode, socket},
};

mod deadlines;
mod entrance;
mod limits;
mod listen;
mod ready;

pub(crate) use deadlines::{Deadlines, in_time, told_in_time};
pub(crate) use entrance::Entrance;
pub use limits::Limits;
use ready::{Readiness, ready};

/// Everything that answering needs.
pub struct App {
    pub(crate) slack: Slack,
    pub(crate) intake: Intake,
    pub(crate) plans: Plans,
    pub(crate) runbooks: Runbooks,
    pub(crate) alerts: Alerts,
    pub(crate) members: Members,
    pub(crate) channels: Channels,
    pub(crate) recent: Recent,
    pub(crate) sign_in: Option<Arc<SignIn>>,
    readiness: Readiness,
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
            runbooks: Runbooks::default(),
            alerts: Alerts::default(),
            members: Members::default(),
            channels: Channels::default(),
            recent: Recent::default(),
            sign_in: None,
            readiness: Readiness::default(),
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

    /// It heals by these runbooks, of which these monitors may tell.
    #[must_use]
    pub fn healing(mut self, runbooks: Runbooks, sources: Sources) -> Self {
        (self.runbooks, self.alerts.sources) = (runbooks, sources);
        self
    }

    /// It has a page, to which people sign in.
    #[must_use]
    pub fn with_page(mut self, sign_in: SignIn) -> Self {
        self.sign_in = Some(Arc::new(sign_in));
        self
    }

    /// What there is beside the runbooks.
    pub(crate) fn surroundings(&self) -> Surroundings {
        let regions = self.intake.regions.names().map(str::to_owned).collect();
        Surroundings { plan: self.plans.current(), regions }
    }

    /// The response plan in force.
    pub fn plans(&self) -> &Plans {
        &self.plans
    }
}

/// Slack's three paths, where Slack comes by HTTP, and those of monitors, of which nothing is read that does not prove
/// whose it is; the page, where people can sign in; and two for whoever watches the process: `/healthz` while it runs, `/readyz` while a region or the outbox can take a declaration.
pub fn router(app: Arc<App>, limits: &Limits) -> Router {
    let slack = app.signing_secret.as_ref().map(|secret| slack::routes(Door::new(secret, limits)));
    Router::new()
        .merge(slack.unwrap_or_default())
        .merge(alerts::routes(&app, limits))
        .merge(page::routes(&app, limits))
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
    let Intake { regions, outbox } = &app.intake;
    let tell = |said| slack::tell_untaken(Arc::clone(&app), said);
    tokio::select! {
        ((), (), ()) = async { tokio::join!(shutdown, by_http, by_sockets) } => {}
        () = outbox::deliver(outbox, regions, tell) => pending().await,
        () = async { in_force::keep(&app).await; pending().await } => {}
    }
}

/// The panic itself is on standard error already, with its place.
fn panicked(_panic: Box<dyn Any + Send>) -> Response {
    tracing::error!("a request ended in a panic");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
