//! Who is invited.

use std::collections::BTreeSet;

use muster_tests::Muster;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn who_knows_the_impaired_service_is_invited_too() {
    let muster = Muster::start().await;
    let form = muster.open_form("ada").await;
    let values = json!({"title": "Cards are declined", "severity": "2", "services": ["payments", "search"]});
    let shown = muster.act("submit", json!({"as": "ada", "view_id": form, "values": values})).await;
    assert_eq!(shown["errors"], json!({}), "{shown}");
    let paid = muster.prompted(&form).await;
    paid.confirm("grace").await;
    let other = muster.declare("ada", "Search is slow", 2).await;
    other.confirm("grace").await;

    let members = |incident: &muster_tests::Incident| BTreeSet::from_iter(incident.channel().members);
    let more: Vec<_> = members(&paid).difference(&members(&other)).cloned().collect();
    assert_eq!(more, [muster.person("akira")]);
}
