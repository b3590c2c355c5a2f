//! What becomes of each way in which the outside fails.

use std::time::Duration;

use muster_activities::{Confluence, Healer, Jira, PagerDuty, Slack, Zoom};
use muster_sandbox::{Fault, System};
use muster_workflows::{
    contract::{
        ARRIVES_WITHIN, chat::OpenChannel, meeting::EndMeeting, page::CreatePage, ticket::LinkTicket,
    },
    domain::{Link, Timeline},
};

use crate::{
    samples::{card, dedup_key, webhook},
    world::{As, Failed, World},
};

const SYSTEMS: [System; 6] =
    [System::Slack, System::Jira, System::Confluence, System::Zoom, System::PagerDuty, System::Services];

/// One call of a system that has this fault.
async fn failed(system: System, fault: Fault, attempt: As) -> Failed {
    let world = World::start().await;
    world.fail(system, "*", fault);
    match system {
        System::Slack => {
            let input = OpenChannel { name: "inc-1".to_owned(), private: false };
            world.run_as(attempt, "run", Slack::open_channel, input).await.unwrap_err()
        }
        System::Jira => {
            let link = Link { name: "n".to_owned(), url: "https://example.test".to_owned() };
            let input = LinkTicket { key: "INC-1".to_owned(), links: vec![link] };
            world.run_as(attempt, "run", Jira::link, input).await.unwrap_err()
        }
        System::Confluence => {
            let plan = crate::samples::post_mortem_plan();
            let input = CreatePage {
                plan,
                title: "t".to_owned(),
                card: card(),
                timeline: Timeline::default(),
                follow_ups: Vec::new(),
                marked: Vec::new(),
            };
            world.run_as(attempt, "run", Confluence::create, input).await.unwrap_err()
        }
        System::Zoom => world.run_as(attempt, "run", Zoom::end, EndMeeting { id: 1 }).await.unwrap_err(),
        System::PagerDuty => world.run_as(attempt, "run", PagerDuty::resolve, dedup_key()).await.unwrap_err(),
        System::Services => {
            let act = webhook(&format!("{}/services/hooks/restart", world.sandbox.url()));
            world.run_as(attempt, "run", Healer::act, act).await.unwrap_err()
        }
        System::Aws => unreachable!("it fails in ways of its own: see healing::failures"),
    }
}

#[tokio::test]
async fn what_may_pass_is_for_now() {
    for system in SYSTEMS {
        for fault in [
            Fault::Status(500),
            Fault::Status(503),
            Fault::Html(true),
            Fault::Drop(muster_sandbox::faults::When::Before),
        ] {
            // Whoever takes a webhook may answer it with a page.
            if system == System::Services && fault == Fault::Html(true) {
                continue;
            }
            let failed = failed(system, fault.clone(), As::Fast).await;
            assert!(!failed.is_final(), "{system:?} {fault:?}: {failed:?}");
            // An event of PagerDuty's that comes after a later one does harm, and so does an action that is done twice: what
            // may be on its way is waited for.
            let may_come_late = matches!(system, System::PagerDuty | System::Services)
                && matches!(fault, Fault::Status(500) | Fault::Drop(_));
            let pause = may_come_late.then_some(ARRIVES_WITHIN);
            assert_eq!(failed.0.next_retry_delay(), pause, "{system:?} {fault:?}");
        }
    }
}

#[tokio::test]
async fn what_was_refused_is_final() {
    for system in SYSTEMS {
        for fault in [Fault::Status(400), Fault::Status(403), Fault::Error("no_way".to_owned())] {
            let failed = failed(system, fault.clone(), As::Fast).await;
            assert!(failed.is_final(), "{system:?} {fault:?}: {failed:?}");
        }
        let failed = failed(system, Fault::Error("no_way".to_owned()), As::Fast).await;
        assert!(failed.words().contains("no_way"), "{system:?}: {}", failed.words());
    }
}

#[tokio::test]
async fn too_much_is_tried_again_when_the_vendor_says() {
    for system in SYSTEMS {
        let failed = failed(system, Fault::RateLimited(17), As::Fast).await;
        assert!(!failed.is_final(), "{system:?}");
        assert_eq!(failed.0.next_retry_delay(), Some(Duration::from_secs(17)), "{system:?}");
    }
}

#[tokio::test]
async fn an_attempt_gives_up_before_its_time_is_over() {
    for system in SYSTEMS {
        let failed = failed(system, Fault::Hang(true), As::Hurried(Duration::from_millis(450))).await;
        assert!(!failed.is_final(), "{system:?}");
        assert!(failed.words().ends_with("no answer within 0.2 s"), "{system:?}: {}", failed.words());
    }
}

#[tokio::test]
async fn slacks_own_words_for_now_and_for_good() {
    for (code, is_final) in [
        ("internal_error", false),
        ("fatal_error", false),
        ("service_unavailable", false),
        ("request_timeout", false),
        ("ratelimited", false),
        ("invalid_auth", true),
        ("account_inactive", true),
        ("missing_scope", true),
        ("restricted_action", true),
    ] {
        let failed = failed(System::Slack, Fault::Error(code.to_owned()), As::Fast).await;
        assert_eq!(failed.is_final(), is_final, "{code}");
        assert_eq!(failed.words(), format!("Slack: {code}"));
    }
}
