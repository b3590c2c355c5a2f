use std::fmt;

use serde::{Deserialize, Serialize};

/// Who is invited or told: a person, or the people of a user group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Party {
    /// A person by the e-mail of their Slack account.
    Email(String),
    /// A user group by its handle, kept without `@`. A person's handle is none: Slack finds nobody by it.
    Handle(String),
    /// A person by Slack's user id, `U…` or `W…`.
    UserId(String),
    /// A user group by its id, `S…`.
    GroupId(String),
}

/// Why a text is no [`Party`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidParty {
    /// Slack would ping everybody.
    #[error("{0:?} is everybody in a channel; write the @handle of a user group such as @oncall")]
    Everybody(String),
    /// A channel.
    #[error("{0:?} is a channel; write the @handle of a user group, an e-mail or a Slack user id")]
    Channel(String),
    /// As it stands in a message.
    #[error("{typed:?} is how Slack writes a mention; write {id}")]
    Mention {
        /// What was written.
        typed: String,
        /// The id in it.
        id: String,
    },
    /// An `@` with something else than a handle after it.
    #[error("{0:?} is no handle: those have a-z, 0-9, - _ and .; write one such as @oncall")]
    Handle(String),
    /// Something else with an `@`.
    #[error("{0:?} is no e-mail; write one such as ada@example.com, or a user group such as @oncall")]
    Email(String),
    /// None of what it can be.
    #[error(
        "{0:?} is nobody; write an e-mail, the @handle of a user group, or a Slack id (U… or W… of a person, S… of a user group)"
    )]
    Nobody(String),
}

impl std::str::FromStr for Party {
    type Err = InvalidParty;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let typed = || text.to_owned();
        if let Some(mention) = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')) {
            let id = mention.trim_start_matches("!subteam^").trim_start_matches('@');
            let id = id.split('|').next().unwrap_or_default();
            return match is_slack_id(id) {
                true => Err(InvalidParty::Mention { typed: typed(), id: id.to_owned() }),
                false => Err(InvalidParty::Nobody(typed())),
            };
        }
        if text.starts_with('#') {
            return Err(InvalidParty::Channel(typed()));
        }
        if let Some(handle) = text.strip_prefix('@') {
            let valid =
                |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
            return match handle {
                "here" | "channel" | "everyone" => Err(InvalidParty::Everybody(typed())),
                _ if !handle.is_empty() && handle.chars().all(valid) => Ok(Self::Handle(handle.to_owned())),
                _ => Err(InvalidParty::Handle(typed())),
            };
        }
        match text.split_once('@') {
            Some(_) if is_email(text) => Ok(Self::Email(typed())),
            Some(_) => Err(InvalidParty::Email(typed())),
            None if is_slack_id(text) && text.starts_with('S') => Ok(Self::GroupId(typed())),
            None if is_slack_id(text) => Ok(Self::UserId(typed())),
            None => Err(InvalidParty::Nobody(typed())),
        }
    }
}

fn is_slack_id(text: &str) -> bool {
    text.len() >= 3
        && text.starts_with(['U', 'W', 'S'])
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// Whether it can be an e-mail: whether anybody has it only their server knows.
pub(crate) fn is_email(text: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '@' | '<' | '>' | ',' | ';');
    text.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty()
            && name.chars().all(plain)
            && domain.chars().all(plain)
            && domain.contains('.')
            && domain.split('.').all(|label| !label.is_empty())
    })
}

impl Party {
    /// Several in a sentence: `@security, @legal and ada@example.test`.
    pub fn listed(parties: &[Self]) -> String {
        let names: Vec<_> = parties.iter().map(ToString::to_string).collect();
        match names.as_slice() {
            [] => "nobody".to_owned(),
            [one] => one.clone(),
            [others @ .., last] => format!("{} and {last}", others.join(", ")),
        }
    }
}

impl TryFrom<String> for Party {
    type Error = InvalidParty;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Party> for String {
    fn from(party: Party) -> Self {
        party.to_string()
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handle(handle) => write!(f, "@{handle}"),
            Self::Email(text) | Self::UserId(text) | Self::GroupId(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn is_an_email_a_handle_or_an_id() {
        for (text, party) in [
            ("ada@example.test", Party::Email("ada@example.test".to_owned())),
            ("zoé+oncall@mail.example.test", Party::Email("zoé+oncall@mail.example.test".to_owned())),
            ("@oncall", Party::Handle("oncall".to_owned())),
            ("@everyone-eng", Party::Handle("everyone-eng".to_owned())),
            ("U02ABCDEF", Party::UserId("U02ABCDEF".to_owned())),
            ("W02ABCDEF", Party::UserId("W02ABCDEF".to_owned())),
            ("S02ABCDEF", Party::GroupId("S02ABCDEF".to_owned())),
        ] {
            assert_eq!(text.parse(), Ok(party.clone()));
            assert_eq!(party.to_string(), text);
        }
    }

    #[test]
    fn several_are_read_in_a_sentence() {
        let parties: Vec<Party> =
            ["@security", "@legal", "U0ADA"].iter().map(|text| text.parse().unwrap()).collect();
        let listed: Vec<_> = (0..=3).map(|n| Party::listed(&parties[..n])).collect();
        assert_eq!(listed, ["nobody", "@security", "@security and @legal", "@security, @legal and U0ADA"]);
    }

    #[test]
    fn says_what_to_write_instead() {
        for (text, instead) in [
            ("@here", "@oncall"),
            ("@everyone", "@oncall"),
            ("#oncall", "the @handle"),
            ("<@U123ABC>", "write U123ABC"),
            ("<@U123ABC|ada>", "write U123ABC"),
            ("<!subteam^S123>", "write S123"),
            ("<!here>", "is nobody"),
            ("@On Call", "@oncall"),
            ("@", "@oncall"),
            ("ada@", "ada@example.com"),
            ("ada@example", "ada@example.com"),
            ("Ada <ada@example.com>", "ada@example.com"),
            ("oncall", "the @handle of a user group"),
            ("u02abcdef", "is nobody"),
            ("", "is nobody"),
        ] {
            let error = text.parse::<Party>().unwrap_err().to_string();
            assert!(error.contains(instead), "{text}: {error}");
            assert!(error.contains("; write "), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn is_written_as_it_was_read(text in r"[@<#USW]?\PC{0,20}") {
            if let Ok(party) = text.parse::<Party>() {
                prop_assert_eq!(party.to_string(), text);
            }
        }
    }
}
