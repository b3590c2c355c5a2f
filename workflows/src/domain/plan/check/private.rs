//! What a plan says of private incidents.

use crate::domain::{Plan, PrivatePlan, Step, problem::Problems, text};

pub(super) fn check(problems: &mut Problems, plan: &Plan) {
    let Some(PrivatePlan { confirmers, invite, security_level, space, parent }) = &plan.private else {
        return;
    };
    let place = |name: &str| ["private".into(), name.into()];
    if confirmers.is_empty() {
        problems
            .at(place("confirmers"))
            .say("nobody could confirm a private incident", "write who is asked such as [\"@security\"]");
    }
    if invite.is_empty() {
        problems
            .at(place("invite"))
            .say("nobody could be in its channel", "write who is invited such as [\"@security\"]");
    }
    for (index, severity) in plan.severity.iter().enumerate() {
        let opens = |step| severity.open.contains_key(&step);
        if opens(Step::Channel) && !opens(Step::Responders) {
            problems.at(["severity".into(), index.into(), "open".into()]).say(
                "nobody is invited into the channel of a private incident",
                "write responders = {} here, or take [private] out",
            );
        }
    }
    problems.at(place("confirmers")).check_once(confirmers);
    problems.at(place("invite")).check_once(invite);
    for (name, said, kind) in [
        ("security_level", security_level, &text::SECURITY_LEVEL),
        ("space", space, &text::CONFLUENCE_SPACE),
        ("parent", parent, &text::CONFLUENCE_PAGE),
    ] {
        if let Some(said) = said {
            problems.at(place(name)).check_text(said, kind);
        }
    }
    if parent.is_some() && space.is_none() {
        problems.at(place("parent")).say(
            "nothing is done with it: no space is named",
            "write the space that it is in such as space = \"SEC\", or take this out",
        );
    }
    if space.as_ref() == Some(&plan.post_mortem.space) {
        problems.at(place("space")).say(
            "it is the space of all other post-mortems, which everybody reads",
            "write the key of a space that only those may read who are invited, or take this out",
        );
    }
}
