//! What a Redis says about itself.

use std::ops::Add;

use muster_workflows::contract::System;

use crate::failure::Failure;

/// An answer to INFO: a field and its value a line.
pub(super) struct Info(String);

impl Info {
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }

    fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.lines().filter_map(|line| line.split_once(':'))
    }

    fn has(&self, field: &str, value: &str) -> bool {
        self.fields().any(|found| found == (field, value))
    }

    /// Fails for good where FLUSHALL and SCAN would not mean all that people mean by this server.
    pub(super) fn check_can_be_flushed(&self, name: &str) -> Result<(), Failure> {
        let (code, why) = if self.has("cluster_enabled", "1") {
            ("cluster", "is in cluster mode, which Muster does not serve. Do it by a webhook")
        } else if self.has("role", "slave") {
            ("replica", "is a replica. Give the worker the address of its primary")
        } else {
            return Ok(());
        };
        Err(Failure::refused(System::Redis, code, format!("{name} {why}.")))
    }

    /// How many keys there are in all databases: `db0:keys=3,expires=0,avg_ttl=0`.
    pub(super) fn keys(&self) -> u64 {
        let databases = self.fields().filter(|(field, _)| field.starts_with("db"));
        let keys =
            databases.flat_map(|(_, value)| value.split(',')).filter_map(|part| part.strip_prefix("keys="));
        keys.filter_map(|keys| keys.parse::<u64>().ok()).sum()
    }
}

impl Add for Info {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + &other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_all_databases_are_counted() {
        let info = "# Keyspace\r\ndb0:keys=3,expires=0,avg_ttl=0\r\ndb12:keys=40,expires=1,avg_ttl=9\r\n";
        assert_eq!(Info::new(info.to_owned()).keys(), 43);
        assert_eq!(Info::new("# Keyspace\r\n".to_owned()).keys(), 0);
    }

    #[test]
    fn only_a_primary_outside_of_a_cluster_can_be_flushed() {
        for (info, code) in [
            ("cluster_enabled:0\r\nrole:master\r\n", None),
            ("cluster_enabled:1\r\nrole:master\r\n", Some("cluster")),
            ("cluster_enabled:0\r\nrole:slave\r\n", Some("replica")),
        ] {
            let checked = Info::new(info.to_owned()).check_can_be_flushed("cache");
            assert_eq!(checked.err().as_ref().and_then(Failure::code), code, "{info}");
        }
    }
}
