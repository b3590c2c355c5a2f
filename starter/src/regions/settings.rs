//! Which regions there are, from the environment.

use muster_activities::config::Environment;

use super::Regions;
use crate::{
    incidents::Incidents,
    settings::DEFAULT_TASK_QUEUE,
    temporal::{InvalidSettings, Temporal},
};

/// The names of profiles of temporal.toml, the first first.
const VARIABLE: &str = "MUSTER_REGIONS";

/// Regions that make no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRegions {
    /// Temporal's own settings.
    #[error(transparent)]
    Temporal(#[from] InvalidSettings),
    /// A profile that does.
    #[error("{VARIABLE} names {name:?}: {error}")]
    Profile {
        /// Its name.
        name: String,
        /// What is wrong with it.
        error: InvalidSettings,
    },
    /// No name.
    #[error("{VARIABLE} names no region")]
    None,
    /// A name that is there twice.
    #[error("{VARIABLE} names {0:?} twice")]
    Twice(String),
}

impl Regions {
    /// The regions that `MUSTER_REGIONS` names; one where it is not set, to which TEMPORAL_* variables lead.
    ///
    /// # Errors
    /// All that is wrong.
    pub fn from_environment(environment: &Environment) -> Result<Self, Vec<InvalidRegions>> {
        let task_queue =
            environment.optional("MUSTER_TASK_QUEUE").unwrap_or_else(|| DEFAULT_TASK_QUEUE.to_owned());
        let incidents = |name: &str, temporal| Incidents::new(name, temporal, task_queue.as_str());
        let Some(names) = environment.optional(VARIABLE) else {
            let name = environment.optional("TEMPORAL_PROFILE").unwrap_or_else(|| "default".to_owned());
            let temporal = Temporal::from_environment().map_err(|error| vec![error.into()])?;
            return Ok(Self::new([incidents(&name, temporal)]));
        };
        let (mut regions, mut wrong): (Vec<Incidents>, _) = (Vec::new(), Vec::new());
        for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            if regions.iter().any(|region| region.region() == name) {
                wrong.push(InvalidRegions::Twice(name.to_owned()));
                continue;
            }
            match Temporal::of_profile(name) {
                Ok(temporal) => regions.push(incidents(name, temporal)),
                Err(error) => wrong.push(InvalidRegions::Profile { name: name.to_owned(), error }),
            }
        }
        if regions.is_empty() && wrong.is_empty() {
            wrong.push(InvalidRegions::None);
        }
        if wrong.is_empty() { Ok(Self::new(regions)) } else { Err(wrong) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_each_region_is_told() {
        let environment = Environment::of([(VARIABLE, "no-such-profile, no-such-either")]);
        let wrong = Regions::from_environment(&environment).err().unwrap();
        let told: Vec<_> = wrong.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with(r#"MUSTER_REGIONS names "no-such-profile": "#), "{told:?}");
    }

    #[test]
    fn without_regions_there_is_one() {
        let regions = Regions::from_environment(&Environment::of([("TEMPORAL_PROFILE", "")])).ok().unwrap();
        assert_eq!(regions.names().collect::<Vec<_>>(), ["default"]);
    }
}
