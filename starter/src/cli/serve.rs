use std::{io::IsTerminal, path::Path, sync::Arc};

use anyhow::{Context, bail};
use muster_activities::config::Environment;
use muster_workflows::domain::runbook::Surroundings;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tracing_subscriber::EnvFilter;

use crate::{
    intake::Intake,
    outbox::Outbox,
    page::SignIn,
    plans::Plans,
    regions::Regions,
    runbooks::{self, Runbooks},
    serve::{self, App},
    settings::Settings,
    slack::{Slack, SocketMode},
};

pub(super) async fn run() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        bail!("another TLS provider is installed already");
    }

    let (settings, app) = configured().await?;
    let app = Arc::new(app);
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("MUSTER_LISTEN {}", settings.listen))?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    let rereading = tokio::spawn(reread_on_hangup(Arc::clone(&app), signal(SignalKind::hangup())?));
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let shutdown = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: answering what is under way");
    };
    serve::run(listener, app, shutdown).await;
    rereading.abort();
    Ok(())
}

/// Everything that is missing or wrong is told at once: variables, Temporal's, and the plan's mistakes.
async fn configured() -> anyhow::Result<(Settings, App)> {
    let mut problems = Vec::new();
    let mut ok = |result: Result<(), String>| problems.extend(result.err());
    let settings = Settings::read(Environment::of_process());
    let regions = Regions::from_environment(&Environment::of_process());
    ok(settings.as_ref().map(drop).map_err(ToString::to_string));
    ok(regions
        .as_ref()
        .map(drop)
        .map_err(|wrong| wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")));
    let plans = Plans::read(Settings::plan(&Environment::of_process()));
    ok(plans.as_ref().map(drop).map_err(ToString::to_string));
    let (Ok(settings), Ok(regions), Ok(plans)) = (settings, regions, plans) else {
        bail!(problems.join("\n"));
    };
    tracing::info!(regions = regions.addresses(), plan = %settings.plan.display(), "configured");
    let runbooks =
        settings.runbooks.as_deref().map(|folder| runbooks(folder, &regions, &plans)).transpose()?;
    let outbox = Outbox::open(&settings.outbox).await;
    let outbox = outbox.with_context(|| format!("MUSTER_OUTBOX {}", settings.outbox.display()))?;
    let slack = Slack::new(&settings.slack.api_url, &settings.slack.token)?;
    let intake = Intake::new(regions, outbox);
    let mut app = App::new(slack, intake, plans);
    if let Some(runbooks) = runbooks {
        app = app.healing(runbooks, settings.sources.clone());
    }
    if let Some(secret) = &settings.signing_secret {
        app = app.by_http(secret.clone());
    }
    if let Some(token) = &settings.app_token {
        app = app.by_sockets(SocketMode::new(token));
    }
    if let Some(sign_in) = &settings.sign_in {
        tracing::info!(url = %sign_in.url, "with a page");
        app = app.with_page(SignIn::new(sign_in.clone()));
    }
    Ok((settings, app))
}

/// A starter whose runbooks have mistakes does not begin, as one whose plan has.
fn runbooks(folder: &Path, regions: &Regions, plans: &Plans) -> anyhow::Result<Runbooks> {
    let around =
        Surroundings { plan: plans.current(), regions: regions.names().map(str::to_owned).collect() };
    let read = runbooks::read(folder, &around);
    let (books, mistakes) = read.with_context(|| format!("MUSTER_RUNBOOKS {}", folder.display()))?;
    if !mistakes.is_empty() {
        bail!("{}", mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    }
    tracing::info!(folder = %folder.display(), runbooks = books.len(), "healing");
    Ok(Runbooks::of(folder))
}

async fn reread_on_hangup(app: Arc<App>, mut hangup: tokio::signal::unix::Signal) {
    while hangup.recv().await.is_some() {
        app.plans().reread();
    }
}
