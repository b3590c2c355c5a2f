use crate::incidents::Trouble;

/// A region that could not be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{region}: {trouble}")]
pub struct Unasked {
    /// Its name.
    pub region: String,
    /// Why.
    pub trouble: Trouble,
}

/// All regions that could not be asked; it may be none.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct Unanswered(Vec<Unasked>);

impl Unanswered {
    /// Whether all answered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names of the regions.
    pub fn names(&self) -> Vec<&str> {
        self.0.iter().map(|unasked| unasked.region.as_str()).collect()
    }

    /// For people: "west and east".
    pub fn listed(&self) -> String {
        self.names().join(" and ")
    }

    /// For people, why something that may be kept there is saved for now.
    pub fn sentence(&self) -> String {
        format!(
            "Muster cannot reach this incident at the moment, because Temporal ({}) does not answer.",
            self.listed()
        )
    }

    /// Whether none of them has given any answer at all.
    pub(crate) fn is_silence(&self) -> bool {
        self.0.iter().all(|unasked| unasked.trouble.is_silence())
    }

    pub(super) fn push(&mut self, unasked: Unasked) {
        self.0.push(unasked);
    }
}

impl From<Unasked> for Unanswered {
    fn from(unasked: Unasked) -> Self {
        Self(vec![unasked])
    }
}
