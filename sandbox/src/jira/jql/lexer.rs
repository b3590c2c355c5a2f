//! The words and symbols of a query.

/// A piece of a query.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Without the quotes, escapes resolved.
    pub(super) text: String,
    /// Where it starts, counted from 1.
    pub(super) character: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Quoted,
    Symbol,
}

/// What must be quoted to be part of a value.
const RESERVED: &str = "`@#$%^&*;:?[]{}|\\+";

/// # Errors
/// Jira's words for a character that must be quoted, or a quote that does not end.
pub(super) fn tokens(jql: &str) -> Result<Vec<Token>, String> {
    let characters: Vec<char> = jql.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&character) = characters.get(at) {
        let start = at;
        let (kind, text) = match character {
            _ if character.is_whitespace() => {
                at += 1;
                continue;
            }
            '"' | '\'' => (Kind::Quoted, quoted(&characters, &mut at)?),
            '(' | ')' | ',' => {
                at += 1;
                (Kind::Symbol, character.to_string())
            }
            '=' | '!' | '<' | '>' | '~' => (Kind::Symbol, run(&characters, &mut at, |c| "=!<>~".contains(c))),
            _ if RESERVED.contains(character) => {
                return Err(format!(
                    "Error in the JQL Query: The character '{character}' is a reserved JQL character. You must \
                     enclose it in a string or use the escape '\\u{:04x}' instead. (line 1, character {})",
                    u32::from(character),
                    at + 1
                ));
            }
            _ => {
                let ends = |c: char| c.is_whitespace() || "\"'(),=!<>~".contains(c) || RESERVED.contains(c);
                (Kind::Word, run(&characters, &mut at, |c| !ends(c)))
            }
        };
        tokens.push(Token { kind, text, character: start + 1 });
    }
    Ok(tokens)
}

fn run(characters: &[char], at: &mut usize, belongs: impl Fn(char) -> bool) -> String {
    let text: String = characters[*at..].iter().take_while(|c| belongs(**c)).collect();
    *at += text.chars().count();
    text
}

fn quoted(characters: &[char], at: &mut usize) -> Result<String, String> {
    let start = *at;
    let quote = characters[start];
    let mut text = String::new();
    *at += 1;
    while let Some(&character) = characters.get(*at) {
        *at += 1;
        match character {
            '\\' => {
                text.extend(characters.get(*at));
                *at += 1;
            }
            _ if character == quote => return Ok(text),
            _ => text.push(character),
        }
    }
    Err(format!(
        "Error in the JQL Query: The quoted string '{text}' has not been completed. (line 1, character {})",
        start + 1
    ))
}
