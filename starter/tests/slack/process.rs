//! The program itself, as whoever deploys it meets it.

use std::{process::Stdio, time::Duration};

use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStderr, Command},
    time::timeout,
};

use crate::{
    harness::{Bench, SECRET, now, signed, until},
    raw::Raw,
    socket::connected,
};

const PATIENCE: Duration = Duration::from_secs(20);

/// `muster-starter serve`.
struct Process {
    child: Child,
    log: Lines<BufReader<ChildStderr>>,
}

impl Process {
    fn start<'a>(bench: &Bench, more: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_muster-starter"));
        command.arg("serve").env_clear().envs(bench.environment()).envs(more);
        let mut child = command.stderr(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, log }
    }

    /// What it logs behind these words.
    async fn logs(&mut self, words: &str) -> String {
        let logged = async {
            loop {
                let line = self.log.next_line().await.unwrap().expect("it goes on");
                if let Some((_, rest)) = line.split_once(words) {
                    return rest.to_owned();
                }
            }
        };
        timeout(PATIENCE, logged).await.unwrap_or_else(|_| panic!("it logs {words:?}"))
    }

    fn terminate(&self) {
        let pid = Pid::from_raw(self.child.id().unwrap().cast_signed()).unwrap();
        kill_process(pid, Signal::TERM).unwrap();
    }

    async fn ends_well(mut self) {
        let ended = timeout(PATIENCE, self.child.wait()).await.expect("it ends").unwrap();
        assert!(ended.success(), "{ended}");
    }
}

#[tokio::test]
async fn sigterm_lets_it_finish_what_is_under_way() {
    let bench = Bench::start().await;
    let mut process = Process::start(&bench, [("MUSTER_SLACK_SIGNING_SECRET", SECRET)]);
    let url = format!("http://{}", process.logs("listening address=").await);
    let list = "user_id=U0ADA&trigger_id=1.2.3&text=list";
    let under_way = tokio::spawn(signed(&url, "commands", list, SECRET, now()).send());
    let _silent = bench.temporal_is_asked().await;
    process.terminate();
    until("nobody is let in", async || Raw::try_open(&url).await.is_err()).await;
    assert!(!under_way.is_finished());

    let answer = under_way.await.unwrap().unwrap().text().await.unwrap();
    assert!(answer.contains("Not taken yet: Temporal"), "{answer}");
    process.ends_well().await;
}

#[tokio::test]
async fn with_an_app_token_it_needs_no_way_in() {
    let bench = Bench::start().await;
    let process = Process::start(&bench, [("MUSTER_SLACK_APP_TOKEN", "xapp-sandbox")]);
    connected(&bench, 2).await;
    process.terminate();
    connected(&bench, 0).await;
    process.ends_well().await;
}

#[tokio::test]
async fn with_another_token_it_says_which_it_needs_and_goes_on() {
    let bench = Bench::start().await;
    let mut process = Process::start(&bench, [("MUSTER_SLACK_APP_TOKEN", "xoxb-sandbox")]);
    process.logs("MUSTER_SLACK_APP_TOKEN has to be an app-level token, xapp-…").await;
    process.terminate();
    process.ends_well().await;
}

#[tokio::test]
async fn the_doctor_says_what_to_fix_and_ends_accordingly() {
    let bench = Bench::start().await;
    let doctor = async |more: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_muster-starter"));
        command.args(["slack", "doctor"]).env_clear().envs(bench.environment()).envs(more.iter().copied());
        let output = timeout(PATIENCE, command.output()).await.expect("it ends").unwrap();
        (
            output.status.success(),
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (is_well, told) = doctor(&[]).await;
    assert!(is_well, "{told}");
    assert!(told.contains("ok     incidents_channel #incidents: Muster is in it"), "{told}");
    let (is_well, told) = doctor(&[("MUSTER_SLACK_TOKEN", "xoxb-another")]).await;
    assert!(!is_well && told.ends_with("1 thing to fix\n"), "{told}");
    assert!(told.contains("WRONG  MUSTER_SLACK_TOKEN: Slack: invalid_auth\n       At https://"), "{told}");
}
