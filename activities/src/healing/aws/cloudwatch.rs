//! What CloudWatch has measured.

use aws_sdk_cloudwatch::{
    primitives::DateTime,
    types::{Dimension, Metric, MetricDataQuery, MetricStat, ScanBy, StatusCode},
};
use jiff::Timestamp;
use muster_workflows::{
    contract::System,
    domain::runbook::{Aws, CloudwatchProbe, Statistic},
};

use super::{AwsClients, failure};
use crate::{failure::Failure, healing::Answer};

/// A metric comes to CloudWatch a minute or two late: the newest value of so many seconds counts, of those periods that
/// are shorter.
const RECENT: i64 = 300;

/// The newest value of a period that is over.
pub(super) async fn probe(
    clients: &AwsClients,
    aws: &Aws,
    probe: &CloudwatchProbe,
) -> Result<Answer, Failure> {
    let period = i64::try_from(probe.period.as_duration().as_secs()).unwrap_or(i64::MAX);
    let (from, to) = span(Timestamp::now().as_second(), period);
    let found = clients
        .cloudwatch(aws)
        .await
        .get_metric_data()
        .metric_data_queries(query(probe, period))
        .start_time(DateTime::from_secs(from))
        .end_time(DateTime::from_secs(to))
        .scan_by(ScanBy::TimestampDescending)
        .send()
        .await
        .map_err(|error| failure::of(&error))?;
    let result = found.metric_data_results().first();
    let result = result.ok_or_else(|| Failure::unexpected(System::Aws, "no result in the answer"))?;
    if result.status_code() == Some(&StatusCode::InternalError) {
        return Err(Failure::unavailable(System::Aws, "CloudWatch has an error of its own"));
    }
    let Some(value) = result.values().first() else {
        return Ok(Answer::without_values(probe.missing));
    };
    Ok(match probe.is.admits(*value) {
        true => Answer::Good(value.to_string()),
        false => Answer::Bad(format!("{value}, not {}", probe.is)),
    })
}

/// From when to when, in seconds: whole periods that are over.
fn span(now: i64, period: i64) -> (i64, i64) {
    let period = period.max(1);
    let to = now - now.rem_euclid(period);
    (to - (RECENT / period).max(1) * period, to)
}

fn query(probe: &CloudwatchProbe, period: i64) -> MetricDataQuery {
    let dimension = |(name, value): (&String, &String)| Dimension::builder().name(name).value(value).build();
    let metric = Metric::builder()
        .namespace(&probe.namespace)
        .metric_name(&probe.metric)
        .set_dimensions(Some(probe.dimensions.iter().map(dimension).collect()))
        .build();
    let stat = MetricStat::builder()
        .metric(metric)
        .period(i32::try_from(period).unwrap_or(i32::MAX))
        .stat(statistic(probe.statistic))
        .build();
    MetricDataQuery::builder().id("asked").metric_stat(stat).build()
}

const fn statistic(statistic: Statistic) -> &'static str {
    match statistic {
        Statistic::Average => "Average",
        Statistic::Sum => "Sum",
        Statistic::Minimum => "Minimum",
        Statistic::Maximum => "Maximum",
        Statistic::SampleCount => "SampleCount",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_periods_that_are_over_are_asked_for() {
        for (now, period, from, to) in [
            (10_000, 60, 9_660, 9_960),
            (10_019, 60, 9_660, 9_960),
            (10_020, 60, 9_720, 10_020),
            (10_000, 120, 9_720, 9_960),
            (10_000, 300, 9_600, 9_900),
            (10_000, 3_600, 3_600, 7_200),
        ] {
            assert_eq!(span(now, period), (from, to), "{now} {period}");
        }
    }
}
