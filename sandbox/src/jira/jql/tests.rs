use super::*;

fn now() -> Timestamp {
    "2026-11-22T18:00:00Z".parse().unwrap()
}

fn refused(jql: &str) -> String {
    Jql::parse(jql, now()).unwrap_err()
}

#[test]
fn refuses_what_jira_refuses_in_its_words() {
    let cases = [
        ("foo = bar", "Field 'foo' does not exist or you do not have permission to view it."),
        ("project = OPS", "The value 'OPS' does not exist for the field 'project'."),
        ("project ~ INC", "The operator '~' is not supported by the 'project' field."),
        ("summary = x", "The operator '=' is not supported by the 'summary' field."),
        ("project INC", "Error in the JQL Query: Expecting operator but got 'INC'. (line 1, character 9)"),
        (
            "project = INC labels = x",
            "Error in the JQL Query: Expecting either 'OR' or 'AND' but got 'labels'. (line 1, character 15)",
        ),
        (
            "project =",
            "Error in the JQL Query: Expecting either a value, list or function before the end of the query.",
        ),
        ("labels in (a, b", "Error in the JQL Query: Expecting ')' before the end of the query."),
        (
            "summary ~ \"open",
            "Error in the JQL Query: The quoted string 'open' has not been completed. (line 1, character 11)",
        ),
        (
            "labels = a:b",
            "Error in the JQL Query: The character ':' is a reserved JQL character. You must enclose it in a \
             string or use the escape '\\u003a' instead. (line 1, character 11)",
        ),
    ];
    for (jql, why) in cases {
        assert_eq!(refused(jql), why);
    }
    assert!(
        refused("created >= yesterday").starts_with("Date value 'yesterday' for field 'created' is invalid.")
    );
    assert!(refused("created >= -").starts_with("Date value '-' for field 'created' is invalid."));
}

#[test]
fn reads_dates_and_periods() {
    let at = |jql: &str| Jql::parse(jql, now()).unwrap().clauses[0].at.unwrap().to_string();
    assert_eq!(at("created >= -5m"), "2026-11-22T17:55:00Z");
    assert_eq!(at("created >= \"-1w 2d\""), "2026-11-13T18:00:00Z");
    assert_eq!(at("created >= \"2026-11-22 17:30\""), "2026-11-22T17:30:00Z");
    assert_eq!(at("created < 2026/11/01"), "2026-11-01T00:00:00Z");
}

#[test]
fn a_query_that_only_orders_is_unbounded() {
    assert!(!Jql::parse("order by created desc, key", now()).unwrap().is_bounded());
    assert!(!Jql::parse("", now()).unwrap().is_bounded());
    assert!(Jql::parse("project = INC AND text ~ \"x\" ORDER BY created", now()).unwrap().is_bounded());
}
