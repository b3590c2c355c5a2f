//! What one person is shown. It is rich text, in which Slack takes nothing that was typed for markup: it pings
//! nobody and shows `*stars*` as stars.

use slack_morphism::prelude::*;

use crate::{intake::Heard, said::Said};

/// A few lines for one person.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Note {
    lines: Vec<Line>,
}

/// One line of a note.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Line(Vec<SlackRichTextInlineElement>);

impl Line {
    pub(super) fn text(mut self, text: impl Into<String>) -> Self {
        self.0.push(SlackRichTextText::new(text.into()).into());
        self
    }

    pub(super) fn bold(mut self, text: impl Into<String>) -> Self {
        self.0.push(SlackRichTextText::new(text.into()).bold().into());
        self
    }

    /// Something to copy.
    pub(super) fn code(mut self, text: impl Into<String>) -> Self {
        self.0.push(SlackRichTextText::new(text.into()).code().into());
        self
    }

    pub(super) fn link(mut self, text: &str, url: &str) -> Self {
        self.0.push(SlackRichTextLink::new(url.into()).with_text(text.to_owned()).into());
        self
    }

    fn plain(&self) -> String {
        self.0
            .iter()
            .map(|element| match element {
                SlackRichTextInlineElement::Text(text) => text.text.as_str(),
                SlackRichTextInlineElement::Link(link) => link.text.as_deref().unwrap_or_default(),
                _ => "",
            })
            .collect()
    }
}

impl Note {
    pub(super) fn line(mut self, line: Line) -> Self {
        self.lines.push(line);
        self
    }

    /// Both, one below the other.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.lines.extend(other.lines);
        self
    }

    /// As part of a form.
    pub(super) fn block(&self) -> SlackBlock {
        let lines: Vec<_> = self.lines.iter().map(|line| line.0.as_slice()).collect();
        let elements = lines.join(&SlackRichTextInlineElement::from("\n"));
        SlackRichTextBlock::new(vec![SlackRichTextSection::new(elements).into()]).into()
    }

    /// As a message; its plain text is for notifications and readers.
    pub(super) fn message(&self) -> SlackMessageContent {
        SlackMessageContent::new().with_text(escaped(&self.plain())).with_blocks(vec![self.block()])
    }

    /// Without any form.
    pub(super) fn plain(&self) -> String {
        self.lines.iter().map(Line::plain).collect::<Vec<_>>().join("\n")
    }
}

impl From<String> for Note {
    fn from(text: String) -> Self {
        Self::default().line(Line::default().text(text))
    }
}

impl From<&str> for Note {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// Slack's three characters with a meaning.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// For who said something that does not count yet: what of it, as a title and a note.
pub(super) fn unfinished(heard: &Heard, said: &Said) -> Option<(&'static str, Note)> {
    let title = match heard {
        Heard::Taken => return None,
        Heard::OnItsWay => "On its way",
        Heard::Saved(_) => "Saved",
    };
    let line = Line::default()
        .text(format!("{title}: {} of ", said.word))
        .bold(said.to.reference().to_string())
        .text(". ");
    let line = match heard {
        Heard::Saved(unanswered) => line
            .text(unanswered.sentence())
            .text(" It is passed on as soon as that is possible: there is nothing more for you to do."),
        _ => line
            .text("What acts on it in Muster does not answer now. ")
            .text("It takes effect as soon as it does, unless somebody else was first."),
    };
    Some((title, Note::default().line(line)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_becomes_markup() {
        let typed = "<!channel> *burns* & <@U0ADA>";
        let message = Note::from(typed).message();
        insta::assert_json_snapshot!(message, @r#"
        {
          "text": "&lt;!channel&gt; *burns* &amp; &lt;@U0ADA&gt;",
          "blocks": [
            {
              "type": "rich_text",
              "elements": [
                {
                  "type": "rich_text_section",
                  "elements": [
                    {
                      "type": "text",
                      "text": "<!channel> *burns* & <@U0ADA>"
                    }
                  ]
                }
              ]
            }
          ]
        }
        "#);
    }
}
