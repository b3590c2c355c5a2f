//! Who and what is there from the start.

use jiff::Timestamp;

use super::channel::Channel;
use super::person::{Group, Kind, Person};
use crate::Options;

use super::{APP, BOT, BOT_USER, PARTNER_TEAM, TEAM};

/// Handle, name, title, time zone, kind.
const NAMED: &[(&str, &str, &str, &str, Kind)] = &[
    ("ada", "Ada Lovelace", "Engineer", "Europe/London", Kind::Member),
    ("grace", "Grace Hopper", "SRE, on call", "America/New_York", Kind::Member),
    ("linus", "Linus Bergström", "Support", "Europe/Helsinki", Kind::Member),
    ("margaret", "Margaret Hamilton", "Engineering manager", "America/New_York", Kind::Member),
    ("ken", "Ken Thompson", "SRE, on call", "America/Los_Angeles", Kind::Member),
    ("zoe", "Zoé Müller-O’Brien", "SRE, on call", "Europe/Berlin", Kind::Member),
    ("akira", "山田 明", "Engineer", "Asia/Tokyo", Kind::Member),
    ("layla", "ليلى حداد", "Support", "Asia/Dubai", Kind::Member),
    ("priya", "Priya Raghunathan", "Head of Support", "Asia/Kolkata", Kind::Member),
    ("mateusz", "Mateusz Łukasiewicz", "Support", "Europe/Warsaw", Kind::Member),
    ("ines", "Inês <Ops> & Co", "Director of Operations", "Europe/Lisbon", Kind::Member),
    ("tama", "Tama 🦉 Wi Rēpo", "CTO", "Pacific/Auckland", Kind::Member),
    ("gus", "Gus Guest", "Contractor", "America/Chicago", Kind::Restricted),
    ("gina", "Gina Single-Channel", "Auditor", "America/Chicago", Kind::UltraRestricted),
];

/// Handle, name, members.
const GROUPS: &[(&str, &str, &[&str])] = &[
    ("oncall", "On call", &["grace", "ken", "zoe"]),
    ("management", "Management", &["margaret", "ines", "tama"]),
    ("directors", "Directors", &["priya"]),
    ("board", "Board", &["akira"]),
    ("support", "Support", &["linus", "layla", "priya", "mateusz"]),
    ("payments", "Payments", &["akira"]),
    ("security", "Security", &["ken", "margaret"]),
];

pub(super) fn people(crowd: usize) -> Vec<Person> {
    let named = NAMED.iter().map(|&(handle, name, title, time_zone, kind)| Person {
        id: format!("U0{}", handle.to_uppercase()),
        team_id: TEAM,
        handle: handle.to_owned(),
        name: name.to_owned(),
        email: Some(format!("{handle}@example.test")),
        title: title.to_owned(),
        time_zone,
        kind,
        deleted: false,
    });
    let crowd = (1..=crowd).map(|n| Person {
        id: format!("U0P{n:03}"),
        team_id: TEAM,
        handle: format!("person{n:03}"),
        name: format!("Person {n:03}"),
        email: Some(format!("person{n:03}@example.test")),
        title: "Engineer".to_owned(),
        time_zone: "Europe/London",
        kind: Kind::Member,
        deleted: false,
    });
    let others = [
        Person {
            team_id: PARTNER_TEAM,
            email: Some("stella@partner.test".to_owned()),
            ..other("U0STELLA", "stella", "Stella Stranger", Kind::Stranger)
        },
        Person {
            email: Some("dan@example.test".to_owned()),
            deleted: true,
            ..other("U0DAN", "dan", "Dan Departed", Kind::Member)
        },
        other(
            "U0DEPLOYBOT",
            "deploybot",
            "Deploy Bot",
            Kind::Bot { bot_id: "B0DEPLOYBOT", app_id: "A0DEPLOYBOT" },
        ),
        other(BOT_USER, "muster", "Muster", Kind::Bot { bot_id: BOT, app_id: APP }),
    ];
    named.chain(others).chain(crowd).collect()
}

fn other(id: &str, handle: &str, name: &str, kind: Kind) -> Person {
    Person {
        id: id.to_owned(),
        team_id: TEAM,
        handle: handle.to_owned(),
        name: name.to_owned(),
        email: None,
        title: String::new(),
        time_zone: "Etc/UTC",
        kind,
        deleted: false,
    }
}

pub(super) fn groups(people: &[Person]) -> Vec<Group> {
    let id_of = |handle: &&str| format!("U0{}", handle.to_uppercase());
    let mut groups: Vec<Group> = GROUPS
        .iter()
        .map(|&(handle, name, members)| Group {
            id: format!("S0{}", handle.to_uppercase()),
            handle,
            name,
            users: members.iter().map(id_of).collect(),
        })
        .collect();
    let crowd: Vec<_> =
        people.iter().filter(|person| is_crowd(person)).map(|person| person.id.clone()).collect();
    // Many are in both of these.
    let (backend, frontend) = (&crowd[..crowd.len() * 2 / 3], &crowd[crowd.len() / 3..]);
    groups.extend(
        [
            ("everyone-eng", "Everyone in engineering", crowd.as_slice()),
            ("backend", "Backend", backend),
            ("frontend", "Frontend", frontend),
        ]
        .map(|(handle, name, users)| Group {
            id: format!("S0{}", handle.to_uppercase().replace('-', "")),
            handle,
            name,
            users: users.to_vec(),
        }),
    );
    groups
}

fn is_crowd(person: &Person) -> bool {
    person.id.starts_with("U0P") && person.handle.starts_with("person")
}

pub(super) fn channels(people: &[Person], now: Timestamp) -> Vec<Channel> {
    let with = |extra: &[&str]| -> Vec<String> {
        people
            .iter()
            .filter(|person| person.is_full_member() || extra.contains(&person.id.as_str()))
            .map(|person| person.id.clone())
            .collect()
    };
    let mut general = Channel::seeded("C0GENERAL", "general", with(&[]), now);
    general.is_general = true;
    // A guest and a stranger are in the incidents channel too, so that one can see them refused.
    let mut incidents =
        Channel::seeded("C0INCIDENTS", "incidents", with(&["U0GUS", "U0STELLA", BOT_USER]), now);
    incidents.shared_with = vec![PARTNER_TEAM];
    let random = Channel::seeded("C0RANDOM", "random", with(&["U0GUS", "U0GINA", "U0DEPLOYBOT"]), now);
    vec![general, incidents, random]
}

/// The people and groups, for `--help`.
pub fn help() -> String {
    let crowd = Options::default().crowd;
    let people = people(crowd);
    let mut text = String::from("People (name them by id, handle or e-mail):\n");
    for person in people.iter().filter(|person| !is_crowd(person)) {
        let note = match person.kind {
            _ if person.deleted => "deactivated",
            Kind::Member => person.title.as_str(),
            Kind::Restricted => "guest",
            Kind::UltraRestricted => "single-channel guest",
            Kind::Stranger => "of another workspace",
            Kind::Bot { .. } => "a bot",
        };
        let email = person.email.as_deref().unwrap_or("-");
        text.push_str(&format!("  {:<12} {:<22} {} ({note})\n", person.id, email, person.name));
    }
    text.push_str(&format!("  U0P001…U0P{crowd}  person001@example.test …\n\nUser groups:\n"));
    for group in groups(&people) {
        text.push_str(&format!("  {:<14} @{} ({})\n", group.id, group.handle, group.users.len()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_name_people_who_exist() {
        let people = people(130);
        let groups = groups(&people);
        let sizes: Vec<(&str, usize)> =
            groups.iter().map(|group| (group.handle, group.users.len())).collect();
        assert_eq!(
            sizes,
            [
                ("oncall", 3),
                ("management", 3),
                ("directors", 1),
                ("board", 1),
                ("support", 4),
                ("payments", 1),
                ("security", 2),
                ("everyone-eng", 130),
                ("backend", 86),
                ("frontend", 87),
            ]
        );
        for user in groups.iter().flat_map(|group| &group.users) {
            assert!(people.iter().any(|person| person.id == *user), "{user}");
        }
    }

    #[test]
    fn ids_and_handles_are_unique() {
        let people = people(130);
        for field in [|person: &Person| person.id.clone(), |person: &Person| person.handle.clone()] {
            let mut values: Vec<String> = people.iter().map(field).collect();
            values.sort();
            let all = values.len();
            values.dedup();
            assert_eq!(values.len(), all);
        }
    }
}
