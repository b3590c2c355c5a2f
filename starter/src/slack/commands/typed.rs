use muster_workflows::domain::Reference;

use super::follow_ups::Which;

/// What somebody typed after `/incident`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// Nothing.
    Declare,
    /// `drill`.
    Drill,
    /// `list`.
    List,
    /// `resolve`, perhaps with a reference.
    Resolve(Option<Reference>),
    /// `reopen` with a reference.
    Reopen(Reference),
    /// `followups`, perhaps with a reference or `all`.
    FollowUps(Which),
    /// `help`.
    Help,
    /// One that takes a reference, with something that is no reference; what is wrong with it.
    Nonsense(String),
    /// Something else.
    Unknown(String),
}

/// Reads it. Case does not matter, and neither do the backticks that come along when a command is copied.
pub(super) fn read(text: &str) -> Typed {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '`');
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    match (word.to_lowercase().as_str(), rest) {
        ("", _) => Typed::Declare,
        ("drill", "") => Typed::Drill,
        ("list", "") => Typed::List,
        ("help", _) => Typed::Help,
        ("resolve", "") => Typed::Resolve(None),
        ("resolve", rest) => match rest.parse() {
            Ok(reference) => Typed::Resolve(Some(reference)),
            Err(error) => Typed::Nonsense(error.to_string()),
        },
        ("followups" | "follow-ups", "") => Typed::FollowUps(Which::Here),
        ("followups" | "follow-ups", "all") => Typed::FollowUps(Which::All),
        ("followups" | "follow-ups", rest) => match rest.parse() {
            Ok(reference) => Typed::FollowUps(Which::Of(reference)),
            Err(error) => Typed::Nonsense(error.to_string()),
        },
        ("reopen", rest) if !rest.is_empty() => match rest.parse() {
            Ok(reference) => Typed::Reopen(reference),
            Err(error) => Typed::Nonsense(error.to_string()),
        },
        _ => Typed::Unknown(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_command_is_unknown() {
        for text in ["declare", "reopen", "list all", "resolved", "/incident", "<!channel>"] {
            assert_eq!(read(text), Typed::Unknown(text.to_owned()), "{text}");
        }
        for text in
            ["resolve it", "resolve INC-", "resolve INC-K7F3Q", "resolve INC-K7F3QD INC-K7F3QE", "reopen it"]
        {
            assert!(matches!(read(text), Typed::Nonsense(_)), "{text}");
        }
    }

    #[test]
    fn commands_are_read_as_people_type_them() {
        let reference: Reference = "INC-K7F3QD".parse().unwrap();
        for (text, typed) in [
            ("", Typed::Declare),
            ("  ", Typed::Declare),
            ("LIST ", Typed::List),
            ("Drill", Typed::Drill),
            ("help", Typed::Help),
            ("help me", Typed::Help),
            ("resolve", Typed::Resolve(None)),
            ("Resolve  inc-k7f3qd", Typed::Resolve(Some(reference.clone()))),
            ("resolve k7f3qd", Typed::Resolve(Some(reference.clone()))),
            ("`resolve INC-K7F3QD`", Typed::Resolve(Some(reference.clone()))),
            ("followups", Typed::FollowUps(Which::Here)),
            ("follow-ups ALL", Typed::Nonsense("ALL".parse::<Reference>().unwrap_err().to_string())),
            ("Followups all", Typed::FollowUps(Which::All)),
            ("followups K7F3QD", Typed::FollowUps(Which::Of(reference.clone()))),
            ("reopen inc-k7f3qd", Typed::Reopen(reference)),
        ] {
            assert_eq!(read(text), typed, "{text}");
        }
    }
}
