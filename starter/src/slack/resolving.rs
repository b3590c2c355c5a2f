//! Which incident somebody means who says "resolve".

use muster_workflows::domain::Reference;

use super::{
    note::{Line, Note},
    problem::Problem,
};
use crate::incidents::{Incidents, Listed, Which};

/// What came of it.
#[derive(Debug, PartialEq)]
pub(super) enum Choice {
    /// This one, and it can be resolved.
    This(Box<Listed>),
    /// None; this says why, or asks which.
    Tell(Note),
}

/// The incident with this reference; without one, the one that is active.
pub(super) async fn choose(incidents: &Incidents, reference: Option<&Reference>) -> Result<Choice, Problem> {
    Ok(match reference {
        Some(reference) => by_reference(reference, incidents.find(reference).await?),
        None => the_active_one(incidents.list(Which::Active).await?),
    })
}

fn by_reference(reference: &Reference, mut found: Vec<Listed>) -> Choice {
    match (found.pop(), found.is_empty()) {
        (None, _) => Choice::Tell(
            Note::default().line(
                Line::default()
                    .text(format!("There is no {reference}. See which there are with "))
                    .code("/incident list")
                    .text("."),
            ),
        ),
        (Some(incident), true) => match incident.why_not_resolve() {
            Some(why) => Choice::Tell(why.into()),
            None => Choice::This(Box::new(incident)),
        },
        (Some(last), false) => {
            found.push(last);
            let note = Note::from(format!(
                "{reference} is the reference of {} incidents. Resolve the one you mean with the button on its announcement:",
                found.len()
            ));
            Choice::Tell(found.iter().fold(note, |note, incident| note.line(at_a_glance(incident))))
        }
    }
}

fn the_active_one(mut active: Vec<Listed>) -> Choice {
    match (active.pop(), active.is_empty()) {
        (None, _) => Choice::Tell("There is no active incident.".into()),
        (Some(only), true) => Choice::This(Box::new(only)),
        (Some(last), false) => {
            active.push(last);
            let note = Note::from(format!(
                "{} incidents are active. To resolve one, paste its command into the incidents channel or send it to Muster:",
                active.len()
            ));
            Choice::Tell(active.iter().fold(note, |note, incident| note.line(with_command(incident))))
        }
    }
}

/// One line about an incident.
pub(super) fn at_a_glance(incident: &Listed) -> Line {
    let Listed { reference, status, title, declared_by, links, .. } = incident;
    let severity = incident.severity.map(|severity| format!(" · severity {severity}")).unwrap_or_default();
    let mut line = Line::default().bold(reference.to_string()).text(format!(" · {status}{severity} · "));
    line = line.text(title.as_deref().unwrap_or("its title cannot be read"));
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
    let title = incident.title.as_deref().unwrap_or("its title cannot be read");
    Line::default().code(format!("resolve {}", incident.reference)).text(format!(" {title}"))
}

#[cfg(test)]
mod tests {
    use muster_workflows::domain::Status;

    use super::*;
    use crate::incidents::tests::listed;

    fn told(choice: Choice) -> String {
        match choice {
            Choice::Tell(note) => note.message().text.unwrap(),
            Choice::This(incident) => panic!("chose {}", incident.reference),
        }
    }

    #[test]
    fn a_reference_that_fits_nothing_resolves_nothing() {
        let reference: Reference = "INC-K7F3QD".parse().unwrap();
        insta::assert_snapshot!(told(by_reference(&reference, Vec::new())), @"There is no INC-K7F3QD. See which there are with /incident list.");
        let resolved = listed("V1", Status::Resolved);
        insta::assert_snapshot!(told(by_reference(&resolved.reference.clone(), vec![resolved])), @"INC-C4JERV is already resolved.");
        let prompted = listed("V1", Status::Prompted);
        insta::assert_snapshot!(told(by_reference(&prompted.reference.clone(), vec![prompted])), @"INC-C4JERV is not confirmed yet. Press Confirm or Cancel where it was declared, in the incidents channel.");
    }

    #[test]
    fn a_reference_that_fits_two_is_answered_with_a_list() {
        let both = vec![listed("V1", Status::Active), listed("V2", Status::Active)];
        insta::assert_snapshot!(told(by_reference(&both[0].reference.clone(), both)), @r"
        INC-C4JERV is the reference of 2 incidents. Resolve the one you mean with the button on its announcement:
        INC-C4JERV · active · severity 1 · Checkout &lt;!channel&gt; *fails* &amp; burns · declared by Ada Lovelace
        INC-DYDMYD · active · severity 1 · Checkout &lt;!channel&gt; *fails* &amp; burns · declared by Ada Lovelace
        ");
    }

    #[test]
    fn the_only_one_needs_no_reference_and_several_are_listed() {
        insta::assert_snapshot!(told(the_active_one(Vec::new())), @"There is no active incident.");
        let one = listed("V1", Status::Active);
        assert_eq!(the_active_one(vec![one.clone()]), Choice::This(Box::new(one)));
        let several =
            vec![listed("V1", Status::Active), listed("V2", Status::Active), listed("V3", Status::Active)];
        insta::assert_snapshot!(told(the_active_one(several)), @r"
        3 incidents are active. To resolve one, paste its command into the incidents channel or send it to Muster:
        resolve INC-C4JERV Checkout &lt;!channel&gt; *fails* &amp; burns
        resolve INC-DYDMYD Checkout &lt;!channel&gt; *fails* &amp; burns
        resolve INC-R34WVY Checkout &lt;!channel&gt; *fails* &amp; burns
        ");
    }
}
