//! What was found before an action, as it is read again.

use muster_workflows::contract::{System, healing::Act};

use crate::failure::Failure;

/// By what one sees that it has been done.
pub(super) fn of(asked: &Act) -> Result<&str, Failure> {
    let mark = asked.prepared.mark.as_deref();
    mark.ok_or_else(|| Failure::unexpected(System::Aws, "it is not known how things were before"))
}
