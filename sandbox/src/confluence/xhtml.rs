//! Whether a storage-format body is well-formed, by the rules of XML and in the words of Confluence's parser.

use std::fmt;

/// Confluence's own namespaces; no other prefix is declared.
const PREFIXES: [&str; 4] = ["ac", "ri", "at", "xml"];

/// The named entities of XML, and those of XHTML that Confluence writes itself.
const ENTITIES: [&str; 40] = [
    "lt", "gt", "amp", "quot", "apos", "nbsp", "ndash", "mdash", "lsquo", "rsquo", "sbquo", "ldquo", "rdquo",
    "bdquo", "hellip", "bull", "middot", "laquo", "raquo", "copy", "reg", "trade", "deg", "euro", "pound",
    "sect", "para", "times", "divide", "plusmn", "rarr", "larr", "uarr", "darr", "harr", "shy", "ensp",
    "emsp", "thinsp", "zwj",
];

/// Where a body is not well-formed, and how.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    why: String,
    row: usize,
    column: usize,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n at [row,col {{unknown-source}}]: [{},{}]", self.why, self.row, self.column)
    }
}

/// # Errors
/// The first place that is not well-formed.
pub(super) fn well_formed(body: &str) -> Result<(), Malformed> {
    let mut scanner = Scanner { body, at: 0 };
    let mut open: Vec<&str> = Vec::new();
    while let Some(next) = scanner.peek() {
        if scanner.take("<!--") {
            scanner.comment()?;
        } else if scanner.take("<![CDATA[") {
            scanner.until("]]>", "CDATA section")?;
        } else if scanner.take("</") {
            let name = scanner.name()?;
            scanner.space();
            scanner.expect('>')?;
            match open.pop() {
                Some(expected) if expected == name => {}
                Some(expected) => {
                    return Err(
                        scanner.wrong(format!("Unexpected close tag </{name}>; expected </{expected}>."))
                    );
                }
                None => return Err(scanner.wrong(format!("Unexpected close tag </{name}>."))),
            }
        } else if scanner.take("<") {
            let (name, empty) = scanner.start_tag()?;
            if !empty {
                open.push(name);
            }
        } else if next == '&' {
            scanner.entity()?;
        } else {
            scanner.text(next)?;
        }
    }
    match open.pop() {
        Some(name) => {
            Err(scanner.wrong(format!("Unexpected EOF; was expecting a close tag for element <{name}>")))
        }
        None => Ok(()),
    }
}

struct Scanner<'a> {
    body: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        &self.body[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn take(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    fn space(&mut self) -> bool {
        let before = self.rest().len();
        let rest = self.rest().trim_start_matches([' ', '\t', '\n', '\r']);
        self.at = self.body.len() - rest.len();
        rest.len() < before
    }

    fn wrong(&self, why: impl Into<String>) -> Malformed {
        let before = &self.body[..self.at];
        let row = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        Malformed { why: why.into(), row, column }
    }

    fn unexpected(&self, expected: &str) -> Malformed {
        match self.peek() {
            Some(character) => self.wrong(format!(
                "Unexpected character '{character}' (code {}) {expected}",
                u32::from(character)
            )),
            None => self.wrong(format!("Unexpected end of input; {expected}")),
        }
    }

    fn expect(&mut self, character: char) -> Result<(), Malformed> {
        if self.peek() == Some(character) {
            self.at += character.len_utf8();
            return Ok(());
        }
        Err(self.unexpected(&format!("expected '{character}'")))
    }

    fn name(&mut self) -> Result<&'a str, Malformed> {
        let starts = |c: char| c.is_alphabetic() || c == '_';
        let belongs = |c: char| starts(c) || c.is_ascii_digit() || matches!(c, '-' | '.' | ':');
        if !self.peek().is_some_and(starts) {
            return Err(self.unexpected("in content after '<' (malformed start element?)."));
        }
        let rest = self.rest();
        let name = &rest[..rest.find(|c| !belongs(c)).unwrap_or(rest.len())];
        if let Some((prefix, _)) = name.split_once(':')
            && !PREFIXES.contains(&prefix)
        {
            return Err(self.wrong(format!("Undeclared namespace prefix \"{prefix}\"")));
        }
        self.at += name.len();
        Ok(name)
    }

    /// The name, and whether the tag closes itself.
    fn start_tag(&mut self) -> Result<(&'a str, bool), Malformed> {
        let name = self.name()?;
        let mut attributes: Vec<&str> = Vec::new();
        loop {
            let spaced = self.space();
            if self.take("/>") {
                return Ok((name, true));
            }
            if self.take(">") {
                return Ok((name, false));
            }
            if !spaced {
                return Err(self.unexpected("excepted space, or '>' or \"/>\""));
            }
            let attribute = self.name()?;
            if attributes.contains(&attribute) {
                return Err(self.wrong(format!("Duplicate attribute '{attribute}'.")));
            }
            attributes.push(attribute);
            self.space();
            self.expect('=')?;
            self.space();
            self.quoted()?;
        }
    }

    fn quoted(&mut self) -> Result<(), Malformed> {
        let Some(quote) = self.peek().filter(|quote| matches!(quote, '"' | '\'')) else {
            return Err(self.unexpected("in start tag Expected a quote"));
        };
        self.at += 1;
        loop {
            match self.peek() {
                Some(character) if character == quote => {
                    self.at += 1;
                    return Ok(());
                }
                Some('&') => self.entity()?,
                Some(character) if character != '<' => self.text(character)?,
                _ => return Err(self.unexpected("in attribute value")),
            }
        }
    }

    fn entity(&mut self) -> Result<(), Malformed> {
        let name = self.rest()[1..].split(';').next().unwrap_or("");
        if name.len() + 1 == self.rest().len()
            || name.is_empty()
            || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
        {
            self.at += 1;
            return Err(self.unexpected("(expected a name start character or an entity reference)"));
        }
        let known = match name.strip_prefix('#') {
            Some(code) => code
                .strip_prefix('x')
                .map_or_else(|| code.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())
                .and_then(char::from_u32)
                .is_some_and(is_allowed),
            None => ENTITIES.contains(&name),
        };
        if !known {
            return Err(self.wrong(format!("Undeclared general entity \"{name}\"")));
        }
        self.at += name.len() + 2;
        Ok(())
    }

    fn text(&mut self, character: char) -> Result<(), Malformed> {
        if !is_allowed(character) {
            return Err(self.wrong(format!("Illegal character (code {})", u32::from(character))));
        }
        if self.rest().starts_with("]]>") {
            return Err(self.wrong("Unexpected ']]>' in content"));
        }
        self.at += character.len_utf8();
        Ok(())
    }

    fn comment(&mut self) -> Result<(), Malformed> {
        self.until("--", "comment")?;
        self.expect('>')
    }

    fn until(&mut self, end: &str, what: &str) -> Result<(), Malformed> {
        let length =
            self.rest().find(end).ok_or_else(|| self.wrong(format!("Unexpected end of input in {what}")))?;
        self.at += length + end.len();
        Ok(())
    }
}

/// XML 1.0's `Char`.
fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_not_well_formed() {
        let cases = [
            ("<p>one", "Unexpected EOF; was expecting a close tag for element <p>", 1, 7),
            ("<p>one</xml>", "Unexpected close tag </xml>; expected </p>.", 1, 13),
            ("text</p>", "Unexpected close tag </p>.", 1, 9),
            ("<p>\na<br>\n</p>", "Unexpected close tag </p>; expected </br>.", 3, 5),
            ("<p class=x/>", "Unexpected character 'x' (code 120) in start tag Expected a quote", 1, 10),
            ("<p hidden>x</p>", "Unexpected character '>' (code 62) expected '='", 1, 10),
            ("<p a=\"1\" a=\"2\"/>", "Duplicate attribute 'a'.", 1, 11),
            (
                "a < b",
                "Unexpected character ' ' (code 32) in content after '<' (malformed start element?).",
                1,
                4,
            ),
            (
                "Q & A",
                "Unexpected character ' ' (code 32) (expected a name start character or an entity reference)",
                1,
                4,
            ),
            ("&bogus;", "Undeclared general entity \"bogus\"", 1, 1),
            ("<foo:bar/>", "Undeclared namespace prefix \"foo\"", 1, 2),
            ("a\u{1}b", "Illegal character (code 1)", 1, 2),
            ("x ]]> y", "Unexpected ']]>' in content", 1, 3),
            ("<![CDATA[open", "Unexpected end of input in CDATA section", 1, 10),
        ];
        for (body, why, row, column) in cases {
            assert_eq!(well_formed(body), Err(Malformed { why: why.to_owned(), row, column }), "{body}");
        }
    }

    #[test]
    fn takes_what_confluence_writes_itself() {
        for body in [
            "",
            "just text",
            "<p>Caf\u{e9} &amp; cr\u{e8}me&nbsp;&#8212; &#x1F525; \u{1F525}</p><hr/><p />",
            "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name='language'>sh</ac:parameter>\
             <ac:plain-text-body><![CDATA[a < b && c]]></ac:plain-text-body></ac:structured-macro>",
            "<p><ac:link><ri:attachment ri:filename=\"transcript.txt\" /></ac:link></p><!-- note -->",
            "<table><tbody><tr><th>a</th><td>b</td></tr></tbody></table>",
        ] {
            assert_eq!(well_formed(body), Ok(()), "{body}");
        }
    }
}
