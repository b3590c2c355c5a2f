use jiff::Timestamp;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Counts, Record, Times};
use crate::domain::{DeclarationId, Impact, Severity, Status, Title};

/// An incident of a former tool, as a line of a file tells it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imported {
    /// What it was called there: any text.
    pub reference: String,
    /// What was wrong.
    pub title: String,
    /// How bad it was.
    pub severity: Severity,
    /// The ids of the services that were impaired.
    #[serde(default)]
    pub services: Vec<String>,
    /// The id of whose fault it was.
    #[serde(default)]
    pub origin: Option<String>,
    /// Since when customers felt it.
    #[serde(default)]
    pub impact_started_at: Option<Timestamp>,
    /// Until when.
    #[serde(default)]
    pub impact_ended_at: Option<Timestamp>,
    /// When it was resolved; not said: it goes on.
    #[serde(default)]
    pub resolved_at: Option<Timestamp>,
    /// Whether it was an exercise.
    #[serde(default)]
    pub drill: bool,
    /// Its key; made from its reference where absent.
    #[serde(default)]
    pub id: Option<DeclarationId>,
}

impl Imported {
    /// How it is kept.
    ///
    /// # Errors
    /// Why it makes no sense, for people.
    pub fn into_record(self) -> Result<Record, String> {
        let reference = self.reference.trim().to_owned();
        if reference.is_empty() {
            return Err("its \"reference\" is empty; write what it was called".to_owned());
        }
        let title = Title::cut(&self.title).ok_or("its \"title\" is empty; write what was wrong")?;
        let impact = Impact { started_at: self.impact_started_at, ended_at: self.impact_ended_at };
        if impact.started_at.is_none() && impact.ended_at.is_some() {
            return Err("it has an \"impact_ended_at\" and no \"impact_started_at\"".to_owned());
        }
        if self.services.iter().any(|id| id.is_empty() || id.contains(char::is_whitespace)) {
            return Err("its \"services\" have an id that is empty or has spaces in it".to_owned());
        }
        if !impact.is_possible() {
            return Err("its \"impact_ended_at\" is before its \"impact_started_at\"".to_owned());
        }
        if impact.started_at.zip(self.resolved_at).is_some_and(|(started, resolved)| resolved < started) {
            return Err("its \"resolved_at\" is before its \"impact_started_at\"".to_owned());
        }
        Ok(Record {
            id: self.id.unwrap_or_else(|| id_of(&reference)),
            reference,
            title,
            severity: self.severity,
            services: self.services,
            origin: self.origin,
            status: if self.resolved_at.is_some() { Status::Resolved } else { Status::Active },
            drill: self.drill,
            private: false,
            channel: None,
            impact,
            times: Times { resolved_at: self.resolved_at, ..Times::default() },
            counts: Counts::default(),
            failed: Vec::new(),
        })
    }
}

/// The key of what is only known by a reference of another tool: the same each time.
fn id_of(reference: &str) -> DeclarationId {
    let digest: String =
        Sha256::digest(reference).iter().take(10).map(|byte| format!("{byte:02x}")).collect();
    let id = format!("imported-{digest}");
    // Of nothing but what an id may have, and short enough.
    id.parse().unwrap_or_else(|_| unreachable!("{id}"))
}
