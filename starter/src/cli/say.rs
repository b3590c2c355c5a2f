//! Something said to an incident at a shell.

use std::time::Duration;

use anyhow::bail;
use tokio::time::sleep;

use super::until;
use crate::{
    incidents::Answer,
    regions::{Regions, Told, Unanswered},
    said::Said,
};

/// A worker heeds it within some tenths of a second.
const LOOKS: u32 = 15;
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

/// What became of it.
#[derive(Debug)]
pub(super) struct Became {
    /// Whether it is so. Else it is taken, and no worker has heeded it yet.
    is_so: bool,
    /// The regions that could not be told.
    pub(super) untold: Unanswered,
}

/// Says it to these regions, and waits a moment for what comes of it: somebody else may have spoken before.
///
/// # Errors
/// It is of no use in those that answer; why, in words for who says it.
pub(super) async fn say(regions: &Regions, said: &Said) -> anyhow::Result<Became> {
    let Told { answer, unanswered: untold, .. } = regions.hear(said, until()).await;
    match (answer.why_not(said), answer) {
        (None, _) => {}
        (Some(_), Answer::Unknown) if !untold.is_empty() => return Err(untold.into()),
        (Some(why), _) if untold.is_empty() => bail!(why),
        (Some(why), _) => bail!("{why} {} could not be asked.", untold.listed()),
    }
    for _ in 0..LOOKS {
        match regions.hear_late(said, true, until()).await.answer {
            Answer::Already(_) => return Ok(Became { is_so: true, untold }),
            // Or nobody answers just now.
            Answer::Taken(_) | Answer::Unknown => sleep(BETWEEN_LOOKS).await,
            refused @ (Answer::TooLate(_) | Answer::NotHere(_) | Answer::Ambiguous) => {
                bail!(refused.why_not(said).unwrap_or_default())
            }
        }
    }
    Ok(Became { is_so: false, untold })
}

impl Became {
    /// For people: "INC-K7F3QD is confirmed."
    pub(super) fn tell(&self, said: &Said, done: &str) -> String {
        let reference = said.to.reference();
        let became = match self.is_so {
            true => format!("{reference} is {done}."),
            false => format!("{reference}: {} is taken, and counts as soon as a worker heeds it.", said.word),
        };
        match self.untold.is_empty() {
            true => became,
            false => format!(
                "{became}\n{} could not be asked: if it is not so when that is back, say it again.",
                self.untold.listed()
            ),
        }
    }
}
