//! What somebody wrote in Slack, from its notation to plain text.

/// A piece of a message.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text as it stands, unescaped.
    Text(String),
    /// Somebody mentioned, by id.
    Person(&'a str),
}

/// The pieces of a message's text (docs.slack.dev, "Formatting message text", retrieving messages).
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let Some(length) = rest[start..].find('>') else { break };
        pieces.push(Piece::Text(unescaped(&rest[..start])));
        pieces.push(special(&rest[start + 1..start + length]));
        rest = &rest[start + length + 1..];
    }
    pieces.push(Piece::Text(unescaped(rest)));
    pieces.retain(|piece| *piece != Piece::Text(String::new()));
    pieces
}

/// What stands between `<` and `>`.
fn special(inside: &str) -> Piece<'_> {
    let (target, label) = match inside.split_once('|') {
        Some((target, label)) => (target, Some(unescaped(label)).filter(|label| !label.is_empty())),
        None => (inside, None),
    };
    if let Some(id) = target.strip_prefix('@') {
        return Piece::Person(id);
    }
    if let Some(id) = target.strip_prefix('#') {
        return Piece::Text(format!("#{}", label.unwrap_or_else(|| id.to_owned())));
    }
    if let Some(command) = target.strip_prefix('!') {
        let word = command.split_once('^').map_or(command, |(word, _)| word);
        return Piece::Text(label.unwrap_or_else(|| format!("@{word}")));
    }
    let url = unescaped(target);
    Piece::Text(match label {
        Some(label) if label != url => format!("{label} ({url})"),
        _ => url,
    })
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        let pieces = pieces(text).into_iter();
        pieces
            .map(|piece| match piece {
                Piece::Text(text) => text,
                Piece::Person(id) => format!("@[{id}]"),
            })
            .collect()
    }

    #[test]
    fn notation_becomes_text() {
        for (text, words) in [
            ("plain", "plain"),
            ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
            ("<@U1> and <@U2|ada>", "@[U1] and @[U2]"),
            ("in <#C1|general> or <#C2>", "in #general or #C2"),
            ("<!here> <!subteam^S1|@oncall> <!date^1^{date}|today>", "@here @oncall today"),
            (
                "<https://e.test/?a=1&amp;b=2> <https://e.test|site>",
                "https://e.test/?a=1&b=2 site (https://e.test)",
            ),
            ("1 < 2", "1 < 2"),
            ("", ""),
        ] {
            assert_eq!(plain(text), words);
        }
    }
}
