//! What the looks of a runbook do not learn.

use jiff::Timestamp;
use muster_workflows::domain::runbook::{DataAgain, NoData};

use super::{
    Drawn,
    blocks::{as_typed, fields, header, small, words},
    rich,
    text::typed,
};

pub(super) fn draw(no_data: &NoData, since: Timestamp, again: Option<&DataAgain>) -> Drawn {
    let NoData { runbook, description, seen, .. } = no_data;
    let state = match again {
        None => "No data",
        Some(DataAgain { is_looked_for: true, .. }) => "Data again",
        Some(DataAgain { is_looked_for: false, .. }) => "Not looked for any more",
    };
    let mut blocks = vec![
        header(&format!("{state}: {runbook}")),
        as_typed(description),
        fields(&[("Targets", typed(&no_data.listed()))]),
        rich::paragraph(how_it_is(since, again)),
    ];
    if again.is_none() && !seen.is_empty() {
        blocks.push(small(vec![words(&format!("Seen: {}", seen.join("; ")))]));
    }
    Drawn { text: format!("{state}: {} ({runbook}).", typed(&no_data.listed())), blocks }
}

/// What it means, and what people can do.
fn how_it_is(since: Timestamp, again: Option<&DataAgain>) -> Vec<rich::Piece> {
    let Some(DataAgain { at, is_looked_for }) = again else {
        return vec![
            rich::words("Since "),
            rich::time(since),
            rich::words(
                " nobody can tell whether something is wrong, so that Muster does nothing about it by itself. \
                 Look yourselves. Muster goes on looking, and says here when it knows.",
            ),
        ];
    };
    vec![
        rich::words("From "),
        rich::time(since),
        rich::words(" to "),
        rich::time(*at),
        rich::words(" nobody could tell whether something was wrong."),
        rich::words(match is_looked_for {
            true => " Muster can again.",
            false => " Muster does not look any more: its schedule is gone or paused.",
        }),
    ]
}

#[cfg(test)]
mod tests {
    use muster_workflows::contract::chat::Message;

    use super::super::render;
    use super::*;

    #[test]
    fn what_nobody_knows_is_as_it_was_looked_at() {
        let no_data = |targets: usize, more| NoData {
            runbook: "restart-web".parse().unwrap(),
            description: "A web server answers with *errors*: it is restarted".to_owned(),
            targets: (1..=targets).map(|n| format!("web_{n}").parse().unwrap()).collect(),
            more,
            seen: vec!["up{job=\"web\"} <!here>: not known, Prometheus: 503 Service Unavailable".to_owned()],
        };
        let at: Timestamp = "2026-11-22T18:20:00Z".parse().unwrap();
        let again = |is_looked_for| Some(DataAgain { at, is_looked_for });
        for (name, targets, more, again) in
            [("none", 5, 3, None), ("again", 1, 0, again(true)), ("not_looked_for", 2, 0, again(false))]
        {
            let since = "2026-11-22T09:12:00Z".parse().unwrap();
            let message = Message::NoData { no_data: no_data(targets, more), since, again };
            insta::assert_json_snapshot!(name, render(&message, &"restart-web".parse().unwrap()));
        }
    }
}
