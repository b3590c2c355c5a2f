//! `cargo xtask record`.

use anyhow::Result;

use crate::test;

/// Runs the lives in `tests/it/` that write their histories to `tests/histories/`; they are ignored otherwise.
pub(crate) async fn run() -> Result<()> {
    test::on_a_server(&["test", "--package", "muster-tests", "--test", "it", "--", "--ignored", "record"])
        .await
}
