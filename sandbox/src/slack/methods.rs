//! The methods that Muster uses, and how often each may be called.

mod apps;
mod auth;
mod bookmarks;
mod chat;
mod compose;
mod conversations;
mod functions;
mod history;
mod listing;
mod membership;
mod openid;
mod pins;
mod reactions;
mod usergroups;
mod users;
mod views;

use jiff::Timestamp;

use super::Slack;
use super::answer::Reply;
use super::args::Args;
use super::rate::Tier;
use crate::core::Core;

/// A call of a method.
pub(super) struct Call<'a> {
    pub(super) slack: &'a mut Slack,
    pub(super) core: &'a Core,
    pub(super) args: &'a Args,
    /// Whose token it is, where it is that of somebody who signed in.
    pub(super) signed_in: Option<String>,
    pub(super) now: Timestamp,
}

/// Whose token a method takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// The bot's, `xoxb-`.
    Bot,
    /// The app's, `xapp-`, in the header alone.
    App,
    /// That of somebody who signed in, `xoxp-`.
    User,
    /// None: the app proves in another way who it is.
    None,
}

/// A method of the Web API.
pub(super) struct Method {
    pub(super) name: &'static str,
    pub(super) tier: Tier,
    /// Whether it reads no JSON.
    pub(super) form_only: bool,
    pub(super) token: Token,
    pub(super) run: fn(&mut Call<'_>) -> Reply,
}

const fn method(name: &'static str, tier: Tier, run: fn(&mut Call<'_>) -> Reply) -> Method {
    Method { name, tier, form_only: false, token: Token::Bot, run }
}

const fn form_only(name: &'static str, tier: Tier, run: fn(&mut Call<'_>) -> Reply) -> Method {
    Method { name, tier, form_only: true, token: Token::Bot, run }
}

const fn taking(token: Token, name: &'static str, tier: Tier, run: fn(&mut Call<'_>) -> Reply) -> Method {
    Method { name, tier, form_only: false, token, run }
}

const METHODS: &[Method] = &[
    taking(Token::App, "apps.connections.open", Tier::Three, apps::open_connection),
    method("auth.test", Tier::Special, auth::test),
    method("bookmarks.add", Tier::Two, bookmarks::add),
    method("bookmarks.list", Tier::Three, bookmarks::list),
    method("chat.delete", Tier::Three, chat::delete),
    method("chat.getPermalink", Tier::Special, chat::get_permalink),
    method("chat.postEphemeral", Tier::Four, chat::post_ephemeral),
    method("chat.postMessage", Tier::Posting, chat::post_message),
    method("chat.update", Tier::Three, chat::update),
    method("conversations.archive", Tier::Two, conversations::archive),
    method("conversations.create", Tier::Two, conversations::create),
    method("conversations.history", Tier::Three, history::history),
    form_only("conversations.info", Tier::Three, conversations::info),
    method("conversations.invite", Tier::Three, membership::invite),
    method("conversations.join", Tier::Three, membership::join),
    method("conversations.list", Tier::Two, conversations::list),
    form_only("conversations.members", Tier::Four, membership::members),
    method("conversations.open", Tier::Three, conversations::open),
    method("conversations.replies", Tier::Three, history::replies),
    method("conversations.setPurpose", Tier::Two, conversations::set_purpose),
    method("conversations.setTopic", Tier::Two, conversations::set_topic),
    method("conversations.unarchive", Tier::Two, conversations::unarchive),
    method("functions.completeError", Tier::Three, functions::complete_error),
    method("functions.completeSuccess", Tier::Three, functions::complete_success),
    taking(Token::None, "openid.connect.token", Tier::Four, openid::token),
    taking(Token::User, "openid.connect.userInfo", Tier::Three, openid::user_info),
    method("pins.add", Tier::Two, pins::add),
    method("pins.list", Tier::Two, pins::list),
    method("reactions.add", Tier::Three, reactions::add),
    method("team.info", Tier::Three, auth::team_info),
    method("usergroups.list", Tier::Two, usergroups::list),
    form_only("usergroups.users.list", Tier::Two, usergroups::users),
    method("users.conversations", Tier::Three, users::conversations),
    form_only("users.info", Tier::Four, users::info),
    method("users.list", Tier::Two, users::list),
    form_only("users.lookupByEmail", Tier::Three, users::lookup_by_email),
    method("views.open", Tier::Four, views::open),
    method("views.publish", Tier::Four, views::publish),
    method("views.push", Tier::Four, views::push),
    method("views.update", Tier::Four, views::update),
];

pub(super) fn find(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name == name)
}
