use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Outcome, Person, Step};

/// What somebody does about a step that does not work, or that is not wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Remedy {
    /// It is tried now, also where it has failed for good or was skipped.
    Retry,
    /// The incident does without it.
    Skip,
    /// Somebody made the thing by hand.
    Link {
        /// Where it is: an address that a browser opens.
        url: String,
    },
}

/// A remedy, and who asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedied {
    /// What is to be done.
    pub remedy: Remedy,
    /// Who asked.
    pub by: Person,
}

impl Remedy {
    /// Whether it changes anything about a step that is there.
    pub fn helps(&self, step: Step, outcome: &Outcome) -> bool {
        match (self, outcome) {
            (_, Outcome::Done { .. })
            | (Self::Retry, Outcome::Pending)
            | (Self::Skip, Outcome::Skipped { .. }) => false,
            (Self::Link { .. }, _) => step.can_be_made_by_hand(),
            (Self::Retry | Self::Skip, _) => true,
        }
    }
}

/// In the middle of a sentence, after who did it.
impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Retry => "had it tried again",
            Self::Skip => "skipped it",
            Self::Link { .. } => "gave a link instead",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remedy_helps_where_there_is_something_to_help() {
        let link = Remedy::Link { url: "https://example.test/1".to_owned() };
        let failed = || Outcome::Failed { why: "403".to_owned() };
        let retrying = || Outcome::Retrying { why: "503".to_owned() };
        for (outcome, retry, skip, by_hand) in [
            (Outcome::Pending, false, true, true),
            (retrying(), true, true, true),
            (failed(), true, true, true),
            (Outcome::skipped("there is no incident channel"), true, false, true),
            (Outcome::done(), false, false, false),
        ] {
            let helps = |remedy: &Remedy| remedy.helps(Step::Meeting, &outcome);
            let all = (helps(&Remedy::Retry), helps(&Remedy::Skip), helps(&link));
            assert_eq!(all, (retry, skip, by_hand), "{outcome}");
        }
        assert!(!link.helps(Step::Topic, &failed()), "nobody makes a topic by hand and gives a link to it");
    }
}
