//! What an issue gets as somebody knows better when customers felt its incident.

use muster_workflows::{contract::ticket::NoteTicket, domain::Impact};
use serde_json::Value;

use super::{Jira, adf};
use crate::failure::Failure;

impl Jira {
    /// The description stays as it was declared: who edits issues may have written in it.
    pub(super) async fn note_impact(&self, note: &NoteTicket) -> Result<(), Failure> {
        let reference = &note.reference;
        let opening = match note.nth {
            1 => format!("{reference}: when customers felt it is corrected."),
            nth => format!("{reference}: when customers felt it is corrected, {nth}× by now."),
        };
        let mut rest = said(note.impact);
        rest.push(adf::text(&format!(" So said {}.", note.by)));
        self.comment_once(&note.key, &opening, rest).await
    }
}

fn said(impact: Impact) -> Vec<Value> {
    let Impact { started_at, ended_at } = impact;
    let started = started_at.map(|at| vec![adf::text(" From "), adf::time(at)]);
    let ended = ended_at.map(|at| vec![adf::text(" until "), adf::time(at)]);
    match (started, ended) {
        (None, None) => vec![adf::text(" It is not known.")],
        (started, ended) => {
            let started = started.unwrap_or_else(|| vec![adf::text(" From an unknown time")]);
            let ended = ended.unwrap_or_else(|| vec![adf::text(" until its end")]);
            [started, ended, vec![adf::text(".")]].concat()
        }
    }
}
