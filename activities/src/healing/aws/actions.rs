//! Which file does what.

use muster_workflows::{
    contract::{
        System,
        healing::{Act, Prepare, Prepared, Settled},
    },
    domain::runbook::{Action, Aws, CloudwatchProbe},
};

use super::{
    AwsClients, cloudwatch, ec2_reboot, ec2_replace, ec2_stop_start, ecs_redeploy, elb_weights,
    route53_weights,
};
use crate::{failure::Failure, healing::Answer};

impl AwsClients {
    /// Looks at what an action is to be done to.
    pub(crate) async fn prepare(&self, asked: &Prepare) -> Result<Prepared, Failure> {
        let (aws, takes_back) = (told(asked.aws.as_ref())?, asked.takes_back.as_ref());
        match &asked.action {
            Action::Ec2Reboot(input) => ec2_reboot::prepare(self, aws, input).await,
            Action::Ec2StopStart(input) => ec2_stop_start::prepare(self, aws, input).await,
            Action::Ec2Replace(input) => ec2_replace::prepare(self, aws, input).await,
            Action::EcsRedeploy(input) => ecs_redeploy::prepare(self, aws, input).await,
            Action::Route53Weights(input) => route53_weights::prepare(self, aws, input, takes_back).await,
            Action::ElbWeights(input) => elb_weights::prepare(self, aws, input, takes_back).await,
            action @ (Action::RedisFlush(_) | Action::Webhook(_)) => Err(not_ours(action)),
        }
    }

    /// Does it: one attempt. Where what was found before shows that it is done, it does nothing.
    pub(crate) async fn act(&self, act: &Act) -> Result<(), Failure> {
        let aws = told(act.aws.as_ref())?;
        match &act.action {
            Action::Ec2Reboot(input) => ec2_reboot::act(self, aws, input).await,
            Action::Ec2StopStart(input) => ec2_stop_start::act(self, aws, input, act).await,
            Action::Ec2Replace(input) => ec2_replace::act(self, aws, input, act).await,
            Action::EcsRedeploy(input) => ecs_redeploy::act(self, aws, input, act).await,
            Action::Route53Weights(input) => route53_weights::act(self, aws, input, act).await,
            Action::ElbWeights(input) => elb_weights::act(self, aws, input, act).await,
            action @ (Action::RedisFlush(_) | Action::Webhook(_)) => Err(not_ours(action)),
        }
    }

    /// Waits until it has come to its end. For how long is for the caller to say.
    pub(crate) async fn settle(&self, act: &Act) -> Result<Settled, Failure> {
        let aws = told(act.aws.as_ref())?;
        match &act.action {
            // Nothing that AWS tells of an instance changes by it.
            Action::Ec2Reboot(_) => Ok(Settled::Untold),
            Action::Ec2StopStart(input) => ec2_stop_start::settle(self, aws, input, act).await,
            Action::Ec2Replace(input) => ec2_replace::settle(self, aws, input, act).await,
            Action::EcsRedeploy(input) => ecs_redeploy::settle(self, aws, input, act).await,
            Action::Route53Weights(input) => route53_weights::settle(self, aws, input, act).await,
            Action::ElbWeights(input) => elb_weights::settle(self, aws, input, act).await,
            action @ (Action::RedisFlush(_) | Action::Webhook(_)) => Err(not_ours(action)),
        }
    }

    /// Asks what CloudWatch has measured.
    pub(crate) async fn ask_cloudwatch(
        &self,
        probe: &CloudwatchProbe,
        aws: Option<&Aws>,
    ) -> Result<Answer, Failure> {
        cloudwatch::probe(self, told(aws)?, probe).await
    }
}

/// A runbook that asks AWS says where: that is checked before it is taken.
fn told(aws: Option<&Aws>) -> Result<&Aws, Failure> {
    aws.ok_or_else(|| {
        let words = "the runbook does not say where. Write aws = { region = \"eu-west-1\" } in it.";
        Failure::refused(System::Aws, "no_region", words)
    })
}

fn not_ours(action: &Action) -> Failure {
    Failure::unexpected(System::Aws, format!("{} is nothing that AWS does", action.key()))
}
