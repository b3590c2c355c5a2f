use std::fmt;

/// Things of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// What is to be there, in the state in which it has to be.
    pub what: &'static str,
    /// How many there are to be.
    pub expected: usize,
    /// How many there are.
    pub made: usize,
    /// How many of them are in that state.
    pub complete: usize,
}

impl Count {
    pub(super) fn of<T>(what: &'static str, expected: usize, things: impl IntoIterator<Item = T>) -> Self {
        Self::in_state(what, expected, things, |_| true)
    }

    pub(super) fn in_state<T>(
        what: &'static str,
        expected: usize,
        things: impl IntoIterator<Item = T>,
        is_complete: impl Fn(&T) -> bool,
    ) -> Self {
        let (mut made, mut complete) = (0, 0);
        for thing in things {
            made += 1;
            complete += usize::from(is_complete(&thing));
        }
        Self { what, expected, made, complete }
    }

    /// Whether something is missing, or not in the state in which it has to be.
    pub fn is_lost(&self) -> bool {
        self.complete < self.expected
    }

    /// Whether something is there more often than it should be.
    pub fn is_doubled(&self) -> bool {
        self.made > self.expected
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, expected, made, complete } = self;
        write!(f, "{complete} {what}, not {expected}")?;
        if complete < made { write!(f, " (of {made})") } else { Ok(()) }
    }
}
