//! An address that answers, or not.

use std::time::Duration;

use muster_workflows::{contract::System, domain::runbook::HttpProbe};
use reqwest::StatusCode;

use super::{Answer, Healer};
use crate::{failure::Failure, http::unreachable};

/// So much of an answer is read.
const MOST_BYTES: usize = 64 * 1024;

impl Healer {
    /// Nobody there is an answer, too: a bad one.
    pub(super) async fn ask_address(&self, probe: &HttpProbe) -> Answer {
        let limit = probe.timeout.as_duration();
        match self.answer_of(probe, limit).await {
            Ok(answer) => answer,
            Err(failure) => Answer::Bad(failure.words().to_owned()),
        }
    }

    async fn answer_of(&self, probe: &HttpProbe, limit: Duration) -> Result<Answer, Failure> {
        let failure = |error| unreachable(System::Probe, error);
        let mut response = self.http.get(&probe.url).timeout(limit).send().await.map_err(failure)?;
        let status = response.status();
        let is_good = probe.status.map_or(status.is_success(), |wanted| status.as_u16() == wanted);
        if !is_good {
            return Ok(Answer::Bad(said(status)));
        }
        let Some(wanted) = &probe.contains else { return Ok(Answer::Good(said(status))) };
        let mut body = Vec::new();
        while body.len() < MOST_BYTES
            && let Some(chunk) = response.chunk().await.map_err(failure)?
        {
            body.extend_from_slice(&chunk);
        }
        body.truncate(MOST_BYTES);
        Ok(match String::from_utf8_lossy(&body).contains(wanted.as_str()) {
            true => Answer::Good(said(status)),
            false => Answer::Bad(format!("{} without {wanted:?}", said(status))),
        })
    }
}

fn said(status: StatusCode) -> String {
    match status.canonical_reason() {
        Some(reason) => format!("{} {reason}", status.as_u16()),
        None => status.as_str().to_owned(),
    }
}
