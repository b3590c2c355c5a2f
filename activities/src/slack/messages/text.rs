//! Texts in Slack's mrkdwn, in which what a person typed stays as typed and pings nobody.

use jiff::{Timestamp, tz::TimeZone};
use muster_workflows::domain::{Link, Person, cut};

/// As much of what went wrong as fits on a line or two.
const LONGEST_REASON: usize = 200;
/// Takes no room and keeps a mark from meaning anything.
const JOINER: char = '\u{2060}';

/// What somebody typed or a system said, as near as mrkdwn can show it as it is. Slack asks for `&`, `<` and `>` to be escaped and has
/// nothing for the marks of mrkdwn, which mean something only at the edge of a word.
pub(super) fn typed(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let chars: Vec<char> = text.chars().collect();
    for (index, &c) in chars.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| chars.get(index));
        let after = chars.get(index + 1);
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '*' | '_' | '~' if in_word(before) && in_word(after) => safe.push(c),
            '*' | '_' | '~' | '`' => safe.extend([JOINER, c, JOINER]),
            // `:smile:`
            ':' if in_word(after) => safe.extend([c, JOINER]),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

fn in_word(c: Option<&char>) -> bool {
    c.is_some_and(|c| c.is_alphanumeric())
}

/// Why something failed, on one line.
pub(super) fn reason(why: &str) -> String {
    cut(&why.split_whitespace().collect::<Vec<_>>().join(" "), LONGEST_REASON)
}

/// What to call one who is not in Slack.
pub(super) fn name(person: &Person) -> &str {
    if person.name.is_empty() { "somebody at the command line" } else { &person.name }
}

/// A mention, or the name of one who is not in Slack.
pub(super) fn person(person: &Person) -> String {
    match &person.slack_id {
        Some(id) => format!("<@{id}>"),
        None => typed(name(person)),
    }
}

/// A moment, in the reader's own time zone.
pub(super) fn time(at: Timestamp) -> String {
    format!("<!date^{}^{{date_short_pretty}} at {{time}}|{}>", at.as_second(), in_utc(at))
}

/// A moment where the reader's time zone is not known.
pub(super) fn in_utc(at: Timestamp) -> String {
    TimeZone::UTC.to_datetime(at).strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// A time of day, in the reader's own time zone.
pub(super) fn clock(at: Timestamp) -> String {
    format!("<!date^{}^{{time}}|{}>", at.as_second(), clock_in_utc(at))
}

/// A time of day where the reader's time zone is not known.
pub(super) fn clock_in_utc(at: Timestamp) -> String {
    TimeZone::UTC.to_datetime(at).strftime("%H:%M:%S UTC").to_string()
}

/// A link. In its address the characters that end it are escaped as in any address.
pub(super) fn link(link: &Link) -> String {
    let url = link.url.replace('|', "%7C").replace('<', "%3C").replace('>', "%3E").replace('&', "&amp;");
    // A bar would end the address.
    format!("<{url}|{}>", typed(&link.name.replace('|', "¦")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_pings_nobody_and_keeps_its_marks() {
        assert_eq!(typed("<!channel> & <@U1>"), "&lt;!channel&gt; &amp; &lt;@U1&gt;");
        assert_eq!(typed("users_not_found 2*3"), "users_not_found 2*3");
        assert_eq!(typed("*now*"), "\u{2060}*\u{2060}now\u{2060}*\u{2060}");
        assert_eq!(typed(":fire: at 10:30"), ":\u{2060}fire: at 10:\u{2060}30");
        assert_eq!(typed("two\nlines"), "two lines");
    }

    #[test]
    fn times_are_the_readers_own() {
        let at = "2026-11-22T18:05:59Z".parse().unwrap();
        assert_eq!(time(at), "<!date^1795370759^{date_short_pretty} at {time}|2026-11-22 18:05 UTC>");
    }

    #[test]
    fn links_end_where_they_should() {
        let made = Link { name: "#inc|<x>".to_owned(), url: "https://e.test/?a=1&b=|".to_owned() };
        assert_eq!(link(&made), "<https://e.test/?a=1&amp;b=%7C|#inc¦&lt;x&gt;>");
    }
}
