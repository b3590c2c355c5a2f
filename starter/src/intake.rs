//! What people say is taken in: by a region, or by the outbox until a region is back. Only then are they told so.

use muster_workflows::domain::{Declaration, Plan};
use tokio::time::Instant;

use crate::{
    outbox::{Outbox, Unusable},
    regions::{Declared, Regions},
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
    Kept,
}

/// What became of something said that is durable now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Heard {
    /// A region has it.
    Taken,
    /// The outbox has it, for regions that may keep the incident and did not answer: their names.
    Kept(String),
}

/// Why something is not durable.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotTaken {
    /// No region keeps such an incident, or nothing can be said to it any more.
    #[error("there is no such incident, or it is over")]
    Over,
    /// No region could be asked, and it could not be kept.
    #[error("no region took it ({why}), and {unusable}")]
    Lost {
        /// Why no region took it.
        why: String,
        /// Why it was not kept.
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
            Err(nowhere) => match self.outbox.keep_declaration(declaration, plan).await {
                Ok(()) => Ok(Taken::Kept),
                Err(unusable) => Err(NotTaken::Lost { why: nowhere.to_string(), unusable }),
            },
        }
    }

    /// Takes in what somebody said; the regions have until then to answer.
    pub(crate) async fn hear(&self, said: Said, until: Instant) -> Result<Heard, NotTaken> {
        let told = self.regions.hear(&said, until).await;
        if told.unasked.is_empty() {
            return if told.is_taken { Ok(Heard::Taken) } else { Err(NotTaken::Over) };
        }
        let regions: Vec<_> = told.unasked.iter().map(|unasked| unasked.region.as_str()).collect();
        match self.outbox.keep_said(said, &regions, told.is_taken).await {
            Ok(()) if told.is_taken => Ok(Heard::Taken),
            Ok(()) => Ok(Heard::Kept(regions.join(" and "))),
            // The region that took it is most likely the only one that keeps the incident.
            Err(unusable) if told.is_taken => {
                tracing::error!(%unusable, ?regions, "said to one region only");
                Ok(Heard::Taken)
            }
            Err(unusable) => {
                let why: Vec<_> = told.unasked.iter().map(ToString::to_string).collect();
                Err(NotTaken::Lost { why: why.join("; "), unusable })
            }
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
            Ok(()) => "outbox: ready".to_owned(),
            Err(unusable) => format!("outbox: {unusable}"),
        });
        if is_ready { Ok(lines) } else { Err(lines) }
    }
}
