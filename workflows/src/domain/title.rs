use std::fmt;

use serde::{Deserialize, Serialize};

use super::cut;

/// What an incident is about, in the words of who declared it: 1 to 150 characters on one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Title(String);

/// Zero-width space and byte order mark, and Unicode's embeddings, overrides and isolates. The joiners are not among
/// them: emoji and Persian are written with those.
const INVISIBLE: [char; 11] = [
    '\u{200b}', '\u{feff}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}',
    '\u{2067}', '\u{2068}', '\u{2069}',
];

const DRILL: &str = "Drill: ";

/// Why a text cannot be a title.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTitle {
    /// Nothing but white space.
    #[error("Say in a few words what is wrong.")]
    Empty,
    /// Longer than [`Title::MAX_CHARS`].
    #[error("A title has at most {max} characters, this one has {0}. Put the rest into the channel.", max = Title::MAX_CHARS)]
    TooLong(usize),
}

impl Title {
    /// The longest title, in characters.
    pub const MAX_CHARS: usize = 150;

    /// The text as typed, with line breaks and other runs of white space folded into one space, and without what
    /// nobody sees: control characters, which XML cannot hold, and marks that would turn around the text behind the
    /// title. Right-to-left text needs none of them.
    ///
    /// # Errors
    /// When nothing is left, or too much.
    pub fn new(text: &str) -> Result<Self, InvalidTitle> {
        let visible =
            text.replace(|c: char| c.is_control() && !c.is_whitespace() || INVISIBLE.contains(&c), "");
        let folded = visible.split_whitespace().collect::<Vec<_>>().join(" ");
        match folded.chars().count() {
            0 => Err(InvalidTitle::Empty),
            count if count > Self::MAX_CHARS => Err(InvalidTitle::TooLong(count)),
            _ => Ok(Self(folded)),
        }
    }

    /// As much of a text as makes a title; none where there is nothing to read.
    pub fn cut(text: &str) -> Option<Self> {
        match Self::new(text) {
            // Folded it may be shorter.
            Err(InvalidTitle::TooLong(_)) => Self::new(&cut(text, Self::MAX_CHARS)).ok(),
            title => title.ok(),
        }
    }

    /// What is about a message that has no words: a picture, a file.
    pub fn of_nothing() -> Self {
        Self("(a message without words)".to_owned())
    }

    /// The same for a drill, which says so wherever its title is shown.
    #[must_use]
    pub fn of_drill(&self) -> Self {
        Self(format!("{DRILL}{self}").chars().take(Self::MAX_CHARS).collect())
    }

    /// Whether a text is the title of a drill.
    pub fn is_of_drill(text: &str) -> bool {
        text.starts_with(DRILL)
    }

    /// What everybody may read: of a private incident no more than that it is one.
    #[must_use]
    pub fn for_everybody(&self, is_private: bool, is_drill: bool) -> Self {
        if is_private { Self::of_private(is_drill) } else { self.clone() }
    }

    /// All that everybody may read of a private incident.
    pub fn of_private(is_drill: bool) -> Self {
        let title = Self("Private incident".to_owned());
        if is_drill { title.of_drill() } else { title }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Title {
    type Error = InvalidTitle;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text)
    }
}

impl From<Title> for String {
    fn from(title: Title) -> Self {
        title.0
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_one_line_without_control_characters() {
        assert_eq!(Title::new(" a\n\tb\u{0}c ").unwrap().as_str(), "a bc");
    }

    #[test]
    fn that_of_a_drill_says_so() {
        assert_eq!(Title::new("Checkout is down").unwrap().of_drill().as_str(), "Drill: Checkout is down");
        let long = Title::new(&"é".repeat(150)).unwrap().of_drill();
        assert_eq!(Title::new(long.as_str()), Ok(long));
    }

    #[test]
    fn everybody_reads_of_a_private_incident_only_that_it_is_one() {
        let title = Title::new("Laptop stolen").unwrap();
        assert_eq!(title.for_everybody(false, true), title);
        assert_eq!(title.for_everybody(true, false).as_str(), "Private incident");
        assert_eq!(title.for_everybody(true, true).as_str(), "Drill: Private incident");
    }

    #[test]
    fn is_neither_empty_nor_long() {
        assert_eq!(Title::new(" \u{0}\n\u{200b}\u{202e}"), Err(InvalidTitle::Empty));
        assert_eq!(Title::new(&"é".repeat(151)), Err(InvalidTitle::TooLong(151)));
        assert!(Title::new(&"é".repeat(150)).is_ok());
    }
}
