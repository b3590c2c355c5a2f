//! What Slack has to be like, and what is said where it is not.

use muster_activities::{Slack, slack::Finding};
use muster_sandbox::{Fault, Options, System};
use muster_workflows::domain::{Plan, PrivatePlan};
use serde_json::json;

use crate::world::World;

fn plan(channel: &str, invite: &[&str], alert: &[&str]) -> Plan {
    let severity = json!({
        "level": 1, "name": "Major", "description": "d", "invite": invite, "alert": alert, "open": {}, "close": {},
    });
    serde_json::from_value(json!({
        "incidents_channel": channel, "severity": [severity],
        "ticket": {"project": "INC", "issue_type": "Incident"}, "post_mortem": {"space": "SP"},
        "meeting": {"hosts": ["zoom1@example.test"]},
    }))
    .unwrap()
}

async fn told(world: &World, plan: &Plan, app_token: &str) -> String {
    let findings = world.client::<Slack>().examine(plan, Some(&app_token.into())).await;
    let line = |Finding { what, is, trouble }: Finding| match (is, trouble) {
        (Some(is), None) => format!("{what}: {is}\n"),
        (None, Some(trouble)) => format!("! {what}: {}\n  {}\n", trouble.why, trouble.fix),
        both => panic!("{what} is well or ill: {both:?}"),
    };
    findings.into_iter().map(line).collect()
}

#[tokio::test]
async fn where_all_is_well_that_is_said() {
    let world = World::start().await;
    let mut plan = plan("#incidents", &["@oncall", "ada@example.test"], &["@management", "@oncall"]);
    plan.private = Some(PrivatePlan {
        confirmers: vec!["@security".parse().unwrap()],
        invite: vec!["layla@example.test".parse().unwrap()],
        ..PrivatePlan::default()
    });
    insta::assert_snapshot!(told(&world, &plan, "xapp-sandbox").await, @"
    MUSTER_SLACK_TOKEN: muster in Sandbox
    its scopes: all that the manifest asks for
    MUSTER_SLACK_APP_TOKEN: it opens connections for Socket Mode
    incidents_channel #incidents: Muster is in it, C0INCIDENTS
    @oncall (invited at severity 1): 3 people
    ada@example.test (invited at severity 1): is there
    @management (alerted at severity 1): 3 people
    @security (asked to confirm private incidents): 2 people
    layla@example.test (invited into private incidents): is there
    ");
}

#[tokio::test]
async fn what_is_wrong_is_said_with_what_to_do() {
    let mut options = Options::default();
    options.scopes.retain(|scope| !matches!(scope.as_str(), "bookmarks:write" | "users:read.email"));
    let world = World::with(options).await;
    let plan = plan("#random", &["@nobody", "ada@example.test", "U0DAN", "U0NOBODY"], &[]);
    insta::assert_snapshot!(told(&world, &plan, "xoxb-sandbox").await, @"
    MUSTER_SLACK_TOKEN: muster in Sandbox
    ! its scopes: it lacks bookmarks:write, users:read.email
      At https://api.slack.com/apps, in Muster's settings, paste slack/manifest.yaml of this version under App Manifest and save it; then press Reinstall under Install App.
    ! MUSTER_SLACK_APP_TOKEN: Slack: not_allowed_token_type
      At https://api.slack.com/apps, in Muster's settings, turn Socket Mode on; under Basic Information, App-Level Tokens, make a token with the scope connections:write, and put it (xapp-…) into MUSTER_SLACK_APP_TOKEN.
    ! incidents_channel #random: Muster is not in it
      Type in it, in Slack: /invite @Muster
    ! @nobody (invited at severity 1): Slack: no_such_subteam
      Make this user group in Slack (People, User groups), or name another in the plan.
    ! ada@example.test (invited at severity 1): Slack: missing_scope
      Give the app the scopes that it lacks, as said above.
    ! U0DAN (invited at severity 1): this account is deactivated
      Name in the plan who is a member of this workspace, by their e-mail or id in Slack.
    ! U0NOBODY (invited at severity 1): Slack: user_not_found
      Name in the plan who is a member of this workspace, by their e-mail or id in Slack.
    ");
}

#[tokio::test]
async fn a_channel_that_is_not_there_is_to_be_made() {
    let world = World::start().await;
    insta::assert_snapshot!(told(&world, &plan("#outages", &[], &[]), "xapp-sandbox").await, @"
    MUSTER_SLACK_TOKEN: muster in Sandbox
    its scopes: all that the manifest asks for
    MUSTER_SLACK_APP_TOKEN: it opens connections for Socket Mode
    ! incidents_channel #outages: there is no such public channel
      Make a public channel of that name in Slack and type in it: /invite @Muster. Or name another in the plan.
    ");
}

#[tokio::test]
async fn without_a_token_that_works_nothing_else_is_looked_at() {
    for (fault, fix) in [
        (Fault::Error("invalid_auth".to_owned()), "copy the Bot User OAuth Token"),
        (Fault::Error("token_revoked".to_owned()), "press Reinstall"),
        (Fault::Status(503), "See that this machine reaches"),
    ] {
        let world = World::start().await;
        world.fail(System::Slack, "auth.test", fault.clone());
        let findings = world.client::<Slack>().examine(&plan("#incidents", &["@oncall"], &[]), None).await;
        assert_eq!(findings.len(), 1, "{fault:?}: {findings:?}");
        let trouble = findings[0].trouble.as_ref().unwrap();
        assert!(trouble.fix.contains(fix), "{fault:?}: {trouble:?}");
    }
}
