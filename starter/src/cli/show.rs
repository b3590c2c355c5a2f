use std::fmt::Write;

use clap::Args;
use muster_workflows::{domain::Reference, incident::Report};
use serde_json::json;

use super::{Format, lookup, output, regions};
use crate::incidents::{Listed, Trouble};

/// Show everything that is known of an incident.
#[derive(Debug, Args)]
pub(super) struct Show {
    /// Its reference, `INC-K7F3QD`
    reference: Reference,
    #[command(flatten)]
    format: Format,
}

impl Show {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let regions = regions()?;
        let incident = lookup::one(&regions, &self.reference).await?;
        let report = regions.report(&incident).await;
        let details = report.as_ref().ok();
        output::write(self.format, &json!({"incident": incident, "report": details}), || {
            text(&incident, &report)
        })
    }
}

fn text(incident: &Listed, report: &Result<Report, Trouble>) -> String {
    let mut text = output::line(incident);
    let mut line = |name: &str, value: &str| {
        // Writing into a string cannot fail.
        let _: std::fmt::Result = write!(text, "\n  {name:<12} {}", output::printable(value));
    };
    line("id", incident.id.as_str());
    line("region", &incident.region);
    if let Some(name) = &incident.declared_by {
        line("declared by", name);
    }
    if let Some(at) = incident.declared_at {
        line("declared at", &at.to_string());
    }
    if !incident.services.is_empty() {
        line("services", &incident.services.join(", "));
    }
    let links = &incident.links;
    for (name, url) in [
        ("channel", &links.channel),
        ("meeting", &links.meeting),
        ("issue", &links.ticket),
        ("post-mortem", &links.post_mortem),
    ] {
        if let Some(url) = url {
            line(name, url);
        }
    }
    match report {
        Ok(report) => {
            for (step, outcome) in &report.steps {
                line("step", &format!("{step}: {outcome}"));
            }
            if let Some(acknowledged) = &report.acknowledged {
                line("alert", &format!("acknowledged by {} at {}", acknowledged.by, acknowledged.at));
            } else if report.escalations > 0 {
                line("alert", &format!("not acknowledged; further groups alerted: {}", report.escalations));
            }
            for trouble in &report.trouble {
                line("trouble", trouble);
            }
        }
        Err(trouble) => line("steps", &format!("not known: {trouble}; is a worker up?")),
    }
    text
}
