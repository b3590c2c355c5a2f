//! What only a PostgreSQL has.

use std::{sync::Arc, time::Duration};

use muster_sandbox::programs::Postgres;
use muster_store::{Address, Store, create, open};
use tokio::{net::TcpListener, time::timeout};

use crate::world::{Place, kept};

/// What is longer people would take for a hang.
const SECONDS: Duration = Duration::from_secs(20);

/// Why a store cannot be opened.
async fn refused(url: &str) -> String {
    let address: Address = url.parse().unwrap();
    let error = timeout(SECONDS, open(&address)).await.unwrap().err().unwrap();
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    error.to_string()
}

/// What becomes of a question.
async fn asked(store: &Arc<dyn Store>) -> String {
    let answer = timeout(SECONDS, store.get(&"1".parse().unwrap())).await.unwrap();
    answer.unwrap_err().to_string()
}

#[tokio::test]
async fn what_cannot_be_opened_says_why() {
    let server = Postgres::shared().await.unwrap();
    let port = server.port();
    let error = refused(&format!("postgres://postgres:a-secret-no-more@127.0.0.1:{port}/postgres")).await;
    assert!(error.contains("password authentication failed"), "{error}");
    let error = refused(&format!("{}_of_nobody", server.address())).await;
    assert!(error.contains("database \"postgres_of_nobody\" does not exist"), "{error}");
}

#[tokio::test]
async fn a_server_that_is_gone_is_told_within_seconds() {
    let server = Postgres::start().await.unwrap();
    let url = server.address();
    let store = create(&url.parse().unwrap()).await.unwrap();
    store.put(&[kept("1", "t", 1)]).await.unwrap();
    let told =
        format!("the store at postgres://postgres@127.0.0.1:{}/postgres does not answer", server.port());
    drop(server);
    assert_eq!(tokio::join!(asked(&store), refused(&url)), (told.clone(), told));
}

#[tokio::test]
async fn a_server_that_says_nothing_is_told_within_seconds() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = silent.local_addr().unwrap();
    let error = refused(&format!("postgres://muster:a-secret@{at}/muster")).await;
    assert_eq!(error, format!("the store at postgres://muster@{at}/muster does not answer"));
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_not_waited_for() {
    let place = Place::postgres().await;
    let store = place.store().await;
    let database = sqlx::PgPool::connect(&place.url).await.unwrap();
    let mut other = database.begin().await.unwrap();
    sqlx::query("LOCK TABLE incident").execute(&mut *other).await.unwrap();
    assert_eq!(asked(&store).await, format!("the store at {} does not answer", place.address));
    other.rollback().await.unwrap();
    assert_eq!(store.get(&"1".parse().unwrap()).await.unwrap(), None, "then it goes on");
}

/// Whoever puts the same in another order waits for the other, who waits for nobody.
#[tokio::test(flavor = "multi_thread")]
async fn two_that_put_the_same_in_another_order_wait_for_each_other_never() {
    let place = Place::postgres().await;
    let store = place.store().await;
    let there: Vec<_> = (0..500).map(|n| kept(&n.to_string(), "t", 1)).collect();
    let back: Vec<_> = there.iter().rev().cloned().collect();
    let writers = (0..4).map(|writer| {
        let (store, order) = (store.clone(), if writer % 2 == 0 { there.clone() } else { back.clone() });
        tokio::spawn(async move {
            for _ in 0..10 {
                store.put(&order).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    assert_eq!(store.scan().await.unwrap().len(), there.len());
}

#[tokio::test]
async fn tls_proves_who_it_is_to_who_wants_to_know() {
    let server = Postgres::shared().await.unwrap();
    let url = server.database().await.unwrap();
    let error = refused(&format!("{url}?sslmode=verify-full")).await;
    assert!(error.contains("certificate"), "nobody has certified it: {error}");
    let certificate = server.certificate();
    let url = format!("{url}?sslmode=verify-full&sslrootcert={}", certificate.display());
    let store = create(&url.parse().unwrap()).await.unwrap();
    store.put(&[kept("1", "t", 1)]).await.unwrap();
    let database = sqlx::PgPool::connect(&url).await.unwrap();
    let ssl = "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
               WHERE application_name = 'muster' AND datname = current_database()";
    let encrypted: Option<bool> = sqlx::query_scalar(ssl).fetch_one(&database).await.unwrap();
    assert_eq!(encrypted, Some(true));
}
