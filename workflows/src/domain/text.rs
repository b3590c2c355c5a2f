//! Ids and names: ours, and those of the outside systems.

use super::{plan::is_email, runbook::PLACEHOLDER};

/// A kind of text.
pub(super) struct Kind {
    /// What to call it.
    pub(super) noun: &'static str,
    /// Whether a text that is not empty can be one. Whether there is one, only its system knows.
    pub(super) is_valid: fn(&str) -> bool,
    /// What to do instead.
    pub(super) instead: &'static str,
}

/// Ours. It is a search attribute's value and a Jira label.
pub(super) const ID: Kind = Kind {
    noun: "id",
    is_valid: |text| text.len() <= 50 && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-')),
    instead: "write up to 50 of a-z, 0-9 and - such as \"checkout\"",
};

/// What people choose from: Slack shows no longer text.
pub(super) const CHOICE: Kind = Kind {
    noun: "text that fits a form",
    is_valid: |text| text.chars().count() <= 75,
    instead: "write up to 75 characters",
};

/// As Jira wants keys unless told otherwise: two to ten, a letter first.
pub(super) const JIRA_PROJECT: Kind = Kind {
    noun: "key of a Jira project",
    is_valid: |text| {
        (2..=10).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_uppercase())
            && text.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'0'..=b'9' | b'_'))
    },
    instead: "write one such as \"INC\"",
};

pub(super) const ISSUE_TYPE: Kind =
    Kind { noun: "issue type", is_valid: |_| true, instead: "write its name such as \"Incident\"" };

pub(super) const ISSUE_STATUS: Kind =
    Kind { noun: "status", is_valid: |_| true, instead: "write its name such as \"Done\"" };

pub(super) const LINK_TYPE: Kind =
    Kind { noun: "link type", is_valid: |_| true, instead: "write its name in Jira such as \"Relates\"" };

pub(super) const SECURITY_LEVEL: Kind = Kind {
    noun: "security level",
    is_valid: |_| true,
    instead: "write its name in Jira such as \"Security team\"",
};

/// As Slack names them: lower case, without the colons.
pub(super) const EMOJI: Kind = Kind {
    noun: "name of an emoji",
    is_valid: |text| {
        text.chars().count() <= 100
            && text
                .chars()
                .all(|c| c.is_alphanumeric() && !c.is_uppercase() || matches!(c, '_' | '-' | '+' | '\''))
    },
    instead: "write it without colons such as \"ticket\"",
};

/// Letters and digits; those of a person's own space come after `~`.
pub(super) const CONFLUENCE_SPACE: Kind = Kind {
    noun: "key of a Confluence space",
    is_valid: |text| {
        let key = text.strip_prefix('~').unwrap_or(text);
        (1..=255).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric())
    },
    instead: "write one such as \"SP\"",
};

pub(super) const CONFLUENCE_PAGE: Kind = Kind {
    noun: "id of a Confluence page",
    is_valid: |text| text.bytes().all(|b| b.is_ascii_digit()),
    instead: "write the number in the page's address",
};

/// An e-mail, or one of Zoom's ids, which look like base64.
pub(super) const ZOOM_USER: Kind = Kind {
    noun: "Zoom user",
    is_valid: |text| {
        let is_base64 = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'=' | b'+');
        is_email(text) || text.bytes().all(is_base64)
    },
    instead: "write the e-mail or id of a licensed one",
};

/// Slack shows no longer text in a section's field.
pub(super) const DESCRIPTION: Kind = Kind {
    noun: "description",
    is_valid: |text| text.chars().count() <= 300,
    instead: "write up to 300 characters for people",
};

pub(super) const URL: Kind = Kind {
    noun: "address",
    is_valid: is_url,
    instead: "write one such as \"https://{target}/health\"; the only word in braces is target",
};

pub(super) const NAME: Kind = Kind {
    noun: "name",
    is_valid: is_name,
    instead: "write it without spaces such as \"checkout\"; the only word in braces is target",
};

pub(super) const PROMQL: Kind = Kind {
    noun: "query",
    is_valid: |_| true,
    instead: "write one such as \"up{instance=\\\"{target}\\\"}\"",
};

pub(super) const CLOUDWATCH_NAME: Kind = Kind {
    noun: "name of CloudWatch's",
    is_valid: |text| text.len() <= 255 && !text.contains(['{', '}']),
    instead: "write it as CloudWatch shows it such as \"AWS/ECS\"",
};

pub(super) const AWS_REGION: Kind = Kind {
    noun: "region of AWS",
    is_valid: |text| {
        text.split('-').count() >= 3 && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
    },
    instead: "write one such as \"eu-west-1\"",
};

pub(super) const AWS_ROLE: Kind = Kind {
    noun: "role",
    is_valid: |text| text.starts_with("arn:") && text.contains(":role/"),
    instead: "write its ARN such as \"arn:aws:iam::123456789012:role/muster\"",
};

pub(super) const EC2_INSTANCE: Kind = Kind {
    noun: "instance",
    is_valid: |text| text == PLACEHOLDER || text.starts_with("i-"),
    instead: "write \"{target}\", or its id such as \"i-0123456789abcdef0\"",
};

pub(super) const HOSTED_ZONE: Kind = Kind {
    noun: "hosted zone",
    is_valid: |text| {
        text.starts_with('Z') && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    },
    instead: "write its id such as \"Z2FDTNDATAQYW2\"",
};

pub(super) const LISTENER: Kind = Kind {
    noun: "listener",
    is_valid: |text| text.starts_with("arn:") && text.contains(":listener/"),
    instead: "write its ARN",
};

pub(super) const TARGET_GROUP: Kind = Kind {
    noun: "target group",
    is_valid: |text| text.starts_with("arn:") && text.contains(":targetgroup/"),
    instead: "write its ARN",
};

/// Whether an address is one once `{target}` is filled in, and has no other braces: those would be a slip of the pen.
fn is_url(text: &str) -> bool {
    let filled = text.replace(PLACEHOLDER, "x");
    let after = filled.strip_prefix("https://").or_else(|| filled.strip_prefix("http://"));
    after.is_some_and(|after| {
        !after.starts_with(['/', '?', '#', ':'])
            && !after.is_empty()
            && !after.contains(|c: char| {
                c.is_whitespace() || c.is_control() || matches!(c, '{' | '}' | '<' | '>' | '"')
            })
    })
}

/// A name with no braces but those of `{target}`.
fn is_name(text: &str) -> bool {
    let filled = text.replace(PLACEHOLDER, "x");
    filled.len() <= 2_048
        && !filled.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '{' | '}'))
}
