//! JQL, as much of it as finding an issue takes: clauses joined by AND, and ORDER BY.

mod filter;
mod lexer;
mod reader;

use jiff::Timestamp;

use super::issue::Issue;
use filter::{contains, equals};
use lexer::tokens;
use reader::Reader;

/// A query, ready to be asked.
#[derive(Debug)]
pub(super) struct Jql {
    clauses: Vec<Clause>,
    order: Vec<(Field, bool)>,
}

#[derive(Debug)]
struct Clause {
    field: Field,
    operator: Operator,
    values: Vec<String>,
    /// The value of a date field.
    at: Option<Timestamp>,
}

/// A field that can be asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Project,
    IssueType,
    Status,
    StatusCategory,
    Key,
    Labels,
    Summary,
    Description,
    /// Summary, description and comments together.
    Text,
    Created,
    Updated,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Is,
    IsNot,
    Contains,
    ContainsNot,
    Before,
    BeforeOrAt,
    After,
    AfterOrAt,
}

impl Jql {
    /// Reads a query; times like `-5m` count from `now`, dates without a zone are in UTC, as the account is.
    ///
    /// # Errors
    /// Jira's words for what is wrong.
    pub(super) fn parse(jql: &str, now: Timestamp) -> Result<Self, String> {
        let tokens = tokens(jql)?;
        let mut reader = Reader::new(&tokens, now);
        let mut clauses = Vec::new();
        let mut order = Vec::new();
        while !reader.done() {
            if reader.keyword("ORDER") {
                order = reader.order()?;
                break;
            }
            if !clauses.is_empty() && !reader.keyword("AND") {
                return Err(reader.expecting("either 'OR' or 'AND'"));
            }
            clauses.push(reader.clause()?);
        }
        Ok(Self { clauses, order })
    }

    /// Whether it restricts anything: Jira refuses a search that does not.
    pub(super) fn is_bounded(&self) -> bool {
        !self.clauses.is_empty()
    }

    pub(super) fn matches(&self, issue: &Issue) -> bool {
        self.clauses.iter().all(|clause| clause.matches(issue))
    }

    /// Newest first unless the query says otherwise.
    pub(super) fn sort(&self, issues: &mut [&Issue]) {
        issues.sort_by_key(|issue| std::cmp::Reverse(issue.id));
        for (field, descending) in self.order.iter().rev() {
            issues.sort_by(|one, other| {
                let ordering = field.compare(one, other);
                if *descending { ordering.reverse() } else { ordering }
            });
        }
    }
}

impl Clause {
    fn matches(&self, issue: &Issue) -> bool {
        let any = |holds: &dyn Fn(&str) -> bool| self.values.iter().any(|value| holds(value));
        let at = if self.field == Field::Updated { issue.updated } else { issue.created };
        match self.operator {
            Operator::Is => any(&|value| equals(self.field, issue, value)),
            Operator::IsNot => {
                // Jira leaves issues without labels out of both = and !=.
                let unset = self.field == Field::Labels && issue.fields.labels.is_empty();
                !unset && !any(&|value| equals(self.field, issue, value))
            }
            Operator::Contains => any(&|value| contains(self.field, issue, value)),
            Operator::ContainsNot => !any(&|value| contains(self.field, issue, value)),
            Operator::Before => self.at.is_some_and(|limit| at < limit),
            Operator::BeforeOrAt => self.at.is_some_and(|limit| at <= limit),
            Operator::After => self.at.is_some_and(|limit| at > limit),
            Operator::AfterOrAt => self.at.is_some_and(|limit| at >= limit),
        }
    }
}

impl Field {
    fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "project" => Self::Project,
            "issuetype" | "type" => Self::IssueType,
            "status" => Self::Status,
            "statuscategory" => Self::StatusCategory,
            "key" | "issuekey" | "id" | "issue" => Self::Key,
            "labels" => Self::Labels,
            "summary" => Self::Summary,
            "description" => Self::Description,
            "text" => Self::Text,
            "created" | "createddate" => Self::Created,
            "updated" | "updateddate" => Self::Updated,
            _ => return None,
        })
    }

    fn takes(self, operator: Operator) -> bool {
        match operator {
            Operator::Is | Operator::IsNot => {
                matches!(
                    self,
                    Self::Project
                        | Self::IssueType
                        | Self::Status
                        | Self::StatusCategory
                        | Self::Key
                        | Self::Labels
                )
            }
            Operator::Contains | Operator::ContainsNot => {
                matches!(self, Self::Summary | Self::Description | Self::Text)
            }
            _ => matches!(self, Self::Created | Self::Updated),
        }
    }

    fn compare(self, one: &Issue, other: &Issue) -> std::cmp::Ordering {
        match self {
            Self::Created => one.created.cmp(&other.created),
            Self::Updated => one.updated.cmp(&other.updated),
            Self::Summary => one.fields.summary.cmp(&other.fields.summary),
            Self::Status | Self::StatusCategory => one.status.name().cmp(other.status.name()),
            Self::IssueType => one.fields.issue_type.name.cmp(other.fields.issue_type.name),
            _ => one.id.cmp(&other.id),
        }
    }
}

#[cfg(test)]
mod tests;
