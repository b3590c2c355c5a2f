use muster_workflows::{contract::Facts, domain::Period};

use super::{
    Drawn,
    blocks::{context, section},
};

pub(super) fn draw(facts: &Facts, quiet: Period, nth: u32) -> Drawn {
    let reference = &facts.reference;
    let text = format!("It has been quiet for {quiet}. How is it going? If it is over, resolve it.");
    let mut hint = format!("`/incident resolve {reference}`");
    if nth > 1 {
        hint.push_str(&format!(" · reminder {nth}"));
    }
    Drawn { blocks: vec![section(&text), context(&hint)], text: format!("{reference}: {text}") }
}
