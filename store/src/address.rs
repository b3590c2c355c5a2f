use std::{fmt, path::PathBuf, str::FromStr};

/// Where a store is, as `MUSTER_STORE` says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// `sqlite://muster.db`: a file, for a Muster that is on one host.
    Sqlite(PathBuf),
}

/// Why a text is no address of a store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no store; write sqlite:// and the path of a file, such as sqlite://muster-store.db")]
pub struct InvalidAddress(String);

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
            _ => Err(InvalidAddress(text.to_owned())),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(f, "sqlite://{}", file.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_shown() {
        for text in ["sqlite://muster.db", "sqlite:///var/lib/muster/store.db"] {
            assert_eq!(text.parse::<Address>().map(|address| address.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "muster.db", "sqlite://", "sqlite:muster.db", "sqlite://:memory:", "mysql://x"] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
