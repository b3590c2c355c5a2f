//! From words and symbols to clauses, with Jira's words for what is wrong.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::lexer::{Kind, Token};
use super::{Clause, Field, Operator};

/// Reads a query piece by piece.
pub(super) struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    now: Timestamp,
}

impl<'a> Reader<'a> {
    pub(super) fn new(tokens: &'a [Token], now: Timestamp) -> Self {
        Self { tokens, at: 0, now }
    }

    pub(super) fn done(&self) -> bool {
        self.at == self.tokens.len()
    }

    fn next(&mut self) -> Option<&Token> {
        let token = self.tokens.get(self.at);
        self.at += usize::from(token.is_some());
        token
    }

    fn take(&mut self, wanted: impl Fn(&Token) -> bool) -> bool {
        let found = self.tokens.get(self.at).is_some_and(wanted);
        self.at += usize::from(found);
        found
    }

    pub(super) fn keyword(&mut self, word: &str) -> bool {
        self.take(|token| token.kind == Kind::Word && token.text.eq_ignore_ascii_case(word))
    }

    fn symbol(&mut self, symbol: &str) -> bool {
        self.take(|token| token.kind == Kind::Symbol && token.text == symbol)
    }

    pub(super) fn expecting(&self, what: &str) -> String {
        match self.tokens.get(self.at) {
            Some(token) => format!(
                "Error in the JQL Query: Expecting {what} but got '{}'. (line 1, character {})",
                token.text, token.character
            ),
            None => format!("Error in the JQL Query: Expecting {what} before the end of the query."),
        }
    }

    pub(super) fn clause(&mut self) -> Result<Clause, String> {
        let (field, name) = self.field()?;
        let operator = self.operator()?;
        if !field.takes(operator.0) {
            return Err(format!("The operator '{}' is not supported by the '{name}' field.", operator.1));
        }
        let values = if operator.1.ends_with("in") { self.list()? } else { vec![self.value()?] };
        let mut at = None;
        for value in &values {
            match field {
                Field::Project if !matches!(value.as_str(), "INC" | "Incidents" | "10000") => {
                    return Err(format!("The value '{value}' does not exist for the field 'project'."));
                }
                Field::Created | Field::Updated => at = Some(self.date(value, &name)?),
                _ => {}
            }
        }
        Ok(Clause { field, operator: operator.0, values, at })
    }

    fn field(&mut self) -> Result<(Field, String), String> {
        let why = self.expecting("a field name");
        let Some(token) = self.next().filter(|token| token.kind != Kind::Symbol) else { return Err(why) };
        let name = token.text.clone();
        let unknown = || format!("Field '{name}' does not exist or you do not have permission to view it.");
        Ok((Field::named(&name).ok_or_else(unknown)?, name.clone()))
    }

    fn operator(&mut self) -> Result<(Operator, &'static str), String> {
        const SYMBOLS: [(&str, Operator); 8] = [
            ("=", Operator::Is),
            ("!=", Operator::IsNot),
            ("~", Operator::Contains),
            ("!~", Operator::ContainsNot),
            ("<", Operator::Before),
            ("<=", Operator::BeforeOrAt),
            (">", Operator::After),
            (">=", Operator::AfterOrAt),
        ];
        if let Some((name, operator)) = SYMBOLS.into_iter().find(|(name, _)| self.symbol(name)) {
            return Ok((operator, name));
        }
        if self.keyword("IN") {
            return Ok((Operator::Is, "in"));
        }
        if self.keyword("NOT") && self.keyword("IN") {
            return Ok((Operator::IsNot, "not in"));
        }
        Err(self.expecting("operator"))
    }

    fn value(&mut self) -> Result<String, String> {
        let why = self.expecting("either a value, list or function");
        self.next().filter(|token| token.kind != Kind::Symbol).map(|token| token.text.clone()).ok_or(why)
    }

    fn list(&mut self) -> Result<Vec<String>, String> {
        if !self.symbol("(") {
            return Err(self.expecting("'('"));
        }
        let mut values = vec![self.value()?];
        while self.symbol(",") {
            values.push(self.value()?);
        }
        if self.symbol(")") { Ok(values) } else { Err(self.expecting("')'")) }
    }

    pub(super) fn order(&mut self) -> Result<Vec<(Field, bool)>, String> {
        if !self.keyword("BY") {
            return Err(self.expecting("'BY'"));
        }
        let mut order = Vec::new();
        loop {
            let (field, _) = self.field()?;
            let descending = self.keyword("DESC");
            if !descending {
                self.keyword("ASC");
            }
            order.push((field, descending));
            if !self.symbol(",") {
                break;
            }
        }
        if self.done() { Ok(order) } else { Err(self.expecting("','")) }
    }

    fn date(&self, value: &str, field: &str) -> Result<Timestamp, String> {
        let text = value.replace('/', "-");
        let absolute = || {
            let text = if text.len() == "2026-11-22".len() { format!("{text} 00:00") } else { text.clone() };
            DateTime::strptime("%Y-%m-%d %H:%M", text)
                .ok()?
                .to_zoned(TimeZone::UTC)
                .ok()
                .map(|at| at.timestamp())
        };
        relative(value).and_then(|by| self.now.checked_add(by).ok()).or_else(absolute).ok_or_else(|| {
            format!(
                "Date value '{value}' for field '{field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', \
                 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."
            )
        })
    }
}

/// A period: `-5d`, `-1w 2d`; minutes are `m`.
fn relative(value: &str) -> Option<SignedDuration> {
    let (sign, periods) = value.strip_prefix('-').map_or((1, value), |rest| (-1, rest));
    let mut minutes = 0_i64;
    for period in periods.split_whitespace() {
        let unit = period.chars().last()?;
        let count: i64 = period.strip_suffix(unit)?.parse().ok()?;
        let of_unit = match unit {
            'm' => 1,
            'h' => 60,
            'd' => 24 * 60,
            'w' => 7 * 24 * 60,
            _ => return None,
        };
        minutes = minutes.checked_add(count.checked_mul(of_unit)?)?;
    }
    if periods.trim().is_empty() { None } else { SignedDuration::try_from_mins(sign * minutes) }
}
