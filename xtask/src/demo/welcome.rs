//! What people are told once everything is up.

use super::world::World;

pub(super) fn print(world: &World) {
    let temporal = world.temporal_ui().unwrap_or("(that of the given server)");
    println!(
        "
  Muster is up.

    Slack, Jira, Confluence, Zoom, PagerDuty   {page}
    Temporal Web UI                            {temporal}

  Take an incident through its life, on the first page, as Ada:

    1. Choose Declare an incident from the shortcuts ⚡, or type /incident. Say what is wrong.
    2. In #incidents, press Confirm. An incident channel, a meeting and an issue appear.
    3. Talk in the incident channel; you may be other people as well.
    4. Press Resolve. The meeting ends, the issue is done, the post-mortem is written.
    5. Under Clock, let 30 days pass. The channel is archived.

  Under Services, break the shop, and watch #incidents: a runbook notices, restarts it, and sees that it is well. Break it
  so that a restart does not help, and people get an incident.

  Temporal's page shows each step as it happens. Break something under Controls, and see what it does.

  Logs are in {logs}. Ctrl-C stops everything.
",
        page = world.page(),
        logs = world.logs().display(),
    );
}
