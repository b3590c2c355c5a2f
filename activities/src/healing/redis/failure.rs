//! The one place where what Redis says becomes a failure. An address has a password in it and is never told.

use muster_workflows::contract::System;
use redis::{ErrorKind, RedisError, ServerErrorKind};

use crate::failure::Failure;

/// What it answers where as many are connected as may be.
const FULL: &str = "max number of clients reached";
/// What it answers while a script runs.
const BUSY: &str = "BUSY";

/// Why nobody could be asked.
pub(super) fn of_connecting(name: &str, error: &RedisError) -> Failure {
    match error.kind() {
        ErrorKind::Io => Failure::unavailable(System::Redis, format!("{name} cannot be reached: {error}")),
        ErrorKind::InvalidClientConfig => Failure::refused(
            System::Redis,
            "invalid_address",
            format!("the worker's address of {name} cannot be used. Correct it."),
        ),
        ErrorKind::AuthenticationFailed => Failure::refused(
            System::Redis,
            "authentication",
            format!("{name} does not take the password or user in the worker's address of it. Correct it."),
        ),
        _ => of(name, error),
    }
}

/// Why a command came to nothing.
pub(super) fn of(name: &str, error: &RedisError) -> Failure {
    let words = match (error.code(), error.detail()) {
        (Some(code), Some(detail)) => format!("{name}: {code} {}", detail.trim_end_matches('.')),
        _ => format!("{name}: {error}"),
    };
    match error.kind() {
        ErrorKind::Io => Failure::unanswered(System::Redis, words),
        ErrorKind::Server(
            ServerErrorKind::BusyLoading | ServerErrorKind::MasterDown | ServerErrorKind::TryAgain,
        ) => Failure::unavailable(System::Redis, words),
        ErrorKind::Server(
            ServerErrorKind::Moved
            | ServerErrorKind::Ask
            | ServerErrorKind::CrossSlot
            | ServerErrorKind::ClusterDown,
        ) => Failure::refused(
            System::Redis,
            "cluster",
            format!("{words}. It is in cluster mode, which Muster does not serve. Do it by a webhook."),
        ),
        ErrorKind::Server(ServerErrorKind::NoPerm) => Failure::refused(
            System::Redis,
            "NOPERM",
            format!(
                "{words}. The user in the worker's address of it needs PING, INFO, DBSIZE, SCAN, UNLINK and FLUSHALL."
            ),
        ),
        _ if error.code() == Some(BUSY) || words.contains(FULL) => Failure::unavailable(System::Redis, words),
        ErrorKind::Parse | ErrorKind::UnexpectedReturnType => Failure::unexpected(System::Redis, words),
        _ => Failure::refused(System::Redis, error.code().unwrap_or("refused").to_owned(), words),
    }
}
