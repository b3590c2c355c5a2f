//! Cargo, with what building Muster needs beside it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use muster_sandbox::temporal::{Output, Server, Supervised};

/// The workspace's root.
pub(crate) fn root() -> Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the workspace has a root")?;
    Ok(root.to_owned())
}

/// Where cargo puts programs: where it put this one.
pub(crate) fn programs() -> Result<PathBuf> {
    let own = std::env::current_exe().context("this program has a path")?;
    Ok(own.parent().context("this program is in a folder")?.to_owned())
}

/// Builds the programs; as `dev` where [`programs`] says.
pub(crate) async fn build_programs(profile: &str) -> Result<()> {
    Cargo::new(&["build", "--profile", profile, "--workspace", "--bins"])?.run().await
}

const PACKAGE_VARIABLES: [&str; 5] =
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_CRATE_NAME", "CARGO_BIN_NAME", "CARGO_PRIMARY_PACKAGE"];

/// One run of cargo.
pub(crate) struct Cargo {
    command: Command,
}

impl Cargo {
    /// `cargo` with these arguments, in the workspace, with protoc.
    pub(crate) fn new(arguments: &[&str]) -> Result<Self> {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(arguments).current_dir(root()?);
        // What `cargo run` told us about this package would make build scripts run again for others.
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|name| PACKAGE_VARIABLES.iter().any(|start| name.starts_with(start)))
            {
                command.env_remove(name);
            }
        }
        if std::env::var_os("PROTOC").is_none() {
            let protoc =
                protoc_bin_vendored::protoc_bin_path().context("there is no protoc for this machine")?;
            command.env("PROTOC", protoc);
        }
        Ok(Self { command })
    }

    /// With one more variable.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// With the addresses of this server.
    pub(crate) fn on(self, server: &Server) -> Self {
        let cargo = self.env("MUSTER_TEMPORAL_ADDRESS", server.address());
        match server.http_address() {
            Some(http_address) => cargo.env("MUSTER_TEMPORAL_HTTP_ADDRESS", http_address),
            None => cargo,
        }
    }

    /// Says what it runs, and runs it to its end.
    pub(crate) async fn run(self) -> Result<()> {
        let arguments: Vec<_> = self.command.get_args().map(|argument| argument.to_string_lossy()).collect();
        let said = format!("cargo {}", arguments.join(" "));
        eprintln!("xtask: {said}");
        let mut cargo = Supervised::spawn("cargo", &self.command, Output::Inherit, None)?;
        let status = cargo.wait().await?;
        if !status.success() {
            bail!("`{said}` failed: {status}");
        }
        Ok(())
    }
}
