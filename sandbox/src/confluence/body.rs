//! A page's body: storage format, which must be well-formed XHTML, or an Atlassian document.

use serde_json::Value;

use super::refusal::Refusal;
use super::xhtml;
use crate::jira::adf;

/// A page's body as it was given; the sandbox does not convert between formats.
#[derive(Clone, Debug, Default)]
pub(super) struct PageBody {
    pub(super) representation: Representation,
    pub(super) value: String,
}

/// A format of bodies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Representation {
    #[default]
    Storage,
    AtlasDocFormat,
}

impl Representation {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Storage => "storage",
            Self::AtlasDocFormat => "atlas_doc_format",
        }
    }

    fn named(name: &str) -> Result<Self, Refusal> {
        [Self::Storage, Self::AtlasDocFormat].into_iter().find(|one| one.name() == name).ok_or_else(|| {
            Refusal::bad_request(format!("The representation '{name}' is not one the sandbox takes"))
        })
    }
}

/// The body of a request, in either of the two shapes: `{representation, value}` or `{storage: {…}}`.
///
/// # Errors
/// 400 when it is neither, or its value is not what it claims to be.
pub(super) fn of_request(request: &Value) -> Result<Option<PageBody>, Refusal> {
    let Some(body) = request.get("body").filter(|body| !body.is_null()) else { return Ok(None) };
    let nested =
        ["storage", "atlas_doc_format", "wiki"].into_iter().find_map(|name| Some((name, body.get(name)?)));
    let (name, body) = match (body.get("representation").and_then(Value::as_str), nested) {
        (Some(name), _) => (name, body),
        (None, Some((name, body))) => (name, body),
        (None, None) => return Err(Refusal::bad_request("Body must have a representation and a value")),
    };
    let representation = Representation::named(name)?;
    let value = body.get("value").and_then(Value::as_str);
    let value = value.ok_or_else(|| Refusal::bad_request("The value of a body must be a string"))?;
    check(representation, value)?;
    Ok(Some(PageBody { representation, value: value.to_owned() }))
}

fn check(representation: Representation, value: &str) -> Result<(), Refusal> {
    match representation {
        Representation::Storage => xhtml::well_formed(value)
            .map_err(|malformed| Refusal::bad_request(format!("Error parsing xhtml: {malformed}"))),
        Representation::AtlasDocFormat => {
            let document: Value = serde_json::from_str(value)
                .map_err(|_| Refusal::bad_request("Error parsing the ADF body: it is not JSON"))?;
            adf::validate(&document).map_err(|invalid| {
                Refusal::bad_request(format!("Error converting ADF to storage format: {invalid}"))
            })
        }
    }
}
