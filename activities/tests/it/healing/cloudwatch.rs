//! moto does not speak the protocol of CloudWatch's SDK, which is CBOR.

use std::collections::BTreeMap;

use aws_smithy_cbor::Encoder;
use muster_workflows::{
    contract::healing::Watched,
    domain::{
        Period,
        runbook::{CloudwatchProbe, Missing, Probe, Statistic},
    },
};

use super::Outside;
use crate::recorded::{Answer, Recorded};

fn probe(missing: Option<Missing>) -> Probe {
    Probe::Cloudwatch(CloudwatchProbe {
        namespace: "AWS/ApplicationELB".to_owned(),
        metric: "HTTPCode_Target_5XX_Count".to_owned(),
        dimensions: BTreeMap::from([("LoadBalancer".to_owned(), "app/checkout/1".to_owned())]),
        statistic: Statistic::Sum,
        period: Period::minutes(1),
        is: "< 5".parse().unwrap(),
        missing,
    })
}

/// The newest value comes first.
fn data(status: &str, values: &[f64]) -> Answer {
    let mut cbor = Encoder::new(Vec::new());
    cbor.map(1).str("MetricDataResults").array(1).map(3);
    cbor.str("Id").str("asked").str("StatusCode").str(status).str("Values").array(values.len());
    for value in values {
        cbor.double(*value);
    }
    Answer::cbor(cbor.into_writer())
}

#[tokio::test]
async fn the_newest_value_is_good_or_bad() {
    let aws = Recorded::start([data("Complete", &[4.0, 9.0]), data("Complete", &[5.5, 0.0])]).await;
    let outside = Outside::at(&aws.url).await;
    for (is_so, said) in [(false, "4"), (true, "5.5, not < 5")] {
        let seen = vec![format!("AWS/ApplicationELB HTTPCode_Target_5XX_Count: {said}")];
        assert_eq!(outside.watch(&probe(None)).await.unwrap(), Watched { is_so: Some(is_so), seen });
    }
    assert!(aws.heard()[0].ends_with("/operation/GetMetricData"), "{:?}", aws.heard());
}

#[tokio::test]
async fn where_there_are_no_values_nobody_knows() {
    for (answer, why) in [
        (data("Complete", &[]), "there are no values"),
        (data("InternalError", &[]), "CloudWatch has an error of its own"),
        (Answer::error(503, "ServiceUnavailable", "Not now.").with(503), "it answered 503"),
    ] {
        let aws = Recorded::start([answer]).await;
        let Watched { is_so, seen } = Outside::at(&aws.url).await.watch(&probe(None)).await.unwrap();
        assert_eq!(is_so, None);
        assert!(seen[0].contains(&format!("not known, {why}")), "{seen:?}");
    }
}

/// Errors, say, are only counted when there are some.
#[tokio::test]
async fn no_values_are_what_the_runbook_says() {
    for (missing, is_wrong) in [(Missing::Good, false), (Missing::Bad, true)] {
        let aws = Recorded::start([data("Complete", &[])]).await;
        let Watched { is_so, .. } = Outside::at(&aws.url).await.watch(&probe(Some(missing))).await.unwrap();
        assert_eq!(is_so, Some(is_wrong));
    }
}
