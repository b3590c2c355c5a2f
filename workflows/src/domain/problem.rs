//! What makes no sense in something that is written as code, and where.

use std::fmt;

use super::{Period, text};

/// Something in a plan or a runbook that reads well and makes no sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it is; where something is missing, what it is missing from.
    pub path: Vec<Key>,
    /// What is wrong.
    pub what: String,
    /// What to do instead: `write 15m`.
    pub instead: String,
}

/// One step of the way to a place in a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// Of a table.
    Name(String),
    /// Of a list, from 0.
    Index(usize),
}

impl From<&str> for Key {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<usize> for Key {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, key) in self.path.iter().enumerate() {
            match key {
                Key::Name(name) if place == 0 => f.write_str(name)?,
                Key::Name(name) => write!(f, ".{name}")?,
                Key::Index(index) => write!(f, "[{index}]")?,
            }
        }
        write!(f, ": {}; {}", self.what, self.instead)
    }
}

/// What was found so far.
#[derive(Default)]
pub(super) struct Problems(pub(super) Vec<Problem>);

impl Problems {
    pub(super) fn at<const N: usize>(&mut self, path: [Key; N]) -> Place<'_> {
        Place { problems: self, path: path.into() }
    }
}

/// A place at which something may be wrong.
pub(super) struct Place<'a> {
    problems: &'a mut Problems,
    path: Vec<Key>,
}

impl Place<'_> {
    /// A place in this one.
    pub(super) fn below(&mut self, key: impl Into<Key>) -> Place<'_> {
        let mut path = self.path.clone();
        path.push(key.into());
        Place { problems: self.problems, path }
    }

    pub(super) fn say(&mut self, what: impl Into<String>, instead: impl Into<String>) {
        let problem = Problem { path: self.path.clone(), what: what.into(), instead: instead.into() };
        self.problems.0.push(problem);
    }

    pub(super) fn check_text(&mut self, text: &str, kind: &text::Kind) {
        if text.trim().is_empty() {
            self.say(format!("there is no {} in it", kind.noun), kind.instead);
        } else if !(kind.is_valid)(text) {
            self.say(format!("{text:?} is no {}", kind.noun), kind.instead);
        }
    }

    pub(super) fn check_period(&mut self, period: Period, least: Period, most: Period) {
        if period < least {
            self.say(format!("{period} is too short"), format!("write at least {}", String::from(least)));
        } else if period > most {
            self.say(format!("{period} is too long"), format!("write at most {}", String::from(most)));
        }
    }

    /// Each of this list is named once.
    pub(super) fn check_once<T: PartialEq + fmt::Display>(&mut self, list: &[T]) {
        for (index, one) in list.iter().enumerate() {
            if list[..index].contains(one) {
                self.below(index).say(format!("{:?} is there twice", one.to_string()), "write each once");
            }
        }
    }
}
