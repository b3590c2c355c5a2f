//! Whether Slack is as Muster needs it: what was looked at, and what exactly to fix.

use std::{collections::BTreeSet, fmt::Display};

use muster_workflows::domain::{Party, Plan};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use super::{Slack, api::Token, channels::Info};
use crate::failure::Failure;

/// Where an app is set up.
const SETTINGS: &str = "At https://api.slack.com/apps, in Muster's settings,";

const NAME_A_MEMBER: &str =
    "Name in the plan who is a member of this workspace, by their e-mail or id in Slack.";

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What.
    pub what: String,
    /// How it is, where it is as it should be.
    pub is: Option<String>,
    /// What is wrong, where something is.
    pub trouble: Option<Trouble>,
}

/// What is wrong with something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// What it is.
    pub why: String,
    /// What to do about it.
    pub fix: String,
}

impl Finding {
    fn well(what: impl Into<String>, is: impl Into<String>) -> Self {
        Self { what: what.into(), is: Some(is.into()), trouble: None }
    }

    fn ill(what: impl Into<String>, why: impl Display, fix: impl Into<String>) -> Self {
        let trouble = Trouble { why: why.to_string(), fix: fix.into() };
        Self { what: what.into(), is: None, trouble: Some(trouble) }
    }
}

impl Slack {
    /// Looks at everything that a plan needs in Slack; at the app-level token too, where there is one. Where the bot's
    /// token does not work, nothing else can be looked at.
    pub async fn examine(&self, plan: &Plan, app_token: Option<&SecretString>) -> Vec<Finding> {
        let (token, works) = self.token().await;
        let mut findings = token;
        if let Some(app_token) = app_token {
            findings.push(self.socket_mode(app_token).await);
        }
        if works {
            findings.push(self.incidents_channel(&plan.incidents_channel).await);
            for (party, named_in) in parties(plan) {
                findings.push(self.party(&party, &named_in).await);
            }
        }
        findings
    }

    /// The token and its scopes, and whether it works at all.
    async fn token(&self) -> (Vec<Finding>, bool) {
        let what = "MUSTER_SLACK_TOKEN";
        let Token { user, team, scopes } = match self.api.token_itself().await {
            Ok(token) => token,
            Err(failure) => return (vec![Finding::ill(what, &failure, mend_token(&failure))], false),
        };
        let token = Finding::well(what, format!("{user} in {team}"));
        let missing: Vec<_> = muster_slack_app::App::current()
            .scopes()
            .iter()
            .filter(|scope| !scopes.contains(scope))
            .map(String::as_str)
            .collect();
        let scopes = match missing.as_slice() {
            [] => Finding::well("its scopes", "all that the manifest asks for"),
            missing => Finding::ill(
                "its scopes",
                format!("it lacks {}", missing.join(", ")),
                format!(
                    "{SETTINGS} paste slack/manifest.yaml of this version under App Manifest and save it; then press \
                     Reinstall under Install App."
                ),
            ),
        };
        (vec![token, scopes], true)
    }

    async fn socket_mode(&self, app_token: &SecretString) -> Finding {
        let what = "MUSTER_SLACK_APP_TOKEN";
        match self.api.open_connection(app_token.expose_secret()).await {
            Ok(()) => Finding::well(what, "it opens connections for Socket Mode"),
            Err(failure) if failure.is_for_now() => Finding::ill(what, &failure, "Try again in a moment."),
            Err(failure) => Finding::ill(
                what,
                &failure,
                format!(
                    "{SETTINGS} turn Socket Mode on; under Basic Information, App-Level Tokens, make a token with the \
                     scope connections:write, and put it (xapp-…) into MUSTER_SLACK_APP_TOKEN."
                ),
            ),
        }
    }

    async fn incidents_channel(&self, channel: &str) -> Finding {
        let what = format!("incidents_channel {channel}");
        let is_meant = |info: &Info| match channel.strip_prefix('#') {
            Some(name) => info.name == name,
            None => info.id == channel,
        };
        let found = async {
            match self.joined(is_meant).await? {
                Some(info) => Ok(Some((info, true))),
                None => Ok(self.public(is_meant).await?.map(|info| (info, false))),
            }
        };
        match found.await {
            Ok(Some((info, _))) if info.is_archived => {
                Finding::ill(what, "it is archived", "Unarchive it in Slack, or name another in the plan.")
            }
            Ok(Some((info, true))) => Finding::well(what, format!("Muster is in it, {}", info.id)),
            Ok(Some((_, false))) => {
                Finding::ill(what, "Muster is not in it", "Type in it, in Slack: /invite @Muster")
            }
            Ok(None) => Finding::ill(
                what,
                "there is no such public channel",
                "Make a public channel of that name in Slack and type in it: /invite @Muster. Or name another in the plan.",
            ),
            Err(failure) => Finding::ill(what, &failure, mend_call(&failure)),
        }
    }

    /// Somebody whom the plan names, or a group.
    async fn party(&self, party: &Party, named_in: &str) -> Finding {
        let what = format!("{party} ({named_in})");
        let (is_group, found) = match party {
            // Who is named by an id is believed elsewhere.
            Party::UserId(id) => (false, self.user(id).await.map(|user| usize::from(!user.deleted))),
            Party::Email(email) => (false, self.by_email(email).await.map(|_| 1)),
            Party::GroupId(id) => (true, self.members_of(id).await.map(|members| members.len())),
            Party::Handle(handle) => {
                (true, self.members_of_handle(handle).await.map(|members| members.len()))
            }
        };
        match found {
            Ok(0) if is_group => {
                Finding::ill(what, "nobody is in it", "Put people into this user group in Slack.")
            }
            Ok(0) => Finding::ill(what, "this account is deactivated", NAME_A_MEMBER),
            Ok(number) if is_group => Finding::well(what, format!("{number} people")),
            Ok(_) => Finding::well(what, "is there"),
            Err(failure) if failure.is_for_now() || failure.is("missing_scope") => {
                Finding::ill(what, &failure, mend_call(&failure))
            }
            Err(failure) if is_group => Finding::ill(
                what,
                &failure,
                "Make this user group in Slack (People, User groups), or name another in the plan.",
            ),
            Err(failure) => Finding::ill(what, &failure, NAME_A_MEMBER),
        }
    }
}

/// Whom a plan names, each once, with where.
fn parties(plan: &Plan) -> Vec<(Party, String)> {
    let mut seen = BTreeSet::new();
    let of_severities = plan.severity.iter().flat_map(|severity| {
        let level = severity.level;
        let invite = severity.invite.iter().map(move |party| (party, format!("invited at severity {level}")));
        let alert = severity.alert.iter().map(move |party| (party, format!("alerted at severity {level}")));
        let next = severity.escalate.iter().flatten();
        let next = next.map(move |party| (party, format!("alerted next at severity {level}")));
        invite.chain(alert).chain(next)
    });
    let of_services = plan.services.iter().flat_map(|service| {
        let when = format!("invited when {} is impaired", service.name);
        service.invite.iter().map(move |party| (party, when.clone()))
    });
    let of_private = plan.private.iter().flat_map(|private| {
        let confirm = private.confirmers.iter().map(|party| (party, "asked to confirm private incidents"));
        let invite = private.invite.iter().map(|party| (party, "invited into private incidents"));
        confirm.chain(invite).map(|(party, when)| (party, when.to_owned()))
    });
    let all = of_severities.chain(of_services).chain(of_private);
    let first = all.filter(|(party, _)| seen.insert(party.to_string()));
    first.map(|(party, named_in)| (party.clone(), named_in)).collect()
}

fn mend_token(failure: &Failure) -> String {
    match failure.code() {
        Some("account_inactive" | "token_revoked" | "token_expired") => {
            format!(
                "{SETTINGS} press Reinstall under Install App, and put the new token into MUSTER_SLACK_TOKEN."
            )
        }
        Some(_) => format!(
            "{SETTINGS} copy the Bot User OAuth Token (xoxb-…) under OAuth & Permissions into MUSTER_SLACK_TOKEN."
        ),
        None => "See that this machine reaches https://slack.com, and try again.".to_owned(),
    }
}

fn mend_call(failure: &Failure) -> &'static str {
    match failure.code() {
        Some("missing_scope") => "Give the app the scopes that it lacks, as said above.",
        _ => "Try again in a moment.",
    }
}
