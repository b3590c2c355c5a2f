//! What Slack's client makes of what a person types.

use super::Slack;
use super::person::Person;

impl Slack {
    /// Escapes `&`, `<` and `>`, so that nobody types a mention in Slack's own markup, and turns `@handle`,
    /// `@channel`, `#channel` and links into that markup.
    pub(crate) fn as_sent(&self, typed: &str, person: &Person) -> String {
        let escaped = typed.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        escaped.split_inclusive(char::is_whitespace).map(|word| self.marked_up(word, person)).collect()
    }

    fn marked_up(&self, word: &str, person: &Person) -> String {
        let core = word.trim_end_matches(|c: char| c.is_whitespace() || ".,;:!?)".contains(c));
        let rest = &word[core.len()..];
        let marked = if let Some(handle) = core.strip_prefix('@') {
            self.mention(handle)
        } else if let Some(name) = core.strip_prefix('#') {
            let named = self.channels.iter().find(|channel| !name.is_empty() && channel.name == name);
            let channel = named.filter(|channel| channel.is_visible_to(&person.id));
            channel.map(|channel| format!("<#{}|{name}>", channel.id))
        } else if core.starts_with("https://") || core.starts_with("http://") {
            Some(format!("<{core}>"))
        } else {
            None
        };
        marked.map_or_else(|| word.to_owned(), |marked| marked + rest)
    }

    fn mention(&self, handle: &str) -> Option<String> {
        if ["channel", "here", "everyone"].contains(&handle) {
            return Some(format!("<!{handle}>"));
        }
        let group = self.groups.iter().find(|group| group.handle == handle);
        if let Some(group) = group {
            return Some(format!("<!subteam^{}|@{handle}>", group.id));
        }
        let person = self.people.iter().find(|person| person.handle == handle);
        person.map(|person| format!("<@{}>", person.id))
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use crate::slack::Slack;
    use crate::slack::channel::Channel;

    #[test]
    fn typed_markup_pings_nobody_and_mentions_are_marked_up() {
        let slack = Slack::seeded(Timestamp::UNIX_EPOCH, 130);
        let sent = |typed: &str| slack.as_sent(typed, slack.person("U0GRACE").unwrap());
        assert_eq!(sent("<!channel> & <@U0ADA>"), "&lt;!channel&gt; &amp; &lt;@U0ADA&gt;");
        assert_eq!(
            sent("@ada, see #general and\nhttps://a.test/?b=1&c=2."),
            "<@U0ADA>, see <#C0GENERAL|general> and\n<https://a.test/?b=1&amp;c=2>."
        );
        assert_eq!(sent("@oncall @here @nobody"), "<!subteam^S0ONCALL|@oncall> <!here> @nobody");
    }

    #[test]
    fn a_private_channel_is_marked_up_for_its_members_alone() {
        let mut slack = Slack::seeded(Timestamp::UNIX_EPOCH, 0);
        let (id, name) = ("C0SECRET".to_owned(), "secret".to_owned());
        slack.channels.push(Channel::new(id, name, "U0ADA".to_owned(), true, Timestamp::UNIX_EPOCH));
        let sent = |who: &str| slack.as_sent("see #secret", slack.person(who).unwrap());
        assert_eq!(sent("U0ADA"), "see <#C0SECRET|secret>");
        assert_eq!(sent("U0GRACE"), "see #secret");
    }
}
