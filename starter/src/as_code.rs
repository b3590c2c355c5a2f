//! Response plans and runbooks as files: read whole, or every mistake with its line and what to write instead.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use muster_workflows::domain::{
    Plan, Problem,
    runbook::{Runbook, RunbookName, Surroundings},
};
use serde::de::DeserializeOwned;
use shape::Field;
use toml::{Spanned, de::DeTable};
use walk::{Fault, Kind, Walked};

mod alike;
mod place;
mod schema;
mod shape;
mod syntax;
#[cfg(test)]
mod tests;
mod walk;

/// Something wrong in a file. It is shown as compilers do, `plans/default.toml:12:1: …; write …`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The file, as it was named.
    pub file: PathBuf,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub what: String,
    /// What to do instead: `write "15m"`.
    pub instead: String,
}

impl Mistake {
    /// One that is nowhere in particular.
    pub(crate) fn in_the_whole(file: &Path, what: impl Into<String>, instead: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: 1, column: 1, what: what.into(), instead: instead.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, what, instead } = self;
        write!(f, "{}:{line}:{column}: {what}; {instead}", file.display())
    }
}

/// A file that cannot be used: every mistake in it, in the order of its lines, of which there is at least one.
/// It is shown as one line each.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Mistakes(pub Vec<Mistake>);

/// Reads a plan. A file that cannot be read is a mistake on its first line.
///
/// # Errors
/// Every mistake in it.
pub fn plan(path: &Path) -> Result<Plan, Mistakes> {
    read(path, &())
}

/// Reads a runbook, which is called as its file is.
///
/// # Errors
/// Every mistake in it.
pub fn runbook(path: &Path, around: &Surroundings) -> Result<(RunbookName, Runbook), Mistakes> {
    let runbook = read(path, around)?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    match stem.parse() {
        Ok(name) => Ok((name, runbook)),
        Err(invalid) => {
            let told = invalid.to_string();
            let (what, instead) = told.split_once("; ").unwrap_or((&told, "give the file another name"));
            Err(Mistakes(vec![Mistake::in_the_whole(path, what, instead)]))
        }
    }
}

/// What is written as code.
trait AsCode: DeserializeOwned {
    /// What it is called.
    const NOUN: &str;
    /// A file that shows how it is written.
    const EXAMPLE: &str;
    /// What it may speak of.
    type Around;
    /// What can stand in it. The tests hold it to what serde reads.
    fn fields() -> &'static [Field];
    /// What reads well in it and makes no sense.
    fn problems(&self, around: &Self::Around) -> Vec<Problem>;
}

fn read<T: AsCode>(path: &Path, around: &T::Around) -> Result<T, Mistakes> {
    let text = fs::read_to_string(path).map_err(|error| {
        let instead = format!("write the path of a {}, a text file in TOML", T::NOUN);
        Mistakes(vec![Mistake::in_the_whole(path, format!("it cannot be read: {error}"), instead)])
    })?;
    parse(path, &text, around)
}

fn parse<T: AsCode>(file: &Path, text: &str, around: &T::Around) -> Result<T, Mistakes> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let walked = walk::walk(&root, T::fields());
    let read = T::deserialize(&walked.repaired);
    let faults = match (&read, errors.is_empty()) {
        (_, false) => syntax::with(walked.faults, &errors, text),
        (Ok(read), true) => with_problems(walked, read, around, &root),
        // What the schema cannot see. None is known; better found here than at the first incident.
        (Err(error), true) if walked.faults.is_empty() => vec![Fault {
            path: Vec::new(),
            span: root.span(),
            kind: Kind::Wrong,
            what: error.to_string(),
            instead: format!("write it as {} does", T::EXAMPLE),
        }],
        (Err(_), true) => walked.faults,
    };
    match read {
        Ok(read) if faults.is_empty() => Ok(read),
        _ => {
            let mut mistakes: Vec<_> = faults.into_iter().map(|fault| mistake(file, text, fault)).collect();
            mistakes.sort();
            Err(Mistakes(mistakes))
        }
    }
}

/// All faults, those among them that only show in the whole.
fn with_problems<T: AsCode>(
    walked: Walked,
    read: &T,
    around: &T::Around,
    root: &Spanned<DeTable<'_>>,
) -> Vec<Fault> {
    let problems = read.problems(around).into_iter().map(|problem| {
        let path = walked.as_spelt(problem.path);
        let span = place::find(root, &path);
        Fault { path, span, kind: Kind::Wrong, what: problem.what, instead: problem.instead }
    });
    let sure: Vec<_> =
        problems.filter(|problem| !walked.faults.iter().any(|fault| fault.concerns(&problem.path))).collect();
    walked.faults.into_iter().chain(sure).collect()
}

fn mistake(file: &Path, text: &str, fault: Fault) -> Mistake {
    let (line, column) = place::line_and_column(text, fault.span.start);
    Mistake { file: file.to_owned(), line, column, what: fault.what, instead: fault.instead }
}
