use std::time::Duration;

use rand::{RngExt, rngs::ChaCha8Rng, seq::IndexedRandom};

use super::span::between;

/// What people do with one incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// Which of all it is.
    pub number: usize,
    /// When it is declared.
    pub at: Duration,
    /// Who declares it.
    pub declarer: String,
    /// Who confirms and resolves it.
    pub responder: String,
    /// What is wrong.
    pub title: String,
    /// How bad it is.
    pub severity: u8,
    /// How it is declared.
    pub declared: Declared,
    /// What becomes of it.
    pub course: Course,
}

/// How an incident is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declared {
    /// By the form.
    Form,
    /// At a command line.
    Shell,
    /// At a command line, in each region: as if the first had taken it and answered too late.
    ShellInBoth,
    /// At a command line, and confirmed there.
    ShellConfirmed,
}

/// What becomes of what was declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Course {
    /// Somebody sees the prompt, and a while later presses Cancel.
    Cancelled {
        /// How much later.
        after: Duration,
    },
    /// Somebody presses Confirm, some talk, and somebody resolves it.
    Resolved {
        /// How long after the prompt Confirm is pressed.
        confirmed_after: Duration,
        /// How much people write into its channel.
        talk: usize,
        /// How much later it is resolved.
        after: Duration,
        /// How.
        how: Resolved,
    },
}

/// How an incident is resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolved {
    /// By the command and the form.
    Form,
    /// By the button on the announcement, and the form.
    Button,
    /// By a command pasted into the incidents channel.
    Pasted,
    /// At a command line.
    Shell,
}

const TITLES: [&str; 6] = [
    "Checkout is down",
    "Search is slow",
    "Nobody can sign in <!channel> & *everybody* waits",
    "決済が止まっています",
    "API answers 500, `curl -v` says so | since \"noon\"",
    "Café: les paiements échouent 🔥",
];

/// Beside those whom the response plan names.
const CROWD: usize = 130;

pub(super) fn draw(rng: &mut ChaCha8Rng, number: usize, length: Duration) -> Script {
    // The last are still under way when the trouble ends.
    let at = length.mul_f64(rng.random_range(0.0..0.9));
    let person = |n: usize| format!("person{:03}", 1 + n % CROWD);
    let title = TITLES.choose(rng).copied().unwrap_or(TITLES[0]);
    let declared = match rng.random_range(0..100) {
        0..75 => Declared::Form,
        75..82 => Declared::Shell,
        82..88 => Declared::ShellInBoth,
        _ => Declared::ShellConfirmed,
    };
    Script {
        number,
        at,
        declarer: person(number),
        responder: person(number + CROWD / 2),
        title: format!("{title} ({number})"),
        severity: if rng.random_bool(0.4) { 1 } else { 2 },
        declared,
        course: course(rng, declared),
    }
}

fn course(rng: &mut ChaCha8Rng, declared: Declared) -> Course {
    if declared != Declared::ShellConfirmed && rng.random_bool(0.12) {
        return Course::Cancelled { after: between(rng, 0, 4_000) };
    }
    // Some are over before they are open.
    let in_a_hurry = rng.random_bool(0.2);
    Course::Resolved {
        confirmed_after: between(rng, 0, 4_000),
        talk: if in_a_hurry { 0 } else { rng.random_range(0..4) },
        after: if in_a_hurry { between(rng, 0, 1_000) } else { between(rng, 1_000, 15_000) },
        how: match rng.random_range(0..100) {
            0..40 => Resolved::Form,
            40..60 => Resolved::Button,
            60..80 => Resolved::Pasted,
            _ => Resolved::Shell,
        },
    }
}
