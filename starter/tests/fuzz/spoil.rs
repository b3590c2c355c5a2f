//! A payload with one thing wrong in it.

use serde_json::{Map, Value, json};

/// Stands before the name of a field that is there twice, until the JSON is written.
const TWIN: &str = "\u{1}twin\u{1}";

/// What a step leads to: the name of a field, or the number of an item.
#[derive(Debug, Clone)]
enum Step {
    Field(String),
    Item(usize),
}

const OTHERS: usize = 9;

/// What can be wrong with a value: it is another, it is not there, or it is there twice.
const WAYS: usize = OTHERS + 2;

/// A value of each type, odd ones among them.
fn others() -> [Value; OTHERS] {
    [
        Value::Null,
        json!(true),
        json!(-1),
        json!(1.5e300),
        json!(""),
        json!("\u{0} é \u{1F600} <!channel>"),
        json!([]),
        json!([[{}]]),
        json!({"type": "message", "value": {}}),
    ]
}

/// The payload again and again: with each value in it replaced by each other type, left out, and there twice.
pub(crate) fn each_value(payload: &Value) -> Vec<String> {
    places(payload)
        .iter()
        .flat_map(|place| (0..WAYS).filter_map(|way| spoiled(payload, place, way)))
        .collect()
}

/// As [`each_value`], but with one thing wrong with each value, by turns.
pub(crate) fn each_value_by_turns(payload: &Value) -> Vec<String> {
    let places = places(payload);
    places.iter().enumerate().filter_map(|(turn, place)| spoiled(payload, place, turn % WAYS)).collect()
}

/// The payload again and again, with this JSON in the place of each value.
pub(crate) fn each_value_as(payload: &Value, json: &str) -> impl Iterator<Item = String> {
    let marker = Value::from(TWIN);
    places(payload)
        .into_iter()
        .map(move |place| replaced(payload, &place, &marker).replace(&marker.to_string(), json))
}

fn spoiled(payload: &Value, place: &[Step], way: usize) -> Option<String> {
    match others().get(way) {
        Some(other) => Some(replaced(payload, place, other)),
        None if way == OTHERS => left_out(payload, place),
        None => there_twice(payload, place),
    }
}

fn places(payload: &Value) -> Vec<Vec<Step>> {
    let mut places = Vec::new();
    visit(payload, &mut Vec::new(), &mut places);
    places
}

fn visit(value: &Value, place: &mut Vec<Step>, places: &mut Vec<Vec<Step>>) {
    places.push(place.clone());
    let steps: Vec<(Step, &Value)> = match value {
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (Step::Field(name.clone()), value)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(n, value)| (Step::Item(n), value)).collect(),
        _ => Vec::new(),
    };
    for (step, value) in steps {
        place.push(step);
        visit(value, place, places);
        place.pop();
    }
}

fn at<'a>(payload: &'a mut Value, place: &[Step]) -> &'a mut Value {
    place.iter().fold(payload, |value, step| match step {
        Step::Field(name) => &mut value[name.as_str()],
        Step::Item(n) => &mut value[*n],
    })
}

fn replaced(payload: &Value, place: &[Step], other: &Value) -> String {
    let mut payload = payload.clone();
    *at(&mut payload, place) = other.clone();
    payload.to_string()
}

fn left_out(payload: &Value, place: &[Step]) -> Option<String> {
    let mut payload = payload.clone();
    match place.split_last()? {
        (Step::Field(name), parent) => {
            fields(&mut payload, parent).remove(name);
        }
        (Step::Item(n), parent) => {
            at(&mut payload, parent).as_array_mut().unwrap().remove(*n);
        }
    }
    Some(payload.to_string())
}

fn there_twice(payload: &Value, place: &[Step]) -> Option<String> {
    let (Step::Field(name), parent) = place.split_last()? else { return None };
    let mut payload = payload.clone();
    let fields = fields(&mut payload, parent);
    fields.insert(format!("{TWIN}{name}"), fields[name].clone());
    let twin = serde_json::to_string(TWIN).unwrap();
    Some(payload.to_string().replace(twin.trim_matches('"'), ""))
}

fn fields<'a>(payload: &'a mut Value, place: &[Step]) -> &'a mut Map<String, Value> {
    at(payload, place).as_object_mut().unwrap()
}
