use secrecy::SecretString;
use url::Url;

/// AWS, where it is to be anything else than what its SDK finds by itself: `AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID` and
/// the others that all of its tools know, a profile, or the role of the machine.
#[derive(Clone, Default)]
pub struct AwsConfig {
    /// Where all of its services are.
    pub endpoint_url: Option<Url>,
    /// Who asks, where no role is assumed.
    pub keys: Option<AwsKeys>,
}

/// An access key.
#[derive(Clone)]
pub struct AwsKeys {
    /// Its id: `AKIA…`.
    pub id: String,
    /// Its secret.
    pub secret: SecretString,
}
