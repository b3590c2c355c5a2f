use std::collections::BTreeMap;

use super::{Objective, Outage, Uptime, Window};
use crate::domain::{Plan, record::Record};

/// What was taken away of a service, or of all together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfService {
    /// The service's id; none: all together, with what impaired no service that somebody named.
    pub service: Option<String>,
    /// How much of the time it is to be up.
    pub objective: Option<Objective>,
    outages: Vec<Outage>,
}

impl OfService {
    /// How much of a time it was up.
    pub fn uptime(&self, window: Window) -> Uptime {
        Uptime::of(window, self.outages.iter().copied())
    }
}

/// All together first, then each service of the plan, in its order, then each that only incidents name.
pub fn by_service<'a>(records: impl IntoIterator<Item = &'a Record>, plan: &Plan) -> Vec<OfService> {
    let (mut all, mut of_services) = (Vec::new(), BTreeMap::<&str, Vec<Outage>>::new());
    for record in records {
        let Some(outage) = record.outage(plan) else { continue };
        all.push(outage);
        for service in &record.services {
            of_services.entry(service).or_default().push(outage);
        }
    }
    let of = |service: &str, outages| OfService {
        service: Some(service.to_owned()),
        objective: plan.objective_of(service),
        outages,
    };
    let mut services = vec![OfService { service: None, objective: plan.uptime_objective, outages: all }];
    for service in &plan.services {
        services.push(of(&service.id, of_services.remove(service.id.as_str()).unwrap_or_default()));
    }
    services.extend(of_services.into_iter().map(|(service, outages)| of(service, outages)));
    services
}
