//! The form with which an incident is declared.

use jiff::Timestamp;
use muster_workflows::domain::{Party, Plan, PrivatePlan, Severity, Title, cut};
use slack_morphism::prelude::*;

use super::{
    Errors, Filled,
    choices::{self, Menu},
    severity,
};
use crate::slack::note::Note;

/// By this Slack tells which form was submitted.
pub(in crate::slack) const CALLBACK: &str = "declare";

const TITLE: &str = "title";
const SERVICES: &str = "services";
const SINCE: &str = "since";
const PRIVATE: &str = "private";

/// More confirmers than fit are named on the message that they get.
const LONGEST_HINT: usize = 150;

/// The private metadata of the form for an exercise.
const DRILL: &str = "drill";

/// What somebody filled in.
#[derive(Debug, PartialEq)]
pub(in crate::slack) struct Declared {
    /// What is wrong.
    pub(in crate::slack) title: Title,
    /// How bad it is.
    pub(in crate::slack) severity: Severity,
    /// The ids of the impaired services.
    pub(in crate::slack) services: Vec<String>,
    /// Since when customers feel it.
    pub(in crate::slack) since: Option<Timestamp>,
    /// Whether only those may read of it who are invited.
    pub(in crate::slack) private: bool,
}

/// The empty form.
pub(in crate::slack) fn form(plan: &Plan) -> SlackView {
    SlackView::Modal(modal("Declare an incident", plan, Vec::new()))
}

/// The empty form for an exercise.
pub(in crate::slack) fn of_drill(plan: &Plan) -> SlackView {
    let about = "The same as an incident, to try it out: a channel, a meeting, a Jira issue and a post-mortem are made, all marked as a drill. Nobody is paged, and it is counted nowhere.";
    let modal = modal("Declare a drill", plan, vec![Note::from(about).block()]);
    SlackView::Modal(modal.with_private_metadata(DRILL.to_owned()))
}

fn modal(title: &str, plan: &Plan, about: Vec<SlackBlock>) -> SlackModalView {
    let mut blocks = about;
    blocks.extend([self::title(), severity::block(plan, None)]);
    blocks.extend(services(plan));
    blocks.push(since());
    blocks.extend(plan.private.as_ref().map(private));
    SlackModalView::new(title.into(), blocks)
        .with_callback_id(CALLBACK.into())
        .with_submit("Declare".into())
        .with_close("Cancel".into())
}

/// Whether a form with this private metadata is that for an exercise.
pub(in crate::slack) fn is_of_drill(metadata: &str) -> bool {
    metadata == DRILL
}

/// Reads what was filled in, or says at each field what is wrong with it.
pub(in crate::slack) fn read(filled: &Filled, plan: &Plan, now: Timestamp) -> Result<Declared, Errors> {
    let mut errors = Errors::new();
    let mut wrong = |field: &str, why: String| {
        errors.insert(field.to_owned(), why);
    };
    let title = Title::new(filled.text(TITLE)).map_err(|error| wrong(TITLE, error.to_string()));
    let severity = severity::read(filled, plan).map_err(|error| wrong(severity::SEVERITY, error));
    let services = filled.choices(SERVICES);
    if let Some(unknown) = services.iter().find(|id| plan.services.iter().all(|service| service.id != **id)) {
        wrong(SERVICES, format!("{unknown} is not in the response plan any more. Choose again."));
    }
    let since = filled.moment(SINCE).map(|seconds| Timestamp::from_second(seconds).ok());
    match since {
        Some(None) => wrong(SINCE, "This is no date that Muster can read.".to_owned()),
        Some(Some(since)) if since > now => {
            wrong(SINCE, "This is in the future. Choose when it began.".to_owned());
        }
        _ => {}
    }
    let private = !filled.choices(PRIVATE).is_empty();
    if private && plan.private.is_none() {
        wrong(PRIVATE, "The response plan has no private incidents any more. Take the tick out.".to_owned());
    }
    match (title, severity) {
        (Ok(title), Ok(severity)) if errors.is_empty() => {
            Ok(Declared { title, severity, services, since: since.flatten(), private })
        }
        _ => Err(errors),
    }
}

/// The error that concerns the whole form, shown at its first field.
pub(in crate::slack) fn error(why: String) -> Errors {
    Errors::from([(TITLE.to_owned(), why)])
}

fn title() -> SlackBlock {
    let input = SlackBlockPlainTextInputElement::new()
        .with_action_id(TITLE.into())
        .with_max_length(Title::MAX_CHARS as u64)
        .with_focus_on_load(true)
        .with_placeholder("Checkout fails for every card".into());
    SlackInputBlock::new("What is wrong?".into(), input.into()).with_block_id(TITLE.into()).into()
}

fn services(plan: &Plan) -> Option<SlackBlock> {
    if plan.services.is_empty() {
        return None;
    }
    let options = plan.services.iter().map(|service| choices::option(&service.id, &service.name)).collect();
    let input = SlackBlockMultiStaticSelectElement::new()
        .with_action_id(SERVICES.into())
        .with_placeholder("Choose services".into());
    let input = match Menu::new(options) {
        Menu::Options(options) => input.with_options(options),
        Menu::Groups(groups) => input.with_option_groups(groups),
    };
    Some(
        SlackInputBlock::new("What is impaired?".into(), input.into())
            .with_block_id(SERVICES.into())
            .with_optional(true)
            .into(),
    )
}

fn since() -> SlackBlock {
    let input = SlackBlockDateTimePickerElement::new().with_action_id(SINCE.into());
    SlackInputBlock::new("Since when do customers feel it?".into(), input.into())
        .with_block_id(SINCE.into())
        .with_optional(true)
        .into()
}

fn private(plan: &PrivatePlan) -> SlackBlock {
    let keep = SlackBlockText::from(SlackBlockPlainText::new("Keep it private".to_owned()));
    let about = choices::plain("Only those who are invited read what it is about.");
    let option = SlackBlockChoiceItem::new(keep, PRIVATE.to_owned()).with_description(about);
    let input = SlackBlockCheckboxesElement::new(vec![option]).with_action_id(PRIVATE.into());
    let confirmers = cut(&Party::listed(&plan.confirmers), LONGEST_HINT);
    SlackInputBlock::new("Is it private?".into(), input.into())
        .with_block_id(PRIVATE.into())
        .with_optional(true)
        .with_hint(format!("Muster then asks {confirmers} in direct messages to confirm it.").into())
        .into()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::slack::forms::tests::plan;

    fn now() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    fn filled(title: Value, severity: &str, services: &[&str], since: Option<i64>) -> Filled {
        let services: Vec<_> = services.iter().map(|id| json!({"value": id})).collect();
        serde_json::from_value(json!({"values": {
            "title": {"title": {"type": "plain_text_input", "value": title}},
            "severity": {"severity": {"type": "radio_buttons", "selected_option": {"value": severity}}},
            "services": {"services": {"type": "multi_static_select", "selected_options": services}},
            "since": {"since": {"type": "datetimepicker", "selected_date_time": since}},
        }}))
        .unwrap()
    }

    #[test]
    fn each_mistake_is_told_at_its_field() {
        let errors = |filled: Filled| {
            let mut fields: Vec<_> = read(&filled, &plan(), now()).unwrap_err().into_iter().collect();
            fields.sort();
            fields.into_iter().map(|(field, why)| format!("{field}: {why}")).collect::<Vec<_>>().join("\n")
        };
        insta::assert_snapshot!(errors(Filled::default()), @r"
        severity: Choose how bad it is.
        title: Say in a few words what is wrong.
        ");
        insta::assert_snapshot!(errors(filled(json!(" \n "), "7", &["gone"], Some(i64::MAX))), @r"
        services: gone is not in the response plan any more. Choose again.
        severity: Severity 7 is not in the response plan. Choose another.
        since: This is no date that Muster can read.
        title: Say in a few words what is wrong.
        ");
        insta::assert_snapshot!(errors(filled(json!("é".repeat(151)), "one", &[], Some(now().as_second() + 1))), @r"
        severity: Severity one is not in the response plan. Choose another.
        since: This is in the future. Choose when it began.
        title: A title has at most 150 characters, this one has 151. Put the rest into the channel.
        ");
        insta::assert_snapshot!(errors(filled(json!(null), "1", &[], None)), @"title: Say in a few words what is wrong.");
    }

    #[test]
    fn whatever_was_typed_stays_as_typed() {
        let title = "<!channel> *burns* & מכולה 🔥";
        let read = read(&filled(json!(title), "1", &["checkout"], Some(now().as_second())), &plan(), now());
        assert_eq!(
            read,
            Ok(Declared {
                title: Title::new(title).unwrap(),
                severity: Severity::MAJOR,
                services: vec!["checkout".to_owned()],
                since: Some(now()),
                private: false,
            })
        );
    }

    #[test]
    fn what_is_kept_private_is_where_the_plan_has_it() {
        let ticked: Filled = serde_json::from_value(json!({"values": {
            "title": {"title": {"value": "Laptop stolen"}},
            "severity": {"severity": {"selected_option": {"value": "1"}}},
            "private": {"private": {"type": "checkboxes", "selected_options": [{"value": "private"}]}},
        }}))
        .unwrap();
        assert!(read(&ticked, &plan(), now()).unwrap().private);
        let plan = Plan { private: None, ..plan() };
        assert!(read(&ticked, &plan, now()).unwrap_err()["private"].contains("Take the tick out"));
        assert!(!serde_json::to_string(&form(&plan)).unwrap().contains("Keep it private"));
    }

    #[test]
    fn that_of_a_drill_is_told_from_the_other() {
        let SlackView::Modal(drill) = of_drill(&plan()) else { panic!("no modal") };
        assert!(is_of_drill(&drill.private_metadata.unwrap()));
        assert!(!is_of_drill(""));
    }

    #[test]
    fn asks_for_title_and_severity_and_may_be_told_more() {
        insta::assert_json_snapshot!(form(&plan()));
    }

    #[test]
    fn long_descriptions_are_told_in_full() {
        let mut plan = plan();
        plan.services.clear();
        plan.severity[0].description = "word ".repeat(20).trim().to_owned();
        insta::assert_json_snapshot!(form(&plan));
    }
}
