//! Names of what an incident makes outside. Each contains the reference, by which it is looked for before it is
//! made again, so that none may ever come out differently for the same incident.

use jiff::{Timestamp, tz::TimeZone};

use super::{Reference, Severity, Title};

#[cfg(test)]
mod tests;

/// Slack: characters of a channel's name, of which there are only `a-z`, `0-9`, `-` and `_`.
const CHANNEL_NAME: usize = 80;
/// Slack: characters of a channel's topic.
const CHANNEL_TOPIC: usize = 250;
/// Jira: characters of an issue's summary.
const ISSUE_SUMMARY: usize = 255;
/// Zoom: characters of a meeting's topic.
const MEETING_TOPIC: usize = 200;
/// Confluence: of a page's title, counted in bytes to be on the safe side.
const PAGE_TITLE: usize = 255;

/// The incident channel's name, with the day in UTC: `inc-2026-11-22-checkout-is-down-k7f3qd`. Accents are taken
/// off and other scripts transliterated; what has no letters is left out.
pub fn channel_name(declared: Timestamp, title: &Title, reference: &Reference) -> String {
    let start = format!("inc-{}", day(declared));
    let short = reference.as_str().trim_start_matches("INC-").to_lowercase();
    let room = CHANNEL_NAME.saturating_sub(start.len() + short.len() + 2);
    match slug(title.as_str(), room) {
        nothing if nothing.is_empty() => format!("{start}-{short}"),
        slug => format!("{start}-{slug}-{short}"),
    }
}

/// The incident channel's topic, at most 250 characters of plain text: `INC-K7F3QD · severity 1 · Checkout is
/// down`.
pub fn channel_topic(title: &Title, severity: Severity, reference: &Reference) -> String {
    cut(&format!("{reference} · severity {severity} · {title}"), CHANNEL_TOPIC, utf16)
}

/// The Jira issue's summary, at most 255 characters: `INC-K7F3QD Checkout is down`.
pub fn issue_summary(title: &Title, reference: &Reference) -> String {
    cut(&format!("{reference} {title}"), ISSUE_SUMMARY, utf16)
}

/// The Zoom meeting's topic, at most 200 characters: `INC-K7F3QD Checkout is down`.
pub fn meeting_topic(title: &Title, reference: &Reference) -> String {
    cut(&format!("{reference} {title}"), MEETING_TOPIC, utf16)
}

/// The post-mortem's title, at most 255 bytes, with the day in UTC: `INC-K7F3QD: Checkout is down (2026-11-22)`.
pub fn page_title(declared: Timestamp, title: &Title, reference: &Reference) -> String {
    let (start, end) = (format!("{reference}: "), format!(" ({})", day(declared)));
    let title = cut(title.as_str(), PAGE_TITLE - start.len() - end.len(), char::len_utf8);
    format!("{start}{title}{end}")
}

fn day(moment: Timestamp) -> jiff::civil::Date {
    TimeZone::UTC.to_datetime(moment).date()
}

/// The first words, as ASCII letters and digits with `-` between them.
fn slug(text: &str, room: usize) -> String {
    let ascii: String = text.chars().map(transliterated).collect();
    let words = ascii.split('-').filter(|word| !word.is_empty());
    let mut slug = String::new();
    for word in words {
        if slug.is_empty() {
            slug.extend(word.chars().take(room));
        } else if slug.len() + 1 + word.len() <= room {
            slug.push('-');
            slug.push_str(word);
        } else {
            break;
        }
    }
    slug
}

/// A character as what it becomes in a slug: lower case ASCII letters and digits, `-` between words, nothing.
fn transliterated(c: char) -> String {
    let ascii = deunicode::deunicode_char(c);
    match c {
        '\'' | '’' => String::new(),
        c if c.is_alphanumeric() => ascii
            .unwrap_or_default()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
            .collect(),
        // Accents that are characters of their own.
        _ if ascii == Some("") => String::new(),
        _ => "-".to_owned(),
    }
}

/// The text, or as much of it as fits with an ellipsis.
fn cut(text: &str, max: usize, measure: fn(char) -> usize) -> String {
    const ELLIPSIS: char = '…';
    if text.chars().map(measure).sum::<usize>() <= max {
        return text.to_owned();
    }
    let mut room = max.saturating_sub(measure(ELLIPSIS));
    let fits = |c: &char| {
        let left = room.checked_sub(measure(*c));
        room = left.unwrap_or(0);
        left.is_some()
    };
    let mut cut: String = text.chars().take_while(fits).collect();
    cut.truncate(cut.trim_end().len());
    cut.push(ELLIPSIS);
    cut
}

/// The vendors count as JavaScript and Java do: a character beyond the basic plane is two.
fn utf16(c: char) -> usize {
    c.len_utf16()
}
