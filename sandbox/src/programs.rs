//! Programs of others that tests need for real: each on a port of its own, and gone when it is dropped.

mod moto;
mod postgres;
mod prometheus;
mod redis;

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::temporal::{Output, Supervised, pick_ports};

pub use self::moto::{Balancer, Moto};
pub use self::postgres::Postgres;
pub use self::prometheus::{Alertmanager, Prometheus};
pub use self::redis::Redis;

/// A program that listens on this port of 127.0.0.1.
#[derive(Debug)]
struct Served {
    port: u16,
    /// It ends with us.
    _process: Supervised,
}

/// Starts a program and waits until it listens on the port that it is given. `install` says how one comes by it.
async fn serve(name: &str, install: &str, command: impl Fn(u16) -> Result<Command>) -> Result<Served> {
    let listens = async |port| TcpStream::connect(("127.0.0.1", port)).await.is_ok();
    serve_until(listens, None, name, install, command).await
}

/// Starts a program and waits until it is ready. The scratch folder is removed should we end without dropping it.
async fn serve_until<R: Future<Output = bool>>(
    ready: impl Fn(u16) -> R,
    scratch: Option<&Path>,
    name: &str,
    install: &str,
    command: impl Fn(u16) -> Result<Command>,
) -> Result<Served> {
    let mut log = tempfile::tempfile()?;
    // Somebody else may take a port before it does.
    for _ in 0..5 {
        let port = pick_ports(&[0])?[0];
        let mut process = Supervised::spawn(name, &command(port)?, Output::File(log.try_clone()?), scratch)?;
        loop {
            if let Some(status) = process.exited()? {
                ensure!(status.code() != Some(127), "there is no {name} on the PATH: {install}");
                break;
            }
            if ready(port).await {
                return Ok(Served { port, _process: process });
            }
            // Nothing tells when it is.
            sleep(Duration::from_millis(20)).await;
        }
    }
    bail!("{name} does not start: {}", said(&mut log)?)
}

/// All that a program has said.
fn said(log: &mut File) -> Result<String> {
    let mut said = String::new();
    log.rewind()?;
    log.read_to_string(&mut said)?;
    Ok(said)
}
