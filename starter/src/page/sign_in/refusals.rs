//! Why somebody does not see the page, in words for them.

use axum::http::StatusCode;

use super::Destination;
use crate::{
    page::notice::{Action, Notice},
    slack::{Outsider, SlackTrouble},
};

/// What Slack says of a code that was used, or is too old: the words of both its ways to sign in.
const USED: [&str; 4] = ["invalid_code", "code_already_used", "code_expired", "invalid_grant"];

fn again(to: &Destination) -> Option<Action> {
    Some(Action::go("Sign in with Slack", to.sign_in()))
}

/// Nobody has signed in.
pub(super) fn nobody() -> Notice {
    Notice {
        status: StatusCode::UNAUTHORIZED,
        title: "You are not signed in",
        words: "Sign in with Slack first. A session lasts 12 hours.".to_owned(),
        action: Some(Action::go("Sign in with Slack", super::SIGN_IN.to_owned())),
    }
}

/// They did not want to.
pub(super) fn cancelled(to: &Destination) -> Notice {
    Notice {
        status: StatusCode::FORBIDDEN,
        title: "You have not signed in",
        words: "You chose Cancel at Slack, so that Muster does not know who you are. Nothing has happened."
            .to_owned(),
        action: again(to),
    }
}

/// The browser does not remember having begun this, or does for another.
pub(super) fn not_begun_here(to: &Destination) -> Notice {
    Notice {
        status: StatusCode::BAD_REQUEST,
        title: "This sign-in is not valid any more",
        words: "It was begun in another tab or browser, or more than ten minutes ago. Begin again here."
            .to_owned(),
        action: again(to),
    }
}

/// Slack does not say who it is.
pub(super) fn slack(trouble: &SlackTrouble, to: &Destination) -> Notice {
    match trouble {
        SlackTrouble::Refused(word) if USED.contains(&word.as_str()) => Notice {
            status: StatusCode::BAD_REQUEST,
            title: "This sign-in was used already",
            words: "What Slack gave your browser is good once, and for a few minutes. Begin again.".to_owned(),
            action: again(to),
        },
        SlackTrouble::Refused(word) => Notice {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            title: "Slack refused Muster",
            words: format!("Slack says {word}. Trying again will not help: tell who runs Muster."),
            action: None,
        },
        _ => Notice {
            status: StatusCode::SERVICE_UNAVAILABLE,
            title: "Slack does not answer",
            words: "Muster asked Slack who you are and got no answer. Try again in a moment. Until then incidents can be \
                    seen from a shell: muster-starter list."
                .to_owned(),
            action: again(to),
        },
    }
}

/// What Slack says of them does not hold.
pub(super) fn not_proven(to: &Destination) -> Notice {
    Notice {
        status: StatusCode::FORBIDDEN,
        title: "Muster cannot tell who you are",
        words: "What Slack said of you is not for this sign-in. Begin again; if it stays so, tell who runs Muster."
            .to_owned(),
        action: again(to),
    }
}

/// They are somebody whom the page is not for.
pub(super) fn outsider(outsider: Outsider) -> Notice {
    let (title, words) = match outsider {
        Outsider::Bot => {
            ("This page is for people", "You are signed in as a bot. Ask a full member of the workspace.")
        }
        Outsider::Deactivated => (
            "Your account is deactivated",
            "Only full members of the workspace see its incidents. Ask a full member what you need to know.",
        ),
        Outsider::Stranger => (
            "You are from another workspace",
            "Only full members of the workspace that Muster is installed in see its incidents. If you are one, sign in \
             with that workspace; else ask a full member.",
        ),
        Outsider::Guest => (
            "You are a guest in this workspace",
            "Only full members see its incidents. Ask a full member what you need to know.",
        ),
    };
    Notice {
        status: StatusCode::FORBIDDEN,
        title,
        words: words.to_owned(),
        action: Some(Action::go("Sign in as somebody else", super::SIGN_IN.to_owned())),
    }
}

/// They have left.
pub(super) fn signed_out() -> Notice {
    Notice {
        status: StatusCode::OK,
        title: "You are signed out",
        words: "This browser does not show incidents any more.".to_owned(),
        action: Some(Action::go("Sign in with Slack", super::SIGN_IN.to_owned())),
    }
}
