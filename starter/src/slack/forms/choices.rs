//! What can be chosen from, within Slack's limits.

use muster_workflows::domain::cut;
use slack_morphism::prelude::*;

use crate::incidents::Listed;

/// The longest text and the longest description of an option, in characters.
pub(super) const MAX_CHARS: usize = 75;
/// The most options that a menu, or one group of it, can have.
const MAX_OPTIONS: usize = 100;

/// An option by its id and what people call it.
pub(super) fn option(id: &str, name: &str) -> SlackBlockChoiceItem<SlackBlockPlainTextOnly> {
    SlackBlockChoiceItem::new(plain(name), id.to_owned())
}

/// Text as typed: `:fire:` stays that.
pub(super) fn plain(text: &str) -> SlackBlockPlainTextOnly {
    SlackBlockPlainText::new(shortened(text)).with_emoji(false).into()
}

pub(super) fn shortened(text: &str) -> String {
    cut(text, MAX_CHARS)
}

/// A menu of incidents, by their ids.
pub(super) fn incidents<'a>(
    field: &str,
    incidents: impl IntoIterator<Item = &'a Listed>,
) -> SlackBlockStaticSelectElement {
    let name = |incident: &Listed| format!("{} · {}", incident.reference, incident.shown_title());
    let options =
        incidents.into_iter().map(|incident| option(incident.id.as_str(), &name(incident))).collect();
    menu(field, "Choose an incident", options)
}

/// A menu.
pub(super) fn menu(
    field: &str,
    placeholder: &str,
    options: Vec<SlackBlockChoiceItem<SlackBlockPlainTextOnly>>,
) -> SlackBlockStaticSelectElement {
    let input = SlackBlockStaticSelectElement::new()
        .with_action_id(field.into())
        .with_placeholder(placeholder.into());
    match Menu::new(options) {
        Menu::Options(options) => input.with_options(options),
        Menu::Groups(groups) => input.with_option_groups(groups),
    }
}

/// The options of a menu: as they are, or in groups where they are too many for that.
pub(super) enum Menu {
    Options(Vec<SlackBlockChoiceItem<SlackBlockPlainTextOnly>>),
    Groups(Vec<SlackBlockOptionGroup<SlackBlockPlainTextOnly>>),
}

impl Menu {
    pub(super) fn new(options: Vec<SlackBlockChoiceItem<SlackBlockPlainTextOnly>>) -> Self {
        if options.len() <= MAX_OPTIONS {
            return Self::Options(options);
        }
        let group = |(n, options): (usize, &[_])| {
            let first = n * MAX_OPTIONS + 1;
            let label = format!("{first} to {}", first + options.len() - 1);
            SlackBlockOptionGroup::new(label.into(), options.to_vec())
        };
        Self::Groups(options.chunks(MAX_OPTIONS).enumerate().map(group).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_into_options() {
        let longest = "é".repeat(MAX_CHARS);
        assert_eq!(shortened(&longest), longest);
        let short = shortened(&"é".repeat(MAX_CHARS + 1));
        assert_eq!(short.chars().count(), MAX_CHARS);
        assert!(short.ends_with('…'));
    }

    #[test]
    fn many_options_come_in_groups_and_none_is_lost() {
        let options = |n: usize| (0..n).map(|n| option(&n.to_string(), "name")).collect();
        assert!(matches!(Menu::new(options(100)), Menu::Options(options) if options.len() == 100));
        let Menu::Groups(groups) = Menu::new(options(201)) else { panic!("not in groups") };
        assert_eq!(groups.iter().map(|group| group.options.len()).collect::<Vec<_>>(), [100, 100, 1]);
        assert_eq!(groups[2].label, "201 to 201".into());
    }
}
