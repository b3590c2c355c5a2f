//! Who leads, who informs, who writes down.

use std::collections::BTreeMap;

use muster_sandbox::{Fault, System, faults::When};
use muster_starter::{
    incidents::Answer,
    said::{Said, To, Word},
};
use muster_tests::{Incident, Muster};
use muster_workflows::{
    contract::chat::interaction::{ROLES, TAKE_COMMAND},
    domain::{Person, Role, Status},
    incident::Assign,
};
use serde_json::{Value, json};

/// What the channel was told, in order.
fn news(incident: &Incident<'_>) -> Vec<String> {
    let channel = incident.channel();
    let told =
        channel.messages.iter().filter(|one| one.purpose().is_some_and(|one| one.starts_with("news-")));
    told.map(|message| message.text.clone()).collect()
}

/// Waits until the workflow says that these people have these roles.
async fn until_have(incident: &Incident<'_>, muster: &Muster, roles: &[(Role, &str)]) {
    let expected: BTreeMap<_, _> = roles.iter().map(|(role, who)| (*role, muster.person(who))).collect();
    incident
        .until("the roles are given", |report| {
            let have =
                report.roles.iter().map(|(role, who)| (*role, who.slack_id.clone().unwrap_or_default()));
            have.collect::<BTreeMap<_, _>>() == expected
        })
        .await;
}

/// As if the starter had died after it had passed it on, and another had spoken before it came back.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_passed_on_again_changes_nothing() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    incident.opened().await;
    let commander = |who: &str| {
        let person = Person::in_slack(muster.person(who), who);
        let assign = Assign { role: Role::Commander, to: Some(person.clone()) };
        Said::now(To::Id(incident.id.clone()), person, Word::Assign(assign))
    };
    let (incidents, first, second) = (muster.incidents(), commander("ada"), commander("grace"));
    for (said, who) in [(&first, "ada"), (&second, "grace")] {
        assert!(matches!(incidents.hear_late(said, false).await.unwrap(), Answer::Taken(_)));
        until_have(&incident, &muster, &[(Role::Commander, who)]).await;
    }
    muster_tests::until("its incident says that it counted", async || {
        matches!(incidents.hear_late(&first, true).await.unwrap(), Answer::Already(_)).then_some(())
    })
    .await;
    // Signalled before it could be asked.
    assert!(matches!(incidents.hear(&first).await.unwrap(), Answer::Taken(_)));
    incident.resolve("zoe").await;
    assert_eq!(incident.end().await, Status::Resolved);
    until_have(&incident, &muster, &[(Role::Commander, "grace")]).await;
    // Who said it is not told that it came too late, though the incident is over by now.
    muster_tests::until("what is over says that it counted", async || {
        matches!(incidents.hear_late(&second, true).await.unwrap(), Answer::Already(_)).then_some(())
    })
    .await;
}

async fn submit(muster: &Muster, who: &str, form: &Value, roles: [Option<&str>; 3]) -> Value {
    // Slack's client sends nothing where a choice is cleared.
    let chosen = roles.map(|who| who.map_or_else(String::new, |who| muster.person(who)));
    let values: serde_json::Map<_, _> =
        Role::ALL.iter().zip(chosen).map(|(role, who)| (role.key().to_owned(), json!(who))).collect();
    muster.act("submit", json!({"as": who, "view_id": form["view"]["id"], "values": values})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_taken_given_and_laid_down_and_the_channel_hears_it() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    // The answer to the first word of it is lost: it is said once all the same.
    muster.break_down(System::Slack, "chat.postMessage", Fault::Drop(When::After), Some(1));
    incident.press_on_card("grace", TAKE_COMMAND).await;
    until_have(&incident, &muster, &[(Role::Commander, "grace")]).await;
    let has_none = async || (!incident.card().has_button(TAKE_COMMAND)).then_some(());
    muster.until("the command is taken on the card", has_none).await;

    let form = incident.press_on_card("zoe", ROLES).await;
    assert_eq!(form["view"]["blocks"][1]["element"]["initial_user"], json!(muster.person("grace")));
    let shown = submit(&muster, "zoe", &form, [Some("zoe"), None, Some("grace")]).await;
    assert_eq!(shown["errors"], json!({}), "{shown}");
    until_have(&incident, &muster, &[(Role::Commander, "zoe"), (Role::Scribe, "grace")]).await;
    let id = muster.person("zoe");
    let has_zoe = async || incident.card().marked_up().contains(&format!("<@{id}>")).then_some(());
    muster.until("the card tells who leads", has_zoe).await;

    let form = incident.press_on_card("ada", ROLES).await;
    let shown = submit(&muster, "ada", &form, [Some("zoe"), None, None]).await;
    assert_eq!(shown["errors"], json!({}), "{shown}");
    until_have(&incident, &muster, &[(Role::Commander, "zoe")]).await;

    incident.resolve("zoe").await;
    assert_eq!(incident.end().await, Status::Resolved);
    let (grace, zoe, ada) = (muster.person("grace"), muster.person("zoe"), muster.person("ada"));
    let reference = &incident.reference;
    let expected = [
        format!("{reference}: <@{grace}> has the role Commander: leads, and decides."),
        format!("{reference}: <@{zoe}> has the role Commander: leads, and decides."),
        format!("{reference}: <@{grace}> has the role Scribe: writes down what happens. Given by <@{zoe}>."),
        format!("{reference}: <@{ada}> laid down a role: Scribe. Who takes it?"),
    ];
    assert_eq!(news(&incident), expected);
    assert!(!incident.card().has_button(ROLES));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_given_a_role_is_invited() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    let akira = muster.person("akira");
    assert!(!incident.channel().members.contains(&akira));
    let form = incident.press_on_card("zoe", ROLES).await;
    submit(&muster, "zoe", &form, [Some("akira"), None, None]).await;
    let is_there = async || incident.channel().members.contains(&akira).then_some(());
    muster.until("who leads is in the channel", is_there).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_full_members_get_roles_and_who_gives_one_is_told_at_the_field() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    let form = incident.press_on_card("zoe", ROLES).await;
    let guest =
        json!({"as": "zoe", "view_id": form["view"]["id"], "values": {"scribe": muster.person("gus")}});
    let shown = muster.act("submit", guest).await;
    assert!(
        shown["errors"]["scribe"].as_str().is_some_and(|why| why.starts_with("Choose a full member")),
        "{shown}"
    );
    assert!(incident.report().await.roles.is_empty());
}

/// Said while no worker is up, it counts from when one is back.
#[tokio::test(flavor = "multi_thread")]
async fn command_taken_while_no_worker_is_up_is_taken() {
    let mut muster = Muster::start().await;
    let id = {
        let incident = muster.declare("ada", "Checkout is down", 2).await;
        incident.confirm("grace").await;
        let is_there = async || incident.find_card()?.has_button(TAKE_COMMAND).then_some(());
        muster.until("the button is on the card", is_there).await;
        incident.id.clone()
    };
    muster.stop_worker();
    muster.prompted(id.as_str()).await.press_on_card("grace", TAKE_COMMAND).await;
    muster.start_worker();
    let incident = muster.prompted(id.as_str()).await;
    until_have(&incident, &muster, &[(Role::Commander, "grace")]).await;
}
