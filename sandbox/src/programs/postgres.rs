use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Weak};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use tokio::sync::Mutex;

use super::{Served, serve_until};

/// Where Debian has each version, in a folder of its own.
const INSTALLED: &str = "/usr/lib/postgresql";
const INSTALL: &str = "on Debian, apt-get install postgresql";
/// Whom Debian makes for it: it refuses to run as root.
const OWNER: &str = "postgres";

/// A PostgreSQL of one's own, with a superuser who has a password. It talks TLS to whoever asks for it.
#[derive(Debug)]
pub struct Postgres {
    programs: Programs,
    databases: AtomicU32,
    served: Served,
    folder: TempDir,
}

impl Postgres {
    /// Its superuser's password. In an address some of it has to be escaped.
    pub const PASSWORD: &str = "a@secret/";

    /// Starts one.
    ///
    /// # Errors
    /// When it is not installed, or does not start.
    pub async fn start() -> Result<Self> {
        let programs = Programs::find()?;
        let folder = tempfile::tempdir()?;
        programs.make(folder.path()).await?;
        let command = |port: u16| {
            let mut command = programs.command("postgres", folder.path());
            command.args(["-D", "data", "-p", &port.to_string()]);
            // What is in it is gone with it, so nothing has to reach the disk; and nothing of it is to stay in /dev/shm.
            for setting in [
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "fsync=off",
                "dynamic_shared_memory_type=mmap",
                "ssl=on",
            ] {
                command.args(["-c", setting]);
            }
            Ok(command)
        };
        // While it starts up it listens already, and refuses everybody.
        let accepts = |port: u16| {
            let mut command = tokio::process::Command::from(programs.client("pg_isready", port));
            async move { command.arg("--quiet").status().await.is_ok_and(|status| status.success()) }
        };
        let served = serve_until(accepts, Some(folder.path()), "postgres", INSTALL, command).await?;
        Ok(Self { programs, databases: AtomicU32::new(0), served, folder })
    }

    /// The one that tests of this process share, each with a database of its own: there while somebody holds it.
    ///
    /// # Errors
    /// As [`Postgres::start`]; the next call tries again.
    pub async fn shared() -> Result<Arc<Self>> {
        static SHARED: Mutex<Weak<Postgres>> = Mutex::const_new(Weak::new());
        let mut shared = SHARED.lock().await;
        if let Some(shared) = shared.upgrade() {
            return Ok(shared);
        }
        let started = Arc::new(Self::start().await?);
        *shared = Arc::downgrade(&started);
        Ok(started)
    }

    /// Its port of 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.served.port
    }

    /// Where it is, with the password in it.
    pub fn address(&self) -> String {
        self.address_of("postgres")
    }

    /// Makes a database with nothing in it, and returns where it is.
    ///
    /// # Errors
    /// When PostgreSQL does not.
    pub async fn database(&self) -> Result<String> {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut command = tokio::process::Command::from(self.programs.client("createdb", self.port()));
        command.args(["--username", "postgres", &name]).env("PGPASSWORD", Self::PASSWORD);
        done("createdb", &command.output().await?)?;
        Ok(self.address_of(&name))
    }

    /// The certificate by which it is known as 127.0.0.1, in a file.
    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("data/server.crt")
    }

    fn address_of(&self, database: &str) -> String {
        let password = Self::PASSWORD.replace('@', "%40").replace('/', "%2F");
        format!("postgres://postgres:{password}@127.0.0.1:{}/{database}", self.port())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // One that is killed leaves shared memory behind, which only a restart of the machine would free.
        let mut stop = self.programs.command("pg_ctl", self.folder.path());
        stop.args(["stop", "--silent", "--pgdata=data", "--mode=immediate", "--timeout=5"]);
        if let Err(error) = stop.output().map_err(Into::into).and_then(|output| done("pg_ctl", &output)) {
            tracing::debug!(%error, "PostgreSQL is killed");
        }
    }
}

/// PostgreSQL's programs, and as whom they run.
#[derive(Debug)]
struct Programs {
    folder: PathBuf,
    /// User and group, where we are root.
    owner: Option<(u32, u32)>,
}

impl Programs {
    /// Those of the newest version.
    fn find() -> Result<Self> {
        let versions = fs::read_dir(INSTALLED).into_iter().flatten().flatten();
        let newest =
            versions.map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").exists());
        let newest = newest.max_by_key(|bin| version(bin));
        let folder = newest.with_context(|| format!("there is no PostgreSQL in {INSTALLED}: {INSTALL}"))?;
        let owner =
            rustix::process::geteuid().is_root().then(|| Ok::<_, anyhow::Error>((id("-u")?, id("-g")?)));
        Ok(Self { folder, owner: owner.transpose()? })
    }

    /// One that works on what is in a folder.
    fn command(&self, program: &str, folder: &Path) -> Command {
        let program = self.folder.join(program);
        let mut command = match self.owner {
            Some((user, group)) => {
                let mut command = Command::new("setpriv");
                command.args([format!("--reuid={user}"), format!("--regid={group}")]);
                command.args(["--clear-groups", "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.current_dir(folder);
        command
    }

    /// One that talks to a server.
    fn client(&self, program: &str, port: u16) -> Command {
        let mut command = Command::new(self.folder.join(program));
        command.args(["--host", "127.0.0.1", "--port", &port.to_string()]);
        command
    }

    /// Makes what a server serves, in `data`.
    async fn make(&self, folder: &Path) -> Result<()> {
        self.give(folder)?;
        self.write(folder, "password", Postgres::PASSWORD)?;
        let mut initdb = self.command("initdb", folder);
        initdb.args(["--pgdata=data", "--no-sync", "--no-locale", "--encoding=UTF8"]);
        initdb.args(["--username=postgres", "--pwfile=password", "--auth=scram-sha-256"]);
        done("initdb", &tokio::process::Command::from(initdb).kill_on_drop(true).output().await?)?;
        let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()])?;
        self.write(folder, "data/server.crt", &own.cert.pem())?;
        self.write(folder, "data/server.key", &own.signing_key.serialize_pem())
    }

    fn write(&self, folder: &Path, name: &str, content: &str) -> Result<()> {
        let file = folder.join(name);
        fs::write(&file, content)?;
        // It takes no key that others may read.
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600))?;
        self.give(&file)
    }

    fn give(&self, path: &Path) -> Result<()> {
        let Some((user, group)) = self.owner else { return Ok(()) };
        Ok(chown(path, Some(user), Some(group))?)
    }
}

/// The version whose programs are in this folder: 9.6 is older than 15.
fn version(bin: &Path) -> Vec<u32> {
    let name = bin.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
    name.split('.').filter_map(|number| number.parse().ok()).collect()
}

/// The user's or the group's number.
fn id(which: &str) -> Result<u32> {
    let output = Command::new("id").args([which, OWNER]).output()?;
    done("id", &output)?;
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

fn done(program: &str, output: &Output) -> Result<()> {
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{program} fails: {}", said.trim());
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[tokio::test]
    async fn it_is_gone_when_it_is_dropped() {
        let postgres = Postgres::start().await.unwrap();
        let (folder, address) = (postgres.folder.path().to_owned(), ("127.0.0.1", postgres.port()));
        assert_ne!(postgres.database().await.unwrap(), postgres.database().await.unwrap());
        TcpStream::connect(address).unwrap();
        drop(postgres);
        assert!(!folder.exists());
        assert!(TcpStream::connect(address).is_err());
    }

    #[test]
    fn versions_are_numbers() {
        assert!(
            version(Path::new("/usr/lib/postgresql/15/bin"))
                > version(Path::new("/usr/lib/postgresql/9.6/bin"))
        );
    }
}
