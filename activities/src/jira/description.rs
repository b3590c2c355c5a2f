//! What an issue says of its incident.

use muster_workflows::contract::Facts;
use serde_json::Value;

use super::adf::{bullets, document, field, paragraph, text, time};

pub(super) fn of(facts: &Facts) -> Value {
    let mut fields = vec![
        field("Reference", text(facts.reference.as_str())),
        field("Severity", text(&facts.severity_name)),
        field("Declared by", text(&facts.declared_by.name)),
        field("Declared", time(facts.declared_at)),
    ];
    if !facts.services.is_empty() {
        fields.push(field("Services", text(&facts.services.join(", "))));
    }
    if let Some(since) = facts.impact.started_at {
        fields.push(field("Customers affected since", time(since)));
    }
    if let Some(until) = facts.impact.ended_at {
        fields.push(field("Customers affected until", time(until)));
    }
    document(vec![paragraph(vec![text(facts.title.as_str())]), bullets(fields)])
}
