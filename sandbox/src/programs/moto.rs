//! moto, which stands in for AWS: provided once, into the user's cache folder.

mod company;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use tokio::sync::OnceCell;

use super::{Served, serve};
use crate::cache;

pub use self::company::Balancer;

const REQUIREMENTS: &str = include_str!("moto/requirements.txt");
const SERVER: &str = include_str!("moto/server.py");

/// AWS on this machine, as far as moto is it. It wants no signatures, and its ECS has one task of each service running.
#[derive(Debug)]
pub struct Moto {
    _served: Served,
    url: String,
    http: reqwest::Client,
}

impl Moto {
    /// The region in which all of it is.
    pub const REGION: &str = "eu-west-1";
    /// The access key of who may do anything.
    pub const KEY: &str = "AKIAMUSTER";

    /// Starts one of one's own.
    ///
    /// # Errors
    /// When it cannot be provided, or does not start.
    pub async fn start() -> Result<Self> {
        Self::with(&[], "http://127.0.0.1").await
    }

    /// The one of this process, started at first use: each test makes things of its own in it.
    ///
    /// # Errors
    /// As [`Moto::start`]; the next call tries again.
    pub async fn shared() -> Result<&'static Self> {
        static SHARED: OnceCell<Moto> = OnceCell::const_new();
        SHARED.get_or_try_init(Self::start).await
    }

    /// One that talks TLS alone, as `localhost`, with this certificate and key.
    ///
    /// # Errors
    /// As [`Moto::start`].
    pub async fn with_tls(certificate: &str, key: &str) -> Result<Self> {
        Self::with(&["-s", "-c", certificate, "-k", key], "https://localhost").await
    }

    async fn with(arguments: &[&str], host: &str) -> Result<Self> {
        let python = provide().await?;
        let served = serve("moto", "see above", |port| {
            let mut command = Command::new(&python);
            command.args(["-c", SERVER, "-H", "127.0.0.1", "-p", &port.to_string()]).args(arguments);
            // Else its services' tasks never run.
            command.env("MOTO_ECS_SERVICE_RUNNING", "1");
            Ok(command)
        });
        let served = served.await?;
        let url = format!("{host}:{}", served.port);
        Ok(Self { _served: served, url, http: crate::sandbox::http_client()? })
    }

    /// Where it is, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What a service that is asked by forms (EC2, Auto Scaling, load balancers, IAM) answers somebody with this access key.
    ///
    /// # Errors
    /// When it refuses, or does not answer.
    pub async fn query(
        &self,
        service: &str,
        key: &str,
        action: &str,
        parameters: &[(&str, &str)],
    ) -> Result<String> {
        let version = match service {
            "autoscaling" => "2011-01-01",
            "elasticloadbalancing" => "2015-12-01",
            "iam" => "2010-05-08",
            _ => "2016-11-15",
        };
        let form = [("Action", action), ("Version", version)];
        let form: Vec<_> = form.iter().chain(parameters).collect();
        self.ask(action, self.http.post(&self.url).form(&form), service, key).await
    }

    /// From now on everybody has to be somebody, and has to sign.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn want_signatures(&self) -> Result<()> {
        let asked = self.http.post(format!("{}/moto-api/reset-auth", self.url)).body("0");
        asked.send().await?.error_for_status()?;
        Ok(())
    }

    /// What ECS answers.
    async fn ecs(&self, action: &str, body: &Value) -> Result<String> {
        let target = format!("AmazonEC2ContainerServiceV20141113.{action}");
        let request = self.http.post(&self.url).header("x-amz-target", target).body(body.to_string());
        self.ask(action, request.header("content-type", "application/x-amz-json-1.1"), "ecs", Self::KEY).await
    }

    /// Which service is meant, and who asks, it reads from what would be signed.
    async fn ask(
        &self,
        what: &str,
        request: reqwest::RequestBuilder,
        service: &str,
        key: &str,
    ) -> Result<String> {
        let scope = format!("{key}/20261127/{}/{service}/aws4_request", Self::REGION);
        let request = request.header("authorization", format!("AWS4-HMAC-SHA256 Credential={scope}"));
        let response = request.send().await?;
        let status = response.status();
        let answer = response.text().await?;
        ensure!(status.is_success(), "{what}: {status}: {answer}");
        Ok(answer)
    }
}

/// The Python that has it, provided now where it never was, or in other versions.
async fn provide() -> Result<PathBuf> {
    let venv = cache::folder()?.join("moto");
    let (whole, python) = (venv.join("requirements.txt"), venv.join("bin/python"));
    let _lock = cache::lock(venv.with_extension("lock"), "moto").await?;
    if std::fs::read_to_string(&whole).is_ok_and(|provided| provided == REQUIREMENTS) {
        return Ok(python);
    }
    eprintln!("provides moto in {}, this once: about a quarter of a minute", venv.display());
    install(&venv).await?;
    // Written last: where it is, all is.
    std::fs::write(&whole, REQUIREMENTS).with_context(|| format!("{} cannot be written", whole.display()))?;
    Ok(python)
}

async fn install(venv: &Path) -> Result<()> {
    run(
        Command::new("python3").args(["-m", "venv", "--clear"]).arg(venv),
        "moto needs Python 3.10 or newer with venv: on Debian, apt-get install python3-venv",
    )
    .await?;
    let wanted = tempfile::NamedTempFile::new()?;
    std::fs::write(wanted.path(), REQUIREMENTS)?;
    run(
        Command::new(venv.join("bin/pip"))
            .args(["install", "--quiet", "--disable-pip-version-check", "--requirement"])
            .arg(wanted.path()),
        "moto needs packages from PyPI",
    )
    .await
}

async fn run(command: &mut Command, otherwise: &str) -> Result<()> {
    let said = format!("{command:?}");
    let command = std::mem::replace(command, Command::new(""));
    match tokio::process::Command::from(command).kill_on_drop(true).output().await {
        Ok(Output { status, .. }) if status.success() => Ok(()),
        Ok(Output { stdout, stderr, .. }) => bail!(
            "{otherwise}. {said} says: {}{}",
            String::from_utf8_lossy(&stdout),
            String::from_utf8_lossy(&stderr)
        ),
        Err(error) => bail!("{otherwise}. {said}: {error}"),
    }
}
