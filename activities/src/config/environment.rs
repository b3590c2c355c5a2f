use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
};

use secrecy::SecretString;
use url::Url;

/// Variables, and what was found wrong with them so far. Reading goes on after a problem, so that people hear of
/// all of them at once.
#[derive(Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
    problems: Vec<Problem>,
}

/// What is wrong with a variable. Never holds its value where that could be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The variable.
    pub name: String,
    /// What is wrong, as the end of a sentence that starts with the name.
    pub what: String,
}

/// Everything that is wrong, one a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl Environment {
    /// The process's own. A variable that is not UTF-8 counts as not set.
    pub fn of_process() -> Self {
        Self::of(
            std::env::vars_os()
                .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
        )
    }

    /// These.
    pub fn of<N: Into<String>, V: Into<String>>(variables: impl IntoIterator<Item = (N, V)>) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables, problems: Vec::new() }
    }

    /// What was read, unless something was wrong.
    ///
    /// # Errors
    /// All problems.
    pub fn finish<T>(self, read: Option<T>) -> Result<T, Problems> {
        match read {
            Some(read) if self.problems.is_empty() => Ok(read),
            _ => Err(Problems(self.problems)),
        }
    }

    /// Notes a problem that the caller found.
    pub fn problem(&mut self, name: impl Into<String>, what: impl Into<String>) {
        self.problems.push(Problem { name: name.into(), what: what.into() });
    }

    /// A text, if it is set and not blank.
    pub fn optional(&self, name: &str) -> Option<String> {
        self.variables
            .get(name)
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
    }

    /// A text that must be there.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let value = self.optional(name);
        if value.is_none() {
            self.problem(name, "is not set");
        }
        value
    }

    /// An `http` or `https` address that must be there; kept without a slash at its end.
    pub fn url(&mut self, name: &str) -> Option<Url> {
        let text = self.text(name)?;
        self.parse_url(name, &text)
    }

    /// An address with a default.
    pub fn url_or(&mut self, name: &str, default: &str) -> Option<Url> {
        let text = self.optional(name).unwrap_or_else(|| default.to_owned());
        self.parse_url(name, &text)
    }

    /// An address that may be left out.
    pub fn optional_url(&mut self, name: &str) -> Option<Url> {
        let text = self.optional(name)?;
        self.parse_url(name, &text)
    }

    /// Whether a secret is given, rightly or not.
    pub fn has_secret(&self, name: &str) -> bool {
        self.optional(name).or_else(|| self.optional(&format!("{name}_FILE"))).is_some()
    }

    /// The names of all secrets that begin like this, rightly given or not.
    pub(super) fn secrets(&self, prefix: &str) -> BTreeSet<String> {
        let names = self.variables.keys().filter(|name| name.starts_with(prefix));
        let names = names.map(|name| name.strip_suffix("_FILE").unwrap_or(name));
        names.filter(|name| name.len() > prefix.len() && self.has_secret(name)).map(str::to_owned).collect()
    }

    /// A secret that may be left out.
    pub fn optional_secret(&mut self, name: &str) -> Option<SecretString> {
        if self.has_secret(name) { self.secret(name) } else { None }
    }

    /// A secret that must be there: in the variable, or in the file that `NAME_FILE` names.
    pub fn secret(&mut self, name: &str) -> Option<SecretString> {
        let file_name = format!("{name}_FILE");
        match (self.optional(name), self.optional(&file_name)) {
            (Some(_), Some(_)) => {
                self.problem(name, format!("is set and {file_name} too; set one of them"));
                None
            }
            (Some(value), None) => Some(value.into()),
            (None, Some(path)) => self.secret_in_file(&file_name, &path),
            (None, None) => {
                self.problem(name, format!("is not set, nor is {file_name}"));
                None
            }
        }
    }

    fn secret_in_file(&mut self, name: &str, path: &str) -> Option<SecretString> {
        match fs::read_to_string(path) {
            Ok(content) if content.trim().is_empty() => {
                self.problem(name, format!("names an empty file: {path}"))
            }
            Ok(content) => return Some(content.trim().into()),
            Err(error) => self.problem(name, format!("names a file that cannot be read: {path}: {error}")),
        }
        None
    }

    fn parse_url(&mut self, name: &str, text: &str) -> Option<Url> {
        match Url::parse(text.trim_end_matches('/')) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Some(url),
            Ok(_) | Err(_) => {
                self.problem(name, format!("is no http or https address: {text:?}"));
                None
            }
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, self.what)
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}
