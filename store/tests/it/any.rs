//! What holds for each kind of store.

use std::slice::from_ref;

use muster_store::open;

use crate::world::{Place, kept, listed};

macro_rules! for_each_kind {
    ($kind:ident: $($test:ident)*) => {
        mod $kind {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                super::$test(&super::Place::$kind().await).await;
            })*
        }
    };
    ($($test:ident)*) => { for_each_kind!(sqlite: $($test)*); for_each_kind!(postgres: $($test)*); };
}

for_each_kind! {
    what_is_put_is_there_whole_also_when_it_is_opened_again
    of_two_versions_the_later_stays_whichever_comes_last
    many_are_put_at_once_and_none
    several_have_it_open
    one_that_was_never_made_is_missing
    one_of_a_later_version_is_left_alone
}

async fn what_is_put_is_there_whole_also_when_it_is_opened_again(place: &Place) {
    let one = kept("1", "One \u{1F525} with 'quotes' and \"more\"", 1);
    place.store().await.put(from_ref(&one)).await.unwrap();
    let store = open(&place.address).await.unwrap();
    assert_eq!(store.get(&one.record.id).await.unwrap(), Some(one));
    assert_eq!(store.get(&"2".parse().unwrap()).await.unwrap(), None);
}

async fn of_two_versions_the_later_stays_whichever_comes_last(place: &Place) {
    let store = place.store().await;
    let (old, new) = (kept("1", "old", 1), kept("1", "new", 2));
    for order in [[&old, &new, &old], [&new, &old, &new]] {
        for kept in order {
            store.put(from_ref(kept)).await.unwrap();
        }
        assert_eq!(store.get(&new.record.id).await.unwrap(), Some(new.clone()));
    }
    let again = kept("1", "written again", 2);
    store.put(from_ref(&again)).await.unwrap();
    let all = store.scan().await.unwrap();
    assert_eq!(
        all.into_values().collect::<Vec<_>>(),
        [listed(again)],
        "the same version is written over, and there once"
    );
}

async fn many_are_put_at_once_and_none(place: &Place) {
    let store = place.store().await;
    store.put(&[]).await.unwrap();
    assert_eq!(store.scan().await.unwrap().len(), 0);
    let (old, new, again) = (kept("1", "old", 1), kept("1", "new", 2), kept("1", "written again", 2));
    let late = kept("2", "late", i64::MAX);
    store.put(&[late.clone(), new, again.clone(), old.clone()]).await.unwrap();
    let all = store.scan().await.unwrap();
    assert_eq!(all.into_values().collect::<Vec<_>>(), [again.clone(), late].map(listed));
    let three = kept("3", "three", 1);
    store.put(&[old, three.clone()]).await.unwrap();
    assert_eq!(store.get(&again.record.id).await.unwrap(), Some(again), "what is late changes nothing");
    assert_eq!(store.get(&three.record.id).await.unwrap(), Some(three), "and holds up nothing");
}

/// A worker, a starter and shells begin at once, and write at once.
async fn several_have_it_open(place: &Place) {
    let writers = (0..8).map(|writer| {
        let address = place.address.clone();
        tokio::spawn(async move {
            let store = muster_store::create(&address).await.unwrap();
            for n in 0..10 {
                store.put(&[kept(&format!("{writer}-{n}"), "t", 1)]).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    assert_eq!(place.store().await.scan().await.unwrap().len(), 80);
}

async fn one_that_was_never_made_is_missing(place: &Place) {
    for _ in 0..2 {
        let error = open(&place.address).await.err().unwrap().to_string();
        assert_eq!(
            error,
            format!("there is no store at {}: nothing is kept yet, or it is elsewhere", place.address)
        );
    }
    drop(place.store().await);
    assert_eq!(open(&place.address).await.unwrap().scan().await.unwrap().len(), 0);
}

async fn one_of_a_later_version_is_left_alone(place: &Place) {
    drop(place.store().await);
    place
        .execute(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             SELECT 9999, 'later', success, checksum, 0 FROM _sqlx_migrations LIMIT 1",
        )
        .await;
    // Twice: who is refused holds up nobody.
    for _ in 0..2 {
        let error = open(&place.address).await.err().unwrap().to_string();
        assert!(error.starts_with("the store cannot be brought up to date: "), "{error}");
        let error = muster_store::create(&place.address).await.err().unwrap().to_string();
        assert!(error.starts_with("the store cannot be brought up to date: "), "{error}");
    }
}
