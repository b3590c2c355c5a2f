use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::{Format, output};
use crate::{
    as_code::{self, Mistake, Mistakes},
    settings::DEFAULT_PLAN,
};

/// Response plans.
#[derive(Debug, Subcommand)]
pub(super) enum Plan {
    /// Tell every mistake in response plans, with its line and what to write instead
    Check(Check),
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Plan files; the plan in force where none is named
    #[arg(value_name = "FILE", env = "MUSTER_PLAN", default_value = DEFAULT_PLAN)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    format: Format,
}

impl Plan {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let Self::Check(Check { files, format }) = self;
        let mistakes: Vec<_> =
            files.iter().filter_map(|file| as_code::plan(file).err()).flat_map(|Mistakes(all)| all).collect();
        tell(format, &files, &mistakes)
    }
}

/// Tells the mistakes in files; an error where there are any.
pub(super) fn tell(format: Format, files: &[PathBuf], mistakes: &[Mistake]) -> anyhow::Result<()> {
    let values: Vec<_> = mistakes.iter().map(value).collect();
    output::write(format, &values, || match mistakes.is_empty() {
        true => {
            files.iter().map(|file| format!("{}: no mistake", file.display())).collect::<Vec<_>>().join("\n")
        }
        false => mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    })?;
    match mistakes.len() {
        0 => Ok(()),
        1 => bail!("1 mistake"),
        many => bail!("{many} mistakes"),
    }
}

fn value(mistake: &Mistake) -> Value {
    let Mistake { file, line, column, what, instead } = mistake;
    json!({"file": file, "line": line, "column": column, "what": what, "instead": instead})
}
