//! `cargo xtask record`.

use anyhow::Result;

use crate::test;

/// Takes incidents through whole lives and writes their histories to `tests/histories/`.
pub(crate) async fn run() -> Result<()> {
    test::on_a_server(&["run", "--package", "muster-tests", "--example", "record"]).await
}
