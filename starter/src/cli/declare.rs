use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use jiff::{SignedDuration, Timestamp};
use muster_workflows::domain::{Declaration, DeclarationId, Plan, Severity, Title};
use serde_json::json;

use super::{Format, Speaker, output, regions, say::say, until};
use crate::{
    as_code,
    incidents::{Listed, Standing, When},
    regions::Regions,
    said::{Said, To, Word},
    settings::DEFAULT_PLAN,
};

/// Declare an incident.
#[derive(Debug, Args)]
pub(super) struct Declare {
    /// What is wrong, in at most 150 characters
    #[arg(long, value_parser = Title::new)]
    title: Title,
    /// How bad it is: a level of the response plan, 1 is the worst
    #[arg(long)]
    severity: Severity,
    /// A service that is impaired, by its id in the plan; may be repeated
    #[arg(long = "service", value_name = "ID")]
    services: Vec<String>,
    /// Since when customers feel it: `2026-11-22T09:00:00Z`, or how long ago: `25m`
    #[arg(long, value_name = "TIME", value_parser = since)]
    since: Option<Timestamp>,
    /// It is an exercise: nobody is paged, and it is counted nowhere
    #[arg(long)]
    drill: bool,
    /// Only those who are invited read what it is about. Nobody is asked to confirm it, so it takes --confirm
    #[arg(long, requires = "confirm")]
    private: bool,
    /// Confirm it too, so that nobody is asked
    #[arg(long)]
    confirm: bool,
    /// The declaration's id: declaring twice with the same id is one incident
    #[arg(long)]
    id: Option<DeclarationId>,
    /// The region that is to keep it; otherwise the first that answers, or with --confirm the first of all: of what
    /// is confirmed at once there must not be two
    #[arg(long, value_name = "NAME")]
    region: Option<String>,
    /// The response plan
    #[arg(long, env = "MUSTER_PLAN", default_value = DEFAULT_PLAN)]
    plan: PathBuf,
    #[command(flatten)]
    speaker: Speaker,
    #[command(flatten)]
    format: Format,
}

impl Declare {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let plan = as_code::plan(&self.plan)?;
        self.check(&plan)?;
        let channel = plan.incidents_channel.clone();
        let id = self.id.map_or_else(|| uuid::Uuid::new_v4().simple().to_string().parse(), Ok)?;
        let declaration = Declaration {
            id,
            title: self.title,
            severity: self.severity,
            services: self.services,
            impact_started_at: self.since,
            by: self.speaker.person(),
            at: Timestamp::now(),
            team_id: None,
            confirmed: self.confirm,
            drill: false,
            private: self.private,
        };
        let declaration = if self.drill { declaration.as_drill() } else { declaration };
        let (id, reference) = (declaration.id.clone(), declaration.reference());
        let regions = match (&self.region, self.confirm) {
            (Some(region), _) => regions()?.only(region)?,
            (None, true) => regions()?.only_first(),
            (None, false) => regions()?,
        };
        let by = declaration.by.clone();
        let declared = regions.declare(&declaration, &plan, until()).await;
        let declared = declared.with_context(|| {
            format!("It is not certain that {reference} is declared. Declare again with --id {id}: twice does no harm")
        })?;
        let is_new = declared.when == When::Now;
        let place = if declared.is_first { String::new() } else { format!(" in {}", declared.region) };
        let said = match declared.when {
            When::Now if self.confirm => format!("{reference} is declared{place} and confirmed."),
            When::Now => format!("{reference} is declared{place}: {channel} is asked to confirm it."),
            When::Before => {
                let before = format!("{reference} was declared before, with the same id");
                let incident = in_region(&regions, &id).await?;
                let is_confirmed =
                    incident.as_ref().is_some_and(|one| one.standing(&Word::Confirm) == Standing::SoAlready);
                if self.confirm && !is_confirmed {
                    let confirm = Said::now(To::Id(id.clone()), by, Word::Confirm);
                    let became = say(&regions, &confirm).await.context(before.clone())?;
                    format!("{before}. {}", became.tell(&confirm, "confirmed"))
                } else {
                    format!(
                        "{before}; it is {}.",
                        incident.map_or("over", |incident| incident.status.as_str())
                    )
                }
            }
        };
        let answer = json!({
            "reference": reference, "id": id, "region": declared.region, "new": is_new, "confirmed": self.confirm,
        });
        output::write(self.format, &answer, || said)
    }

    /// Everything that the plan does not know, at once.
    fn check(&self, plan: &Plan) -> anyhow::Result<()> {
        let mut mistakes = Vec::new();
        if plan.at(self.severity).is_none() {
            let known: Vec<_> = plan.severity.iter().map(|severity| severity.level.to_string()).collect();
            mistakes.push(format!(
                "Severity {} is not in the plan; it has {}.",
                self.severity,
                known.join(", ")
            ));
        }
        let known: Vec<_> = plan.services.iter().map(|service| service.id.as_str()).collect();
        for unknown in self.services.iter().filter(|id| !known.contains(&id.as_str())) {
            mistakes.push(format!("Service {unknown:?} is not in the plan; it has {}.", known.join(", ")));
        }
        if self.private && plan.private.is_none() {
            mistakes.push("The plan has no [private], so no incident can be private. Add it, or declare without --private.".to_owned());
        }
        if self.since.is_some_and(|since| since > Timestamp::now()) {
            mistakes.push("The time since when customers feel it is in the future.".to_owned());
        }
        if !mistakes.is_empty() {
            bail!("{}", mistakes.join("\n"));
        }
        Ok(())
    }
}

async fn in_region(regions: &Regions, id: &DeclarationId) -> anyhow::Result<Option<Listed>> {
    Ok(regions.get(id, until()).await.or_nowhere()?.incidents.into_iter().next())
}

fn since(text: &str) -> Result<Timestamp, String> {
    since_as_of(text, Timestamp::now())
}

fn since_as_of(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    if let Ok(moment) = text.parse() {
        return Ok(moment);
    }
    let ago: SignedDuration = text
        .parse()
        .map_err(|_| "write a time like 2026-11-22T09:00:00Z, or how long ago: 25m".to_owned())?;
    now.checked_sub(ago).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn since_is_a_time_or_how_long_ago() {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        for wrong in ["", "yesterday", "09:00", "25"] {
            assert!(since_as_of(wrong, now).is_err(), "{wrong}");
        }
        for (text, since) in
            [("2026-11-22T10:00:00+01:00", "2026-11-22T09:00:00Z"), ("1h 5m", "2026-11-22T10:55:00Z")]
        {
            assert_eq!(since_as_of(text, now).unwrap().to_string(), since);
        }
    }
}
