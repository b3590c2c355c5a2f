use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueEnum};
use jiff::{Timestamp, civil::Date};
use muster_workflows::domain::{
    Plan, Zone, in_words,
    uptime::{Budget, Calendar, OfService, Stretch, Window, by_service},
};
use serde::Serialize;

use super::{Format, output};
use crate::{as_code, settings::DEFAULT_PLAN};

/// Tell how much of a time everything was up, and each service. Days are those of the plan's time zone; drills and false
/// alarms do not count, of overlapping incidents the worst does.
#[derive(Debug, Args)]
pub(super) struct Uptime {
    /// The first day
    #[arg(long, value_name = "DATE")]
    from: Date,
    /// The day after the last; of what has not been yet nothing counts
    #[arg(long, value_name = "DATE")]
    to: Date,
    /// Only this service, by its id
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
    /// Also of each part of it
    #[arg(long, value_enum)]
    by: Option<By>,
    /// The response plan, which has services, objectives and what each severity takes away
    #[arg(long, env = "MUSTER_PLAN", default_value = DEFAULT_PLAN)]
    plan: PathBuf,
    #[command(flatten)]
    kept: super::Kept,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    Month,
    Quarter,
    Year,
}

impl From<By> for Calendar {
    fn from(by: By) -> Self {
        match by {
            By::Month => Self::Month,
            By::Quarter => Self::Quarter,
            By::Year => Self::Year,
        }
    }
}

/// The uptime of a service, or of all together.
#[derive(Debug, Serialize)]
struct Row {
    /// The service's id; absent for all together.
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<String>,
    #[serde(skip)]
    name: String,
    #[serde(flatten)]
    figures: Figures,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Part>,
}

/// The same of a month, quarter or year.
#[derive(Debug, Serialize)]
struct Part {
    name: String,
    #[serde(flatten)]
    figures: Figures,
}

/// How it was in a time.
#[derive(Debug, Serialize)]
struct Figures {
    /// For people.
    #[serde(skip)]
    shown: String,
    uptime_percent: f64,
    down_seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    objective_percent: Option<f64>,
    /// What the objective leaves; less than nothing where it was down for longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    budget_left_seconds: Option<f64>,
}

/// All together, and each service.
#[derive(Debug, Serialize)]
struct Everything<'a> {
    #[serde(flatten)]
    together: &'a Row,
    services: &'a [Row],
}

impl Uptime {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let plan = as_code::plan(&self.plan)?;
        let asked = asked(self.from, self.to, &plan.work_hours.time_zone)?;
        let kept = self.kept.open().await?.scan().await?;
        let services = by_service(kept.values().map(|kept| &kept.record), &plan);
        let parts = self.by.map(|by| Calendar::from(by).divide(asked, &plan.work_hours.time_zone));
        let (parts, now) = (parts.unwrap_or_default(), Timestamp::now());
        let rows: Vec<_> = services.iter().map(|of| row(of, &plan, asked, &parts, now)).collect();
        let Some(service) = &self.service else {
            let (together, services) =
                rows.split_first().unwrap_or_else(|| unreachable!("all together is first"));
            return output::write(self.format, &Everything { together, services }, || text(&rows));
        };
        let Some(row) = rows.iter().find(|row| row.service.as_ref() == Some(service)) else {
            let known: Vec<_> = rows.iter().filter_map(|row| row.service.as_deref()).collect();
            bail!("There is no service {service:?}. There are {}.", known.join(", "));
        };
        output::write(self.format, row, || text(std::slice::from_ref(row)))
    }
}

/// These days.
fn asked(from: Date, to: Date, zone: &Zone) -> anyhow::Result<Window> {
    if to <= from {
        bail!("--to is the day after the last, and {to} is not after {from}.");
    }
    let start = |day: Date| Ok::<_, jiff::Error>(day.to_zoned(zone.tz().clone())?.timestamp());
    Ok(Window { from: start(from)?, to: start(to)? })
}

fn row(of: &OfService, plan: &Plan, asked: Window, parts: &[Stretch], now: Timestamp) -> Row {
    // What has not been yet is neither up nor down.
    let begun = parts.iter().filter(|part| part.window.from < now);
    let part = |part: &Stretch| Part { name: part.name.clone(), figures: Figures::new(of, part.window, now) };
    Row {
        service: of.service.clone(),
        name: of.service.as_deref().map_or("All together", |service| plan.service_name(service)).to_owned(),
        figures: Figures::new(of, asked, now),
        parts: begun.map(part).collect(),
    }
}

impl Figures {
    /// Of a time, as far as it has been; what an objective leaves is for all of it.
    fn new(of: &OfService, window: Window, now: Timestamp) -> Self {
        let uptime = of.uptime(window.within(Window { from: window.from, to: now }));
        let budget = of.objective.map(|objective| uptime.budget(objective, window));
        let percent = format!("{:>9}", uptime.to_string());
        let shown = match of.objective.zip(budget) {
            None => percent,
            Some((objective, Budget { left, .. })) if left.is_negative() => {
                format!("{percent}  down for {} more than {objective} allows", in_words(-left))
            }
            Some((objective, Budget { left, .. })) => {
                format!("{percent}  {objective} allows {} more", in_words(left))
            }
        };
        Self {
            shown,
            uptime_percent: uptime.percent(),
            down_seconds: uptime.down().as_secs_f64(),
            objective_percent: of.objective.map(f64::from),
            budget_left_seconds: budget.map(|budget| budget.left.as_secs_f64()),
        }
    }
}

fn text(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or_default();
    let mut lines = Vec::new();
    for Row { name, figures, parts, .. } in rows {
        lines.push(format!("{name:<width$}  {}", figures.shown));
        lines.extend(parts.iter().map(|Part { name, figures }| format!("  {name:<10}  {}", figures.shown)));
    }
    lines.into_iter().map(|line| output::printable(&line)).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use muster_workflows::domain::record::{Imported, Record};
    use serde_json::{Value, json};

    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn plan() -> Plan {
        let mut plan = as_code::plan(std::path::Path::new(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../plans/default.toml"
        )))
        .unwrap();
        plan.uptime_objective = 99.9.try_into().ok();
        plan
    }

    /// Checkout is down for an hour of October and two of November in Paris, across the month's end.
    fn records() -> Vec<Record> {
        let line = json!({
            "reference": "1", "title": "t", "severity": 1, "services": ["checkout"],
            "impact_started_at": "2026-10-31T22:00:00Z", "resolved_at": "2026-11-01T01:00:00Z",
        });
        vec![serde_json::from_value::<Imported>(line).unwrap().into_record().unwrap()]
    }

    fn rows(window: Window, by: Calendar, now: &str) -> Vec<Row> {
        let plan = plan();
        let parts = by.divide(window, &plan.work_hours.time_zone);
        by_service(&records(), &plan).iter().map(|of| row(of, &plan, window, &parts, time(now))).collect()
    }

    #[test]
    fn days_are_the_plans() {
        let zone: Zone = "Europe/Paris".to_owned().try_into().unwrap();
        let date = |text: &str| text.parse::<Date>().unwrap();
        let (from, to) = (date("2026-10-01"), date("2026-12-01"));
        let window = asked(from, to, &zone).unwrap();
        assert_eq!((window.from, window.to), (time("2026-09-30T22:00:00Z"), time("2026-11-30T23:00:00Z")));
        assert!(asked(to, from, &zone).is_err() && asked(to, to, &zone).is_err());
    }

    #[test]
    fn each_month_has_its_part() {
        let window = Window { from: time("2026-09-30T22:00:00Z"), to: time("2026-11-30T23:00:00Z") };
        let rows = rows(window, Calendar::Month, "2027-01-01T00:00:00Z");
        let value = serde_json::to_value(&rows[1]).unwrap();
        assert_eq!((&value["service"], &value["down_seconds"]), (&json!("checkout"), &json!(10_800.0)));
        let parts: Vec<&Value> =
            value["parts"].as_array().unwrap().iter().map(|part| &part["down_seconds"]).collect();
        assert_eq!(parts, [&json!(3_600.0), &json!(7_200.0)]);
        // Of 61 days and an hour, 0.1 % are 87.9 minutes, of October's 31 and an hour 44.7, of November's 30 43.2; it was down
        // for 180, 60 and 120.
        let text = text(&rows[..2]);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "All together   99.795 %  down for 1 hour 32 minutes more than 99.9 % allows");
        assert_eq!(lines[4], "  2026-10      99.865 %  down for 15 minutes more than 99.9 % allows");
        assert_eq!(lines[5], "  2026-11      99.722 %  down for 1 hour 16 minutes more than 99.9 % allows");
        assert!(lines[3].starts_with("Checkout       99.795 %"), "{text}");
        assert_eq!(lines.len(), 6);
    }

    /// On 2 November, of which two hours are down, all of November's 43.2 minutes and no more are allowed.
    #[test]
    fn what_has_not_been_is_not_up_and_may_still_be_down() {
        let window = Window { from: time("2026-10-31T23:00:00Z"), to: time("2026-12-31T23:00:00Z") };
        let rows = rows(window, Calendar::Month, "2026-11-01T23:00:00Z");
        let value = serde_json::to_value(&rows[1]).unwrap();
        let [november] = value["parts"].as_array().unwrap().as_slice() else { panic!("{value}") };
        assert_eq!((&november["name"], &november["down_seconds"]), (&json!("2026-11"), &json!(7_200.0)));
        assert_eq!(november["budget_left_seconds"], json!(2_592.0 - 7_200.0));
        let percent = november["uptime_percent"].as_f64().unwrap();
        assert!((percent - 100.0 * 22.0 / 24.0).abs() < 1e-9, "of one day: {percent}");
    }

    #[test]
    fn what_is_told_of_all_and_of_one_has_the_uptime_in_the_same_place() {
        let window = Window { from: time("2026-12-01T00:00:00Z"), to: time("2026-12-02T00:00:00Z") };
        let rows = rows(window, Calendar::Year, "2027-01-01T00:00:00Z");
        let (together, services) = rows.split_first().unwrap();
        let all = serde_json::to_value(Everything { together, services }).unwrap();
        assert_eq!(all["uptime_percent"], json!(100.0));
        assert_eq!(all["services"][0]["uptime_percent"], json!(100.0));
        assert_eq!(all.get("service"), None);
    }
}
