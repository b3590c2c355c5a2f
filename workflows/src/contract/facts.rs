use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{Declaration, DeclarationId, Impact, Person, Plan, Reference, Severity, Title};

/// What every message, issue and page about an incident tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The key of the incident.
    pub id: DeclarationId,
    /// Its short name for people.
    pub reference: Reference,
    /// What is wrong.
    pub title: Title,
    /// How bad it is.
    pub severity: Severity,
    /// The severity's name in the plan.
    pub severity_name: String,
    /// The names of the services that are impaired.
    #[serde(default)]
    pub services: Vec<String>,
    /// Their ids in the plan: labels.
    #[serde(default)]
    pub service_ids: Vec<String>,
    /// Who declared it.
    pub declared_by: Person,
    /// When it was declared.
    pub declared_at: Timestamp,
    /// When customers felt it.
    #[serde(default)]
    pub impact: Impact,
    /// Whether it is an exercise.
    #[serde(default)]
    pub drill: bool,
    /// Whether only those who are invited may read of it. Everybody else reads its reference, and that it is private.
    #[serde(default)]
    pub private: bool,
}

impl Facts {
    /// The facts of a declaration, with the plan's names.
    pub fn new(declaration: &Declaration, severity: Severity, impact: Impact, plan: &Plan) -> Self {
        Self {
            id: declaration.id.clone(),
            reference: declaration.reference(),
            title: declaration.title.clone(),
            severity,
            severity_name: plan
                .at(severity)
                .map_or_else(|| format!("Severity {severity}"), |severity| severity.name.clone()),
            services: declaration.services.iter().map(|id| plan.service_name(id).to_owned()).collect(),
            service_ids: declaration.services.clone(),
            declared_by: declaration.by.clone(),
            declared_at: declaration.at,
            impact,
            drill: declaration.drill,
            private: declaration.private,
        }
    }

    /// What everybody may read: of a private incident neither what it is about nor what is impaired. Who declared it is left to
    /// who shows it.
    #[must_use]
    pub fn for_everybody(self) -> Self {
        if !self.private {
            return self;
        }
        let title = self.title.for_everybody(true, self.drill);
        let (services, service_ids) = (Vec::new(), Vec::new());
        Self { title, services, service_ids, impact: Impact::default(), ..self }
    }
}
