//! Outages: a server that is gone and comes back, and one that hangs.

use anyhow::{Context, Result};

use super::Server;
use super::launch::Launched;

impl Server {
    /// Kills its process (SIGKILL): whoever calls it is refused. What it has stored stays, and so do its ports.
    ///
    /// # Errors
    /// For a server that we did not start, and for one that is killed already.
    pub async fn kill(&mut self) -> Result<()> {
        self.ours()?.kill().await
    }

    /// Starts it again after it was killed, at the same addresses and with what it had stored, and waits until it
    /// serves.
    ///
    /// # Errors
    /// For a server that is not killed, and when it does not serve in time (the message ends with its log).
    pub async fn revive(&mut self) -> Result<()> {
        self.ours()?.revive().await
    }

    /// Stops its process where it stands (SIGSTOP): connections are taken and kept, and nobody is answered.
    ///
    /// # Errors
    /// For a server that we did not start, and for one that is killed.
    pub async fn pause(&mut self) -> Result<()> {
        Ok(self.ours()?.process()?.pause().await?)
    }

    /// Lets it go on where it was paused.
    ///
    /// # Errors
    /// As [`Server::pause`].
    pub fn resume(&mut self) -> Result<()> {
        Ok(self.ours()?.process()?.resume()?)
    }

    fn ours(&mut self) -> Result<&mut Launched> {
        let address = &self.address;
        self.launched.as_mut().with_context(|| {
            format!("the Temporal server at {address} was given, not started here: it cannot be taken away")
        })
    }
}

#[cfg(test)]
mod tests;
