//! The runbooks in force.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use muster_workflows::domain::{Runbook, RunbookName, Surroundings};

use crate::as_code::{self, Mistake, Mistakes};

/// The runbooks of a folder, by their names: each of its files that ends in `.toml`, and no folder in it.
pub type Runbooks = BTreeMap<RunbookName, Runbook>;

/// Reads a folder. What has mistakes is not among the runbooks.
///
/// # Errors
/// The folder cannot be read.
pub fn read(folder: &Path, around: &Surroundings) -> io::Result<(Runbooks, Vec<Mistake>)> {
    let (mut runbooks, mut mistakes) = (Runbooks::new(), Vec::new());
    for file in files(folder)? {
        match as_code::runbook(&file, around) {
            Ok((name, runbook)) => drop(runbooks.insert(name, runbook)),
            Err(Mistakes(found)) => mistakes.extend(found),
        }
    }
    Ok((runbooks, mistakes))
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
