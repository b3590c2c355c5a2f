use muster_workflows::{
    contract::chat::Message,
    domain::{
        DeclarationId, Period, Person,
        runbook::{AtMost, Hold},
    },
};

use super::{super::render, *};

fn id() -> DeclarationId {
    "V0SAMPLE".parse().unwrap()
}

/// A run of a runbook, so far.
fn run(stage: Stage, progress: [Progress; 2]) -> Report {
    let what = ["Send a webhook to deploy.example.com", "Replace the tasks of checkout in prod"];
    let actions = what.into_iter().zip(progress);
    Report {
        id: id(),
        runbook: "restart-web".parse().unwrap(),
        description: "A web server answers with *errors*: it is restarted".to_owned(),
        target: "web_1".parse().unwrap(),
        noticed: "17 % of the answers are errors <!here>".to_owned(),
        asked_by: None,
        dry_run: false,
        stage,
        seen: vec!["https://web-1.example.com/health: 503 Service Unavailable".to_owned()],
        allowed_by: None,
        actions: actions
            .map(|(what, progress)| Taken { what: what.to_owned(), progress, undo: None })
            .collect(),
        incident: None,
        trouble: None,
    }
}

fn under_way() -> [Progress; 2] {
    [Progress::Done("it has worked".to_owned()), Progress::UnderWay("new tasks come, old ones go".to_owned())]
}

fn done() -> [Progress; 2] {
    [Progress::Done("done".to_owned()), Progress::Done("3 of 3 tasks run".to_owned())]
}

#[test]
fn each_run_is_as_it_was_looked_at() {
    let asking = Stage::Asking {
        by: vec!["@oncall".parse().unwrap()],
        until: "2026-11-22T18:20:00Z".parse().unwrap(),
    };
    let pending = || [Progress::Pending, Progress::Pending];
    let ended = |ended| Stage::Ended(ended);
    let held = ended(Ended::Held(Hold::AtMost(AtMost { runs: 3, within: Period::hours(1) })));
    let incident = "INC-K7F3QD".parse().ok();
    let mut taken_back = run(ended(Ended::NotHealed), done());
    taken_back.actions[1].undo = Some(Progress::Done("blue 100, green 0".to_owned()));
    taken_back.actions[0].undo = Some(Progress::Failed("the webhook: 400 Bad Request".to_owned()));
    let mut left_behind = run(ended(Ended::Cancelled), done());
    left_behind.actions[1].undo = Some(Progress::Failed("AWS: AccessDenied".to_owned()));
    let failed = [Progress::Failed("AWS: ServiceNotFoundException".to_owned()), Progress::Pending];
    let (grace, zoe) = (Person::in_slack("U0GRACE", "Grace Hopper"), Person::in_slack("U0ZOE", "Zoé Müller"));
    let refused_before = Some("Ada asked for it, so somebody else has to decide.".to_owned());
    for (name, run) in [
        ("asks", Report { asked_by: Some(grace.clone()), trouble: refused_before, ..run(asking, pending()) }),
        ("acts", run(Stage::Acting, under_way())),
        ("verifies", run(Stage::Verifying, done())),
        ("undoes", run(Stage::Undoing, done())),
        ("healed", Report { allowed_by: Some(zoe.clone()), ..run(ended(Ended::Healed), done()) }),
        ("not_healed", Report { incident, ..taken_back }),
        ("failed", run(ended(Ended::Failed), failed)),
        ("refused", run(ended(Ended::Refused { by: zoe }), pending())),
        ("held", run(held.clone(), pending())),
        ("held_though_asked_for", Report { asked_by: Some(grace.clone()), ..run(held, pending()) }),
        (
            "may_not_ask",
            Report {
                asked_by: Some(grace.clone()),
                ..run(ended(Ended::MayNotAsk { by: grace.clone() }), pending())
            },
        ),
        ("over", run(ended(Ended::Over), pending())),
        ("expired", run(ended(Ended::Expired), pending())),
        ("unknown", run(ended(Ended::Unknown), pending())),
        ("cancelled", run(ended(Ended::Cancelled), done())),
        ("cancelled_and_left_behind", left_behind),
    ] {
        insta::assert_json_snapshot!(name, render(&Message::Run(Box::new(run)), &id()));
    }
}
