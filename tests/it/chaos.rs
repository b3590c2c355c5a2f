//! Everything at once. `cargo xtask chaos` takes more incidents, and other seeds.

use muster_tests::chaos;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_nothing_is_lost_and_nothing_is_there_twice() {
    let report = chaos::run(1, 12).await;
    println!("{report}");
    assert!(report.is_good(), "{report}");
}
