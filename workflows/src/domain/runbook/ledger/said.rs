use serde::{Deserialize, Serialize};

use super::Notice;

/// What is said about one target and not seen to yet: what somebody asks for, and what a monitor said first. Neither takes the
/// other's place: where the one comes to nothing, the other is still to be seen to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Said {
    asked: Option<Notice>,
    told: Option<Notice>,
}

impl Said {
    /// More is said.
    pub(super) fn hear(&mut self, notice: Notice) {
        if notice.is_asked() {
            self.asked = Some(notice);
        } else {
            self.told.get_or_insert(notice);
        }
    }

    /// What comes first: who asks for it waits for no monitor's sake.
    pub(super) fn first(&self) -> Option<&Notice> {
        self.asked.as_ref().or(self.told.as_ref())
    }

    /// Takes what comes first.
    pub(super) fn take(&mut self) -> Option<Notice> {
        self.asked.take().or_else(|| self.told.take())
    }

    /// Only what somebody asks for is kept; whether there is anything.
    pub(super) fn keep_asked(&mut self) -> bool {
        self.told = None;
        self.asked.is_some()
    }
}
