//! Runbooks, as a starter hands them to their keepers.

use std::path::PathBuf;

use futures_util::TryStreamExt;
use jiff::Timestamp;
use muster_activities::region;
use muster_workflows::{
    contract::region::Noticed,
    domain::{
        Plan,
        runbook::{Notice, Report, Runbook, RunbookName, Source, Stage},
    },
    ids,
    look::{self, Look},
    run::{self, Run},
    runbook::Keeper,
    visibility,
};
use serde_json::{Value, json};
use temporalio_client::{
    Client, WorkflowFetchHistoryOptions, WorkflowHandle, WorkflowListOptions, WorkflowQueryOptions,
    WorkflowStartOptions,
    errors::WorkflowInteractionError,
    schedules::{CreateScheduleOptions, ScheduleAction, ScheduleHandle, ScheduleSpec},
};
use temporalio_common::protos::temporal::api::history::v1::{HistoryEvent, history_event::Attributes};

use crate::{Muster, muster::unique, until};

/// A runbook of a Muster, under a name of its own.
pub struct Book<'a> {
    /// Whose.
    pub muster: &'a Muster,
    /// Its name.
    pub name: RunbookName,
    /// What it says.
    pub runbook: Runbook,
    plan: Plan,
}

impl Muster {
    /// A runbook that restarts the company's services by a webhook, in a second, with some of it otherwise.
    pub fn runbook(&self, change: impl FnOnce(&mut Value)) -> Book<'_> {
        let base = format!("{}/services", self.sandbox.url());
        let is_well = json!([{ "http": { "url": format!("{base}/{{target}}/health") } }]);
        let mut runbook = json!({
            "description": "A web server answers with errors: it is restarted",
            "trigger": [{ "alert": { "labels": { "alertname": "Errors" }, "target": "instance" } }],
            "detect": { "probe": is_well, "every": "1s" },
            "guard": { "cool_down": "1s" },
            "action": [{ "webhook": { "url": format!("{base}/hooks/restart") } }],
            "verify": { "probe": is_well, "good_for": "0s", "within": "2s", "every": "1s" },
        });
        change(&mut runbook);
        let runbook: Runbook = serde_json::from_value(runbook).expect("a runbook");
        let name = unique("heal").replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        Book { muster: self, name: name.parse().expect("a name"), runbook, plan: crate::muster::plan() }
    }

    /// A webhook of the company's services.
    pub fn hook(&self, verb: &str) -> Value {
        json!({ "webhook": { "url": format!("{}/services/hooks/{verb}", self.sandbox.url()) } })
    }
}

impl Muster {
    /// A schedule that looks like one of a runbook's and is another Muster's.
    pub async fn schedule_of_another(&self, book: &Book<'_>) -> ScheduleHandle<Client> {
        let look = look::Input {
            name: book.name.clone(),
            runbook: book.runbook.clone(),
            plan: book.plan.clone(),
            trigger: 0,
        };
        let options = CreateScheduleOptions::builder()
            .action(ScheduleAction::start_workflow(Look::run, look, "another", "look-another"))
            .spec(ScheduleSpec::from_interval(std::time::Duration::from_secs(86_400)))
            .paused(true)
            .build();
        let name = format!("another-{}", book.name).parse().expect("a name");
        let id = ids::schedule(&name, 0);
        self.client.create_schedule(id, options).await.expect("a schedule")
    }
}

/// Something is wrong with a target, says its first trigger.
pub fn notice(target: &str) -> Notice {
    Notice {
        target: target.parse().expect("a target"),
        from: Source::Trigger(0),
        fingerprint: target.to_owned(),
        since: Timestamp::now(),
        is_over: false,
        says: "Errors: 17 %".to_owned(),
        request: None,
    }
}

impl Book<'_> {
    /// The starter has it in its folder from now on, or in another version.
    pub fn put_in_force(&self) {
        let runbook = toml::to_string(&self.runbook).expect("a runbook as TOML");
        std::fs::write(self.file(), runbook).expect("a written runbook");
    }

    /// The starter has it no more.
    pub fn take_out_of_force(&self) {
        std::fs::remove_file(self.file()).expect("it was in force");
    }

    fn file(&self) -> PathBuf {
        self.muster.runbooks_folder().join(format!("{}.toml", self.name))
    }

    /// Whether it has the schedule of its first trigger.
    pub async fn has_schedule(&self) -> bool {
        let schedule = self.muster.client.get_schedule_handle(ids::schedule(&self.name, 0));
        schedule.describe(Default::default()).await.is_ok()
    }

    /// Whether a look has learnt all that it wanted to know; none where Temporal does not say.
    pub async fn has_looked(&self) -> Option<bool> {
        let query = format!(
            "TaskQueue = '{}' AND WorkflowType = 'look' AND ExecutionStatus = 'Completed'",
            self.muster.task_queue
        );
        let looks = self.muster.client.list_workflows(query, WorkflowListOptions::default());
        let looks: Vec<_> = looks.try_collect().await.ok()?;
        Some(!looks.is_empty())
    }

    /// Its keeper hears something. The starter would take one of which it has no file for gone.
    pub async fn notice(&self, notices: impl IntoIterator<Item = Notice>) {
        if !self.file().exists() {
            self.put_in_force();
        }
        let noticed = Noticed {
            name: self.name.clone(),
            runbook: self.runbook.clone(),
            plan: self.plan.clone(),
            notices: notices.into_iter().collect(),
        };
        let told = region::notify(&self.muster.client, &self.muster.task_queue, noticed).await;
        told.expect("Temporal takes it");
    }

    /// Tells what it would do.
    pub async fn dry_run(&self, target: &str) -> Report {
        let input = run::Input::new(&self.name, &self.runbook, &self.plan, notice(target), Timestamp::now());
        let input = run::Input { dry_run: true, ..input };
        let options = WorkflowStartOptions::new(self.muster.task_queue.as_str(), ids::run(&input.id)).build();
        let run = self.muster.client.start_workflow(Run::run, input, options).await.expect("it begins");
        run.get_result(Default::default()).await.expect("it ends")
    }

    /// Its keeper.
    pub fn keeper(&self) -> WorkflowHandle<Client, Keeper> {
        self.muster.client.get_workflow_handle(ids::runbook(&self.name))
    }

    /// The id of its keeper's present run.
    pub async fn keeper_run(&self) -> String {
        let described = self.keeper().describe(Default::default()).await.expect("there is a keeper");
        described.run_id().to_owned()
    }

    /// Whether it has a keeper, or had one.
    pub async fn has_keeper(&self) -> bool {
        match self.keeper().describe(Default::default()).await {
            Ok(_) => true,
            Err(WorkflowInteractionError::NotFound(_)) => false,
            Err(error) => panic!("Temporal does not say: {error}"),
        }
    }

    /// Waits until all is said of a run that there is to say.
    pub async fn closed(&self, run: &Report) {
        let handle = self.muster.client.get_workflow_handle::<Run>(ids::run(&run.id));
        handle.get_result(Default::default()).await.expect("it ends");
    }

    /// How many signals its keeper has had, in its last run.
    pub async fn signals(&self) -> usize {
        self.heard().await.len()
    }

    /// Waits until its keeper has had a signal of this name, or with this in it.
    pub async fn hears(&self, what: &str) {
        until(&format!("its keeper hears {what}"), async || {
            self.heard().await.iter().any(|signal| signal.contains(what)).then_some(())
        })
        .await;
    }

    /// The signals that its keeper has had, in its last run: each its name, and what came with it.
    async fn heard(&self) -> Vec<String> {
        let events = self.keeper().fetch_history(WorkflowFetchHistoryOptions::default());
        let events: Vec<_> = events.try_collect().await.expect("a history");
        let signal = |event: HistoryEvent| match event.attributes? {
            Attributes::WorkflowExecutionSignaledEventAttributes(signal) => {
                let input = signal.input.into_iter().flat_map(|input| input.payloads);
                let input = input.map(|payload| String::from_utf8_lossy(&payload.data).into_owned());
                Some(format!("{} {}", signal.signal_name, input.collect::<String>()))
            }
            _ => None,
        };
        events.into_iter().filter_map(signal).collect()
    }

    /// How its runs are, the latest first.
    pub async fn runs(&self) -> Vec<Report> {
        let (client, key) = (&self.muster.client, visibility::RUNBOOK.name());
        let query = format!("WorkflowType = 'run' AND {key} = '{}'", self.name);
        // A server on which many tests list at once says at times that it is too much.
        let found: Vec<_> = until("Temporal lists the runs", async || {
            client.list_workflows(query.clone(), WorkflowListOptions::default()).try_collect().await.ok()
        })
        .await;
        let mut runs = Vec::new();
        for run in found {
            let handle = client.get_workflow_handle::<Run>(run.id().to_owned());
            if let Ok(report) = handle.query(Run::report, (), WorkflowQueryOptions::default()).await {
                runs.push(report);
            }
        }
        runs
    }

    /// Waits until so many runs have ended, and no other is under way; they are in no order.
    pub async fn ended(&self, count: usize) -> Vec<Report> {
        self.muster
            .until("the runs have ended", async || {
                let runs = self.runs().await;
                let ended = runs.iter().filter(|run| matches!(run.stage, Stage::Ended(_))).count();
                (ended == count && runs.len() == count).then_some(runs)
            })
            .await
    }

    /// The only run, once it has ended.
    pub async fn run(&self) -> Report {
        self.ended(1).await.remove(0)
    }
}
