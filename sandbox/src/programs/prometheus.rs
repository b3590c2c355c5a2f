use std::path::Path;
use std::process::Command;

use anyhow::Result;
use tempfile::TempDir;

use super::{Served, serve};

/// A Prometheus of one's own.
#[derive(Debug)]
pub struct Prometheus {
    served: Served,
    _folder: TempDir,
}

impl Prometheus {
    /// Starts one with this configuration, and with these rules in `rules.yml` beside it.
    ///
    /// # Errors
    /// When there is no `prometheus`, or it does not start.
    pub async fn start(config: &str, rules: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("rules.yml"), rules)?;
        let served = serve("prometheus", "on Debian, apt-get install prometheus", |port| {
            command("prometheus", folder.path(), config, port)
        });
        Ok(Self { served: served.await?, _folder: folder })
    }

    /// Where it is, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.served.port)
    }
}

/// An Alertmanager of one's own.
#[derive(Debug)]
pub struct Alertmanager {
    served: Served,
    _folder: TempDir,
}

impl Alertmanager {
    /// Starts one with this configuration.
    ///
    /// # Errors
    /// When there is no `prometheus-alertmanager`, or it does not start.
    pub async fn start(config: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let install = "on Debian, apt-get install prometheus-alertmanager";
        let served = serve("prometheus-alertmanager", install, |port| {
            let mut command = command("prometheus-alertmanager", folder.path(), config, port)?;
            // It looks for no others.
            command.arg("--cluster.listen-address=");
            Ok(command)
        });
        Ok(Self { served: served.await?, _folder: folder })
    }

    /// Where it is: host and port.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.served.port)
    }
}

/// Both take these.
fn command(program: &str, folder: &Path, config: &str, port: u16) -> Result<Command> {
    std::fs::write(folder.join("config.yml"), config)?;
    let mut command = Command::new(program);
    command.args(["--config.file=config.yml", "--log.level=warn"]).current_dir(folder);
    command.arg(format!("--web.listen-address=127.0.0.1:{port}"));
    command.arg(match program {
        "prometheus" => "--storage.tsdb.path=data",
        _ => "--storage.path=data",
    });
    Ok(command)
}
