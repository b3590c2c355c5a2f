//! A method's arguments, from the query, a form or JSON.

use axum::http::{HeaderMap, Uri, header};
use serde_json::{Map, Value};

use super::answer::Refusal;

/// Arguments by name: strings where a form gave them, any JSON where JSON did.
#[derive(Clone, Debug, Default)]
pub(crate) struct Args {
    values: Map<String, Value>,
}

/// Whether a method reads JSON bodies too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    Any,
    FormOnly,
}

impl Args {
    /// Reads the arguments of a request.
    ///
    /// # Errors
    /// Slack's `invalid_json`, `json_not_object`, `invalid_post_type`, `missing_post_type`.
    pub(crate) fn read(uri: &Uri, headers: &HeaderMap, body: &[u8], takes: Body) -> Result<Self, Refusal> {
        let mut args = Self::default();
        // Most calls have no query.
        args.add_form(uri.query().unwrap_or_default().as_bytes());
        if body.is_empty() {
            return Ok(args);
        }
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = content_type.and_then(|value| value.split(';').next()).map(str::trim);
        match kind {
            Some("application/x-www-form-urlencoded") => args.add_form(body),
            // A form-only method does not look into JSON, so that its arguments are missing.
            Some("application/json") if takes == Body::FormOnly => {}
            Some("application/json") => match serde_json::from_slice(body) {
                Ok(Value::Object(values)) => args.values.extend(values),
                Ok(_) => return Err("json_not_object".into()),
                Err(_) => return Err("invalid_json".into()),
            },
            Some(_) => return Err("invalid_post_type".into()),
            None => return Err("missing_post_type".into()),
        }
        Ok(args)
    }

    /// A token given as a form argument; one inside a JSON body does not count.
    pub(crate) fn token(&self, headers: &HeaderMap) -> Option<String> {
        let is_json = headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
        self.text("token").filter(|_| !is_json)
    }

    /// A string; numbers and booleans as they are written. An empty one counts as absent.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.values.get(name)? {
            Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            _ => None,
        }
    }

    /// Whether the argument was sent at all, empty or not.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// A string that must be there.
    pub(crate) fn required(&self, name: &str) -> Result<String, Refusal> {
        self.text(name).ok_or_else(|| Refusal::missing(name))
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.text(name).is_some_and(|text| text == "true" || text == "1")
    }

    /// `limit`, within what the method allows.
    pub(crate) fn limit(&self, default: usize, most: usize) -> Result<usize, Refusal> {
        match self.text("limit") {
            None => Ok(default),
            Some(text) => match text.parse::<usize>() {
                Ok(0) => Ok(default),
                Ok(limit) => Ok(limit.min(most)),
                Err(_) => Err("invalid_limit".into()),
            },
        }
    }

    /// Names separated by commas, or a JSON array of them.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        match self.values.get(name) {
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            // What is not sent names nothing.
            _ => self
                .text(name)
                .unwrap_or_default()
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }

    /// JSON, given as such or written in a string; `error` where it is not.
    pub(crate) fn json(&self, name: &str, error: &str) -> Result<Option<Value>, Refusal> {
        match self.values.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text).map(Some).map_err(|_| error.into()),
            Some(value) => Ok(Some(value.clone())),
        }
    }

    fn add_form(&mut self, form: &[u8]) {
        for (name, value) in url::form_urlencoded::parse(form) {
            self.values.insert(name.into_owned(), Value::String(value.into_owned()));
        }
    }
}
