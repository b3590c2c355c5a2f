//! Response plans as files: read whole, or every mistake with its line and what to write instead.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use muster_workflows::domain::Plan;
use serde::Deserialize;
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

/// Something wrong in a plan file. It is shown as compilers do, `plans/default.toml:12:1: …; write …`.
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

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, what, instead } = self;
        write!(f, "{}:{line}:{column}: {what}; {instead}", file.display())
    }
}

/// A plan that cannot be used: every mistake in it, in the order of its lines, of which there is at least one.
/// It is shown as one line each.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct PlanFileError(pub Vec<Mistake>);

/// Reads a plan. A file that cannot be read is a mistake on its first line.
pub fn read(path: &Path) -> Result<Plan, PlanFileError> {
    let text = fs::read_to_string(path).map_err(|error| {
        PlanFileError(vec![Mistake {
            file: path.to_owned(),
            line: 1,
            column: 1,
            what: format!("it cannot be read: {error}"),
            instead: "write the path of a plan, a text file in TOML".to_owned(),
        }])
    })?;
    parse(path, &text)
}

/// Every mistake in a plan file, in the order of its lines: none in one that can be used.
pub fn check(path: &Path) -> Vec<Mistake> {
    read(path).map_or_else(|PlanFileError(mistakes)| mistakes, |_| Vec::new())
}

/// Reads a plan from the text of a file.
pub fn parse(file: &Path, text: &str) -> Result<Plan, PlanFileError> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let walked = walk::walk(&root, &schema::PLAN);
    let plan = Plan::deserialize(&walked.repaired);
    let faults = match (&plan, errors.is_empty()) {
        (_, false) => syntax::with(walked.faults, &errors, text),
        (Ok(plan), true) => with_problems(walked, plan, &root),
        // What the schema cannot see. None is known; better found here than at the first incident.
        (Err(error), true) if walked.faults.is_empty() => vec![Fault {
            path: Vec::new(),
            span: root.span(),
            kind: Kind::Wrong,
            what: error.to_string(),
            instead: "write it as plans/default.toml does".to_owned(),
        }],
        (Err(_), true) => walked.faults,
    };
    match plan {
        Ok(plan) if faults.is_empty() => Ok(plan),
        _ => {
            let mut mistakes: Vec<_> = faults.into_iter().map(|fault| mistake(file, text, fault)).collect();
            mistakes.sort();
            Err(PlanFileError(mistakes))
        }
    }
}

/// All faults, those among them that only show in the whole plan.
fn with_problems(walked: Walked, plan: &Plan, root: &Spanned<DeTable<'_>>) -> Vec<Fault> {
    let problems = plan.problems().into_iter().map(|problem| {
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
