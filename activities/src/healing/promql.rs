//! What Prometheus makes of a query, by its HTTP API: `POST /api/v1/query`.

use muster_workflows::{contract::System, domain::runbook::PromqlProbe};
use serde::Deserialize;

use super::{Answer, Healer};
use crate::{
    failure::Failure,
    http::{self, below},
};

/// What to do about it. Not everybody has Prometheus, so that a worker starts without.
const NO_PROMETHEUS: &str = "the worker does not know where Prometheus is. Set MUSTER_PROMETHEUS_URL for it.";

#[derive(Deserialize)]
struct Response {
    data: Data,
}

/// A value is when, in seconds, and how much, as text.
#[derive(Deserialize)]
#[serde(tag = "resultType", content = "result", rename_all = "lowercase")]
enum Data {
    Scalar((f64, String)),
    Vector(Vec<Sample>),
    /// A range, or text: nothing to compare.
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Sample {
    value: (f64, String),
}

impl Healer {
    pub(super) async fn ask_prometheus(&self, probe: &PromqlProbe) -> Result<Answer, Failure> {
        let Some(base) = &self.prometheus else {
            return Err(Failure::refused(System::Probe, "no_prometheus", NO_PROMETHEUS));
        };
        let request = self.http.post(below(base, ["api", "v1", "query"])).form(&[("query", &probe.query)]);
        let Response { data } = http::send(System::Probe, request).await?.json()?;
        let values = match data {
            Data::Scalar((_, value)) => vec![value],
            Data::Vector(samples) => samples.into_iter().map(|sample| sample.value.1).collect(),
            Data::Other => return Ok(Answer::Unknown("the query has no single values".to_owned())),
        };
        Ok(judge(probe, &values))
    }
}

/// Every value has to be good. Prometheus writes what is no number as `NaN`.
fn judge(probe: &PromqlProbe, values: &[String]) -> Answer {
    let is_bad = |value: &&String| !probe.is.admits(value.parse().unwrap_or(f64::NAN));
    match (values, values.iter().find(is_bad)) {
        ([], _) => Answer::without_values(probe.missing),
        (_, Some(bad)) => Answer::Bad(format!("{bad}, not {}", probe.is)),
        ([first, ..], None) => Answer::Good(first.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_to_be_good() {
        let probe = PromqlProbe { query: "up".to_owned(), is: "< 0.5".parse().unwrap(), missing: None };
        let judge =
            |values: &[&str]| judge(&probe, &values.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(judge(&["0.1", "0.2"]), Answer::Good("0.1".to_owned()));
        assert_eq!(judge(&["0.1", "0.7"]), Answer::Bad("0.7, not < 0.5".to_owned()));
        assert_eq!(judge(&["NaN"]), Answer::Bad("NaN, not < 0.5".to_owned()));
        assert_eq!(judge(&[]), Answer::Unknown("there are no values".to_owned()));
    }

    #[test]
    fn the_answers_of_prometheus_are_read() {
        for (answer, values) in [
            (r#"{"status":"success","data":{"resultType":"scalar","result":[1435781451.781,"1"]}}"#, 1),
            (
                r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"job":"a"},"value":[1.5,"0"]},{"metric":{},"value":[1.5,"NaN"]}]}}"#,
                2,
            ),
            (r#"{"status":"success","data":{"resultType":"vector","result":[]}}"#, 0),
        ] {
            let Response { data } = serde_json::from_str(answer).unwrap();
            let count = match data {
                Data::Scalar(_) => 1,
                Data::Vector(samples) => samples.len(),
                Data::Other => 9,
            };
            assert_eq!(count, values, "{answer}");
        }
    }
}
