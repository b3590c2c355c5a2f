use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::DeclarationId;

/// Crockford's base 32, letters first: a reference starts with one of them.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKMNPQRSTVWXYZ0123456789";
const LETTERS: u128 = 22;
const PREFIX: &str = "INC-";
const CHARS: usize = 6;

/// An incident's short name for people, `INC-K7F3QD`: six Crockford base-32 characters, the first a letter. It
/// is derived from the declaration's id, so that regions share no counter; of 738 million, two may be the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(String);

/// A text that is no [`Reference`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no reference; write one like INC-K7F3QD")]
pub struct InvalidReference(String);

impl Reference {
    /// The reference of what was declared.
    pub fn of(id: &DeclarationId) -> Self {
        let digest: [u8; 32] = Sha256::digest(id.as_str()).into();
        let (first, rest) = digest.split_at(16);
        // Of 128 bits the remainder's bias is 2⁻¹²³: not one letter is favoured that anybody could notice.
        let number = first.iter().fold(0u128, |number, &byte| number << 8 | u128::from(byte));
        let first = (number % LETTERS) as u8;
        let rest = rest.iter().take(CHARS - 1).map(|byte| byte & 31);
        let chars = std::iter::once(first).chain(rest).map(|index| char::from(ALPHABET[usize::from(index)]));
        Self(PREFIX.chars().chain(chars).collect())
    }

    /// The text, `INC-K7F3QD`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Reference {
    type Err = InvalidReference;

    /// Forgives what people do to it: case, a missing `INC-`, spaces, dashes, and the letters that Crockford
    /// leaves out because they look like digits.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidReference(text.to_owned());
        let typed: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let typed = if typed.chars().count() > CHARS {
            typed.strip_prefix("INC").ok_or_else(invalid)?
        } else {
            typed.as_str()
        };
        let chars: String = typed
            .chars()
            .map(|c| match c {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let known = chars.bytes().all(|byte| ALPHABET.contains(&byte));
        let letter_first = chars.starts_with(|c: char| c.is_ascii_uppercase());
        if known && letter_first && chars.len() == CHARS {
            Ok(Self(format!("{PREFIX}{chars}")))
        } else {
            Err(invalid())
        }
    }
}

impl TryFrom<String> for Reference {
    type Error = InvalidReference;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn reference(id: &str) -> Reference {
        Reference::of(&id.parse().unwrap())
    }

    #[test]
    fn never_changes() {
        assert_eq!(reference("V0A1B2C3D4").as_str(), "INC-X7D6WQ");
        assert_eq!(reference("drill.2026-11-22").as_str(), "INC-YB5PFR");
    }

    #[test]
    fn forgives_what_people_type() {
        let canonical: Reference = "INC-K0F1QD".parse().unwrap();
        for typed in [
            "inc-k0f1qd",
            "K0F1QD",
            " kof1qd ",
            "INC KOFLQD",
            "inc-kofiqd",
            "INCK0F1QD",
            "inc–k0f1qd",
            "K0F 1QD",
            "INC-K0F-1QD",
        ] {
            assert_eq!(typed.parse(), Ok(canonical.clone()), "{typed}");
        }
    }

    #[test]
    fn refuses_what_is_none() {
        for typed in [
            "",
            "INC",
            "INC-",
            "INC-K7F3Q",
            "INC-K7F3QDX",
            "INC-07F3QD",
            "INC-K7F3QU",
            "K7F3QÉ",
            "JIRA-K7F3QD",
            "INC-OOOOOO",
        ] {
            assert_eq!(typed.parse::<Reference>(), Err(InvalidReference(typed.to_owned())));
        }
    }

    #[test]
    fn is_uniform_over_its_alphabet() {
        const IDS: u32 = 44_000;
        let mut counts: [BTreeMap<char, u32>; CHARS] = Default::default();
        for id in 0..IDS {
            let reference = reference(&format!("V{id}"));
            for (place, c) in reference.as_str()[PREFIX.len()..].chars().enumerate() {
                *counts[place].entry(c).or_default() += 1;
            }
        }
        for (place, counts) in counts.iter().enumerate() {
            let symbols = if place == 0 { 22 } else { 32 };
            assert_eq!(counts.len(), symbols, "place {place} uses all of its symbols");
            let expected = f64::from(IDS) / symbols as f64;
            let chi_squared: f64 =
                counts.values().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum();
            // The 0.1 % quantile for 31 degrees of freedom is 61.1.
            assert!(chi_squared < 61.1, "place {place}: {chi_squared}");
        }
    }

    proptest! {
        #[test]
        fn is_read_back_as_written(id in "[A-Za-z0-9_.-]{1,64}") {
            let reference = reference(&id);
            prop_assert_eq!(reference.to_string().parse(), Ok(reference.clone()));
            prop_assert_eq!(reference.as_str().to_lowercase().parse(), Ok(reference.clone()));
            prop_assert_eq!(reference.as_str()[PREFIX.len()..].parse(), Ok(reference.clone()));
            prop_assert!(reference.as_str()[PREFIX.len()..].starts_with(|c: char| c.is_ascii_uppercase()));
            let json = serde_json::to_string(&reference).unwrap();
            prop_assert_eq!(serde_json::from_str::<Reference>(&json).unwrap(), reference);
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            if let Ok(reference) = text.parse::<Reference>() {
                prop_assert_eq!(reference.as_str().len(), PREFIX.len() + CHARS);
            }
        }
    }
}
