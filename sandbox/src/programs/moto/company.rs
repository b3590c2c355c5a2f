//! What a company has on AWS, made for a test: by requests alone, so that no crate of AWS's has to be compiled.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::Moto;

/// A load balancer's listener, and the target groups `NAME-blue` and `NAME-green`, of which each has an instance that is up.
#[derive(Clone, Debug)]
pub struct Balancer {
    /// The ARN of its listener.
    pub listener: String,
    /// The ARN of a target group.
    pub blue: String,
    /// The ARN of the other.
    pub green: String,
}

impl Moto {
    /// What EC2 answers.
    ///
    /// # Errors
    /// When it refuses.
    pub async fn ec2(&self, action: &str, parameters: &[(&str, &str)]) -> Result<String> {
        self.query("ec2", Self::KEY, action, parameters).await
    }

    /// Parameters of an instance to run.
    pub const RUN: &[(&str, &str)] =
        &[("ImageId", "ami-12c6146b"), ("InstanceType", "t3.micro"), ("MinCount", "1"), ("MaxCount", "1")];

    /// The id of an instance that runs.
    ///
    /// # Errors
    /// When moto refuses.
    pub async fn instance(&self) -> Result<String> {
        text(&self.ec2("RunInstances", Self::RUN).await?, "instanceId")
    }

    /// An Auto Scaling group of two, and the ids of its instances.
    ///
    /// # Errors
    /// When moto refuses.
    pub async fn group(&self, name: &str) -> Result<Vec<String>> {
        let named = ("LaunchConfigurationName", name);
        let configuration = [named, ("ImageId", "ami-12c6146b"), ("InstanceType", "t3.micro")];
        self.query("autoscaling", Self::KEY, "CreateLaunchConfiguration", &configuration).await?;
        let group = [
            ("AutoScalingGroupName", name),
            named,
            ("MinSize", "1"),
            ("MaxSize", "3"),
            ("DesiredCapacity", "2"),
            ("AvailabilityZones.member.1", "eu-west-1a"),
        ];
        self.query("autoscaling", Self::KEY, "CreateAutoScalingGroup", &group).await?;
        self.members(name).await
    }

    /// The ids of a group's instances.
    ///
    /// # Errors
    /// When moto refuses.
    pub async fn members(&self, group: &str) -> Result<Vec<String>> {
        let named = [("AutoScalingGroupNames.member.1", group)];
        let answer = self.query("autoscaling", Self::KEY, "DescribeAutoScalingGroups", &named).await?;
        Ok(texts(&answer, "InstanceId").collect())
    }

    /// A cluster with a service that is to have so many tasks.
    ///
    /// # Errors
    /// When moto refuses.
    pub async fn service(&self, cluster: &str, service: &str, tasks: u32) -> Result<()> {
        self.ecs("CreateCluster", &json!({"clusterName": cluster})).await?;
        let container = json!({"name": service, "image": "checkout:1", "memory": 64});
        let definition = json!({"family": cluster, "containerDefinitions": [container]});
        self.ecs("RegisterTaskDefinition", &definition).await?;
        let service = json!({
            "cluster": cluster, "serviceName": service, "taskDefinition": cluster, "desiredCount": tasks,
            "deploymentController": {"type": "ECS"},
        });
        self.ecs("CreateService", &service).await.map(drop)
    }

    /// A load balancer whose listener gives its groups, `blue` and `green`, these weights.
    ///
    /// # Errors
    /// When moto refuses.
    pub async fn balancer(&self, name: &str, weights: (u16, u16)) -> Result<Balancer> {
        let vpc = text(&self.ec2("CreateVpc", &[("CidrBlock", "10.0.0.0/16")]).await?, "vpcId")?;
        let mut subnets = Vec::new();
        for (zone, block) in [("eu-west-1a", "10.0.1.0/24"), ("eu-west-1b", "10.0.2.0/24")] {
            let subnet = [("VpcId", vpc.as_str()), ("CidrBlock", block), ("AvailabilityZone", zone)];
            subnets.push(text(&self.ec2("CreateSubnet", &subnet).await?, "subnetId")?);
        }
        let subnets = [("Subnets.member.1", subnets[0].as_str()), ("Subnets.member.2", &subnets[1])];
        let made = self.balancing("CreateLoadBalancer", &[&[("Name", name)], &subnets[..]].concat()).await?;
        let balancer = text(&made, "LoadBalancerArn")?;
        let (blue, green) = (
            self.target_group(&format!("{name}-blue"), &vpc).await?,
            self.target_group(&format!("{name}-green"), &vpc).await?,
        );
        let (to_blue, to_green) = (weights.0.to_string(), weights.1.to_string());
        const FORWARDS: &str = "DefaultActions.member.1.ForwardConfig.TargetGroups.member";
        let group = |n| [format!("{FORWARDS}.{n}.TargetGroupArn"), format!("{FORWARDS}.{n}.Weight")];
        let ([arn_1, weight_1], [arn_2, weight_2]) = (group(1), group(2));
        let listener = [
            ("LoadBalancerArn", balancer.as_str()),
            ("Protocol", "HTTP"),
            ("Port", "80"),
            ("DefaultActions.member.1.Type", "forward"),
            (&arn_1, &blue),
            (&weight_1, &to_blue),
            (&arn_2, &green),
            (&weight_2, &to_green),
        ];
        let listener = text(&self.balancing("CreateListener", &listener).await?, "ListenerArn")?;
        Ok(Balancer { listener, blue, green })
    }

    /// The weights that a listener gives its target groups, by their ARNs.
    ///
    /// # Errors
    /// When moto refuses.
    pub async fn listener_weights(&self, listener: &str) -> Result<BTreeMap<String, u16>> {
        let answer = self.balancing("DescribeListeners", &[("ListenerArns.member.1", listener)]).await?;
        let (_, forwards) = answer.split_once("<ForwardConfig>").context("it forwards nowhere")?;
        let weights = texts(forwards, "Weight").map(|weight| weight.parse().context("a weight"));
        texts(forwards, "TargetGroupArn").zip(weights).map(|(group, weight)| Ok((group, weight?))).collect()
    }

    async fn balancing(&self, action: &str, parameters: &[(&str, &str)]) -> Result<String> {
        self.query("elasticloadbalancing", Self::KEY, action, parameters).await
    }

    /// A target group with an instance that is up.
    async fn target_group(&self, name: &str, vpc: &str) -> Result<String> {
        let group = [("Name", name), ("VpcId", vpc), ("Protocol", "HTTP"), ("Port", "80")];
        let group = text(&self.balancing("CreateTargetGroup", &group).await?, "TargetGroupArn")?;
        let instance = self.instance().await?;
        let target = [
            ("TargetGroupArn", group.as_str()),
            ("Targets.member.1.Id", &instance),
            ("Targets.member.1.Port", "80"),
        ];
        self.balancing("RegisterTargets", &target).await?;
        Ok(group)
    }

    /// The id of a hosted zone of this domain.
    ///
    /// # Errors
    /// When moto refuses.
    pub async fn zone(&self, domain: &str) -> Result<String> {
        let body = format!(
            "<CreateHostedZoneRequest><Name>{domain}</Name><CallerReference>{domain}</CallerReference>\
             </CreateHostedZoneRequest>"
        );
        let request = self.http.post(format!("{}/2013-04-01/hostedzone", self.url)).body(body);
        let answer = self.ask("CreateHostedZone", request, "route53", Self::KEY).await?;
        let id = text(&answer, "Id")?;
        Ok(id.trim_start_matches("/hostedzone/").to_owned())
    }

    /// A zone has these records A of a name from now on, each known by an id and with a weight; one without a weight is no
    /// weighted one.
    ///
    /// # Errors
    /// When moto refuses.
    pub async fn set_records(&self, zone: &str, name: &str, records: &[(&str, Option<u8>)]) -> Result<()> {
        let change = |(id, weight): &(&str, Option<u8>)| {
            let weighted =
                weight.map(|weight| format!("<SetIdentifier>{id}</SetIdentifier><Weight>{weight}</Weight>"));
            format!(
                "<Change><Action>UPSERT</Action><ResourceRecordSet><Name>{name}</Name><Type>A</Type>{}<TTL>60</TTL>\
                 <ResourceRecords><ResourceRecord><Value>192.0.2.{}</Value></ResourceRecord></ResourceRecords>\
                 </ResourceRecordSet></Change>",
                // One that is not weighted has neither.
                weighted.unwrap_or_default(),
                id.len(),
            )
        };
        let changes: String = records.iter().map(change).collect();
        let body = format!(
            "<ChangeResourceRecordSetsRequest><ChangeBatch><Changes>{changes}</Changes></ChangeBatch>\
             </ChangeResourceRecordSetsRequest>"
        );
        let request = self.http.post(self.record_sets(zone)).body(body);
        self.ask("ChangeResourceRecordSets", request, "route53", Self::KEY).await.map(drop)
    }

    /// The weights of a name's records, by their ids.
    ///
    /// # Errors
    /// When moto refuses.
    pub async fn record_weights(&self, zone: &str, name: &str) -> Result<BTreeMap<String, u8>> {
        let request = self.http.get(self.record_sets(zone));
        let answer = self.ask("ListResourceRecordSets", request, "route53", Self::KEY).await?;
        let records = answer
            .split("<ResourceRecordSet>")
            .filter(|record| text(record, "Name").is_ok_and(|found| found.trim_end_matches('.') == name));
        let weights: BTreeMap<_, _> = records
            .map(|record| Ok((text(record, "SetIdentifier")?, text(record, "Weight")?.parse()?)))
            .collect::<Result<_>>()?;
        ensure!(!weights.is_empty(), "there are no weighted records {name}: {answer}");
        Ok(weights)
    }

    fn record_sets(&self, zone: &str) -> String {
        // moto takes the end of the address for the operation.
        format!("{}/2013-04-01/hostedzone/{zone}/rrset/", self.url)
    }
}

/// The first text of an answer between these tags.
fn text(answer: &str, tag: &str) -> Result<String> {
    texts(answer, tag).next().with_context(|| format!("no {tag} in {answer}"))
}

fn texts(answer: &str, tag: &str) -> impl Iterator<Item = String> {
    let begin = format!("<{tag}>");
    let parts: Vec<_> = answer.split(&begin).skip(1).map(str::to_owned).collect();
    parts.into_iter().filter_map(|part| Some(part.split_once('<')?.0.to_owned()))
}
