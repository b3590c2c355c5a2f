//! The form for a link to what somebody made by hand.

use muster_workflows::domain::{DeclarationId, Reference, Step};
use slack_morphism::prelude::*;
use url::Url;

use super::{Errors, Filled};
use crate::slack::note::{Line, Note};

/// By this Slack tells which form was submitted. The form's private metadata tells step and incident.
pub(in crate::slack) const CALLBACK: &str = "link";

const LINK: &str = "link";

/// Slack: characters of the address of a button.
const LONGEST_ADDRESS: usize = 3_000;

/// The form for a step of an incident.
pub(in crate::slack) fn form(id: &DeclarationId, step: Step) -> SlackView {
    let about = Line::default()
        .bold(Reference::of(id).to_string())
        .text(format!(": Muster stops trying, and shows your link as the {}.", step.thing()));
    let input =
        SlackBlockUrlInputElement::new().with_action_id(LINK.into()).with_placeholder("https://".into());
    let input = SlackInputBlock::new("Where is it?".into(), input.into())
        .with_block_id(LINK.into())
        .with_hint("The address as your browser shows it.".into());
    SlackView::Modal(
        SlackModalView::new("Paste a link".into(), vec![Note::default().line(about).block(), input.into()])
            .with_callback_id(CALLBACK.into())
            .with_private_metadata(format!("{} {id}", step.key()))
            .with_submit("Use it".into())
            .with_close("Cancel".into()),
    )
}

/// The step of a form.
pub(in crate::slack) fn step(metadata: &str) -> Option<Step> {
    Step::with_key(metadata.split_once(' ')?.0)
}

/// The address that was filled in, or what is wrong with it.
pub(in crate::slack) fn read(filled: &Filled) -> Result<String, Errors> {
    let address = filled.text(LINK).trim();
    match Url::parse(address) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            Err(error("This does not open in a browser: it has to begin with https://.".to_owned()))
        }
        Ok(url) if url.as_str().len() > LONGEST_ADDRESS => {
            Err(error("This is longer than Slack lets a link be. Take a shorter one.".to_owned()))
        }
        Ok(url) => Ok(url.into()),
        Err(_) => Err(error("This is no address: it has to begin with https://.".to_owned())),
    }
}

/// What is wrong.
pub(in crate::slack) fn error(why: String) -> Errors {
    Errors::from([(LINK.to_owned(), why)])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filled(text: &str) -> Filled {
        serde_json::from_value(json!({"values": {"link": {"link": {"value": text}}}})).unwrap()
    }

    #[test]
    fn says_what_becomes_of_the_link() {
        insta::assert_json_snapshot!(form(&"V0SAMPLE".parse().unwrap(), Step::Ticket));
    }

    #[test]
    fn is_read_as_it_was_written() {
        let SlackView::Modal(form) = form(&"V0-1".parse().unwrap(), Step::PostMortem) else {
            panic!("no modal")
        };
        let metadata = form.private_metadata.unwrap();
        assert_eq!(step(&metadata), Some(Step::PostMortem));
        assert_eq!(step("beach V1"), None);
    }

    #[test]
    fn only_what_a_browser_opens_is_a_link() {
        assert_eq!(read(&filled(" https://e.test/a b ")), Ok("https://e.test/a%20b".to_owned()));
        for (text, why) in [
            ("", "no address"),
            ("INC-12", "no address"),
            ("javascript:alert(1)", "does not open"),
            (&format!("https://e.test/{}", "a".repeat(3_000)), "longer"),
        ] {
            assert!(read(&filled(text)).unwrap_err()["link"].contains(why), "{text}");
        }
    }
}
