use muster_workflows::domain::Period;

use super::{Drawn, blocks::section};

pub(super) fn draw(quiet: Period) -> Drawn {
    let text =
        format!("Nobody has written here for {quiet}, so this channel is archived. It can still be read.");
    Drawn { blocks: vec![section(&text)], text }
}
