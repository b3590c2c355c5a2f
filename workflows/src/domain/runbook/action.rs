use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::domain::Period;

/// An action of a runbook, and how it is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedAction {
    /// What is done.
    #[serde(flatten)]
    pub action: Action,
    /// What it does, for people: `Drain {target}`. Where absent, it is told by what it is.
    #[serde(default)]
    pub says: Option<String>,
    /// What takes it back; where absent, what the action itself knows, which for most is nothing.
    #[serde(default)]
    pub undo: Option<Action>,
    /// So long it may take until it has come to its end.
    #[serde(default = "within")]
    pub within: Period,
}

fn within() -> Period {
    Period::minutes(10)
}

/// Something that heals, or takes back what did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Reboots an EC2 instance.
    Ec2Reboot(Instance),
    /// Stops an EC2 instance, and starts it, most likely on another host.
    Ec2StopStart(Instance),
    /// Terminates an EC2 instance, so that its Auto Scaling group puts another in its place.
    Ec2Replace(Instance),
    /// Replaces all tasks of an ECS service, and waits until it is stable.
    EcsRedeploy(EcsService),
    /// Deletes keys of a Redis.
    RedisFlush(RedisFlush),
    /// Gives weighted records of Route 53 these weights.
    Route53Weights(RecordWeights),
    /// Gives the target groups of a load balancer's listener these weights.
    ElbWeights(ListenerWeights),
    /// Sends a signed request, for everything else.
    Webhook(Webhook),
}

/// How much can go wrong by an action or a runbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Others go on meanwhile, or it is taken back.
    Low,
    /// Something is away for a while.
    Medium,
    /// Something is lost.
    High,
}

/// An EC2 instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// Its id: `i-…`, most often `{target}`.
    pub instance: String,
}

/// A service of ECS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EcsService {
    /// The name or ARN of its cluster.
    pub cluster: String,
    /// Its name or ARN.
    pub service: String,
}

/// Keys of a Redis that are deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedisFlush {
    /// The name by which the worker's settings know it: its address has a password in it.
    pub server: String,
    /// A pattern as SCAN has it: `session:*`. They are found by SCAN and deleted by UNLINK, so that others go on.
    #[serde(default)]
    pub keys: Option<String>,
    /// All keys of all its databases, by FLUSHALL.
    #[serde(default)]
    pub everything: bool,
}

/// Weighted records of Route 53.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordWeights {
    /// The id of the hosted zone: `Z…`.
    pub zone: String,
    /// Their name: `api.example.com`.
    pub name: String,
    /// Their type.
    pub r#type: RecordType,
    /// The weight, 0 to 255, of each by its set identifier.
    pub weights: BTreeMap<String, u8>,
}

/// The type of a DNS record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "their names are their meaning")]
pub enum RecordType {
    A,
    #[serde(rename = "AAAA")]
    Aaaa,
    #[serde(rename = "CNAME")]
    Cname,
}

/// The target groups to which a listener of a load balancer forwards by default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListenerWeights {
    /// The ARN of the listener.
    pub listener: String,
    /// The weight, 0 to 999, of each target group by its ARN. Those that are not named keep theirs.
    pub weights: BTreeMap<String, u16>,
}

/// A POST, signed as <https://www.standardwebhooks.com> says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// Where to.
    pub url: String,
    /// What is sent along, beside runbook, run and target.
    #[serde(default)]
    pub data: BTreeMap<String, String>,
}

impl PlannedAction {
    /// Every text in which `{target}` can stand.
    pub(super) fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        let undo = self.undo.iter_mut().flat_map(Action::texts);
        self.action.texts().into_iter().chain(undo).chain(&mut self.says)
    }
}

impl fmt::Display for PlannedAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.says {
            Some(says) => f.write_str(says),
            None => self.action.fmt(f),
        }
    }
}

impl Action {
    /// How it is called in a runbook.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Ec2Reboot(_) => "ec2_reboot",
            Self::Ec2StopStart(_) => "ec2_stop_start",
            Self::Ec2Replace(_) => "ec2_replace",
            Self::EcsRedeploy(_) => "ecs_redeploy",
            Self::RedisFlush(_) => "redis_flush",
            Self::Route53Weights(_) => "route53_weights",
            Self::ElbWeights(_) => "elb_weights",
            Self::Webhook(_) => "webhook",
        }
    }

    /// How much can go wrong by it. Nobody knows what a webhook does.
    pub const fn risk(&self) -> Risk {
        match self {
            Self::EcsRedeploy(_) => Risk::Low,
            Self::Ec2Reboot(_)
            | Self::Ec2StopStart(_)
            | Self::Route53Weights(_)
            | Self::ElbWeights(_)
            | Self::Webhook(_) => Risk::Medium,
            Self::RedisFlush(RedisFlush { everything: false, .. }) => Risk::Medium,
            Self::Ec2Replace(_) | Self::RedisFlush(_) => Risk::High,
        }
    }

    /// Whether it asks AWS.
    pub(super) const fn is_of_aws(&self) -> bool {
        match self {
            Self::Ec2Reboot(_)
            | Self::Ec2StopStart(_)
            | Self::Ec2Replace(_)
            | Self::EcsRedeploy(_)
            | Self::Route53Weights(_)
            | Self::ElbWeights(_) => true,
            Self::RedisFlush(_) | Self::Webhook(_) => false,
        }
    }

    /// Every text in which `{target}` can stand.
    pub(super) fn texts(&mut self) -> Vec<&mut String> {
        match self {
            Self::Ec2Reboot(Instance { instance })
            | Self::Ec2StopStart(Instance { instance })
            | Self::Ec2Replace(Instance { instance }) => vec![instance],
            Self::EcsRedeploy(EcsService { cluster, service }) => vec![cluster, service],
            Self::RedisFlush(RedisFlush { keys, .. }) => keys.iter_mut().collect(),
            Self::Route53Weights(RecordWeights { name, .. }) => vec![name],
            Self::ElbWeights(ListenerWeights { listener, .. }) => vec![listener],
            Self::Webhook(Webhook { url, data }) => std::iter::once(url).chain(data.values_mut()).collect(),
        }
    }
}

/// What it does, for people.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ec2Reboot(Instance { instance }) => write!(f, "Reboot {instance}"),
            Self::Ec2StopStart(Instance { instance }) => write!(f, "Stop and start {instance}"),
            Self::Ec2Replace(Instance { instance }) => {
                write!(f, "Replace {instance} in its Auto Scaling group")
            }
            Self::EcsRedeploy(EcsService { cluster, service }) => {
                write!(f, "Replace the tasks of {service} in {cluster}")
            }
            Self::RedisFlush(RedisFlush { server, keys: Some(keys), .. }) => {
                write!(f, "Delete the keys {keys} of the Redis {server}")
            }
            Self::RedisFlush(RedisFlush { server, .. }) => write!(f, "Delete all keys of the Redis {server}"),
            Self::Route53Weights(RecordWeights { name, weights, .. }) => {
                write!(f, "Switch {name} to {}", listed_weights(weights))
            }
            Self::ElbWeights(ListenerWeights { weights, .. }) => {
                write!(f, "Switch the load balancer to {}", listed_weights(weights))
            }
            Self::Webhook(Webhook { url, .. }) => write!(f, "Send a webhook to {}", host(url)),
        }
    }
}

/// Weights for people: `blue 100, green 0`.
pub fn listed_weights<N: fmt::Display>(weights: &BTreeMap<String, N>) -> String {
    let each = weights.iter().map(|(id, weight)| format!("{} {weight}", target_group_name(id)));
    each.collect::<Vec<_>>().join(", ")
}

/// Of the ARN of a target group, its name; anything else as it is.
pub fn target_group_name(id: &str) -> &str {
    id.rsplit_once(":targetgroup/").map_or(id, |(_, name)| name.split('/').next().unwrap_or(name))
}

/// Of an address what may be read by everybody: the rest can be secret.
fn host(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    let authority = after.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}
