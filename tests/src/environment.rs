use muster_sandbox::{Sandbox, programs::Moto};

/// Variables for a program of Muster's.
pub(crate) type Environment = Vec<(&'static str, String)>;

/// Where the outside is, for a worker.
pub(crate) fn outside(sandbox: &Sandbox) -> Environment {
    let base = sandbox.url();
    let mut environment = slack(sandbox);
    environment.extend([
        ("MUSTER_JIRA_URL", format!("{base}/jira")),
        ("MUSTER_JIRA_EMAIL", "sandbox@example.test".to_owned()),
        ("MUSTER_JIRA_TOKEN", "sandbox".to_owned()),
        ("MUSTER_CONFLUENCE_URL", format!("{base}/confluence/wiki")),
        ("MUSTER_CONFLUENCE_EMAIL", "sandbox@example.test".to_owned()),
        ("MUSTER_CONFLUENCE_TOKEN", "sandbox".to_owned()),
        ("MUSTER_ZOOM_API_URL", format!("{base}/zoom/v2")),
        ("MUSTER_ZOOM_OAUTH_URL", format!("{base}/zoom/oauth/token")),
        ("MUSTER_ZOOM_ACCOUNT_ID", "sandbox".to_owned()),
        ("MUSTER_ZOOM_CLIENT_ID", "sandbox".to_owned()),
        ("MUSTER_ZOOM_CLIENT_SECRET", "sandbox".to_owned()),
        ("MUSTER_PAGERDUTY_API_URL", format!("{base}/pagerduty/v2")),
        ("MUSTER_PAGERDUTY_ROUTING_KEY", "sandbox-sandbox-sandbox-sandbox-".to_owned()),
        ("AWS_ENDPOINT_URL", format!("{base}/aws")),
        ("AWS_ACCESS_KEY_ID", Moto::KEY.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "sandbox".to_owned()),
        ("MUSTER_WEBHOOK_SECRET", sandbox.webhook_secret().to_owned()),
    ]);
    environment
}

/// Where Slack is, for a starter.
pub(crate) fn slack(sandbox: &Sandbox) -> Environment {
    vec![("MUSTER_SLACK_API_URL", sandbox.slack_url()), ("MUSTER_SLACK_TOKEN", "xoxb-sandbox".to_owned())]
}
