//! The response plan in force.

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use muster_workflows::domain::Plan;

use crate::as_code::{self, Mistakes};

/// The plan of a file, read again when the file has changed. A plan with mistakes is refused, and the one before
/// stays in force. What runs keeps the plan it was declared with.
pub struct Plans {
    path: PathBuf,
    in_force: Mutex<InForce>,
}

struct InForce {
    plan: Arc<Plan>,
    /// Of the file that was last read, whether or not its plan could be used.
    modified: Option<SystemTime>,
}

impl Plans {
    /// Reads the plan.
    ///
    /// # Errors
    /// Every mistake in it.
    pub fn read(path: impl Into<PathBuf>) -> Result<Self, Mistakes> {
        let path = path.into();
        let modified = modified(&path);
        let plan = Arc::new(as_code::plan(&path)?);
        Ok(Self { path, in_force: Mutex::new(InForce { plan, modified }) })
    }

    /// The plan for what is declared now.
    pub fn current(&self) -> Arc<Plan> {
        let mut in_force = self.in_force.lock().unwrap_or_else(PoisonError::into_inner);
        let modified = modified(&self.path);
        if modified != in_force.modified {
            in_force.modified = modified;
            self.replace(&mut in_force);
        }
        Arc::clone(&in_force.plan)
    }

    /// Reads the plan again, as an operator asked.
    pub fn reread(&self) {
        let mut in_force = self.in_force.lock().unwrap_or_else(PoisonError::into_inner);
        in_force.modified = modified(&self.path);
        self.replace(&mut in_force);
    }

    fn replace(&self, in_force: &mut InForce) {
        match as_code::plan(&self.path) {
            Ok(plan) => {
                tracing::info!(plan = %self.path.display(), "the plan was read again");
                in_force.plan = Arc::new(plan);
            }
            Err(Mistakes(mistakes)) => {
                for mistake in mistakes {
                    tracing::error!("{mistake}");
                }
                tracing::error!(plan = %self.path.display(), "the new plan has mistakes; the old one stays in force");
            }
        }
    }
}

/// `None` where the file is not there, which reading it will say better.
fn modified(path: &std::path::Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|file| file.modified()).ok()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;

    const PLAN: &str = r##"
        incidents_channel = "#incidents"
        ticket = { project = "INC", issue_type = "Incident" }
        post_mortem = { space = "SP" }
        meeting = { hosts = ["host@example.test"] }

        [[severity]]
        level = 1
        name = "Severity 1"
        description = "Major service disruption, no workaround"
        open = { channel = {}, announcement = {} }
        close = { resolution = {} }
    "##;

    #[test]
    fn a_bad_plan_is_refused_and_a_good_one_taken_as_the_file_changes() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let write = |text: &str, age: u64| {
            fs::write(file.path(), text).unwrap();
            file.as_file().set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(age)).unwrap();
        };
        write("incidents_channel = 1", 1);
        assert!(Plans::read(file.path()).is_err());

        write(PLAN, 2);
        let plans = Plans::read(file.path()).unwrap();
        write(&PLAN.replace("level = 1", "level = 11"), 3);
        assert_eq!(plans.current().incidents_channel, "#incidents");
        write(&PLAN.replace("#incidents", "#outages"), 4);
        assert_eq!(plans.current().incidents_channel, "#outages");
        fs::remove_file(file.path()).unwrap();
        plans.reread();
        assert_eq!(plans.current().incidents_channel, "#outages");
    }
}
