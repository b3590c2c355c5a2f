//! `cargo xtask ci`.

use anyhow::Result;

use crate::cargo::Cargo;
use crate::test;

/// What fails soonest comes first.
pub(crate) async fn run() -> Result<()> {
    Cargo::new(&["fmt", "--all", "--check"])?.run().await?;
    Cargo::new(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?.run().await?;
    Cargo::new(&["doc", "--workspace", "--no-deps", "--document-private-items"])?
        .env("RUSTDOCFLAGS", "-D warnings")
        .run()
        .await?;
    test::run(&[]).await
}
