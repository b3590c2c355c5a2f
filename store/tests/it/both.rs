//! Whoever moves from one kind of store to the other notices nothing.

use jiff::{SignedDuration, Timestamp};
use muster_store::{Kept, open_all};
use muster_workflows::domain::{
    Impact, Link, Severity, Status, Step, Title,
    record::{Counts, Details, Record, Times},
};

use crate::world::{Place, kept, listed};

const TEXTS: [&str; 8] = [
    "Checkout is down",
    "It's \"down\"; DROP TABLE incident; -- $1 ?1 {curly, braces}",
    "Ka\u{df}e \u{2615}\u{fe0f} \u{1F525}\u{1F469}\u{200d}\u{1F692}",
    "\u{62e}\u{637}\u{623} \u{5e9}\u{5d2}\u{5d9}\u{5d0}\u{5d4} \u{6545}\u{969c}",
    "back\\slash \\u0000 \\x00 \\n",
    "e\u{301} is not \u{e9}",
    "NULL",
    "\u{feff}\u{fffd}\u{10ffff}",
];
const STATUSES: [Status; 6] = [
    Status::Prompted,
    Status::Active,
    Status::Resolved,
    Status::Cancelled,
    Status::Expired,
    Status::Superseded,
];

/// The `n`th of many, no two of which are alike.
fn varied(n: u32) -> Kept {
    let text = |offset: u32| TEXTS[(n + offset) as usize % TEXTS.len()].to_owned();
    let at = |offset: u32| {
        let moments = [
            Timestamp::UNIX_EPOCH + SignedDuration::new(i64::from(n) * 7_654_321, 123_456_789),
            Timestamp::UNIX_EPOCH - SignedDuration::from_nanos(1),
            Timestamp::MIN,
            Timestamp::MAX,
        ];
        // Not each has each.
        ((n >> offset) & 1 == 1).then(|| moments[(n + offset) as usize % moments.len()])
    };
    let record = Record {
        id: format!("{}.{n}_-{}", ["a", "B", "Z", "0"][n as usize % 4], "x".repeat(n as usize % 40))
            .parse()
            .unwrap(),
        reference: text(1),
        title: Title::new(&format!("{n} {}", text(0))).unwrap(),
        severity: Severity::try_from([1, 2, 3][n as usize % 3]).unwrap(),
        services: (0..n % 4)
            .map(text)
            .chain(n.is_multiple_of(5).then(|| "a NUL: \0, a tab: \t".to_owned()))
            .collect(),
        origin: n.is_multiple_of(3).then(|| text(2)),
        status: STATUSES[n as usize % STATUSES.len()],
        drill: n.is_multiple_of(7),
        private: n.is_multiple_of(2),
        channel: n.is_multiple_of(4).then(|| text(3)),
        impact: Impact { started_at: at(0), ended_at: at(1) },
        times: Times {
            declared_at: at(2),
            confirmed_at: at(3),
            responded_at: at(4),
            announced_at: at(5),
            resolved_at: at(6),
        },
        counts: Counts { messages: n, people: u32::MAX - n, reminders: n % 2 },
        failed: if n.is_multiple_of(6) { vec![Step::Channel, Step::PostMortem] } else { Vec::new() },
    };
    let follow_up = Link { name: text(5), url: text(6) };
    let details = Details { follow_ups: vec![follow_up; n as usize % 3], ..Details::default() };
    let version = if n.is_multiple_of(11) { i64::MAX } else { i64::from(n % 4) };
    Kept { record, details: n.is_multiple_of(8).then_some(details), version }
}

#[tokio::test]
async fn both_give_the_same_answers() {
    let put: Vec<_> = (0..300).map(varied).collect();
    let places = [Place::sqlite().await, Place::postgres().await];
    let mut answers = Vec::new();
    for place in &places {
        let store = place.store().await;
        store.put(&put).await.unwrap();
        let mut got = Vec::new();
        for kept in &put {
            got.push(store.get(&kept.record.id).await.unwrap());
        }
        assert!(got.iter().map(Option::as_ref).eq(put.iter().map(Some)), "each is as it was put");
        answers.push((got, store.scan().await.unwrap()));
    }
    assert_eq!(answers[0].1.len(), put.len());
    assert_eq!(answers[0], answers[1]);
}

/// Each region has its own; an incident that moved is in both.
#[tokio::test]
async fn the_stores_of_regions_are_read_as_one() {
    let (west, east) = (Place::sqlite().await, Place::postgres().await);
    west.store().await.put(&[kept("1", "in the west", 3), kept("2", "moved", 1)]).await.unwrap();
    east.store().await.put(&[kept("2", "moved, and went on", 2), kept("3", "in the east", 5)]).await.unwrap();
    for addresses in [[&west, &east], [&east, &west]] {
        let all = open_all(&addresses.map(|place| place.address.clone())).await.unwrap();
        let scanned = all.scan().await.unwrap();
        let titles: Vec<_> = scanned.values().map(|kept| kept.record.title.as_str()).collect();
        assert_eq!(titles, ["in the west", "moved, and went on", "in the east"]);
        for kept in scanned.values() {
            let whole = all.get(&kept.record.id).await.unwrap().unwrap();
            assert!(whole.details.is_some());
            assert_eq!(listed(whole), *kept);
        }
    }
    let nowhere = Place::sqlite().await;
    let addresses = [west.address.clone(), nowhere.address.clone()];
    let error = open_all(&addresses).await.err().unwrap().to_string();
    assert!(error.starts_with("there is no store at "), "{error}");
}
