use super::{FollowUpPlan, Period, Plan};
use crate::domain::{
    Step,
    problem::{Problem, Problems},
    text,
};

mod private;
mod severities;
mod steps;
#[cfg(test)]
mod tests;

/// Slack shows no more in a form.
const CHOICES: usize = 100;

impl Plan {
    /// Everything in the plan that makes no sense, in the order of its fields.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        self.check_channel(&mut problems);
        self.check_periods(&mut problems);
        self.check_work_hours(&mut problems);
        self.check_systems(&mut problems);
        self.check_choices(&mut problems);
        self.check_services(&mut problems);
        private::check(&mut problems, self);
        severities::check(&mut problems, self);
        problems.0
    }

    fn check_channel(&self, problems: &mut Problems) {
        let valid = |c: char| c.is_alphanumeric() && !c.is_uppercase() || matches!(c, '-' | '_');
        let channel = &self.incidents_channel;
        let is_name = channel
            .strip_prefix('#')
            .is_some_and(|name| (1..=80).contains(&name.chars().count()) && name.chars().all(valid));
        let is_id = channel.len() >= 3
            && channel.starts_with(['C', 'G'])
            && channel.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        if !is_name && !is_id {
            problems.at(["incidents_channel".into()]).say(
                format!("{channel:?} is no channel"),
                "write its name in lower case such as \"#incidents\", or its id, C…",
            );
        }
    }

    fn check_periods(&self, problems: &mut Problems) {
        for (name, period, least, most) in [
            ("confirm_within", self.confirm_within, Period::minutes(1), Period::hours(24)),
            ("announce_within", self.announce_within, Period::seconds(0), Period::minutes(5)),
            ("remind_after", self.remind_after, Period::minutes(5), Period::days(30)),
            ("reopen_within", self.reopen_within, Period::seconds(0), Period::days(30)),
            ("amend_within", self.amend_within, Period::seconds(0), Period::days(90)),
            ("archive_after", self.archive_after, Period::days(1), Period::days(366)),
            ("retry_for", self.retry_for, steps::LEAST_RETRY, steps::MOST_RETRY),
        ] {
            problems.at([name.into()]).check_period(period, least, most);
        }
    }

    fn check_work_hours(&self, problems: &mut Problems) {
        let path = ["work_hours".into(), "days".into()];
        let days = &self.work_hours.days;
        if days.is_empty() {
            problems.at(path).say(
                "nobody ever works, so that no reminder would come",
                "write days such as [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]",
            );
        } else if days.iter().enumerate().any(|(index, day)| days[..index].contains(day)) {
            problems.at(path).say("a day is there twice", "write each day once");
        }
    }

    fn check_systems(&self, problems: &mut Problems) {
        let ticket = |name: &str| ["ticket".into(), name.into()];
        problems.at(ticket("project")).check_text(&self.ticket.project, &text::JIRA_PROJECT);
        problems.at(ticket("issue_type")).check_text(&self.ticket.issue_type, &text::ISSUE_TYPE);
        problems.at(ticket("done_status")).check_text(&self.ticket.done_status, &text::ISSUE_STATUS);

        let FollowUpPlan { project, issue_type, link_type, emoji } = &self.follow_ups;
        let follow_ups = |name: &str| ["follow_ups".into(), name.into()];
        if let Some(project) = project {
            problems.at(follow_ups("project")).check_text(project, &text::JIRA_PROJECT);
        }
        problems.at(follow_ups("issue_type")).check_text(issue_type, &text::ISSUE_TYPE);
        problems.at(follow_ups("link_type")).check_text(link_type, &text::LINK_TYPE);
        problems.at(follow_ups("emoji")).check_text(emoji, &text::EMOJI);

        let post_mortem = |name: &str| ["post_mortem".into(), name.into()];
        problems.at(post_mortem("space")).check_text(&self.post_mortem.space, &text::CONFLUENCE_SPACE);
        if let Some(parent) = &self.post_mortem.parent {
            problems.at(post_mortem("parent")).check_text(parent, &text::CONFLUENCE_PAGE);
        }

        problems.at(post_mortem("timeline_emoji")).check_text(&self.post_mortem.timeline_emoji, &text::EMOJI);

        for (index, host) in self.meeting.hosts.iter().enumerate() {
            let mut place = problems.at(["meeting".into(), "hosts".into(), index.into()]);
            place.check_text(host, &text::ZOOM_USER);
            if self.meeting.hosts[..index].contains(host) {
                place.say(format!("{host:?} is there twice"), "write each host once");
            }
        }
    }

    fn check_choices(&self, problems: &mut Problems) {
        let services: Vec<_> = self.services.iter().map(|service| (&*service.id, &*service.name)).collect();
        let origins: Vec<_> = self.origins.iter().map(|origin| (&*origin.id, &*origin.name)).collect();
        for (list, choices) in [("services", services), ("origins", origins)] {
            if choices.len() > CHOICES {
                let what = format!("{} are too many to choose from in Slack", choices.len());
                problems.at([list.into()]).say(what, format!("write at most {CHOICES}"));
            }
            for (index, (id, name)) in choices.iter().enumerate() {
                let mut place = problems.at([list.into(), index.into(), "id".into()]);
                place.check_text(id, &text::ID);
                if choices[..index].iter().any(|(other, _)| other == id) {
                    place.say(format!("{id:?} is there twice"), "write another id, or take one of them out");
                }
                problems.at([list.into(), index.into(), "name".into()]).check_text(name, &text::CHOICE);
            }
        }
    }

    fn check_services(&self, problems: &mut Problems) {
        let invites = self.severity.iter().any(|severity| severity.open.contains_key(&Step::Responders));
        for (index, service) in self.services.iter().enumerate() {
            if !service.invite.is_empty() && !invites {
                problems.at(["services".into(), index.into(), "invite".into()]).say(
                    "nothing is done with it: no severity has the step \"responders\"",
                    "write responders = {} under open, or take this out",
                );
            }
            problems.at(["services".into(), index.into(), "invite".into()]).check_once(&service.invite);
        }
    }
}
