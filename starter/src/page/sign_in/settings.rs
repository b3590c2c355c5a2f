use muster_activities::config::Environment;
use secrecy::SecretString;
use url::Url;

const URL: &str = "MUSTER_URL";
const CLIENT_ID: &str = "MUSTER_SLACK_CLIENT_ID";
const CLIENT_SECRET: &str = "MUSTER_SLACK_CLIENT_SECRET";

/// What signing in takes. All of it is there, or there is no page.
#[derive(Clone)]
pub struct SignInSettings {
    /// `MUSTER_URL`: where people reach the starter, without a path.
    pub url: Url,
    /// `MUSTER_SLACK_CLIENT_ID`: by this Slack knows the app.
    pub client_id: String,
    /// `MUSTER_SLACK_CLIENT_SECRET`.
    pub client_secret: SecretString,
    /// Where Slack asks people whether they want to sign in.
    pub authorize_url: Url,
}

impl SignInSettings {
    /// Reads them; none where none is given, or where the environment knows what is wrong.
    pub(crate) fn read(environment: &mut Environment, slack_api: Option<&Url>) -> Option<Self> {
        let given = environment.optional(URL).is_some()
            || environment.optional(CLIENT_ID).is_some()
            || environment.has_secret(CLIENT_SECRET);
        if !given {
            return None;
        }
        let url = environment.url(URL);
        let url = url.and_then(|url| {
            match url.path() == "/" && url.query().is_none() && url.fragment().is_none() {
                true => Some(url),
                false => {
                    environment.problem(URL, "has more than a host: the page is at its root");
                    None
                }
            }
        });
        let client_id = environment.text(CLIENT_ID);
        let client_secret = environment.secret(CLIENT_SECRET);
        Some(Self {
            url: url?,
            client_id: client_id?,
            client_secret: client_secret?,
            authorize_url: authorize_url(slack_api?)?,
        })
    }
}

/// Beside the methods, of which it is none: <https://slack.com/.well-known/openid-configuration>.
fn authorize_url(slack_api: &Url) -> Option<Url> {
    slack_api.join("openid/connect/authorize").ok()
}

#[cfg(test)]
mod tests {
    use muster_activities::config::Problems;
    use secrecy::ExposeSecret;

    use super::*;

    const WHOLE: [(&str, &str); 3] =
        [(URL, "https://muster.example.com/"), (CLIENT_ID, "1.2"), (CLIENT_SECRET, "shh")];

    fn read(variables: &[(&str, &str)], slack: &str) -> Result<Option<SignInSettings>, Problems> {
        let mut environment = Environment::of(variables.iter().copied());
        let settings = SignInSettings::read(&mut environment, Some(&slack.parse().unwrap()));
        environment.finish(Some(settings))
    }

    #[test]
    fn slack_asks_where_slack_is() {
        for (api, authorize) in [
            ("https://slack.com/api", "https://slack.com/openid/connect/authorize"),
            ("http://127.0.0.1:8090/slack/api", "http://127.0.0.1:8090/slack/openid/connect/authorize"),
        ] {
            let settings = read(&WHOLE, api).ok().unwrap().unwrap();
            assert_eq!(settings.authorize_url.as_str(), authorize);
            assert_eq!(settings.url.as_str(), "https://muster.example.com/");
            assert_eq!((settings.client_id.as_str(), settings.client_secret.expose_secret()), ("1.2", "shh"));
        }
    }

    #[test]
    fn all_is_given_or_nothing() {
        const SLACK: &str = "https://slack.com/api";
        assert!(read(&[], SLACK).ok().unwrap().is_none());
        for left_out in WHOLE {
            let rest: Vec<_> = WHOLE.into_iter().filter(|one| *one != left_out).collect();
            let problems = read(&rest, SLACK).err().unwrap().0;
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert_eq!(problems[0].name, left_out.0);
            assert!(problems[0].what.starts_with("is not set"), "{problems:?}");
        }
        let file = [WHOLE[0], WHOLE[1], ("MUSTER_SLACK_CLIENT_SECRET_FILE", "no-such-file")];
        assert!(
            read(&file, SLACK)
                .err()
                .unwrap()
                .to_string()
                .starts_with("MUSTER_SLACK_CLIENT_SECRET_FILE names")
        );
    }

    #[test]
    fn the_page_is_at_the_root() {
        for url in
            ["https://example.com/muster", "https://example.com/?a", "https://example.com/#a", "example.com"]
        {
            let given = [(URL, url), WHOLE[1], WHOLE[2]];
            let problems = read(&given, "https://slack.com/api").err().unwrap().0;
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert_eq!(problems[0].name, URL);
        }
    }
}
