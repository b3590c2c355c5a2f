//! The form for something that is left to do.

use muster_slack_app::notation::{Piece, pieces};
use muster_workflows::{
    contract::chat::{Posted, Quoted},
    domain::{DeclarationId, Reference, Title, cut},
    incident::AddFollowUp,
};
use slack_morphism::prelude::*;

use super::{Errors, Filled, choices};
use crate::{
    incidents::Listed,
    slack::note::{Line, Note},
};

/// By this Slack tells which form was submitted. The form's private metadata tells message and incident, as far as they
/// are known.
pub(in crate::slack) const CALLBACK: &str = "follow-up";

const WHAT: &str = "what";
const WHICH: &str = "which";

/// In the place of what is not known.
const NOTHING: &str = "-";

/// The form for an incident, perhaps about a message, which says what is to be done as far as it goes.
pub(in crate::slack) fn form(id: &DeclarationId, about: Option<(&Posted, &str)>) -> SlackView {
    let named = Line::default()
        .bold(Reference::of(id).to_string())
        .text(": it becomes a Jira issue, linked with the incident's.");
    modal(Note::default().line(named).block(), id.as_str(), about)
}

/// The same, where the message is in no incident's channel.
pub(in crate::slack) fn form_for_one_of(incidents: &[Listed], about: (&Posted, &str)) -> SlackView {
    let menu = choices::incidents(WHICH, incidents);
    let which = SlackInputBlock::new("After which incident?".into(), menu.into()).with_block_id(WHICH.into());
    modal(which.into(), NOTHING, Some(about))
}

fn modal(which: SlackBlock, id: &str, about: Option<(&Posted, &str)>) -> SlackView {
    let max = u64::try_from(Title::MAX_CHARS).unwrap_or(u64::MAX);
    let input = SlackBlockPlainTextInputElement::new().with_action_id(WHAT.into()).with_max_length(max);
    let input = match about.and_then(|(_, text)| Title::cut(&words(text))) {
        Some(title) => input.with_initial_value(title.to_string()),
        None => input,
    };
    let what = SlackInputBlock::new("What is to be done?".into(), input.into())
        .with_block_id(WHAT.into())
        .with_hint("In a few words. The message comes along.".into());
    let what = if about.is_some() { what } else { what.with_hint("In a few words.".into()) };
    let (channel, ts) =
        about.map_or((NOTHING, NOTHING), |(message, _)| (message.channel.as_str(), message.ts.as_str()));
    let said = about.map_or_else(String::new, |(_, text)| cut(&words(text), Quoted::MOST_CHARS));
    SlackView::Modal(
        SlackModalView::new("Make a follow-up".into(), vec![which, what.into()])
            .with_callback_id(CALLBACK.into())
            .with_private_metadata(format!("{channel} {ts} {id} {said}"))
            .with_submit("Make it".into())
            .with_close("Cancel".into()),
    )
}

/// A message's words; whom it mentions is in the message.
fn words(text: &str) -> String {
    let word = |piece| match piece {
        Piece::Text(text) => text,
        Piece::Person(_) => String::new(),
    };
    pieces(text).into_iter().map(word).collect()
}

/// Reads what was filled in: the incident, and what is to be done; or says at each field what is wrong with it. None, where
/// this is not what Muster had put there.
pub(in crate::slack) fn read(
    metadata: &str,
    filled: &Filled,
) -> Option<Result<(DeclarationId, AddFollowUp), Errors>> {
    let mut parts = metadata.splitn(4, ' ');
    let (channel, ts, id) = (parts.next()?, parts.next()?, parts.next()?);
    let said = parts.next().filter(|said| !said.is_empty()).map(str::to_owned);
    let about = (channel != NOTHING).then(|| Posted { channel: channel.to_owned(), ts: ts.to_owned() });
    let id = match id {
        NOTHING => filled.choice(WHICH).and_then(|id| id.parse().ok()),
        id => Some(id.parse().ok()?),
    };
    let mut errors = Errors::new();
    if id.is_none() {
        errors.insert(WHICH.to_owned(), "Choose the incident.".to_owned());
    }
    let title = Title::new(filled.text(WHAT));
    if let Err(why) = &title {
        errors.insert(WHAT.to_owned(), why.to_string().replace("what is wrong", "what is to be done"));
    }
    Some(match (id, title) {
        (Some(id), Ok(title)) => Ok((id, AddFollowUp { title: Some(title), about, said })),
        _ => Err(errors),
    })
}

/// What is wrong with the whole form, shown at its last field.
pub(in crate::slack) fn error(why: String) -> Errors {
    Errors::from([(WHAT.to_owned(), why)])
}

#[cfg(test)]
mod tests {
    use muster_workflows::domain::Status;
    use serde_json::json;

    use super::*;
    use crate::incidents::tests::listed;

    fn message() -> Posted {
        Posted { channel: "C1".to_owned(), ts: "1.2".to_owned() }
    }

    fn metadata(form: SlackView) -> String {
        let SlackView::Modal(form) = form else { panic!("no modal") };
        form.private_metadata.unwrap()
    }

    fn filled(what: &str, which: Option<&str>) -> Filled {
        let mut values = json!({WHAT: {WHAT: {"value": what}}});
        if let Some(which) = which {
            values[WHICH] = json!({WHICH: {"selected_option": {"value": which}}});
        }
        serde_json::from_value(json!({ "values": values })).unwrap()
    }

    #[test]
    fn says_what_becomes_of_it() {
        let id = "V0SAMPLE".parse().unwrap();
        let text = "<@U0ADA> we should *renew* the <https://e.test|certificate> &amp; watch it";
        insta::assert_json_snapshot!(form(&id, Some((&message(), text))));
        insta::assert_json_snapshot!(form(&id, None));
        let incidents = [listed("V1", Status::Active), listed("V2", Status::Resolved)];
        insta::assert_json_snapshot!(form_for_one_of(&incidents, (&message(), "")));
    }

    #[test]
    fn is_read_as_it_was_written() {
        let id: DeclarationId = "V1".parse().unwrap();
        let title = Title::new("Renew it").ok();
        let message_there = message();
        let about = Some((&message_there, "text of it"));
        let text = Some("text of it".to_owned());
        for (form, which, expected, said) in [
            (form(&id, about), None, Some(message()), text),
            (form(&id, None), None, None, None),
            (form_for_one_of(&[], (&message(), "")), Some("V1"), Some(message()), None),
        ] {
            let read = read(&metadata(form), &filled(" Renew  it", which)).unwrap();
            assert_eq!(read, Ok((id.clone(), AddFollowUp { title: title.clone(), about: expected, said })));
        }
        assert_eq!(read("V1", &filled("Renew it", None)), None);
    }

    #[test]
    fn each_mistake_is_told_at_its_field() {
        let errors = read(&metadata(form_for_one_of(&[], (&message(), ""))), &filled(" ", None)).unwrap();
        let errors = errors.unwrap_err();
        assert_eq!(errors[WHICH], "Choose the incident.");
        assert_eq!(errors[WHAT], "Say in a few words what is to be done.");
    }
}
