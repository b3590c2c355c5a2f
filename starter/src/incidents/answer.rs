use super::{Listed, Standing};
use crate::said::{Said, Word};

/// What saying something to an incident came to, in one region or in all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is said, and counts as soon as a worker heeds it.
    Taken(Box<Listed>),
    /// It is so already, by what was said before.
    Already(Box<Listed>),
    /// It can not be any more: it came to something else, or goes on in another region.
    TooLate(Box<Listed>),
    /// It is private, and was not spoken to in its own channel.
    NotHere(Box<Listed>),
    /// The reference fits several, and which is meant is not known.
    Ambiguous,
    /// No such incident is kept.
    Unknown,
}

impl Answer {
    /// The answer where the incident needs not be told; `None` where it would take it.
    pub(super) fn of_settled(incident: &Listed, word: &Word) -> Option<Self> {
        match incident.standing(word) {
            Standing::Open => None,
            Standing::SoAlready => Some(Self::Already(Box::new(incident.clone()))),
            Standing::TooLate => Some(Self::TooLate(Box::new(incident.clone()))),
        }
    }

    /// Whether the incident is as who spoke wanted it, or will be.
    pub fn is_granted(&self) -> bool {
        matches!(self, Self::Taken(_) | Self::Already(_))
    }

    /// Whether another region could know better.
    pub fn is_open(&self) -> bool {
        match self {
            Self::Unknown => true,
            Self::TooLate(incident) | Self::NotHere(incident) => incident.is_elsewhere(),
            Self::Taken(_) | Self::Already(_) | Self::Ambiguous => false,
        }
    }

    /// Of the answers of two regions the one that counts.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let rank = |answer: &Self| match answer {
            Self::Unknown => 0,
            Self::TooLate(incident) | Self::NotHere(incident) if incident.is_elsewhere() => 1,
            Self::Ambiguous => 2,
            Self::TooLate(_) | Self::NotHere(_) => 3,
            Self::Already(_) => 4,
            Self::Taken(_) => 5,
        };
        if rank(&other) > rank(&self) { other } else { self }
    }

    /// Why it was not taken, in words for who said it; none where it was.
    pub fn why_not(&self, said: &Said) -> Option<String> {
        let reference = said.to.reference();
        match self {
            Self::Taken(_) => None,
            Self::NotHere(incident) => incident.why_not_hear(said),
            Self::Already(incident) | Self::TooLate(incident) => match said.word {
                Word::Confirm | Word::Cancel => incident.why_not_decide(),
                Word::Resolve(_) => incident.why_not_resolve_by_button(),
                Word::Reopen => incident.why_not_reopen(),
                // What is over is told already, and counts as it was while it went on.
                Word::Inform(_) | Word::Reclassify(_) | Word::Acknowledge => {
                    incident.why_not_resolve_by_button()
                }
                Word::Mend(_) | Word::Assign(_) | Word::Impact(_) => incident.why_not_change(),
                Word::FollowUp(_) => incident.why_not_follow_up(),
            }
            // It would be taken now: what was said was about an earlier end.
            .or_else(|| {
                Some(format!(
                    "{reference} ended, or was reopened, after this was said. It is {}.",
                    incident.status
                ))
            }),
            Self::Ambiguous => Some(format!(
                "{reference} is the reference of several incidents. Resolve the one you mean with the button on its announcement."
            )),
            Self::Unknown => Some(format!("There is no {reference}, or it is not kept any more.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use muster_workflows::domain::Status;

    use super::*;
    use crate::incidents::tests::listed;

    fn of(status: Status) -> Answer {
        Answer::of_settled(&listed("V1", status), &Word::Cancel).unwrap()
    }

    #[test]
    fn who_knows_better_counts() {
        let rising = [
            Answer::Unknown,
            of(Status::Superseded),
            Answer::Ambiguous,
            of(Status::Active),
            of(Status::Cancelled),
            Answer::Taken(Box::new(listed("V1", Status::Prompted))),
        ];
        for pair in rising.windows(2) {
            let [less, more] = pair else { unreachable!("two") };
            assert_eq!(&less.clone().or(more.clone()), more);
            assert_eq!(&more.clone().or(less.clone()), more);
        }
        let is_open: Vec<_> = rising.iter().map(Answer::is_open).collect();
        assert_eq!(is_open, [true, true, false, false, false, false]);
        let is_granted: Vec<_> = rising.iter().map(Answer::is_granted).collect();
        assert_eq!(is_granted, [false, false, false, false, true, true]);
    }
}
