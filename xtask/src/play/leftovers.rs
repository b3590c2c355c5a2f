//! What an incident leaves outside, counted.

use std::fmt;

use anyhow::{Result, bail};
use serde_json::Value;

use super::outside;
use super::story::SAID;

/// Things of one kind.
struct Count {
    /// What is to be there, in the state in which it has to be.
    what: &'static str,
    /// How many there are to be.
    expected: usize,
    /// How many there are.
    made: usize,
    /// How many of them are in that state.
    complete: usize,
}

impl Count {
    fn of<'a>(
        what: &'static str,
        things: impl Iterator<Item = &'a Value>,
        complete: impl Fn(&Value) -> bool,
    ) -> Self {
        let (mut made, mut done) = (0, 0);
        for thing in things {
            made += 1;
            done += usize::from(complete(thing));
        }
        Self { what, expected: 1, made, complete: done }
    }

    fn expected(self, expected: usize) -> Self {
        Self { expected, ..self }
    }

    fn is_right(&self) -> bool {
        self.made == self.expected && self.complete == self.expected
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.complete, self.what)?;
        if self.made != self.complete {
            write!(f, " (of {})", self.made)?;
        }
        Ok(())
    }
}

/// All that one incident leaves.
pub(super) struct Leftovers {
    channel: Count,
    closed: Vec<Count>,
}

impl Leftovers {
    pub(super) fn of(dump: &Value) -> Self {
        Self {
            channel: Count::of("channel archived", outside::incident_channels(dump), |channel| {
                channel["is_archived"] == true
            }),
            closed: vec![
                Count::of("meeting ended", outside::meetings(dump), |meeting| !meeting["ended"].is_null()),
                Count::of("issue done", outside::issues(dump), |issue| !issue["resolved"].is_null()),
                Count::of("post-mortem with transcript", outside::pages(dump), has_transcript),
                Count::of("prompt answered", outside::said(dump, "prompt"), |prompt| {
                    !outside::has_button(prompt, "confirm")
                }),
                Count::of("announcement", outside::said(dump, "announcement"), |announcement| {
                    !outside::has_button(announcement, "resolve")
                }),
                Count::of("managers alerted", outside::said(dump, "alert"), |alert| {
                    !outside::has_button(alert, "acknowledge")
                })
                .expected(outside::members(dump, "management").count()),
                Count::of("call for follow-ups", outside::said(dump, "follow-ups"), |_| true),
            ],
        }
    }

    /// Whether all is there that resolving leaves.
    pub(super) fn closed(&self) -> bool {
        self.closed.iter().all(|count| count.complete >= count.expected)
    }

    /// Whether the channel is archived.
    pub(super) fn archived(&self) -> bool {
        self.channel.complete > 0
    }

    /// Checks that everything is there, once.
    ///
    /// # Errors
    /// What is missing, and what is there more than once.
    pub(super) fn complete(&self) -> Result<()> {
        let wrong: Vec<String> = self
            .all()
            .filter(|count| !count.is_right())
            .map(|count| format!("{count}, not {}", count.expected))
            .collect();
        if !wrong.is_empty() {
            bail!("the incident did not leave what it should: {}", wrong.join("; "));
        }
        Ok(())
    }

    fn all(&self) -> impl Iterator<Item = &Count> {
        std::iter::once(&self.channel).chain(&self.closed)
    }
}

impl fmt::Display for Leftovers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts: Vec<String> = self.all().map(Count::to_string).collect();
        f.write_str(&counts.join(", "))
    }
}

/// Whether one attachment has all that was said.
fn has_transcript(page: &Value) -> bool {
    outside::attachments(page).any(|attachment| {
        let content = attachment["content"].as_str().unwrap_or_default();
        SAID.iter().all(|said| content.contains(said))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn dump() -> Value {
        let message = |purpose: &str| json!({"metadata": {"event_payload": {"purpose": purpose}}, "edited": {"ts": "1"}});
        json!({
            "slack": {
                "app": {"bot_user_id": "U0MUSTER"},
                "groups": [{"handle": "management", "users": ["U0MARGARET"]}],
                "channels": [
                    {"creator": "U0ADA", "is_archived": false, "messages": [
                        message("prompt"), message("announcement"), message("alert"),
                    ]},
                    {"creator": "U0MUSTER", "is_archived": true, "messages": [message("follow-ups")]},
                ],
            },
            "zoom": {"meetings": [{"ended": "2026-11-22T12:00:00Z"}]},
            "jira": {"issues": [{"resolved": "2026-11-22T12:00:00Z"}]},
            "confluence": {"pages": [{"attachments": [{"content": SAID.join("\n")}]}]},
        })
    }

    #[test]
    fn one_of_each_is_complete() {
        let leftovers = Leftovers::of(&dump());
        leftovers.complete().unwrap();
        let line = leftovers.to_string();
        assert!(
            line.starts_with("1 channel archived, 1 meeting ended, 1 issue done, 1 post-mortem with"),
            "{line}"
        );
    }

    #[test]
    fn what_is_missing_or_there_twice_is_told() {
        let mut none = dump();
        none["jira"]["issues"] = json!([]);
        let mut unfinished = dump();
        unfinished["slack"]["channels"][1]["is_archived"] = json!(false);
        let mut twice = dump();
        twice["zoom"]["meetings"] = json!([{"ended": "2026-11-22T12:00:00Z"}, {"ended": null}]);
        let mut untold = dump();
        untold["confluence"]["pages"][0]["attachments"][0]["content"] = json!(SAID[0]);
        let mut open = dump();
        open["slack"]["channels"][0]["messages"][1]["blocks"] =
            json!([{"elements": [{"action_id": "resolve"}]}]);
        for (dump, wrong) in [
            (open, "0 announcement (of 1)"),
            (none, "0 issue done"),
            (unfinished, "0 channel archived (of 1)"),
            (twice, "1 meeting ended (of 2)"),
            (untold, "0 post-mortem with transcript (of 1)"),
        ] {
            let error = Leftovers::of(&dump).complete().unwrap_err().to_string();
            assert_eq!(error, format!("the incident did not leave what it should: {wrong}, not 1"));
        }
    }
}
