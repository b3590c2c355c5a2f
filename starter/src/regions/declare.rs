use std::time::Duration;

use futures_util::{FutureExt, StreamExt, stream::FuturesUnordered};
use muster_workflows::domain::{Declaration, Plan};
use tokio::time::{Instant, timeout, timeout_at};

use super::{Region, Regions, Unanswered};
use crate::incidents::When;

/// How long a region has to answer before the next is asked too.
const PATIENCE: Duration = Duration::from_millis(700);

/// A declaration that is durable now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The region that keeps it.
    pub region: String,
    /// Whether that is the region to which declarations go first.
    pub is_first: bool,
    /// Whether it was started now, or was declared before with the same id, and is the same incident.
    pub when: When,
    /// Whether a worker of the region has taken it up.
    pub is_heeded: bool,
}

impl Regions {
    /// Declares in the first region that answers. One that takes too long is left behind: where it has started the
    /// incident all the same, there are two, and Slack arbitrates by the prompt which of them it is.
    ///
    /// # Errors
    /// None answered, and one of them may keep it all the same. Declaring again with the same id does no harm.
    pub async fn declare(
        &self,
        declaration: &Declaration,
        plan: &Plan,
        until: Instant,
    ) -> Result<Declared, Unanswered> {
        let mut waiting = self.by_presence().into_iter();
        let mut asked = FuturesUnordered::new();
        let (mut latest, mut unanswered) = (None::<&Region>, Unanswered::default());
        loop {
            if let Some(region) = waiting.next() {
                latest = Some(region);
                let start = region.ask(until, region.incidents.declare(declaration, plan));
                asked.push(start.map(move |answer| (region, answer)));
            }
            let answer = match waiting.len() {
                0 => asked.next().await,
                _ => match timeout(PATIENCE, asked.next()).await {
                    Ok(answer) => answer,
                    Err(_) => {
                        // Where the next one answers, nobody hears this one out.
                        latest.inspect(|region| region.note_silence());
                        continue;
                    }
                },
            };
            match answer {
                Some((region, Ok(when))) => {
                    let is_first = self.0.first().is_some_and(|first| first.name() == region.name());
                    let heeded = timeout_at(until, region.incidents.is_heeded(&declaration.id)).await;
                    let is_heeded = heeded.unwrap_or(true);
                    return Ok(Declared { region: region.name().to_owned(), is_first, when, is_heeded });
                }
                Some((_, Err(unasked))) => {
                    tracing::warn!(%unasked, "not declared here");
                    unanswered.push(unasked);
                }
                None => return Err(unanswered),
            }
        }
    }

    /// Those that answered lately first.
    pub(super) fn by_presence(&self) -> Vec<&Region> {
        let (mut regions, now): (Vec<_>, _) = (self.0.iter().collect(), Instant::now());
        regions.sort_by_key(|region| region.presence.is_away(now));
        regions
    }
}
