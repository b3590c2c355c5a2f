//! Which incident somebody means who says "resolve".

use muster_workflows::domain::{DeclarationId, Reference};
use slack_morphism::prelude::SlackView;
use tokio::time::Instant;

use super::{
    forms,
    note::{Line, Note},
    problem::Problem,
};
use crate::{
    incidents::{Listed, Which},
    regions::{Regions, Seen, Unanswered},
    said::To,
    serve::App,
};

/// What came of it.
#[derive(Debug)]
pub(super) enum Choice {
    /// This one.
    This(Resolvable),
    /// One of these that are active.
    OneOf(Seen),
    /// None; this says why, or asks which.
    Tell(Note),
}

/// An incident that somebody may resolve.
#[derive(Debug, PartialEq)]
pub(super) enum Resolvable {
    /// It is there, and it can be resolved.
    Seen(Box<Listed>),
    /// It may be in a region that could not be asked. What is said to it is kept.
    Unseen {
        /// Which it is.
        to: To,
        /// The regions.
        unanswered: Unanswered,
        /// The channel in which it was typed which it is.
        typed_in: Option<String>,
    },
}

impl Resolvable {
    /// The incident with this key, for who pressed a button of the announcement or got as far as the form.
    pub(super) async fn get(regions: &Regions, id: &DeclarationId, until: Instant) -> Result<Self, Problem> {
        let seen = regions.get(id, until).await;
        let Seen { incidents, unanswered, .. } = seen;
        match incidents.into_iter().next().map(|incident| (incident.why_not_resolve_by_button(), incident)) {
            Some((None, incident)) => Ok(Self::Seen(Box::new(incident))),
            // It goes on in another region, if anywhere.
            Some((_, incident)) if incident.is_elsewhere() && !unanswered.is_empty() => {
                Ok(Self::Unseen { to: To::Id(id.clone()), unanswered, typed_in: None })
            }
            Some((Some(why), _)) => Err(Problem::No(why)),
            None if unanswered.is_empty() => {
                Err(Problem::no("Temporal does not keep this incident any more."))
            }
            None => Ok(Self::Unseen { to: To::Id(id.clone()), unanswered, typed_in: None }),
        }
    }

    pub(super) fn to(&self) -> To {
        match self {
            Self::Seen(incident) => To::Id(incident.id.clone()),
            Self::Unseen { to, .. } => to.clone(),
        }
    }
}

/// Where no channel is in which somebody could say it.
pub(super) const NOWHERE: &str = "";

/// The incident with this reference; without one, the one that is active. It is said in the channel with this id.
pub(super) async fn choose(
    regions: &Regions,
    reference: Option<&Reference>,
    here: &str,
    until: Instant,
) -> Result<Choice, Problem> {
    Ok(match reference {
        Some(reference) => by_reference(reference, here, regions.find(reference, until).await),
        None => the_active_one(here, regions.list(Which::Active, until).await.or_nowhere()?),
    })
}

/// The same where nobody sees which it is before it is resolved: the one that is active is meant only where all regions say
/// that there is no other.
pub(super) async fn choose_for_good(
    regions: &Regions,
    reference: Option<&Reference>,
    until: Instant,
) -> Result<Choice, Problem> {
    if reference.is_some() {
        return choose(regions, reference, NOWHERE, until).await;
    }
    let active = regions.list(Which::Active, until).await.or_nowhere()?;
    Ok(match active.unanswered.is_empty() {
        true => the_active_one(NOWHERE, active),
        false => Choice::Tell(with_unanswered("It is not clear which incident is meant.".into(), &active)),
    })
}

fn by_reference(reference: &Reference, here: &str, seen: Seen) -> Choice {
    let Seen { incidents: found, unanswered, .. } = seen;
    match found.as_slice() {
        [] if !unanswered.is_empty() => {
            let (to, typed_in) = (To::Reference(reference.clone()), Some(here.to_owned()));
            Choice::This(Resolvable::Unseen { to, unanswered, typed_in })
        }
        [] => Choice::Tell(
            Note::default().line(
                Line::default()
                    .text(format!("There is no {reference}. See which there are with "))
                    .code("/incident list")
                    .text("."),
            ),
        ),
        [only] => match only.why_not_here(here).or_else(|| only.why_not_resolve()) {
            Some(why) => Choice::Tell(why.into()),
            None => Choice::This(Resolvable::Seen(Box::new(only.clone()))),
        },
        several => {
            let note = Note::from(format!(
                "{reference} is the reference of {} incidents. Resolve the one you mean with the button on its announcement:",
                several.len()
            ));
            Choice::Tell(several.iter().fold(note, |note, incident| note.line(at_a_glance(incident))))
        }
    }
}

fn the_active_one(here: &str, mut active: Seen) -> Choice {
    let is_own = |incident: &&Listed| incident.private && incident.why_not_here(here).is_none();
    if let Some(own) = active.incidents.iter().find(is_own) {
        // In the channel of a private one, that one is meant.
        return Choice::This(Resolvable::Seen(Box::new(own.clone())));
    }
    let before = active.incidents.len();
    active.incidents.retain(|incident| !incident.private);
    let none = match before {
        0 => "There is no active incident.",
        _ => {
            "Only private incidents are active. Type /incident resolve in the channel of the one that you mean."
        }
    };
    match active.incidents.as_slice() {
        [] => Choice::Tell(with_unanswered(none.into(), &active)),
        [only] => Choice::This(Resolvable::Seen(Box::new(only.clone()))),
        _ => Choice::OneOf(active),
    }
}

/// Asks which of those that are active.
pub(super) fn which(active: &Seen) -> Note {
    let note = Note::from(format!(
        "{} incidents are active. To resolve one, paste its command into the incidents channel or send it to Muster:",
        active.incidents.len()
    ));
    let note = active.incidents.iter().fold(note, |note, incident| note.line(with_command(incident)));
    with_unanswered(note, active)
}

/// The form to resolve an incident.
pub(super) async fn form(app: &App, incident: &Resolvable, until: Instant) -> SlackView {
    // Where it cannot be told which are active, it is not asked whether this one is the same as another.
    let mut active = app.intake.regions.list(Which::Active, until).await;
    // What everybody reads is not to go on where not everybody reads it.
    if !matches!(incident, Resolvable::Seen(incident) if incident.private) {
        active.incidents.retain(|other| !other.private);
    }
    forms::resolve::form(incident, &active.incidents, &app.plans.current())
}

/// A list says what is not in it.
pub(super) fn with_unanswered(note: Note, seen: &Seen) -> Note {
    match seen.unanswered.is_empty() {
        true => note,
        false => note.line(
            Line::default()
                .text(format!("{} could not be asked: there may be more. ", seen.unanswered.listed()))
                .text("Who knows an incident's reference can resolve it all the same: ")
                .code("resolve INC-K7F3QD")
                .text(", and Muster keeps that until it can be done."),
        ),
    }
}

/// One line about an incident.
pub(super) fn at_a_glance(incident: &Listed) -> Line {
    let Listed { reference, status, declared_by, links, .. } = incident;
    let severity = incident.severity.filter(|_| !incident.private);
    let severity = severity.map(|severity| format!(" · severity {severity}")).unwrap_or_default();
    let mut line = Line::default().bold(reference.to_string()).text(format!(" · {status}{severity} · "));
    line = line.text(incident.shown_title());
    if let Some(name) = declared_by {
        line = line.text(format!(" · declared by {name}"));
    }
    let links = [
        ("channel", &links.channel),
        ("meeting", &links.meeting),
        ("issue", &links.ticket),
        ("post-mortem", &links.post_mortem),
    ];
    links
        .into_iter()
        .filter_map(|(name, url)| Some((name, url.as_deref()?)))
        .fold(line, |line, (name, url)| line.text(" · ").link(name, url))
}

fn with_command(incident: &Listed) -> Line {
    Line::default()
        .code(format!("resolve {}", incident.reference))
        .text(format!(" {}", incident.shown_title()))
}

#[cfg(test)]
mod tests {
    use muster_workflows::domain::Status;

    use super::*;
    use crate::incidents::tests::listed;

    fn told(choice: Choice) -> String {
        match choice {
            Choice::Tell(note) => note.message().text.unwrap(),
            Choice::OneOf(active) => which(&active).message().text.unwrap(),
            Choice::This(incident) => panic!("chose {:?}", incident.to()),
        }
    }

    #[test]
    fn a_reference_that_fits_nothing_resolves_nothing() {
        let reference: Reference = "INC-K7F3QD".parse().unwrap();
        insta::assert_snapshot!(told(by_reference(&reference, NOWHERE, Seen::of(Vec::new()))), @"There is no INC-K7F3QD. See which there are with /incident list.");
        let resolved = listed("V1", Status::Resolved);
        insta::assert_snapshot!(told(by_reference(&resolved.reference.clone(), NOWHERE, Seen::of(vec![resolved]))), @"INC-C4JERV is already resolved.");
        let prompted = listed("V1", Status::Prompted);
        insta::assert_snapshot!(told(by_reference(&prompted.reference.clone(), NOWHERE, Seen::of(vec![prompted]))), @"INC-C4JERV is not confirmed yet. Press Confirm or Cancel where it was declared, in the incidents channel.");
    }

    #[test]
    fn a_reference_that_fits_two_is_answered_with_a_list() {
        let both = Seen::of(vec![listed("V1", Status::Active), listed("V2", Status::Active)]);
        insta::assert_snapshot!(told(by_reference(&both.incidents[0].reference.clone(), NOWHERE, both)), @r"
        INC-C4JERV is the reference of 2 incidents. Resolve the one you mean with the button on its announcement:
        INC-C4JERV · active · severity 1 · Checkout &lt;!channel&gt; *fails* &amp; burns · declared by Ada Lovelace
        INC-DYDMYD · active · severity 1 · Checkout &lt;!channel&gt; *fails* &amp; burns · declared by Ada Lovelace
        ");
    }

    #[test]
    fn the_only_one_needs_no_reference_and_several_are_listed() {
        insta::assert_snapshot!(told(the_active_one(NOWHERE, Seen::of(Vec::new()))), @"There is no active incident.");
        let one = listed("V1", Status::Active);
        let chosen = the_active_one(NOWHERE, Seen::of(vec![one.clone()]));
        assert!(matches!(chosen, Choice::This(Resolvable::Seen(only)) if *only == one));
        let several =
            vec![listed("V1", Status::Active), listed("V2", Status::Active), listed("V3", Status::Active)];
        insta::assert_snapshot!(told(the_active_one(NOWHERE, Seen::of(several))), @r"
        3 incidents are active. To resolve one, paste its command into the incidents channel or send it to Muster:
        resolve INC-C4JERV Checkout &lt;!channel&gt; *fails* &amp; burns
        resolve INC-DYDMYD Checkout &lt;!channel&gt; *fails* &amp; burns
        resolve INC-R34WVY Checkout &lt;!channel&gt; *fails* &amp; burns
        ");
    }

    #[test]
    fn a_private_one_is_meant_only_in_its_channel() {
        let channel = Some("C2".to_owned());
        let private =
            || Listed { private: true, channel_id: channel.clone(), ..listed("V1", Status::Active) };
        let by_its_reference = |here| by_reference(&private().reference, here, Seen::of(vec![private()]));
        insta::assert_snapshot!(told(by_its_reference("C1")), @"INC-C4JERV is private: /incident takes it only in its own channel. The buttons on its messages work where you have them.");
        assert!(matches!(by_its_reference("C2"), Choice::This(_)));
        insta::assert_snapshot!(told(the_active_one("C1", Seen::of(vec![private()]))), @"Only private incidents are active. Type /incident resolve in the channel of the one that you mean.");
        let public = listed("V2", Status::Active);
        let chosen = the_active_one("C1", Seen::of(vec![private(), public.clone()]));
        assert!(matches!(chosen, Choice::This(Resolvable::Seen(only)) if *only == public));
        let chosen = the_active_one("C2", Seen::of(vec![public, private()]));
        assert!(matches!(chosen, Choice::This(Resolvable::Seen(only)) if *only == private()));
    }
}
