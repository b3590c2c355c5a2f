use std::process::Command;

use anyhow::Result;
use tempfile::TempDir;

use super::{Served, serve};

/// A Redis of one's own, with a password and nothing in it.
#[derive(Debug)]
pub struct Redis {
    served: Served,
    _folder: TempDir,
}

impl Redis {
    /// Its password.
    pub const PASSWORD: &str = "a-secret";

    /// Starts one, with these more of its arguments.
    ///
    /// # Errors
    /// When there is no `redis-server`, or it does not start.
    pub async fn start(arguments: &[&str]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let served = serve("redis-server", "on Debian, apt-get install redis-server", |port| {
            let mut command = Command::new("redis-server");
            command.args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", ""]);
            command.args(["--requirepass", Self::PASSWORD]).args(arguments).current_dir(folder.path());
            Ok(command)
        });
        Ok(Self { served: served.await?, _folder: folder })
    }

    /// Its port of 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.served.port
    }

    /// Where it is, with the password in it.
    pub fn address(&self) -> String {
        format!("redis://:{}@127.0.0.1:{}", Self::PASSWORD, self.port())
    }
}
