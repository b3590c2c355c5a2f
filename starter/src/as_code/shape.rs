//! What can stand in a file: enough of a schema to go on after a mistake, which serde does not.

use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a value can be.
pub(super) enum Shape {
    /// One value, which serde reads.
    One(One),
    /// Any number of the same.
    List(&'static Shape),
    /// Named fields.
    Table(&'static [Field]),
    /// One of the first, and any of the others beside it.
    OneOf(&'static [Field], &'static [Field]),
    /// Any names, each with the same.
    Map(&'static Shape),
    /// Steps, each with its own plan.
    Steps(&'static [Field]),
}

/// One value.
pub(super) struct One {
    /// What to call it: `time zone`.
    pub(super) noun: &'static str,
    /// One that is right, as TOML.
    pub(super) example: &'static str,
    /// What is taken for one that cannot be read, as TOML: like no other, where it must be.
    pub(super) stand_in: &'static str,
    /// Whether it can be read; if not, why.
    pub(super) read: fn(Value) -> Result<(), String>,
}

/// A field of a table.
pub(super) struct Field {
    pub(super) key: &'static str,
    pub(super) is_required: bool,
    pub(super) shape: Shape,
}

/// A value of a type.
pub(super) const fn one<T: DeserializeOwned>(noun: &'static str, example: &'static str) -> Shape {
    distinct::<T>(noun, example, example)
}

/// A value of a type, of which there may not be two alike.
pub(super) const fn distinct<T: DeserializeOwned>(
    noun: &'static str,
    example: &'static str,
    stand_in: &'static str,
) -> Shape {
    Shape::One(One { noun, example, stand_in, read: reads_as::<T> })
}

fn reads_as<T: DeserializeOwned>(value: Value) -> Result<(), String> {
    serde_json::from_value::<T>(value).map(drop).map_err(|error| error.to_string())
}

/// A field that must be there.
pub(super) const fn required(key: &'static str, shape: Shape) -> Field {
    Field { key, is_required: true, shape }
}

/// A field that need not be there.
pub(super) const fn optional(key: &'static str, shape: Shape) -> Field {
    Field { key, is_required: false, shape }
}

impl Shape {
    /// The same in one line, with all that has to be there.
    fn inline(&self, key: &str) -> String {
        let Self::Table(fields) = self else { return self.example(key) };
        let required = fields.iter().filter(|field| field.is_required);
        let inner: Vec<_> = required.map(|field| field.shape.inline(field.key)).collect();
        format!("{key} = {{ {} }}", inner.join(", "))
    }

    /// What to write for a field of this shape.
    pub(super) fn example(&self, key: &str) -> String {
        match self {
            Self::One(one) => format!("{key} = {}", one.example),
            Self::List(Self::Table(_) | Self::OneOf(..)) => format!("[[{key}]]"),
            Self::List(Self::One(one)) => format!("{key} = [{}]", one.example),
            Self::List(Self::List(Self::One(one))) => format!("{key} = [[{}]]", one.example),
            Self::List(_) => format!("{key} = []"),
            Self::OneOf(kinds, _) => {
                let kind = kinds.first().map(|kind| kind.shape.inline(kind.key));
                format!("{key} = {{ {} }}", kind.unwrap_or_default())
            }
            Self::Map(shape) => format!("{key} = {{ {} }}", shape.example("name")),
            Self::Table(_) | Self::Steps(_) => format!("[{key}]"),
        }
    }
}
