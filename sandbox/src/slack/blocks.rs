//! Block Kit: what Slack takes, with the limits of docs.slack.dev's reference of blocks, elements and
//! composition objects.

mod block;
mod check;
mod composition;
mod element;
mod rich_text;
mod select;
mod surface;

use serde_json::{Value, json};

use super::Slack;
use super::answer::Refusal;
use check::Check;
pub(crate) use surface::Surface;

/// Slack's most blocks of a message.
const MOST_IN_MESSAGE: usize = 50;
/// Slack's most blocks of a modal or home tab.
const MOST_IN_VIEW: usize = 100;

/// Checks a message's blocks and names those that have no id, as Slack does.
///
/// # Errors
/// `invalid_blocks`, with `response_metadata.messages` saying which and why.
pub(crate) fn message(blocks: Vec<Value>, slack: &mut Slack) -> Result<Vec<Value>, Refusal> {
    let mut check = Check::new(Surface::Message);
    check_all(&mut check, &blocks, "/blocks", MOST_IN_MESSAGE);
    match check.finish() {
        Ok(()) => Ok(named(blocks, slack)),
        Err(errors) => {
            let mut refusal = Refusal::explained("invalid_blocks", errors.clone());
            refusal.fields.insert("errors".to_owned(), json!(errors));
            Err(refusal)
        }
    }
}

/// Checks a view as the app sends it and names its nameless blocks.
///
/// # Errors
/// `invalid_arguments`, with `response_metadata.messages` saying what and where.
pub(crate) fn view(mut view: Value, slack: &mut Slack) -> Result<Value, Refusal> {
    let surface = if view["type"] == "home" { Surface::Home } else { Surface::Modal };
    let mut check = Check::new(surface);
    surface::check_view(&mut check, &view);
    // A view without blocks has none to look at.
    let blocks = view["blocks"].as_array().cloned().unwrap_or_default();
    check_all(&mut check, &blocks, "/view/blocks", MOST_IN_VIEW);
    check.finish().map_err(|errors| Refusal::explained("invalid_arguments", errors))?;
    view["blocks"] = named(blocks, slack).into();
    Ok(view)
}

fn check_all(check: &mut Check, blocks: &[Value], pointer: &str, most: usize) {
    if blocks.len() > most {
        check.error(&format!("no more than {most} items allowed"), pointer);
    }
    for (index, block) in blocks.iter().enumerate() {
        block::check(check, block, &format!("{pointer}/{index}"));
    }
}

fn named(blocks: Vec<Value>, slack: &mut Slack) -> Vec<Value> {
    blocks.into_iter().map(|block| with_ids(block, slack)).collect()
}

/// Gives the block, and what in it can be acted on, the ids that the app left out.
fn with_ids(mut block: Value, slack: &mut Slack) -> Value {
    if block["block_id"].as_str().is_none_or(str::is_empty) {
        block["block_id"] = slack.new_id("b").into();
    }
    let is_actions = block["type"] == "actions";
    let single = ["accessory", "element"];
    for name in single {
        if let Some(element) = block.get_mut(name) {
            name_element(element, slack);
        }
    }
    if is_actions {
        for element in block.get_mut("elements").and_then(Value::as_array_mut).into_iter().flatten() {
            name_element(element, slack);
        }
    }
    block
}

fn name_element(element: &mut Value, slack: &mut Slack) {
    let is_interactive = element["type"] != "image";
    if is_interactive && element["action_id"].as_str().is_none_or(str::is_empty) {
        element["action_id"] = slack.new_id("a").into();
    }
}

#[cfg(test)]
mod tests;
