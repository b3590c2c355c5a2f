use std::{fmt, path::PathBuf, str::FromStr};

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::PgConnectOptions;
use url::Url;

/// Where a store is, as `MUSTER_STORE` says it.
#[derive(Debug, Clone)]
pub enum Address {
    /// `sqlite://muster.db`: a file, for a Muster that is on one host.
    Sqlite(PathBuf),
    /// `postgres://user:password@host:5432/database`: a database, for one that is on several.
    Postgres(Database),
}

/// A database of a PostgreSQL, and who may use it. The password is shown nowhere.
#[derive(Clone)]
pub struct Database(SecretString);

/// Why a text is no address of a store. The text may hold a password, and is not told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAddress {
    /// It is of neither kind.
    #[error(
        "that is no store; write sqlite:// and the path of a file, such as sqlite://muster-store.db, or \
         postgres://user:password@host:5432/database"
    )]
    Kind,
    /// It is meant to be a PostgreSQL's.
    #[error("that is no address of a PostgreSQL: {0}; write postgres://user:password@host:5432/database")]
    Postgres(String),
}

impl Default for Address {
    fn default() -> Self {
        Self::Sqlite("muster-store.db".into())
    }
}

impl FromStr for Address {
    type Err = InvalidAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once("://") {
            // What begins with a colon is no file for SQLite, and is gone with the process.
            Some(("sqlite", file)) if !file.is_empty() && !file.starts_with(':') => {
                Ok(Self::Sqlite(file.into()))
            }
            Some(("postgres" | "postgresql", _)) => Database::read(text).map(Self::Postgres),
            _ => Err(InvalidAddress::Kind),
        }
    }
}

impl Database {
    fn read(text: &str) -> Result<Self, InvalidAddress> {
        let invalid = |error: &dyn fmt::Display| InvalidAddress::Postgres(error.to_string());
        let url = Url::parse(text).map_err(|error| invalid(&error))?;
        // Else it would be whatever one is called as its user, and hold who knows what.
        if url.path().len() < 2 && !url.query_pairs().any(|(key, _)| key == "dbname") {
            return Err(invalid(&"it names no database"));
        }
        text.parse::<PgConnectOptions>().map_err(|error| invalid(&error))?;
        Ok(Self(text.into()))
    }

    /// The address, password and all.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(f, "sqlite://{}", file.display()),
            Self::Postgres(database) => database.fmt(f),
        }
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok(mut url) = Url::parse(self.expose()) else { return f.write_str("postgres://") };
        // A password may be among the parameters, too.
        url.set_query(None);
        url.set_fragment(None);
        // What has no host has no password either.
        let _ = url.set_password(None);
        url.fmt(f)
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Database({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_shown() {
        for text in
            ["sqlite://muster.db", "sqlite:///var/lib/muster/store.db", "postgres://db.example.com/muster"]
        {
            assert_eq!(text.parse::<Address>().map(|address| address.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "muster.db", "sqlite://", "sqlite:muster.db", "sqlite://:memory:", "mysql://x"] {
            assert!(matches!(text.parse::<Address>(), Err(InvalidAddress::Kind)), "{text}");
        }
    }

    #[test]
    fn a_password_is_shown_nowhere() {
        for text in [
            "postgres://muster:s3cret@db.example.com:5433/muster?sslmode=verify-full",
            "postgresql://muster:s%33cret@db.example.com:5433/muster",
            "postgres://muster@db.example.com:5433/muster?password=s3cret#s3cret",
        ] {
            let address: Address = text.parse().unwrap();
            let shown = address.to_string();
            assert_eq!(shown.split_once("://").unwrap().1, "muster@db.example.com:5433/muster");
            assert_eq!(format!("{address:?}"), format!("Postgres(Database({shown}))"));
        }
    }

    #[test]
    fn nor_where_it_is_wrong() {
        for (text, why) in [
            ("postgres://muster:s3cret@db:port/muster", "invalid port number"),
            ("postgres://muster:s3cret@/muster", "empty host"),
            ("postgres://muster:s3cret@db", "it names no database"),
            ("postgres://muster:s3cret@db/", "it names no database"),
            ("postgres://muster:s3cret%FF@db/muster", "invalid utf-8"),
            ("postgres://muster:s3cret@db/muster?sslmode=full", "ssl_mode"),
            ("postgres:/muster:s3cret@db/muster", "that is no store"),
            ("postgrse://muster:s3cret@db/muster", "that is no store"),
        ] {
            let error = text.parse::<Address>().unwrap_err();
            assert!(error.to_string().contains(why), "{error}");
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
        }
    }
}
