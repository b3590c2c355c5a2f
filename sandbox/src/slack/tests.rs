//! A private channel in which the app is not: of that it knows nothing.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::channel::Channel;
use super::message::Message;
use super::{BOT_USER, Slack, TOKEN};
use crate::{Options, Sandbox};

const SECRET: &str = "C0SECRET";

fn secret() -> Channel {
    Channel::new(SECRET.to_owned(), "secret".to_owned(), "U0ADA".to_owned(), true, Timestamp::UNIX_EPOCH)
}

async fn call(sandbox: &Sandbox, method: &str, arguments: Value) -> Value {
    let url = format!("{}/{method}", sandbox.slack_url());
    let request = sandbox.core().http.post(url).bearer_auth(TOKEN).json(&arguments);
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn it_is_not_found_or_listed_but_its_name_is_taken() {
    let mut options = Options::default();
    let scopes =
        ["channels:join", "groups:read", "groups:write", "pins:read", "pins:write", "reactions:write"];
    options.scopes.extend(scopes.map(str::to_owned));
    let sandbox = Sandbox::start(options).await.unwrap();
    let mut channel = secret();
    channel.messages.push(Message { ts: "1.000001".to_owned(), ..Message::default() });
    sandbox.core().slack().channels.push(channel);
    let on_message = json!({"channel": SECRET, "ts": "1.000001", "text": "x"});
    let whisper = json!({"channel": SECRET, "user": "U0ADA", "text": "x"});
    let bookmark = json!({"channel_id": SECRET, "title": "x", "type": "link", "link": "https://a.test"});
    let timestamp = json!({"channel": SECRET, "timestamp": "1.000001", "name": "eyes"});
    for (method, arguments) in [
        ("bookmarks.add", bookmark.clone()),
        ("bookmarks.list", bookmark),
        ("chat.delete", on_message.clone()),
        ("chat.getPermalink", json!({"channel": SECRET, "message_ts": "1.000001"})),
        ("chat.postEphemeral", whisper),
        ("chat.postMessage", on_message.clone()),
        ("chat.postMessage", json!({"channel": "#secret", "text": "x"})),
        ("chat.update", on_message.clone()),
        ("conversations.archive", on_message.clone()),
        ("conversations.history", on_message.clone()),
        ("conversations.invite", json!({"channel": SECRET, "users": "U0GRACE"})),
        ("conversations.join", on_message.clone()),
        ("conversations.replies", on_message.clone()),
        ("conversations.setPurpose", json!({"channel": SECRET, "purpose": "x"})),
        ("conversations.setTopic", json!({"channel": SECRET, "topic": "x"})),
        ("conversations.unarchive", on_message),
        ("pins.add", timestamp.clone()),
        ("pins.list", timestamp.clone()),
        ("reactions.add", timestamp),
    ] {
        assert_eq!(call(&sandbox, method, arguments).await["error"], "channel_not_found", "{method}");
    }
    // These two read forms alone.
    for method in ["conversations.info", "conversations.members"] {
        let by_query = format!("{method}?channel={SECRET}");
        assert_eq!(call(&sandbox, &by_query, json!({})).await["error"], "channel_not_found", "{method}");
    }
    let types = json!({"types": "public_channel,private_channel", "user": "U0ADA"});
    for method in ["conversations.list", "users.conversations"] {
        let listed = call(&sandbox, method, types.clone()).await;
        assert!(listed["ok"] == true && !listed.to_string().contains(SECRET), "{method}: {listed}");
    }
    let taken = call(&sandbox, "conversations.create", json!({"name": "secret"})).await;
    assert_eq!(taken["error"], "name_taken");
}

#[test]
fn nothing_that_happens_there_is_told() {
    let mut slack = Slack::seeded(Timestamp::UNIX_EPOCH, 0);
    slack.channels.push(secret());
    let said = Message {
        ts: "1.000001".to_owned(),
        user: "U0ADA".to_owned(),
        text: format!("<@{BOT_USER}>"),
        ..Message::default()
    };
    slack.post(SECRET, said);
    slack.react("U0ADA", SECRET, "1.000001", "eyes", "1.000002".to_owned()).unwrap();
    slack.join(SECRET, "U0GRACE", Some("U0ADA"), "1.000003".to_owned());
    slack.archive(SECRET, "U0ADA", "1.000004".to_owned());
    slack.unarchive(SECRET, "U0ADA", "1.000005".to_owned());
    assert_eq!(slack.outbox, Vec::<Value>::new());
}
