use jiff::Timestamp;

use super::Period;

/// A group of people who were alerted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alerted {
    /// When.
    pub at: Timestamp,
    /// How many of them were reached.
    pub people: usize,
}

/// When the next group is alerted, as long as nobody has acknowledged; none, where there is no other. Those who were
/// alerted last have the plan's time, at whatever hour; nobody is waited for where nobody was reached.
pub fn next_escalation(further_groups: usize, after: Period, alerted: &[Alerted]) -> Option<Timestamp> {
    let last = alerted.last()?;
    // The first was no escalation.
    if alerted.len() > further_groups {
        return None;
    }
    match last.people {
        0 => Some(last.at),
        _ => last.at.checked_add(after.as_duration()).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    fn alerted(groups: &[(i64, usize)]) -> Vec<Alerted> {
        groups.iter().map(|(minute, people)| Alerted { at: at(*minute), people: *people }).collect()
    }

    #[test]
    fn each_group_has_the_time_of_the_plan_and_the_last_is_the_last() {
        for (groups, expected) in [
            (&[][..], None),
            (&[(0, 3)], Some(15)),
            (&[(0, 3), (15, 1)], Some(30)),
            (&[(0, 3), (15, 1), (30, 2)], None),
        ] {
            assert_eq!(next_escalation(2, Period::minutes(15), &alerted(groups)), expected.map(at));
        }
        assert_eq!(next_escalation(0, Period::minutes(15), &alerted(&[(0, 3)])), None);
    }

    #[test]
    fn a_group_of_whom_nobody_was_reached_is_not_waited_for() {
        assert_eq!(next_escalation(2, Period::minutes(15), &alerted(&[(0, 0)])), Some(at(0)));
        assert_eq!(next_escalation(2, Period::minutes(15), &alerted(&[(0, 2), (15, 0)])), Some(at(15)));
    }
}
