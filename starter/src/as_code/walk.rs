//! Goes through a whole file, mistakes or not.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use muster_workflows::domain::{Key, Step};
use serde_json::{Map, Value};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    alike::most_alike,
    shape::{Field, One, Shape},
};

/// Something wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Where in the plan, as the text spells it.
    pub(super) path: Vec<Key>,
    /// Where in the text, in bytes.
    pub(super) span: Range<usize>,
    /// How it is wrong.
    pub(super) kind: Kind,
    /// What is wrong.
    pub(super) what: String,
    /// What to do instead.
    pub(super) instead: String,
}

/// How something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is not there.
    Missing,
    /// It is there under another name, and taken for what it was meant to be.
    Misspelt,
    /// It cannot be that.
    Wrong,
}

impl Fault {
    /// Whether a place may not be as it was written because of this. Of a list with something unreadable in it,
    /// nothing is as it was.
    pub(super) fn concerns(&self, path: &[Key]) -> bool {
        let touched = match self.path.as_slice() {
            [list @ .., Key::Index(_)] => list,
            other => other,
        };
        self.kind != Kind::Misspelt && (touched.starts_with(path) || path.starts_with(touched))
    }
}

/// What came of going through a file.
pub(super) struct Walked {
    /// All that is wrong.
    pub(super) faults: Vec<Fault>,
    /// The file as it may have been meant: words as they are most likely spelt, what cannot be read left out
    /// or, where it must be there, replaced by an example. So that the rest can be judged, too.
    pub(super) repaired: Value,
    /// Places in the repaired file whose last word is spelt otherwise in the text.
    spelt: BTreeMap<Vec<Key>, Key>,
}

impl Walked {
    /// A place in the repaired file as the text spells it.
    pub(super) fn as_spelt(&self, path: Vec<Key>) -> Vec<Key> {
        path.into_iter().fold(Vec::new(), |mut spelt, key| {
            spelt.push(key);
            if let Some(typed) = self.spelt.get(&spelt) {
                spelt.pop();
                spelt.push(typed.clone());
            }
            spelt
        })
    }
}

/// Goes through a file.
pub(super) fn walk(root: &Spanned<DeTable<'_>>, fields: &'static [Field]) -> Walked {
    let mut walker = Walker::default();
    let repaired = walker.table(root.get_ref(), root.span(), fields);
    Walked { faults: walker.faults, repaired, spelt: walker.spelt }
}

#[derive(Default)]
struct Walker {
    path: Vec<Key>,
    faults: Vec<Fault>,
    spelt: BTreeMap<Vec<Key>, Key>,
}

impl Walker {
    fn wrong(&mut self, span: Range<usize>, what: impl Into<String>, instead: impl Into<String>) {
        self.say(Kind::Wrong, span, what.into(), instead.into());
    }

    fn say(&mut self, kind: Kind, span: Range<usize>, what: String, instead: String) {
        let path = self.path.clone();
        self.faults.push(Fault { path, span, kind, what, instead });
    }

    fn at<T>(&mut self, key: impl Into<Key>, walk: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(key.into());
        let walked = walk(self);
        self.path.pop();
        walked
    }

    fn value(&mut self, key: &str, value: &Spanned<DeValue<'_>>, shape: &Shape) -> Option<Value> {
        self.part(key, value, shape, shape)
    }

    /// A value that can be a part of the one that is to be written there.
    fn part(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        shape: &Shape,
        whole: &Shape,
    ) -> Option<Value> {
        match (shape, value.get_ref()) {
            (Shape::One(one), _) => self.one(value, one),
            (Shape::List(shape), DeValue::Array(list)) => {
                let items = list.iter().enumerate();
                let item = |(index, item)| self.at(index, |this| this.part(key, item, shape, whole));
                Some(items.map(item).map(|item| item.unwrap_or_else(|| stand_in(shape))).collect())
            }
            (Shape::Table(fields), DeValue::Table(table)) => Some(self.table(table, value.span(), fields)),
            (Shape::OneOf(kinds, others), DeValue::Table(table)) => {
                self.one_of(key, table, value.span(), kinds, others)
            }
            (Shape::Map(shape), DeValue::Table(table)) => Some(self.map(table, shape)),
            (Shape::Steps(fields), DeValue::Table(table)) => Some(self.steps(table, fields)),
            (_, other) => {
                let what = format!("{key:?} cannot be {}", indefinite(other.type_str()));
                self.wrong(value.span(), what, format!("write {}", whole.example(key)));
                None
            }
        }
    }

    fn one(&mut self, value: &Spanned<DeValue<'_>>, one: &One) -> Option<Value> {
        let json = json(value.get_ref());
        let error = match (one.read)(json.clone()) {
            Ok(()) => return Some(json),
            Err(error) => error,
        };
        // Some types know better than the schema what was meant.
        match error.rsplit_once("; write ") {
            Some((what, instead)) => self.wrong(value.span(), what, format!("write {instead}")),
            None => {
                let shown = match value.get_ref() {
                    DeValue::Table(_) | DeValue::Array(_) => indefinite(value.get_ref().type_str()),
                    _ => json.to_string(),
                };
                self.wrong(
                    value.span(),
                    format!("{shown} is no {}", one.noun),
                    format!("write {}", one.example),
                );
            }
        }
        None
    }

    fn table(&mut self, table: &DeTable<'_>, span: Range<usize>, fields: &'static [Field]) -> Value {
        let (mut repaired, there) = self.fields(table, fields.iter());
        for field in fields.iter().filter(|field| field.is_required) {
            if !there.contains(field.key) {
                let what = format!("{:?} is missing", field.key);
                let instead = format!("write {}", field.shape.example(field.key));
                self.at(field.key, |this| this.say(Kind::Missing, span.clone(), what, instead));
            }
            repaired.entry(field.key).or_insert_with(|| stand_in(&field.shape));
        }
        Value::Object(repaired)
    }

    /// What a table has of these fields, and which it is to have.
    fn fields(
        &mut self,
        table: &DeTable<'_>,
        fields: impl Iterator<Item = &'static Field> + Clone,
    ) -> (Map<String, Value>, BTreeSet<&'static str>) {
        let mut repaired = Map::new();
        let mut there = BTreeSet::new();
        let keys = || fields.clone().map(|field| field.key);
        for (key, value) in table {
            let typed = key.get_ref().as_ref();
            let unused = || keys().filter(|key| !table.contains_key(*key));
            if let Some(meant) = self.known(key, keys(), unused)
                && let Some(field) = fields.clone().find(|field| field.key == meant)
            {
                there.insert(meant);
                if let Some(value) = self.at(typed, |this| this.value(meant, value, &field.shape)) {
                    repaired.insert(meant.to_owned(), value);
                }
            }
        }
        (repaired, there)
    }

    /// A table of which one key tells the kind; nothing where none does, or several.
    fn one_of(
        &mut self,
        key: &str,
        table: &DeTable<'_>,
        span: Range<usize>,
        kinds: &'static [Field],
        others: &'static [Field],
    ) -> Option<Value> {
        let (repaired, there) = self.fields(table, kinds.iter().chain(others));
        let names = kinds.iter().map(|kind| kind.key);
        let told: Vec<_> = names.clone().filter(|name| there.contains(name)).collect();
        match told.as_slice() {
            // One that cannot be read is a mistake of its own.
            [kind] => return repaired.contains_key(*kind).then_some(Value::Object(repaired)),
            [] => {
                let instead = format!("write one of {}", names.collect::<Vec<_>>().join(", "));
                self.wrong(span, format!("it is not said what this {key} is"), instead);
            }
            several => {
                let what = format!("this {key} is {} at once", several.join(" and "));
                self.wrong(span, what, "write each for itself");
            }
        }
        None
    }

    fn map(&mut self, table: &DeTable<'_>, shape: &Shape) -> Value {
        let value = |(key, value): (&Spanned<std::borrow::Cow<'_, str>>, &Spanned<DeValue<'_>>)| {
            let typed = key.get_ref().as_ref();
            let value = self.at(typed, |this| this.value(typed, value, shape));
            Some((typed.to_owned(), value?))
        };
        table.iter().filter_map(value).collect()
    }

    fn steps(&mut self, steps: &DeTable<'_>, fields: &'static [Field]) -> Value {
        let mut repaired = Map::new();
        for (key, value) in steps {
            let typed = key.get_ref().as_ref();
            let unused = || Step::ALL.into_iter().map(Step::key).filter(|key| !steps.contains_key(*key));
            if let Some(meant) = self.known(key, Step::ALL.into_iter().map(Step::key), unused) {
                let plan = self.at(typed, |this| this.step(meant, value, fields));
                repaired.insert(meant.to_owned(), plan);
            }
        }
        Value::Object(repaired)
    }

    /// A step that is there at all is kept: others need it.
    fn step(&mut self, step: &str, value: &Spanned<DeValue<'_>>, fields: &'static [Field]) -> Value {
        match value.get_ref() {
            DeValue::Table(plan) => self.table(plan, value.span(), fields),
            other => {
                let what = format!("{step:?} cannot be {}", indefinite(other.type_str()));
                self.wrong(value.span(), what, format!("write {step} = {{}}"));
                Value::Object(Map::new())
            }
        }
    }

    /// The key that was meant: the one typed, or the most like it of those that are not there yet.
    fn known<'a, I: Iterator<Item = &'a str>>(
        &mut self,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        mut keys: impl Iterator<Item = &'a str> + Clone,
        unused: impl FnOnce() -> I,
    ) -> Option<&'a str> {
        let typed = key.get_ref().as_ref();
        let all = keys.clone();
        if let Some(known) = keys.find(|key| *key == typed) {
            return Some(known);
        }
        let meant = most_alike(typed, unused());
        let instead = meant.map_or_else(
            || format!("write one of {}", all.collect::<Vec<_>>().join(", ")),
            |meant| format!("write {meant}"),
        );
        let kind = if meant.is_some() { Kind::Misspelt } else { Kind::Wrong };
        let what = format!("nothing is called {typed:?} here");
        self.at(typed, |this| this.say(kind, key.span(), what, instead));
        if let Some(meant) = meant {
            let place = self.at(meant, |this| this.path.clone());
            self.spelt.insert(place, typed.into());
        }
        meant
    }
}

/// What stands for a field that must be there and cannot be read.
fn stand_in(shape: &Shape) -> Value {
    match shape {
        Shape::One(one) => {
            DeValue::parse(one.stand_in).map_or(Value::Null, |example| json(example.get_ref()))
        }
        Shape::List(_) => Value::Array(Vec::new()),
        Shape::Steps(_) | Shape::Map(_) => Value::Object(Map::new()),
        Shape::OneOf(kinds, _) => {
            kinds.iter().take(1).map(|kind| (kind.key.to_owned(), stand_in(&kind.shape))).collect()
        }
        Shape::Table(fields) => fields
            .iter()
            .filter(|field| field.is_required)
            .map(|field| (field.key.to_owned(), stand_in(&field.shape)))
            .collect(),
    }
}

/// The same in JSON, which knows no dates: they become text, as they are written.
fn json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => text.as_ref().into(),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| number.as_str().into(), Value::from),
        DeValue::Float(number) => number.as_str().parse::<f64>().map_or(Value::Null, Value::from),
        DeValue::Boolean(is_true) => (*is_true).into(),
        DeValue::Datetime(moment) => moment.to_string().into(),
        DeValue::Array(list) => list.iter().map(|item| json(item.get_ref())).collect(),
        DeValue::Table(table) => {
            table.iter().map(|(key, value)| (key.get_ref().to_string(), json(value.get_ref()))).collect()
        }
    }
}

fn indefinite(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}
