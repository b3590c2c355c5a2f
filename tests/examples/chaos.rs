//! Chaos, as large as wanted: `cargo xtask chaos`.

use std::process::ExitCode;

use muster_tests::chaos;

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u32>().ok());
    let (Some(Some(incidents)), Some(Some(seed)), None) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        eprintln!("run it by `cargo xtask chaos --incidents 200 --seed 1`");
        return ExitCode::FAILURE;
    };
    let report = chaos::run(seed.into(), incidents as usize).await;
    println!("{report}");
    if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
