//! What is provided once and kept: the user's cache folder.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// `MUSTER_CACHE`, or `muster` in the user's cache folder (`XDG_CACHE_HOME`).
pub(crate) fn folder() -> Result<PathBuf> {
    match std::env::var_os("MUSTER_CACHE").filter(|folder| !folder.is_empty()) {
        Some(folder) => std::path::absolute(folder).context("MUSTER_CACHE is no folder"),
        None => Ok(dirs::cache_dir()
            .context("there is no home folder to cache in: set MUSTER_CACHE")?
            .join("muster")),
    }
}

/// Held until it is dropped, by one process at a time; the system releases it if we die. Makes the folder around it.
pub(crate) async fn lock(path: PathBuf, waits_for: &str) -> Result<File> {
    let folder = path.parent().unwrap_or(Path::new(""));
    std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let file = File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            eprintln!("waits for another process, which provides {waits_for}");
            let locked = tokio::task::spawn_blocking(move || file.lock().map(|()| file)).await?;
            locked.with_context(|| format!("{} cannot be locked", path.display()))
        }
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("{} cannot be locked", path.display()))
        }
    }
}
