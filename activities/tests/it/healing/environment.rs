//! What is read from the environment of a process, in one of its own.

use std::{env, path::Path, process::Command};

use muster_activities::{Healer, config::AwsConfig};
use muster_sandbox::{
    programs::{Moto, Redis},
    temporal::pick_ports,
};
use muster_workflows::{
    contract::healing::Prepare,
    domain::runbook::{Action, Instance, RedisFlush},
};

use super::Outside;
use crate::moto::moto;

const INNER: &str = "healing::environment::what_a_worker_in_this_environment_finds";
const REDIS: &str = "MUSTER_REDIS_CACHE";

/// What it finds, in an environment of these variables alone.
async fn found(variables: &[(&str, &str)]) -> String {
    let mut inner = Command::new(env::current_exe().unwrap());
    inner.args(["--exact", INNER, "--ignored", "--nocapture"]).env_clear().envs(variables.iter().copied());
    let output = tokio::task::spawn_blocking(move || inner.output()).await.unwrap().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said.lines().find_map(|line| line.split_once("found: ")).unwrap().1.to_owned()
}

#[tokio::test]
#[ignore = "other tests run it, each in an environment of its own"]
async fn what_a_worker_in_this_environment_finds() {
    let mut outside = Outside::with(AwsConfig::default()).await;
    let action = match env::var(REDIS) {
        Ok(address) => {
            outside.world.config.redis = [("cache".to_owned(), address.into())].into();
            Action::RedisFlush(RedisFlush { server: "cache".to_owned(), keys: None, everything: true })
        }
        Err(_) => Action::Ec2Reboot(Instance { instance: "i-0123456789abcdef0".to_owned() }),
    };
    let input = Prepare { action, aws: Some(outside.aws.clone()), takes_back: None };
    match outside.world.run(Healer::prepare, input).await {
        Ok(prepared) => println!("found: {}", prepared.will),
        Err(failed) => println!("found: {} {}", failed.kind(), failed.words()),
    }
}

#[tokio::test]
async fn the_variables_that_all_of_awss_tools_know_are_heeded() {
    let found = found(&[
        ("AWS_ENDPOINT_URL", moto().await.url()),
        ("AWS_ACCESS_KEY_ID", "AKIAMUSTER"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ])
    .await;
    assert!(found.starts_with("InvalidInstanceID.NotFound"), "{found}");
}

#[tokio::test]
async fn a_worker_without_credentials_says_what_to_do() {
    let variables = [("AWS_ENDPOINT_URL", moto().await.url()), ("AWS_EC2_METADATA_DISABLED", "true")];
    insta::assert_snapshot!(found(&variables).await, @"no_credentials AWS: the worker has no credentials of AWS. Run it where it has a role (EC2, ECS, EKS), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for it.");
}

/// A certificate for `localhost` that nobody has signed, and its key: files in a folder.
fn certificate(folder: &Path) -> (String, String) {
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let file = |name: &str, pem: String| {
        let path = folder.join(name);
        std::fs::write(&path, pem).unwrap();
        path.to_str().unwrap().to_owned()
    };
    (file("cert", own.cert.pem()), file("key", own.signing_key.serialize_pem()))
}

#[tokio::test]
async fn aws_is_trusted_where_the_system_trusts_it() {
    let folder = tempfile::tempdir().unwrap();
    let (cert, key) = certificate(folder.path());
    let moto = Moto::with_tls(&cert, &key).await.unwrap();
    let variables = [
        ("AWS_ENDPOINT_URL", moto.url()),
        ("AWS_ACCESS_KEY_ID", "AKIAMUSTER"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("SSL_CERT_FILE", &cert),
    ];
    let trusted = found(&variables).await;
    assert!(trusted.starts_with("InvalidInstanceID.NotFound"), "{trusted}");
    let distrusted = found(&variables[..3]).await;
    assert!(
        distrusted.starts_with("unavailable AWS: ") && distrusted.contains("certificate"),
        "{distrusted}"
    );
}

#[tokio::test]
async fn a_redis_is_trusted_where_the_system_trusts_it() {
    let folder = tempfile::tempdir().unwrap();
    let (cert, key) = certificate(folder.path());
    let port = pick_ports(&[0]).unwrap()[0];
    let tls = ["--tls-cert-file", &cert, "--tls-key-file", &key, "--tls-auth-clients", "no"];
    let server = Redis::start(&[&["--tls-port", &port.to_string()], &tls[..]].concat()).await.unwrap();
    let address = server.address().replace("redis://", "rediss://").replace("127.0.0.1", "localhost");
    let address = address.replace(&server.port().to_string(), &port.to_string());
    let trusted = found(&[(REDIS, &address), ("SSL_CERT_FILE", &cert)]).await;
    assert_eq!(trusted, "all of the 0 keys of cache are deleted, in all its databases");
    let distrusted = found(&[(REDIS, &address)]).await;
    assert!(distrusted.starts_with("unavailable Redis: cache cannot be reached:"), "{distrusted}");
}
