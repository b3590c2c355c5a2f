//! `cargo xtask bench`.

use anyhow::Result;

use crate::test;

/// Runs the benchmarks, built as they would be for production.
pub(crate) async fn run() -> Result<()> {
    test::on_a_server(&["bench", "--package", "muster-tests"]).await
}
