//! `muster-starter`: see `--help`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    muster_starter::cli::main().await
}
