use std::path::PathBuf;

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use muster_activities::{
    config::Environment,
    slack::{Finding, Trouble},
};

use super::{Format, output};
use crate::{
    as_code,
    settings::{DEFAULT_PLAN, SlackSettings},
};

/// The Slack app.
#[derive(Debug, Subcommand)]
pub(super) enum Slack {
    /// Look whether Slack is as the plan needs it, and say exactly what to fix
    Doctor(Doctor),
}

/// Looks at the token and its scopes, the incidents channel, and everybody whom the plan names.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// The response plan
    #[arg(long, env = "MUSTER_PLAN", default_value = DEFAULT_PLAN)]
    plan: PathBuf,
    #[command(flatten)]
    format: Format,
}

impl Slack {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let Self::Doctor(Doctor { plan, format }) = self;
        if rustls::crypto::ring::default_provider().install_default().is_err() {
            bail!("another TLS provider is installed already");
        }
        let settings =
            SlackSettings::read(Environment::of_process()).map_err(|problems| anyhow!("{problems}"))?;
        let plan = as_code::plan(&plan)?;
        let slack = muster_activities::Slack::new(&settings.api)?;
        let findings = slack.examine(&plan, settings.app_token.as_ref()).await;
        output::write(format, &findings, || findings.iter().map(line).collect::<Vec<_>>().join("\n"))?;
        match findings.iter().filter(|finding| finding.trouble.is_some()).count() {
            0 => Ok(()),
            1 => bail!("1 thing to fix"),
            many => bail!("{many} things to fix"),
        }
    }
}

fn line(finding: &Finding) -> String {
    let Finding { what, is, trouble } = finding;
    match trouble {
        None => format!("ok     {what}: {}", is.as_deref().unwrap_or("as it should be")),
        Some(Trouble { why, fix }) => format!("WRONG  {what}: {why}\n       {fix}"),
    }
}
