//! Connections, bounded in number and in time.
//!
//! Each carries one request. Slack comes through a proxy beside the starter, so that a connection costs next to
//! nothing, and whoever wants another place has to queue for it again behind everybody else.

use std::{future::Future, io, pin::pin, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinError, JoinSet},
    time::{sleep, timeout},
};

use super::Limits;

/// hyper's own buffer of a connection, on top of the body's.
const BUFFER: usize = 64 * 1024;

/// When the system has no file descriptors left, somebody has to give one back first.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers until the shutdown comes, and then what is under way, for as long as the limits say.
pub(super) async fn listen(
    listener: TcpListener,
    router: Router,
    limits: &Limits,
    shutdown: impl Future<Output = ()>,
) {
    let http = http(limits);
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(ended) = connections.join_next() => ended_well(ended),
            accepted = listener.accept(), if connections.len() < limits.connections => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(converse(http.clone(), stream, router.clone(), limits.connection));
                }
                Err(error) => not_accepted(error).await,
            },
        }
    }
    // Who comes now is refused, and can go to another starter.
    drop(listener);
    drain(connections, limits.drain).await;
}

fn http(limits: &Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .keep_alive(false)
        .header_read_timeout(limits.headers_within)
        .max_header_size(limits.header_bytes)
        .max_headers(limits.headers)
        .max_buf_size(BUFFER);
    http
}

async fn converse(http: http1::Builder, stream: TcpStream, router: Router, within: Duration) {
    let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    match timeout(within, connection).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "a connection broke off"),
        Err(_) => tracing::debug!("a connection is cut: it is open for too long"),
    }
}

async fn drain(mut connections: JoinSet<()>, within: Duration) {
    let answered = timeout(within, async {
        while let Some(ended) = connections.join_next().await {
            ended_well(ended);
        }
    });
    if answered.await.is_err() {
        tracing::warn!(connections = connections.len(), "cut: not done in time to stop");
        connections.shutdown().await;
    }
}

fn ended_well(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a connection ended in a panic");
    }
}

async fn not_accepted(error: io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    // Who came is gone again; the next may be waiting.
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(%error, "no connection can be accepted");
        sleep(PAUSE).await;
    }
}
