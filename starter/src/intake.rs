//! What people say is taken in: by a region, or by the outbox until a region is back. Only then are they told so.

use muster_workflows::domain::{Declaration, Plan};
use tokio::time::Instant;

use crate::{
    incidents::Answer,
    outbox::{Outbox, Unusable},
    regions::{Declared, Regions, Told, Unanswered},
    said::Said,
};

/// The regions, and the outbox for when they are away.
pub struct Intake {
    pub(crate) regions: Regions,
    pub(crate) outbox: Outbox,
}

/// A declaration that is durable now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Taken {
    /// In a region.
    By(Declared),
    /// In the outbox.
    Saved,
}

/// What became of something said that is durable now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Heard {
    /// A region has it, and a worker heeds it.
    Taken,
    /// A region has it, and no worker of it is up to heed it.
    OnItsWay,
    /// The outbox has it, for these regions, which may keep the incident and did not answer.
    Saved(Unanswered),
}

/// Why something is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotTaken {
    /// It is of no use any more; why, in words for who said it.
    #[error("{0}")]
    No(String),
    /// No region could be asked, and it could not be saved: it is not durable.
    #[error("no region took it ({unanswered}), and {unusable}")]
    Lost {
        /// Why no region took it.
        unanswered: Unanswered,
        /// Why it was not saved.
        unusable: Unusable,
    },
}

impl Intake {
    /// Takes declarations and words in for these regions.
    pub fn new(regions: Regions, outbox: Outbox) -> Self {
        Self { regions, outbox }
    }

    /// Takes a declaration in; the regions have until then to answer.
    pub(crate) async fn declare(
        &self,
        declaration: Declaration,
        plan: Plan,
        until: Instant,
    ) -> Result<Taken, NotTaken> {
        match self.regions.declare(&declaration, &plan, until).await {
            Ok(declared) => Ok(Taken::By(declared)),
            Err(unanswered) => match self.outbox.save_declaration(declaration, plan).await {
                Ok(()) => Ok(Taken::Saved),
                Err(unusable) => Err(NotTaken::Lost { unanswered, unusable }),
            },
        }
    }

    /// Takes in what somebody said; the regions have until then to answer.
    pub(crate) async fn hear(&self, said: &Said, until: Instant) -> Result<Heard, NotTaken> {
        let Told { answer, is_heeded, unanswered } = self.regions.hear(said, until).await;
        let is_taken = matches!(answer, Answer::Taken(_));
        let taken = if is_heeded { Heard::Taken } else { Heard::OnItsWay };
        // Where one has taken it, another may hold the same declaration: Slack has not arbitrated yet.
        let may_matter_elsewhere = is_taken || answer.is_open();
        if unanswered.is_empty() || !may_matter_elsewhere {
            return answer.why_not(said).map_or(Ok(taken), |why| Err(NotTaken::No(why)));
        }
        match self.outbox.save_said(said, &unanswered.names(), is_taken).await {
            Ok(()) if is_taken => Ok(taken),
            Ok(()) => Ok(Heard::Saved(unanswered)),
            // The region that took it is most likely the only one that keeps the incident.
            Err(unusable) if is_taken => {
                tracing::error!(%unusable, %unanswered, "said to one region only");
                Ok(taken)
            }
            Err(unusable) => Err(NotTaken::Lost { unanswered, unusable }),
        }
    }

    /// Whether a declaration would be durable: what each region and the outbox say of it, a line each.
    ///
    /// # Errors
    /// It would not.
    pub(crate) async fn ready(&self, until: Instant) -> Result<Vec<String>, Vec<String>> {
        let (regions, outbox) = tokio::join!(self.regions.ready(until), self.outbox.ready());
        let is_ready = outbox.is_ok() || regions.iter().any(|(_, ready)| ready.is_ok());
        let mut lines: Vec<_> = regions
            .into_iter()
            .map(|(name, ready)| match ready {
                Ok(()) => format!("{name}: ready"),
                Err(unasked) => format!("{name}: {}", unasked.trouble),
            })
            .collect();
        lines.push(match outbox {
            Ok(waiting) => format!("outbox: ready, {waiting} to deliver"),
            Err(unusable) => format!("outbox: {unusable}"),
        });
        if is_ready { Ok(lines) } else { Err(lines) }
    }
}
