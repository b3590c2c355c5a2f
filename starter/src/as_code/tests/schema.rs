//! The schema is held to what serde reads: every place of a plan, damaged in every way, is refused by both or
//! by none.

use serde_json::{Value, json};

use super::*;

/// The places of all fields in a plan, as JSON pointers.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(table) => {
            for (key, value) in table {
                let at = format!("{at}/{}", key.replace('/', "~1"));
                found.push(at.clone());
                pointers(value, &at, found);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                let at = format!("{at}/{index}");
                found.push(at.clone());
                pointers(value, &at, found);
            }
        }
        _ => {}
    }
}

/// A whole plan, with every field that serde writes.
fn whole() -> Value {
    let mut plan = parse::<Plan>(Path::new("plans/default.toml"), DEFAULT, &()).unwrap();
    plan.post_mortem.parent = Some("65537".to_owned());
    plan.private.as_mut().unwrap().parent = Some("65537".to_owned());
    plan.severity[0].escalate = vec![vec!["@directors".parse().unwrap()], vec!["U0TAMA".parse().unwrap()]];
    plan.severity[0].escalate_after = Some(Period::minutes(15));
    without_nulls(serde_json::to_value(plan).unwrap())
}

/// TOML has no null: what is absent is not written.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(table) => table
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, without_nulls(value)))
            .collect(),
        Value::Array(list) => list.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

fn agrees_with_serde<T: AsCode>(value: &Value, around: &T::Around) -> Result<(), String> {
    let text = toml::to_string(value).map_err(|error| error.to_string())?;
    let ours = mistakes_in::<T>(&text, around);
    let serdes = toml::from_str::<T>(&text);
    let theirs = match &serdes {
        Ok(read) => read.problems(around).iter().map(ToString::to_string).collect(),
        Err(error) => vec![error.to_string()],
    };
    // A workflow reads past keys that it does not know, so that a file of another version still reads; a person who
    // writes one is told. So is one who says two things at once, of which serde takes the first.
    let only_ours =
        ours.iter().all(|mistake| mistake.contains("nothing is called") || mistake.contains("at once"));
    if (ours.is_empty() == theirs.is_empty() || (theirs.is_empty() && only_ours))
        && ours.iter().all(|mistake| !mistake.contains(&format!("as {} does", T::EXAMPLE)))
    {
        Ok(())
    } else {
        Err(format!("{text}\nwe say {ours:#?}\nserde says {theirs:#?}"))
    }
}

/// Damages each place of a file in every way.
fn the_schema_knows_what_serde_knows<T: AsCode>(whole: &Value, around: &T::Around) {
    agrees_with_serde::<T>(whole, around).unwrap();
    let mut places = Vec::new();
    pointers(whole, "", &mut places);
    assert!(places.len() > 40, "{}", places.len());
    for place in places {
        let (parent, key) = place.rsplit_once('/').unwrap();
        let key = key.replace("~1", "/");
        for replacement in
            [None, Some("zz".into()), Some(true.into()), Some(5.into()), Some(json!({"zz": 1}))]
        {
            let mut damaged = whole.clone();
            match (damaged.pointer_mut(parent).unwrap(), replacement) {
                (Value::Object(table), None) => drop(table.remove(&key)),
                (Value::Object(table), Some(value)) => drop(table.insert(key.clone(), value)),
                (Value::Array(list), None) => drop(list.remove(key.parse().unwrap())),
                (list, Some(value)) => list[key.parse::<usize>().unwrap()] = value,
                (other, None) => panic!("{other} has no places"),
            }
            agrees_with_serde::<T>(&damaged, around).unwrap_or_else(|told| panic!("{place}: {told}"));
        }
    }
}

#[test]
fn of_plans() {
    the_schema_knows_what_serde_knows::<Plan>(&whole(), &());
}

#[test]
fn of_runbooks() {
    let around = runbook::around();
    for (name, text) in runbook::EXAMPLES {
        let runbook = parse::<Runbook>(Path::new(name), text, &around).unwrap();
        let whole = without_nulls(serde_json::to_value(runbook).unwrap());
        the_schema_knows_what_serde_knows::<Runbook>(&whole, &around);
    }
}
