//! Private incidents: who is invited reads of them, and everybody else that there is one.

use std::time::Duration;

use muster_sandbox::{Fault, Rule, System, faults::When};
use muster_starter::{
    incidents::Answer,
    said::{Said, To, Word},
};
use muster_tests::{Channel, Incident, Message, Muster, Outside};
use muster_workflows::{
    contract::chat::interaction::{ACKNOWLEDGE, RETRY_STEP, TAKE_COMMAND, UPDATE, on_step},
    domain::{Outcome, Party, Person, Plan, Role, Status, Step},
    incident::Resolve,
};
use serde_json::{Value, json};

use crate::{endings::submit, resolve::visible};

const TITLE: &str = "Payroll was sent to the wrong people";
/// Words by which it would be known what it is about, and who is in it.
const SECRETS: [&str; 5] = ["Payroll", "payroll", "Ada Lovelace", "U0ADA", "Payments"];

/// Whom the plan asks to confirm.
const CONFIRMERS: [&str; 2] = ["ken", "margaret"];

fn holds_secrets(text: &str) -> bool {
    SECRETS.iter().any(|secret| text.contains(secret))
}

/// Whether it is between Muster and somebody who may read of it.
fn is_confidential(muster: &Muster, conversation: &Channel) -> bool {
    let may_read = ["ada", "ken", "margaret"].map(|who| Some(muster.person(who)));
    conversation.is_private || may_read.contains(&conversation.user)
}

/// All that those could read who are not invited.
fn readable(muster: &Muster, outside: &Outside) -> Vec<String> {
    let open = outside.conversations().iter().filter(|one| !is_confidential(muster, one));
    let said = open.flat_map(|one| one.messages.iter().map(Message::all_text));
    let noted = outside.conversations().iter().flat_map(|one| &one.messages);
    let alerts = noted.filter(|one| one.purpose() == Some("alert")).map(Message::all_text);
    let names = outside.incident_channels().into_iter().map(|channel| channel.name.clone());
    let topics = outside.meetings().iter().map(|meeting| meeting.topic.clone());
    let paged = outside.alerts().iter().map(|alert| alert.rest.to_string());
    said.chain(alerts).chain(names).chain(topics).chain(paged).collect()
}

async fn told(muster: &Muster, who: &str, channel: &str, text: &str) -> Value {
    muster.act("command", json!({"as": who, "channel": channel, "text": text})).await
}

/// What search attributes and memo hold, which lists show.
async fn in_lists(incident: &Incident<'_>) -> String {
    let described = incident.workflow().describe(Default::default()).await.unwrap();
    let info = described.raw_description.workflow_execution_info.unwrap();
    let memo = info.memo.into_iter().flat_map(|memo| memo.fields);
    let attributes = info.search_attributes.into_iter().flat_map(|all| all.indexed_fields);
    memo.chain(attributes).map(|(_, value)| String::from_utf8_lossy(&value.data).into_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_are_invited_read_what_it_is_about() {
    let muster = Muster::start().await;
    let incident = muster.declare_in_private("ada", TITLE, 1).await;
    let of_declarer = incident.private_prompt("ada").unwrap();
    assert!(of_declarer.has_button("cancel") && !of_declarer.has_button("confirm"), "{of_declarer:?}");
    assert!(of_declarer.all_text().contains("Muster asks @security"), "{}", of_declarer.all_text());
    assert_eq!(incident.in_public("prompt").len(), 0);
    let listed = async || {
        let list = told(&muster, "linus", "general", "/incident list").await.to_string();
        list.contains("Private incident").then_some(list)
    };
    let list = muster_tests::until("it is listed", listed).await;
    assert!(!holds_secrets(&list), "{list}");

    incident.press_in_private("ken", "confirm").await;
    incident.opened().await;
    let channel = incident.channel();
    assert!(channel.is_private);
    let mut members = channel.members.clone();
    members.retain(|member| !["ada", "ken", "margaret"].map(|who| muster.person(who)).contains(member));
    assert_eq!(members.len(), 1, "those who are invited and the app: {members:?}");
    assert!(channel.topic.to_string().contains(TITLE));
    assert!(incident.card().all_text().contains(TITLE));
    for who in CONFIRMERS {
        let is_told = async || {
            let text = incident.private_prompt(who)?.all_text();
            (text.contains("Confirmed by") && !text.contains("\"confirm\"")).then_some(())
        };
        muster.until(&format!("{who} reads who confirmed"), is_told).await;
    }
    let leads_to_channel = async || {
        let text = incident.private_prompt("ada")?.all_text();
        (text.contains("Open the channel") && !holds_secrets(&text)).then_some(())
    };
    muster.until("who declared reads where it goes on, and no more than that", leads_to_channel).await;
    let announcement = incident.in_public("announcement").remove(0).all_text();
    assert!(announcement.contains(&format!("Private incident {}", incident.reference)), "{announcement}");

    // Whoever in management is not invited can take the alert, and no more.
    let alerts = async || {
        let outside = muster.outside();
        let told = outside.direct_messages(&muster.person("tama"));
        told.into_iter().find(|message| message.has_button(ACKNOWLEDGE)).cloned()
    };
    let alert = muster.until("management is alerted", alerts).await;
    assert!(alert.all_text().contains("ask @security"), "{}", alert.all_text());
    let press = json!({"as": "tama", "channel": "@muster", "ts": alert.ts, "action_id": ACKNOWLEDGE});
    muster.act("press", press).await;

    let form = incident.press_on_card("ken", UPDATE).await;
    assert!(form.to_string().contains("and nobody else"), "{form}");
    submit(&muster, "ken", &form, json!({"text": "The payroll mails are called back.", "next": "none"}))
        .await;
    let is_read = async || incident.card().all_text().contains("called back").then_some(());
    muster.until("the card has the update", is_read).await;
    incident.press_on_card("ken", TAKE_COMMAND).await;
    incident.until("ken leads", |report| report.roles.contains_key(&Role::Commander)).await;

    let said = incident.say("margaret", "@ken ask payroll to check addresses twice").await;
    let marked = json!({"as": "ken", "channel": said.channel, "ts": said.ts, "name": "ticket"});
    muster.act("react", marked).await;
    let made = async || (muster.outside().issues().len() == 2).then_some(());
    muster.until("the follow-up is made", made).await;
    for issue in muster.outside().issues() {
        assert_eq!(issue.rest["security"]["name"], "Private incidents", "{}", issue.rest);
    }
    let listed = async |who: &str, channel: &str, command: &str| {
        told(&muster, who, channel, command).await;
        let answer = async || {
            let outside = muster.outside();
            outside.ephemerals(&muster.person(who)).last().map(|message| message.all_text())
        };
        muster.until(&format!("{command} is answered"), answer).await
    };
    visible(&muster, 1).await;
    let of_it = format!("/incident followups {}", incident.reference);
    assert!(listed("mateusz", "general", &of_it).await.contains("is private"));
    assert!(listed("layla", "general", "/incident followups").await.contains("No follow-up is left"));
    assert!(listed("margaret", &channel.id, "/incident followups").await.contains("addresses twice"));

    // Outside of its channel nobody ends it: who says so need not be invited.
    let resolve = format!("/incident resolve {}", incident.reference);
    for command in [resolve.as_str(), "/incident resolve"] {
        let refused = told(&muster, "linus", "general", command).await;
        assert!(refused["view"].is_null() && refused.to_string().contains("private"), "{refused}");
    }
    let pasted =
        json!({"as": "linus", "channel": "incidents", "text": format!("resolve {}", incident.reference)});
    muster.act("message", pasted).await;
    let is_refused = async || {
        let outside = muster.outside();
        let notes = outside.ephemerals(&muster.person("linus"));
        notes.last()?.all_text().contains("only in its own channel").then_some(())
    };
    muster.until("who pasted it is told where to", is_refused).await;
    // Nor where nobody could look it up before, so that it was passed on unseen.
    let by = Person::in_slack(muster.person("linus"), "Linus");
    let word = Word::Resolve(Resolve::default());
    let unseen = Said {
        typed_in: Some("C0GENERAL".to_owned()),
        ..Said::now(To::Reference(incident.reference.clone()), by, word)
    };
    for _ in 0..2 {
        assert!(matches!(muster.incidents().hear(&unseen).await.unwrap(), Answer::NotHere(_)));
        assert!(matches!(muster.incidents().hear_late(&unseen, false).await.unwrap(), Answer::NotHere(_)));
    }
    let form = told(&muster, "ada", &channel.id, &resolve).await;
    incident.submit_resolve_form("ada", &form).await;
    assert_eq!(incident.end().await, Status::Resolved);

    let report = incident.report().await;
    assert_eq!(report.trouble, Vec::<String>::new());
    let undone: Vec<_> = report.steps.iter().filter(|(_, outcome)| !outcome.is_done()).collect();
    assert!(undone.is_empty(), "{undone:?}");
    let outside = muster.outside();
    let page = &outside.post_mortems()[0];
    assert!(page.title.contains(TITLE) && page.space == "PRIV", "{} in {}", page.title, page.space);
    assert_eq!(page.attachments.len(), 1, "the transcript");
    for text in readable(&muster, &outside) {
        assert!(!holds_secrets(&text), "{text}");
    }
    let announcement = incident.in_public("announcement").remove(0).all_text();
    assert!(announcement.contains("It is over"), "{announcement}");
    let lists = in_lists(&incident).await;
    assert!(!lists.contains(&muster.person("ken")), "{lists}");
    assert!(!holds_secrets(&lists) && !lists.contains("payments") && !lists.contains("https"), "{lists}");
}

fn without_places(plan: &mut Plan) {
    let private = plan.private.as_mut().expect("the default plan has private incidents");
    (private.security_level, private.space) = (None, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_where_everybody_reads() {
    let muster = Muster::with_plan(without_places).await;
    let incident = muster.declare_in_private("ada", TITLE, 2).await;
    incident.press_in_private("margaret", "confirm").await;
    incident.opened().await;
    let said = incident.say("ada", "Ask payroll").await;
    let marked = json!({"as": "ada", "channel": said.channel, "ts": said.ts, "name": "ticket"});
    muster.act("react", marked).await;
    let is_told = async || {
        let channel = incident.channel();
        let why = "the plan names no Jira security level";
        channel.said("news-0").iter().any(|news| news.all_text().contains(why)).then_some(())
    };
    muster.until("the channel reads why there is no follow-up", is_told).await;
    let form = told(&muster, "ada", &incident.channel().id, "/incident resolve").await;
    incident.submit_resolve_form("ada", &form).await;
    assert_eq!(incident.end().await, Status::Resolved);
    let report = incident.report().await;
    for step in [Step::Ticket, Step::TicketLinks, Step::PostMortem, Step::Transcript, Step::CloseTicket] {
        let (_, outcome) = report.steps.iter().find(|(one, _)| *one == step).unwrap();
        assert!(matches!(outcome, Outcome::Skipped { .. }), "{step}: {outcome:?}");
    }
    let outside = muster.outside();
    assert_eq!((outside.issues().len(), outside.post_mortems().len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_declared_may_take_it_back_and_unanswered_it_expires() {
    let muster = Muster::start().await;
    let cancelled = muster.declare_in_private("ada", TITLE, 2).await;
    cancelled.press_in_private("ada", "cancel").await;
    assert_eq!(cancelled.end().await, Status::Cancelled);
    let expired = muster.declare_in_private("ada", TITLE, 2).await;
    for who in CONFIRMERS {
        muster.until(&format!("{who} is asked"), async || expired.private_prompt(who)).await;
    }
    expired.pass(Duration::from_mins(16)).await;
    assert_eq!(expired.end().await, Status::Expired);
    for (incident, says) in [(&cancelled, "Cancelled by"), (&expired, "Nobody confirmed it")] {
        for who in ["ada", "ken", "margaret"] {
            // Cancelled before they were reached, they need not have heard of it.
            let prompt = incident.private_prompt(who).map(|prompt| prompt.all_text());
            assert!(prompt.as_ref().is_none_or(|text| text.contains(says)), "{who}: {prompt:?}");
        }
    }
    assert!(expired.private_prompt("ken").is_some());
    assert_eq!(muster.outside().incident_channels().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_declares_as_a_confirmer_or_finds_none_confirms_alone() {
    let muster = Muster::start().await;
    let by_one_of_them = muster.declare_in_private("ken", TITLE, 2).await;
    by_one_of_them.press_in_private("ken", "confirm").await;
    by_one_of_them.opened().await;

    let gone = |plan: &mut Plan| {
        let gone: Vec<Party> = vec!["@gone".parse().unwrap()];
        plan.private.as_mut().unwrap().confirmers = gone;
    };
    let muster = Muster::with_plan(gone).await;
    let by_nobody = muster.declare_in_private("ada", TITLE, 2).await;
    by_nobody.press_in_private("ada", "confirm").await;
    by_nobody.opened().await;
    let report = by_nobody.report().await;
    assert!(
        report.trouble.iter().any(|what| what.contains("@gone: no_such_subteam")),
        "{:?}",
        report.trouble
    );
}

/// Slack takes long for the second, while the first has confirmed.
#[tokio::test(flavor = "multi_thread")]
async fn a_confirmer_who_cannot_be_reached_holds_up_nobody() {
    let muster = Muster::start().await;
    // Who declared, and one of the two who are asked.
    let down = Rule::new(System::Slack, "chat.postMessage", Fault::Drop(When::After));
    let down = muster.sandbox.faults().add(down.after(2).times(1));
    let away = Rule::new(System::Slack, "conversations.open", Fault::Hang(true));
    let away = muster.sandbox.faults().add(away.after(3));
    let incident = muster.declare_in_private("ada", TITLE, 2).await;
    let first = async || CONFIRMERS.into_iter().find(|who| incident.private_prompt(who).is_some());
    let first = muster.until("one of them is asked", first).await;
    incident.press_in_private(first, "confirm").await;
    let opens = async || muster.outside().channels_of(&incident.reference).next().map(|_| ());
    muster.until("it opens", opens).await;
    muster.sandbox.faults().remove(down);
    muster.sandbox.faults().remove(away);
    for who in CONFIRMERS {
        let says_so = async || {
            let prompt = incident.private_prompt(who);
            prompt.is_none_or(|prompt| prompt.all_text().contains("Confirmed by")).then_some(())
        };
        muster.until(&format!("{who} has nothing left to press"), says_so).await;
    }
    incident.opened().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_slack_is_away_who_declared_may_confirm_and_no_longer_once_they_are_asked() {
    let muster = Muster::start().await;
    // Who declared is asked first.
    let away = Rule::new(System::Slack, "conversations.open", Fault::Status(503)).after(1);
    let away = muster.sandbox.faults().add(away);
    let incident = muster.declare_in_private("ada", TITLE, 2).await;
    let reads = |what: &'static str| {
        let incident = &incident;
        async move || incident.private_prompt("ada")?.all_text().contains(what).then_some(())
    };
    incident.pass(Duration::from_secs(61)).await;
    muster.until("who declared may confirm", reads("Confirm or cancel it yourself")).await;
    muster.sandbox.faults().remove(away);
    muster.until("others are asked", reads("in direct messages to confirm it. You may cancel it")).await;
    incident.press_in_private("ken", "confirm").await;
    incident.opened().await;
}

/// Nobody else reads of it, and nobody else could do something about it.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_channel_who_declared_sees_why_and_tries_again() {
    let muster = Muster::start().await;
    let refused =
        Rule::new(System::Slack, "conversations.create", Fault::Error("restricted_action".to_owned()));
    let refused = muster.sandbox.faults().add(refused);
    let incident = muster.declare_in_private("ada", TITLE, 2).await;
    incident.press_in_private("ken", "confirm").await;
    let sees_why = async || {
        let prompt = incident.private_prompt("ada")?;
        prompt.all_text().contains("restricted_action").then_some(())
    };
    muster.until("who declared reads why there is no channel", sees_why).await;
    muster.sandbox.faults().remove(refused);
    incident.press_in_private("ada", &on_step(RETRY_STEP, Step::Channel)).await;
    let opens = async || muster.outside().channels_of(&incident.reference).next().map(|_| ());
    muster.until("it has a channel", opens).await;
    assert!(incident.channel().is_private);
    for text in readable(&muster, &muster.outside()) {
        assert!(!holds_secrets(&text), "{text}");
    }
}
