//! `/incident followups`. A worker asks Jira, which may take longer than Slack waits for a command: the answer comes
//! behind it.

use std::sync::Arc;

use muster_workflows::{
    contract::ticket::{FollowUpIssue, FollowUpsListed, ListFollowUps},
    domain::Reference,
    follow_ups::Standing,
};
use url::Url;

use super::Command;
use crate::{
    incidents::Listed,
    serve::{App, Deadlines},
    slack::{
        note::{Line, Note},
        problem::Problem,
    },
};

/// Which are asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Those of this incident.
    Of(Reference),
    /// Those of the incident whose channel the command is typed in; elsewhere all that are not done.
    Here,
    /// All that are not done.
    All,
}

/// Takes the question. That it is answered later is no risk: nothing that somebody said is lost with it.
pub(super) async fn list(app: &Arc<App>, command: &Command, which: Which) -> Result<Option<Note>, Problem> {
    app.members.person(&app.slack, &command.user_id).await?;
    let Ok(to) = Url::parse(&command.response_url) else {
        return Err(Problem::no("Slack does not say where to answer. Type the command again."));
    };
    let (app, channel) = (Arc::clone(app), command.channel_id.clone());
    tokio::spawn(async move {
        let note = match wanted(&app, which, &channel).await {
            Ok(list) => answer(&app, &list).await,
            Err(why) => why.into(),
        };
        if let Err(trouble) = app.slack.respond(&to, note.message()).await {
            tracing::error!(%trouble, "who asked for follow-ups was not answered");
        }
    });
    Ok(None)
}

/// What to ask Jira for, or why not.
async fn wanted(app: &App, which: Which, channel: &str) -> Result<ListFollowUps, String> {
    let (regions, until) = (&app.intake.regions, Deadlines::begin().regions());
    let found = match &which {
        Which::Of(reference) => regions.find(reference, until).await.incidents,
        Which::Here => regions.in_channel(channel, until).await.incidents,
        Which::All => Vec::new(),
    };
    if let Some(why) = found.iter().find_map(|incident| incident.why_not_here(channel)) {
        return Err(why);
    }
    let of = match which {
        Which::Of(reference) => Some(reference),
        Which::Here | Which::All => found.first().map(|incident| incident.reference.clone()),
    };
    // Jira's search may not know yet what was made a moment ago; where nobody answers, it has to do.
    let known = match found.iter().find(|incident| incident.running) {
        Some(incident) => known(app, incident).await,
        None => Vec::new(),
    };
    let project = app.plans.current().follow_up_project().to_owned();
    Ok(ListFollowUps { project, of, private: found.iter().any(|incident| incident.private), known })
}

async fn known(app: &App, incident: &Listed) -> Vec<String> {
    let report = app.intake.regions.report(incident).await;
    let follow_ups = report.map(|report| report.follow_ups).unwrap_or_else(|trouble| {
        tracing::warn!(%trouble, "not known what follow-ups were made lately");
        Vec::new()
    });
    follow_ups.iter().filter_map(|follow_up| Some(follow_up.outcome.link()?.name.clone())).collect()
}

async fn answer(app: &App, list: &ListFollowUps) -> Note {
    let question = match app.intake.regions.follow_ups(list).await {
        Ok(question) => question,
        Err(unanswered) => return Problem::from(unanswered).for_people().into(),
    };
    match question.answer().await {
        Ok(Standing::Listed(listed)) => note(list.of.as_ref(), &listed),
        Ok(Standing::Unknown(why)) => {
            format!("Jira does not tell how follow-ups stand: {why}. Type the command again in a while.")
                .into()
        }
        Err(_) => "What asks Jira in Muster does not answer now. Type the command again in a while.".into(),
    }
}

fn note(of: Option<&Reference>, listed: &FollowUpsListed) -> Note {
    let FollowUpsListed { issues, more } = listed;
    let about = match (of, issues.is_empty()) {
        (Some(reference), true) => Line::default().bold(reference.to_string()).text(" has no follow-ups."),
        (Some(reference), false) => {
            Line::default().text("Follow-ups of ").bold(reference.to_string()).text(":")
        }
        (None, true) => Line::default().text("No follow-up is left to do."),
        (None, false) => Line::default().text("Follow-ups that are not done, of all incidents:"),
    };
    let note = issues.iter().fold(Note::default().line(about), |note, issue| note.line(line(issue)));
    match more {
        true => note.line(Line::default().text("There are more, in Jira.")),
        false => note,
    }
}

fn line(issue: &FollowUpIssue) -> Line {
    let FollowUpIssue { key, url, title, status, assignee, .. } = issue;
    let who = match assignee {
        Some(name) => format!(" · {name}"),
        None if issue.is_done => String::new(),
        None => " · nobody has it yet".to_owned(),
    };
    let line = if issue.is_done { Line::default().text("✓ ") } else { Line::default().text("• ") };
    line.link(key, url).text(format!(" · {status} · {title}{who}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_how_each_stands() {
        let issue = |key: &str, is_done: bool, assignee: Option<&str>| FollowUpIssue {
            key: key.to_owned(),
            url: format!("https://jira.example.test/browse/{key}"),
            title: "Renew *it* earlier".to_owned(),
            status: if is_done { "Done" } else { "To Do" }.to_owned(),
            is_done,
            assignee: assignee.map(str::to_owned),
        };
        let issues = vec![
            issue("INC-4", false, None),
            issue("INC-3", false, Some("Ada Lovelace")),
            issue("INC-2", true, None),
        ];
        let reference: Reference = "INC-K7F3QD".parse().unwrap();
        let told = |of, listed: &FollowUpsListed| note(of, listed).message().text.unwrap();
        insta::assert_snapshot!(told(Some(&reference), &FollowUpsListed { issues, more: true }), @r"
        Follow-ups of INC-K7F3QD:
        • INC-4 · To Do · Renew *it* earlier · nobody has it yet
        • INC-3 · To Do · Renew *it* earlier · Ada Lovelace
        ✓ INC-2 · Done · Renew *it* earlier
        There are more, in Jira.
        ");
        let none = FollowUpsListed::default();
        insta::assert_snapshot!(told(Some(&reference), &none), @"INC-K7F3QD has no follow-ups.");
        insta::assert_snapshot!(told(None, &none), @"No follow-up is left to do.");
    }
}
