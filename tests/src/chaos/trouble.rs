//! The schedule, done to what is up.

use std::{cell::RefCell, collections::BTreeMap, time::Duration};

use muster_sandbox::{Rule, Sandbox, System};
use tokio::time::{Instant, sleep, sleep_until};

use super::{
    cut::Cut,
    outage::{Kind, Outage},
    span::Span,
    weather::Weather,
};
use crate::{Region, Starter};

/// What is wrong at this moment, by who has it.
#[derive(Default)]
pub(super) struct Now(RefCell<BTreeMap<String, String>>);

impl Now {
    fn is(&self, whose: &str, what: String) {
        self.0.borrow_mut().insert(whose.to_owned(), what);
    }

    fn is_over(&self, whose: &str) {
        self.0.borrow_mut().remove(whose);
    }

    /// All of it, in a line.
    pub(super) fn in_a_line(&self) -> String {
        let now = self.0.borrow();
        now.iter().map(|(whose, what)| format!("{whose} {what}")).collect::<Vec<_>>().join(", ")
    }
}

/// What happens to a region.
pub(super) async fn of_region(region: &mut Region, outages: &[Outage], begun: Instant, now: &Now) {
    for Outage { span, kind } in outages {
        sleep_until(begun + span.at).await;
        now.is(region.name(), kind.to_string());
        match kind {
            Kind::NoWorker => {
                region.worker.kill().await;
                sleep(span.lasts).await;
                region.worker.start();
            }
            Kind::NoServer => {
                region.server.kill().await.expect("the server is killed");
                sleep(span.lasts).await;
                region.server.revive().await.expect("the server comes back");
            }
            Kind::Hangs => {
                region.server.pause().await.expect("the server hangs");
                sleep(span.lasts).await;
                region.server.resume().expect("the server goes on");
            }
            Kind::Gone => {
                region.take_away().await;
                sleep(span.lasts).await;
                region.give_back().await;
            }
        }
        now.is_over(region.name());
    }
}

/// A starter is killed, and started again.
pub(super) async fn of_starter(starter: &mut Starter, spans: &[Span], begun: Instant, now: &Now) {
    for span in spans {
        sleep_until(begun + span.at).await;
        now.is(starter.name(), "gone".to_owned());
        starter.kill().await;
        sleep(span.lasts).await;
        starter.start().await;
        now.is_over(starter.name());
    }
}

/// Slack closes its connections.
pub(super) async fn of_sockets(sandbox: &Sandbox, cuts: &[Cut], begun: Instant) {
    for cut in cuts {
        sleep_until(begun + cut.at).await;
        cut.cut(sandbox);
    }
}

/// What one outside system does wrong. Tells how many calls it hit.
pub(super) async fn of_system(
    sandbox: &Sandbox,
    system: System,
    weather: &[Weather],
    begun: Instant,
    now: &Now,
) -> u32 {
    let mut hits = 0;
    let name = format!("{system:?}");
    for Weather { span, operation, fault, .. } in weather.iter().filter(|weather| weather.system == system) {
        sleep_until(begun + span.at).await;
        let rule = sandbox.faults().add(Rule::new(system, *operation, fault.clone()));
        now.is(&name, format!("{operation} {fault:?}"));
        sleep(span.lasts).await;
        let hit = sandbox.faults().rules().into_iter().find(|known| known.id == rule);
        hits += hit.map_or(0, |rule| rule.hits);
        sandbox.faults().remove(rule);
        now.is_over(&name);
    }
    hits
}

/// Jira's search lags.
pub(super) async fn of_search(sandbox: &Sandbox, span: Span, begun: Instant, now: &Now) {
    sleep_until(begun + span.at).await;
    sandbox.set_search_lag(LAG);
    now.is("Jira's search", "lags".to_owned());
    sleep(span.lasts).await;
    sandbox.set_search_lag(Duration::ZERO);
    now.is_over("Jira's search");
}

/// How far Jira's search lags behind.
const LAG: Duration = Duration::from_secs(30);
