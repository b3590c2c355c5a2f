//! Query strings and pages of results.

use std::convert::Infallible;

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::refusal::Refusal;

const LARGEST_LIMIT: usize = 250;
const USUAL_LIMIT: usize = 25;

/// A decoded query string.
#[derive(Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// Lists may be given with commas or by repeating the name.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        let given = self.0.iter().filter(|(given, _)| given == name);
        given
            .flat_map(|(_, value)| value.split(','))
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// A list of ids.
    ///
    /// # Errors
    /// 400 when one is no number.
    pub(super) fn ids(&self, name: &str) -> Result<Vec<u64>, Refusal> {
        self.list(name).iter().map(|id| number(name, id)).collect()
    }
}

/// A number as v2 wants it.
///
/// # Errors
/// 400 when it is none.
pub(super) fn number(name: &str, given: &str) -> Result<u64, Refusal> {
    given.parse().map_err(|_| {
        Refusal::parameter(format!(
            "Provided value {{{given}}} for '{name}' is not the correct type. Expected type is long"
        ))
    })
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or("");
        Ok(Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }
}

/// The page of results that `limit` and `cursor` ask for, with the way to the next one in `_links` and `Link`.
///
/// # Errors
/// 400 when they are not what they should be.
pub(super) fn listed(
    results: Vec<Value>,
    query: &Query,
    path: &str,
    base: &str,
) -> Result<Response, Refusal> {
    let limit = match query.first("limit") {
        None => USUAL_LIMIT,
        Some(given) => {
            let limit = usize::try_from(number("limit", given)?).unwrap_or(usize::MAX);
            if !(1..=LARGEST_LIMIT).contains(&limit) {
                let why =
                    format!("Provided value {{{given}}} for 'limit' must be between 1 and {LARGEST_LIMIT}");
                return Err(Refusal::parameter(why));
            }
            limit
        }
    };
    let start = query.first("cursor").map_or(Ok(0), start)?;
    let total = results.len();
    let page: Vec<Value> = results.into_iter().skip(start).take(limit).collect();
    let mut links = json!({"base": base});
    let mut response_link = None;
    if start + page.len() < total {
        let mut next = form_urlencoded::Serializer::new(String::new());
        next.extend_pairs(query.0.iter().filter(|(name, _)| name != "cursor"));
        next.append_pair("cursor", &hex::encode(((start + limit) as u64).to_be_bytes()));
        let next = format!("{path}?{}", next.finish());
        response_link = Some((header::LINK, format!("<{next}>; rel=\"next\", <{base}>; rel=\"base\"")));
        links["next"] = json!(next);
    }
    let body = Json(json!({"results": page, "_links": links}));
    Ok(match response_link {
        Some(link) => ([link], body).into_response(),
        None => body.into_response(),
    })
}

fn start(cursor: &str) -> Result<usize, Refusal> {
    let bytes = hex::decode(cursor).ok().and_then(|bytes| <[u8; 8]>::try_from(bytes).ok());
    bytes
        .and_then(|bytes| usize::try_from(u64::from_be_bytes(bytes)).ok())
        .ok_or_else(|| Refusal::parameter("Invalid cursor"))
}
