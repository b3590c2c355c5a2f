//! `MUSTER_REDIS_<NAME>`: the address of each Redis that runbooks name, as `rediss://:password@cache.example.com:6379`.

use std::collections::BTreeMap;

use redis::IntoConnectionInfo;
use secrecy::{ExposeSecret, SecretString};

use super::Environment;

const PREFIX: &str = "MUSTER_REDIS_";

/// The variable of the server that runbooks call this: `MUSTER_REDIS_SESSION_CACHE` of `session-cache`.
pub(crate) fn variable(server: &str) -> String {
    format!("{PREFIX}{}", server.to_ascii_uppercase().replace('-', "_"))
}

/// All addresses, by the names of their servers.
pub(super) fn read(environment: &mut Environment) -> Option<BTreeMap<String, SecretString>> {
    // Each is read before any is missed, so that all problems are known.
    let read = environment.secrets(PREFIX).into_iter().map(|variable| address(environment, &variable));
    read.collect::<Vec<_>>().into_iter().collect()
}

fn address(environment: &mut Environment, variable: &str) -> Option<(String, SecretString)> {
    let secret = environment.secret(variable)?;
    let written = secret.expose_secret();
    let has_scheme = written.starts_with("redis://") || written.starts_with("rediss://");
    if !has_scheme || written.into_connection_info().is_err() {
        environment
            .problem(variable, "is no address of a Redis: write redis://host or, with TLS, rediss://host");
        return None;
    }
    let server = variable.strip_prefix(PREFIX)?.to_ascii_lowercase().replace('_', "-");
    Some((server, secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_have_the_names_that_runbooks_give_them() {
        let mut environment = Environment::of([
            ("MUSTER_REDIS_CACHE", "redis://:secret@localhost:7000/2"),
            ("MUSTER_REDIS_SESSION_CACHE", "rediss://user:secret@cache.example.com"),
            ("MUSTER_REDIS_", "redis://localhost"),
            ("MUSTER_REDIS_BLANK", " "),
        ]);
        let read = read(&mut environment);
        let read = environment.finish(read).ok().unwrap();
        assert_eq!(read.keys().collect::<Vec<_>>(), ["cache", "session-cache"]);
        assert_eq!(read["cache"].expose_secret(), "redis://:secret@localhost:7000/2");
        assert_eq!(variable("session-cache"), "MUSTER_REDIS_SESSION_CACHE");
    }

    #[test]
    fn all_problems_are_told_and_no_secret() {
        let mut environment = Environment::of([
            ("MUSTER_REDIS_A", "secret"),
            ("MUSTER_REDIS_B", "http://:secret@localhost"),
            ("MUSTER_REDIS_C", "redis://:secret@localhost/x"),
            ("MUSTER_REDIS_D_FILE", "no-such-file"),
        ]);
        let read = read(&mut environment);
        let problems = environment.finish(read).err().unwrap().to_string();
        insta::assert_snapshot!(problems, @"
        MUSTER_REDIS_A is no address of a Redis: write redis://host or, with TLS, rediss://host
        MUSTER_REDIS_B is no address of a Redis: write redis://host or, with TLS, rediss://host
        MUSTER_REDIS_C is no address of a Redis: write redis://host or, with TLS, rediss://host
        MUSTER_REDIS_D_FILE names a file that cannot be read: no-such-file: No such file or directory (os error 2)
        ");
        assert!(!problems.contains("secret"));
    }
}
