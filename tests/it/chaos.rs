//! A small chaos; `cargo xtask chaos` makes larger ones.

use muster_tests::chaos;

#[tokio::test(flavor = "multi_thread")]
async fn chaos_loses_nothing_and_doubles_nothing() {
    let report = chaos::run(1, 12).await;
    println!("{report}");
    assert!(report.is_good(), "{report}");
}
