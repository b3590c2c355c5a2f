//! The program itself, as whoever deploys it meets it.

use std::{process::Stdio, time::Duration};

use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

use crate::{
    harness::{Bench, SECRET, now, signed},
    raw::Raw,
};

/// Starts it, and waits until it says where it listens.
async fn serve(bench: &Bench) -> (Child, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_muster-starter"));
    command.arg("serve").env_clear().envs(bench.environment()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut process = command.spawn().unwrap();
    let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
    let address = loop {
        let line = lines.next_line().await.unwrap().expect("it listens");
        if let Some((_, address)) = line.split_once("listening address=") {
            break address.to_owned();
        }
    };
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    (process, format!("http://{address}"))
}

#[tokio::test]
async fn sigterm_lets_it_finish_what_is_under_way() {
    let bench = Bench::start().await;
    let (mut process, url) = serve(&bench).await;
    let list = "user_id=U0ADA&trigger_id=1.2.3&text=list";
    let under_way = tokio::spawn(signed(&url, "commands", list, SECRET, now()).send());
    let _silent = bench.temporal_is_asked().await;
    let pid = Pid::from_raw(process.id().unwrap().cast_signed()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    while Raw::try_open(&url).await.is_ok() {}
    assert!(!under_way.is_finished());

    let answer = under_way.await.unwrap().unwrap().text().await.unwrap();
    assert!(answer.contains("Not taken yet: Temporal"), "{answer}");
    let ended = timeout(Duration::from_secs(10), process.wait()).await.expect("it ends").unwrap();
    assert!(ended.success(), "{ended}");
}
