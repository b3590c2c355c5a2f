//! The runbooks in force.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use muster_workflows::domain::{
    Plan,
    runbook::{Runbook, RunbookName, Surroundings},
};

pub(crate) mod in_force;

use crate::as_code::{self, Mistake, Mistakes};

/// Runbooks by their names.
pub type Books = BTreeMap<RunbookName, Runbook>;

/// A file that is not there for so long is gone, and is not just being replaced.
const SETTLES: Duration = Duration::from_secs(10);

/// The runbooks of a folder: each of its files that ends in `.toml`, and no folder in it. They are read again when something
/// in it has changed. Of one that has mistakes the version before stays in force, and the others are not held up. What
/// runs keeps the runbook it began with.
pub struct Runbooks {
    folder: Option<PathBuf>,
    settles: Duration,
    in_force: Mutex<InForce>,
}

/// There are none.
impl Default for Runbooks {
    fn default() -> Self {
        Self { folder: None, settles: SETTLES, in_force: Mutex::default() }
    }
}

#[derive(Default)]
struct InForce {
    books: Arc<Books>,
    /// The runbooks of which there is a file, also one that has mistakes.
    written: BTreeSet<RunbookName>,
    /// Since when there are files of these and no others; none where the folder could not be read the last time.
    since: Option<Instant>,
    /// The files that were last read, each with its time.
    read: Vec<(PathBuf, Option<SystemTime>)>,
    /// The plan beside which they were.
    plan: Option<Arc<Plan>>,
}

impl Runbooks {
    /// Those of a folder; reads nothing yet.
    pub fn of(folder: impl Into<PathBuf>) -> Self {
        Self { folder: Some(folder.into()), ..Self::default() }
    }

    /// The same, of which a file is gone after so long: a test does not wait for ten seconds.
    #[must_use]
    pub fn settling_after(mut self, settles: Duration) -> Self {
        self.settles = settles;
        self
    }

    /// Whether there is to be any healing.
    pub(crate) fn are_wanted(&self) -> bool {
        self.folder.is_some()
    }

    /// The runbooks of which there is a file, also one that has mistakes; none as long as another may be on its way.
    pub(crate) fn written(&self) -> Option<BTreeSet<RunbookName>> {
        let in_force = self.in_force.lock().unwrap_or_else(PoisonError::into_inner);
        in_force.has_settled(self.settles).then(|| in_force.written.clone())
    }

    /// The runbooks for what is said now.
    pub fn current(&self, around: &Surroundings) -> Arc<Books> {
        let Some(folder) = &self.folder else { return Arc::default() };
        let mut in_force = self.in_force.lock().unwrap_or_else(PoisonError::into_inner);
        let files = match files(folder) {
            Ok(files) => files,
            Err(error) => {
                tracing::error!(folder = %folder.display(), %error, "the folder of the runbooks cannot be read; those before stay in force");
                in_force.since = None;
                return Arc::clone(&in_force.books);
            }
        };
        let modified = |file: &PathBuf| fs::metadata(file).and_then(|file| file.modified()).ok();
        let there: Vec<_> = files.into_iter().map(|file| (file.clone(), modified(&file))).collect();
        in_force.see(there.iter().filter_map(|(file, _)| name_of(file)).collect());
        let has_settled = in_force.has_settled(self.settles);
        let is_gone = |name: &RunbookName| has_settled && !in_force.written.contains(name);
        let is_other_plan = in_force.plan.as_ref().is_none_or(|plan| !Arc::ptr_eq(plan, &around.plan));
        if is_other_plan || there != in_force.read || in_force.books.keys().any(is_gone) {
            let files = there.iter().map(|(file, _)| file.as_path());
            let (mut books, bad) = read_files(files, around);
            for (file, Mistakes(mistakes)) in bad {
                mistakes.iter().for_each(|mistake| tracing::error!("{mistake}"));
                let has_old = name_of(file).is_some_and(|name| in_force.books.contains_key(&name));
                let stays = if has_old { "the old one stays in force" } else { "it is not in force" };
                tracing::error!(runbook = %file.display(), "the runbook has mistakes; {stays}");
            }
            // It has mistakes, or may just be replaced: the version before stays.
            for (name, old) in in_force.books.iter().filter(|(name, _)| !is_gone(name)) {
                books.entry(name.clone()).or_insert_with(|| old.clone());
            }
            tracing::info!(runbooks = books.len(), "the runbooks were read");
            in_force.books = Arc::new(books);
            (in_force.read, in_force.plan) = (there, Some(Arc::clone(&around.plan)));
        }
        Arc::clone(&in_force.books)
    }
}

impl InForce {
    /// There are files of these runbooks now.
    fn see(&mut self, written: BTreeSet<RunbookName>) {
        if self.since.is_none() || written != self.written {
            (self.written, self.since) = (written, Some(Instant::now()));
        }
    }

    /// Whether a file that is not there is gone, and is not just being replaced.
    fn has_settled(&self, settles: Duration) -> bool {
        self.since.is_some_and(|since| since.elapsed() >= settles)
    }
}

/// What the runbook of a file is called, where that is a name.
fn name_of(file: &Path) -> Option<RunbookName> {
    file.file_stem()?.to_str()?.parse().ok()
}

/// The runbooks of files, and the files that have mistakes.
fn read_files<'a>(
    files: impl Iterator<Item = &'a Path>,
    around: &Surroundings,
) -> (Books, Vec<(&'a Path, Mistakes)>) {
    let (mut books, mut bad) = (Books::new(), Vec::new());
    for file in files {
        match as_code::runbook(file, around) {
            Ok((name, runbook)) => drop(books.insert(name, runbook)),
            Err(mistakes) => bad.push((file, mistakes)),
        }
    }
    (books, bad)
}

/// Reads a folder. What has mistakes is not among the runbooks.
///
/// # Errors
/// The folder cannot be read.
pub fn read(folder: &Path, around: &Surroundings) -> io::Result<(Books, Vec<Mistake>)> {
    let files = files(folder)?;
    let (books, bad) = read_files(files.iter().map(PathBuf::as_path), around);
    Ok((books, bad.into_iter().flat_map(|(_, Mistakes(mistakes))| mistakes).collect()))
}

/// The files of runbooks in a folder, in the order of their names.
///
/// # Errors
/// The folder cannot be read.
pub fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml") && file.is_file());
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn around() -> Surroundings {
        let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("../plans/default.toml");
        Surroundings { plan: Arc::new(as_code::plan(&plan).unwrap()), regions: vec!["default".to_owned()] }
    }

    #[test]
    fn the_examples_have_no_mistake() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runbooks/examples");
        let (runbooks, mistakes) = read(&folder, &around()).unwrap();
        assert_eq!(mistakes, []);
        let names: Vec<_> = runbooks.keys().map(RunbookName::as_str).collect();
        assert_eq!(names, ["redeploy-checkout", "replace-instance", "restart-web", "switch-traffic"]);
    }

    #[test]
    fn they_follow_the_files_and_a_bad_or_missing_one_leaves_the_old_one_in_force() {
        let folder = tempfile::tempdir().unwrap();
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runbooks/examples/restart-web.toml");
        let text = fs::read_to_string(example).unwrap();
        let write = |name: &str, text: &str, age: u64| {
            let file = fs::File::create(folder.path().join(name)).unwrap();
            io::Write::write_all(&mut &file, text.as_bytes()).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(age)).unwrap();
        };
        let (mut runbooks, around) = (Runbooks::of(folder.path()), around());
        let said = |runbooks: &Runbooks| {
            let books = runbooks.current(&around);
            books.iter().map(|(name, book)| format!("{name}: {}", book.description)).collect::<Vec<_>>()
        };
        assert_eq!(said(&runbooks), [""; 0]);
        write("web.toml", &text.replace("A web server answers", "One"), 1);
        write("other.toml", "nothing", 1);
        assert_eq!(said(&runbooks), ["web: One with errors: it is restarted"]);
        write("web.toml", "description = 1", 2);
        write("other.toml", &text.replace("A web server answers", "Two"), 2);
        let (one, two) = ("web: One with errors: it is restarted", "other: Two with errors: it is restarted");
        assert_eq!(said(&runbooks), [two, one]);
        fs::remove_file(folder.path().join("web.toml")).unwrap();
        assert_eq!(said(&runbooks), [two, one], "it may just be replaced");
        assert_eq!(runbooks.written(), None);
        runbooks.settles = Duration::ZERO;
        assert_eq!(said(&runbooks), [two]);
        assert_eq!(runbooks.written(), Some(BTreeSet::from(["other".parse().unwrap()])));
        drop(folder);
        assert_eq!(said(&runbooks), [two], "a folder that is gone for now");
        assert_eq!(runbooks.written(), None);
    }

    #[test]
    fn what_has_mistakes_is_left_out_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runbooks/examples/restart-web.toml");
        let text = fs::read_to_string(example).unwrap();
        fs::write(folder.path().join("good.toml"), &text).unwrap();
        fs::write(folder.path().join("Bad Name.toml"), &text).unwrap();
        fs::write(folder.path().join("bad.toml"), text.replace("severity = 2", "severity = 3")).unwrap();
        fs::write(folder.path().join("notes.txt"), "none").unwrap();
        let (runbooks, mistakes) = read(folder.path(), &around()).unwrap();
        assert_eq!(runbooks.keys().map(RunbookName::as_str).collect::<Vec<_>>(), ["good"]);
        let told: Vec<_> =
            mistakes.iter().map(|mistake| format!("{}; {}", mistake.what, mistake.instead)).collect();
        assert_eq!(
            told,
            [
                "\"Bad Name\" is no name of a runbook; write up to 50 of a-z, 0-9 and - such as restart-checkout",
                "the plan has no severity 3; write one of 1, 2",
            ]
        );
        assert!(read(&folder.path().join("none"), &around()).is_err());
    }
}
