//! Something said to an incident at a shell.

use std::time::Duration;

use anyhow::bail;
use tokio::time::sleep;

use super::until;
use crate::{incidents::Answer, regions::Regions, said::Said};

/// A worker heeds it within some tenths of a second.
const LOOKS: u32 = 15;
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Became {
    /// It is so.
    Done,
    /// The region has it. No worker has heeded it yet.
    Taken,
}

/// Says it in a region, and waits a moment for what comes of it: somebody else may have spoken before.
///
/// # Errors
/// The region cannot be asked, or it is of no use; why, in words for who says it.
pub(super) async fn say(regions: &Regions, region: &str, said: &Said) -> anyhow::Result<Became> {
    let answer = regions.hear_in(region, said, until()).await?;
    if let Some(why) = answer.why_not(said) {
        bail!(why);
    }
    for _ in 0..LOOKS {
        match regions.hear_late_in(region, said, true, until()).await? {
            Answer::Taken => sleep(BETWEEN_LOOKS).await,
            Answer::Already(_) => return Ok(Became::Done),
            refused => bail!(refused.why_not(said).unwrap_or_default()),
        }
    }
    Ok(Became::Taken)
}

impl Became {
    /// For people: "INC-K7F3QD is confirmed."
    pub(super) fn tell(self, said: &Said, done: &str, region: &str) -> String {
        let reference = said.to.reference();
        match self {
            Self::Done => format!("{reference} is {done}."),
            Self::Taken => format!(
                "{reference}: {} is taken, and counts as soon as a worker of {region} is up.",
                said.word
            ),
        }
    }
}
