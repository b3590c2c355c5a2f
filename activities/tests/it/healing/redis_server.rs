//! A real Redis of one's own.

use std::{process::Command, time::Duration};

use muster_sandbox::temporal::{Output, Supervised, pick_ports};
use redis::{Client, aio::MultiplexedConnection};
use tempfile::TempDir;
use tokio::time::sleep;

use crate::moto::said;

pub(crate) const PASSWORD: &str = "a-secret";

/// It is gone when this is dropped.
pub(crate) struct RedisServer {
    pub(crate) port: u16,
    _process: Supervised,
    _folder: TempDir,
}

impl RedisServer {
    pub(crate) async fn start(arguments: &[&str]) -> Self {
        let mut log = tempfile::tempfile().unwrap();
        // Somebody else may take a port before it does.
        for _ in 0..5 {
            let port = pick_ports(&[0]).unwrap()[0];
            let folder = tempfile::tempdir().unwrap();
            let mut command = Command::new("redis-server");
            command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", ""]);
            command.args(["--requirepass", PASSWORD]).args(arguments).current_dir(folder.path());
            let output = Output::File(log.try_clone().unwrap());
            let mut process = Supervised::spawn("redis", &command, output, None).unwrap();
            let server = loop {
                if let Some(status) = process.exited().unwrap() {
                    assert_ne!(
                        status.code(),
                        Some(127),
                        "these tests need redis-server on the PATH: {INSTALL}"
                    );
                    break None;
                }
                if ping(port).await.is_ok() {
                    break Some(Self { port, _process: process, _folder: folder });
                }
                sleep(Duration::from_millis(20)).await;
            };
            if let Some(server) = server {
                return server;
            }
        }
        panic!("redis-server does not start: {}", said(&mut log));
    }

    /// One that can be talked to by TLS, too, and at which port.
    pub(crate) async fn with_tls(cert: &str, key: &str) -> (Self, u16) {
        let port = pick_ports(&[0]).unwrap()[0];
        let (tls, files) =
            (["--tls-port", &port.to_string()], ["--tls-cert-file", cert, "--tls-key-file", key]);
        let arguments = [&tls[..], &files, &["--tls-auth-clients", "no"]].concat();
        (Self::start(&arguments).await, port)
    }

    pub(crate) fn address(&self) -> String {
        address(self.port)
    }

    pub(crate) async fn connect(&self) -> MultiplexedConnection {
        Client::open(self.address()).unwrap().get_multiplexed_async_connection().await.unwrap()
    }
}

const INSTALL: &str = "on Debian, apt-get install redis-server";

fn address(port: u16) -> String {
    format!("redis://:{PASSWORD}@127.0.0.1:{port}")
}

async fn ping(port: u16) -> redis::RedisResult<()> {
    let mut connection = Client::open(address(port))?.get_multiplexed_async_connection().await?;
    redis::cmd("PING").query_async(&mut connection).await
}
