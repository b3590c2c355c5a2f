//! moto, a stand-in for AWS on this machine: provided once, under `target`, and started once for all tests.

use std::{
    fs::{self, File},
    io::{Read, Seek},
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use muster_activities::{
    config::{AwsConfig, AwsKeys},
    http_client,
};
use muster_sandbox::temporal::{Output as Says, Supervised, pick_ports};
use muster_workflows::domain::Aws;
use tokio::{net::TcpStream, sync::OnceCell, time::sleep};

const REQUIREMENTS: &str = include_str!("moto/requirements.txt");
pub(crate) const REGION: &str = "eu-west-1";
const KEY: &str = "AKIAMUSTER";

/// The server that all tests share. Each makes things of its own in it.
pub(crate) struct Moto {
    url: String,
    /// It ends with us.
    _process: Supervised,
}

static MOTO: OnceCell<Moto> = OnceCell::const_new();

/// The server, started where it is not up.
pub(crate) async fn moto() -> &'static Moto {
    MOTO.get_or_init(Moto::start).await
}

impl Moto {
    /// One of one's own.
    pub(crate) async fn start() -> Self {
        Self::with(&[], "http://127.0.0.1").await
    }

    /// One that talks TLS alone, as `localhost`.
    pub(crate) async fn with_tls(cert: &str, key: &str) -> Self {
        Self::with(&["-s", "-c", cert, "-k", key], "https://localhost").await
    }

    async fn with(arguments: &[&str], host: &str) -> Self {
        let program = tokio::task::spawn_blocking(provide).await.unwrap();
        let mut log = tempfile::tempfile().unwrap();
        // Somebody else may take a port before it does.
        for _ in 0..5 {
            let port = pick_ports(&[0]).unwrap()[0];
            let mut command = Command::new(&program);
            command.args(["-H", "127.0.0.1", "-p", &port.to_string()]).args(arguments);
            let mut process =
                Supervised::spawn("moto", &command, Says::File(log.try_clone().unwrap()), None).unwrap();
            if serves(port, &mut process).await {
                return Self { url: format!("{host}:{port}"), _process: process };
            }
        }
        panic!("moto does not start: {}", said(&mut log));
    }

    /// How the activities are told of it.
    pub(crate) fn config(&self) -> AwsConfig {
        config(&self.url)
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What a service answers somebody with this access key; so far, moto wants no signature. Of a service that is asked so,
    /// no crate has to be compiled.
    pub(crate) async fn query(
        &self,
        service: &str,
        key: &str,
        action: &str,
        parameters: &[(&str, &str)],
    ) -> String {
        let version = if service == "iam" { "2010-05-08" } else { "2016-11-15" };
        let form = [("Action", action), ("Version", version)];
        let form: Vec<_> = form.iter().chain(parameters).collect();
        let scope = format!("AWS4-HMAC-SHA256 Credential={key}/20261127/{REGION}/{service}/aws4_request");
        let request = http_client().unwrap().post(&self.url).header("authorization", scope).form(&form);
        let response = request.send().await.unwrap();
        let status = response.status();
        let answer = response.text().await.unwrap();
        assert!(status.is_success(), "{action}: {answer}");
        answer
    }

    /// From now on everybody has to be somebody, and has to sign.
    pub(crate) async fn want_signatures(&self) {
        let request = http_client().unwrap().post(format!("{}/moto-api/reset-auth", self.url)).body("0");
        assert!(request.send().await.unwrap().status().is_success());
    }

    /// How a test makes what is there.
    pub(crate) async fn sdk(&self) -> SdkConfig {
        let http = aws_smithy_http_client::Builder::new();
        let tls = aws_smithy_http_client::tls::rustls_provider::CryptoMode::Ring;
        aws_config::defaults(BehaviorVersion::latest())
            .region(Region::from_static(REGION))
            .endpoint_url(&self.url)
            .credentials_provider(Credentials::new(KEY, "secret", None, None, "test"))
            .http_client(http.tls_provider(aws_smithy_http_client::tls::Provider::Rustls(tls)).build_https())
            .load()
            .await
    }
}

/// What EC2 answers.
pub(crate) async fn ec2(action: &str, parameters: &[(&str, &str)]) -> String {
    moto().await.query("ec2", KEY, action, parameters).await
}

/// The first text of an answer between these tags.
pub(crate) fn text(answer: &str, tag: &str) -> String {
    let after = answer.split_once(&format!("<{tag}>")).unwrap_or_else(|| panic!("no {tag} in {answer}")).1;
    after.split_once('<').unwrap().0.to_owned()
}

/// An instance that runs.
pub(crate) async fn instance() -> String {
    text(&ec2("RunInstances", RUN).await, "instanceId")
}

pub(crate) const RUN: &[(&str, &str)] =
    &[("ImageId", "ami-12c6146b"), ("InstanceType", "t3.micro"), ("MinCount", "1"), ("MaxCount", "1")];

/// AWS at this address.
pub(crate) fn config(url: &str) -> AwsConfig {
    let keys = AwsKeys { id: KEY.to_owned(), secret: "secret".into() };
    AwsConfig { endpoint_url: Some(url.parse().unwrap()), keys: Some(keys) }
}

/// Where everything in these tests is.
pub(crate) fn aws() -> Aws {
    Aws { region: REGION.to_owned(), role: None }
}

/// All that a program has said.
pub(crate) fn said(log: &mut File) -> String {
    let mut said = String::new();
    log.rewind().and_then(|()| log.read_to_string(&mut said)).unwrap();
    said
}

async fn serves(port: u16, process: &mut Supervised) -> bool {
    while process.exited().unwrap().is_none() {
        if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return process.exited().unwrap().is_none();
        }
        sleep(Duration::from_millis(50)).await;
    }
    false
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).to_owned()
}

/// The program, provided now where it never was, or in other versions.
fn provide() -> PathBuf {
    let venv = folder().join("moto");
    let (whole, program) = (venv.join("requirements.txt"), venv.join("bin/moto_server"));
    // Held until the end of this function; the system releases it if we die.
    let lock = File::create(folder().join("moto.lock")).unwrap();
    lock.lock().unwrap();
    if fs::read_to_string(&whole).is_ok_and(|provided| provided == REQUIREMENTS) {
        return program;
    }
    eprintln!("provides moto in {}, this once: about a quarter of a minute", venv.display());
    let _ = fs::remove_dir_all(&venv);
    run(
        Command::new("python3").args(["-m", "venv"]).arg(&venv),
        "these tests need Python 3.10 or newer with venv: on Debian, apt-get install python3-venv",
    );
    let requirements = folder().join("moto-requirements.txt");
    fs::write(&requirements, REQUIREMENTS).unwrap();
    run(
        Command::new(venv.join("bin/pip"))
            .args(["install", "--quiet", "--disable-pip-version-check", "--requirement"])
            .arg(&requirements),
        "these tests need packages from PyPI",
    );
    // Written last: where it is, all is.
    fs::rename(requirements, whole).unwrap();
    program
}

fn run(command: &mut Command, otherwise: &str) {
    match command.output() {
        Ok(Output { status, .. }) if status.success() => {}
        Ok(Output { stdout, stderr, .. }) => panic!(
            "{otherwise}. {command:?} says: {}{}",
            String::from_utf8_lossy(&stdout),
            String::from_utf8_lossy(&stderr)
        ),
        Err(error) => panic!("{otherwise}. {command:?}: {error}"),
    }
}
