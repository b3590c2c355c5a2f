//! What runbooks do: to AWS, of which moto and recorded answers stand in, and to a real Redis.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use muster_activities::{Healer, config::AwsConfig};
use muster_workflows::{
    contract::healing::{Act, Aim, Prepare, Prepared, Settled, Watch, Watched},
    domain::{
        Period,
        runbook::{Action, Aws, Probe},
    },
};

use temporalio_sdk::testing::{ActivityEnvironment, TestActivityInfoOptions};

use crate::{
    moto::{self, moto},
    world::{Failed, World},
};

mod auto_scaling;
mod cloudwatch;
mod ec2;
mod ecs;
mod elb;
mod environment;
mod failures;
mod not_begun;
mod redis;
mod roles;
mod route53;
mod signatures;
mod webhook;

/// A worker beside whatever its runbooks ask.
pub(crate) struct Outside {
    world: World,
    aws: Aws,
}

impl Outside {
    /// Beside moto.
    pub(crate) async fn moto() -> Self {
        Self::with(moto::config(moto().await.url())).await
    }

    /// Beside an AWS of one's own.
    pub(crate) async fn at(url: &str) -> Self {
        Self::with(moto::config(url)).await
    }

    pub(crate) async fn with(config: AwsConfig) -> Self {
        let mut world = World::start().await;
        world.config.aws = config;
        Self { world, aws: moto::aws() }
    }

    /// Assumes a role first.
    pub(crate) fn assuming(mut self, role: &str) -> Self {
        self.aws.role = Some(role.to_owned());
        self
    }

    pub(crate) async fn prepare(&self, action: &Action) -> Result<Prepared, Failed> {
        self.look(action, None).await
    }

    /// Before it takes another back.
    pub(crate) async fn prepare_to_take_back(
        &self,
        taken: &Action,
        action: &Action,
    ) -> Result<Prepared, Failed> {
        self.look(action, Some(taken.clone())).await
    }

    async fn look(&self, action: &Action, takes_back: Option<Action>) -> Result<Prepared, Failed> {
        let input = Prepare { action: action.clone(), aws: Some(self.aws.clone()), takes_back };
        self.world.run(Healer::prepare, input).await
    }

    pub(crate) async fn act(&self, act: &Act) -> Result<(), Failed> {
        self.world.run(Healer::act, act.clone()).await
    }

    pub(crate) async fn settle(&self, act: &Act) -> Result<Settled, Failed> {
        self.world.run_durably(Healer::settle, act.clone()).await
    }

    /// Looks once, or until somebody knows.
    pub(crate) async fn watch(&self, probe: &Probe) -> Result<Watched, Failed> {
        let (every, aim) = (Period::seconds(1), Aim::Wrong { lasting: Period::seconds(0) });
        let input = Watch { probes: vec![probe.clone()], aws: Some(self.aws.clone()), aim, every };
        self.world.run(Healer::watch, input).await
    }

    /// A worker that goes on, with time enough to wait.
    pub(crate) fn worker(&self) -> ActivityEnvironment {
        let start = SystemTime::UNIX_EPOCH;
        let info = TestActivityInfoOptions::builder().started_time(Some(start));
        let info = info.deadline(Some(start + Duration::from_secs(60))).build();
        ActivityEnvironment::builder().register_activities(self.world.client::<Healer>()).info(info).build()
    }

    /// An action that was looked at, and not begun.
    pub(crate) async fn prepared(&self, action: Action) -> Act {
        let prepared = self.prepare(&action).await.unwrap();
        self.asked(action, prepared)
    }

    pub(crate) fn asked(&self, action: Action, prepared: Prepared) -> Act {
        Act {
            id: "act-1".to_owned(),
            runbook: "restart-checkout".parse().unwrap(),
            target: "web-1".parse().unwrap(),
            action,
            aws: Some(self.aws.clone()),
            prepared,
            begun_at: Timestamp::now(),
        }
    }
}

/// Why it was refused, as a line of code and words.
fn refusal(failed: &Failed) -> String {
    assert!(failed.is_final(), "{failed:?}");
    format!("{}: {}", failed.kind(), failed.words())
}

/// A failure for good, in whose words this stands for the id.
fn refusal_of(failed: &Failed, id: &str) -> String {
    refusal(failed).replace(id, "<id>")
}
