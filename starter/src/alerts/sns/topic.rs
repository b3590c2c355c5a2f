//! A topic that may send, and where SNS is for it.

use std::{fmt, str::FromStr};

use url::Url;

use super::start;

/// A topic's name: characters.
const LONGEST_NAME: usize = 256;

/// A topic that may send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Topic {
    pub(super) arn: String,
    /// Where SNS is in the topic's region.
    pub(super) host: String,
}

impl FromStr for Topic {
    type Err = String;

    fn from_str(arn: &str) -> Result<Self, String> {
        let parts: Vec<_> = arn.split(':').collect();
        match parts[..] {
            ["arn", partition, "sns", region, account, name]
                if is_region(region) && is_account(account) && is_name(name) =>
            {
                let domain = match partition {
                    "aws" | "aws-us-gov" => "amazonaws.com",
                    "aws-cn" => "amazonaws.com.cn",
                    _ => {
                        return Err(format!(
                            "{arn:?} is in no partition that is known here: it is aws, aws-cn or aws-us-gov"
                        ));
                    }
                };
                Ok(Self { arn: arn.to_owned(), host: format!("sns.{region}.{domain}") })
            }
            _ => Err(format!(
                "{arn:?} is no topic: write ARNs like arn:aws:sns:eu-west-1:123456789012:alarms, separated by commas"
            )),
        }
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.arn)
    }
}

impl Topic {
    /// An address of SNS in the topic's own region; of anybody's else, in words that follow its name, why it is none.
    pub(super) fn own_address(&self, address: &str) -> Result<Url, String> {
        let is_own = |url: &Url| {
            url.scheme() == "https"
                && url.host_str() == Some(self.host.as_str())
                && url.port().is_none()
                && url.username().is_empty()
                && url.password().is_none()
        };
        let url = Url::parse(address).ok().filter(is_own);
        url.ok_or_else(|| format!("is not at https://{}: {}", self.host, start(address)))
    }
}

fn is_region(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_name(text: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_at_home_in_its_region() {
        for (arn, host) in [
            ("arn:aws:sns:eu-west-1:123456789012:alarms", "sns.eu-west-1.amazonaws.com"),
            ("arn:aws-us-gov:sns:us-gov-west-1:123456789012:a_B-9", "sns.us-gov-west-1.amazonaws.com"),
            ("arn:aws-cn:sns:cn-north-1:123456789012:alarms", "sns.cn-north-1.amazonaws.com.cn"),
        ] {
            assert_eq!(arn.parse::<Topic>().unwrap().host, host);
        }
    }

    #[test]
    fn what_is_no_topic_is_told_with_what_to_write() {
        for wrong in [
            "",
            "alarms",
            "arn:aws:sqs:eu-west-1:123456789012:alarms",
            "arn:aws:sns:eu-west-1:123456789012",
            "arn:aws:sns:eu-west-1:123456789012:alarms:c9135db0-26c4-47ec-8998-413945fb5a96",
            "arn:aws:sns:evil.com/:123456789012:alarms",
            "arn:aws:sns::123456789012:alarms",
            "arn:aws:sns:eu-west-1:12345:alarms",
            "arn:aws:sns:eu-west-1:123456789012:",
            "arn:aws:sns:eu-west-1:123456789012:*",
        ] {
            let why = wrong.parse::<Topic>().unwrap_err();
            assert!(why.contains("write ARNs like"), "{why}");
        }
        let why = "arn:aws-iso:sns:eu-west-1:123456789012:alarms".parse::<Topic>().unwrap_err();
        assert!(why.contains("no partition"), "{why}");
    }

    #[test]
    fn addresses_that_look_alike_are_not_its_own() {
        let topic: Topic = "arn:aws:sns:eu-west-1:123456789012:alarms".parse().unwrap();
        for own in
            ["https://sns.eu-west-1.amazonaws.com/x.pem", "https://SNS.eu-west-1.amazonaws.com:443/?Token=1"]
        {
            assert_eq!(topic.own_address(own).unwrap().host_str(), Some("sns.eu-west-1.amazonaws.com"));
        }
        for alike in [
            "",
            "sns.eu-west-1.amazonaws.com/x.pem",
            "http://sns.eu-west-1.amazonaws.com/x.pem",
            "https://sns.eu-west-1.amazonaws.com:8443/x.pem",
            "https://sns.eu-west-1.amazonaws.com.evil.com/x.pem",
            "https://sns.eu-west-1.amazonaws.com@evil/x.pem",
            "https://evil@sns.eu-west-1.amazonaws.com/x.pem",
            "https://evil.com/https://sns.eu-west-1.amazonaws.com/x.pem",
            "https://evil.com#sns.eu-west-1.amazonaws.com/x.pem",
            "https://evil.com\\.sns.eu-west-1.amazonaws.com/x.pem",
            "https://xsns.eu-west-1.amazonaws.com/x.pem",
            "https://sns.eu-west-1.amazonaws.com./x.pem",
            "https://sns.eu-west-1.amazonaws.com.cn/x.pem",
            "https://sns.us-east-1.amazonaws.com/x.pem",
        ] {
            assert!(topic.own_address(alike).is_err(), "{alike}");
        }
    }
}
