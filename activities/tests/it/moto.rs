//! moto, a stand-in for AWS, as the activities are told of it, and as a test asks it by AWS's SDK.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use muster_activities::config::{AwsConfig, AwsKeys};
use muster_sandbox::programs::Moto;
use muster_workflows::domain::runbook::Aws;

/// The server that all tests share. Each makes things of its own in it.
pub(crate) async fn moto() -> &'static Moto {
    Moto::shared().await.unwrap()
}

/// How a test asks it.
pub(crate) async fn sdk() -> SdkConfig {
    let http = aws_smithy_http_client::Builder::new();
    let tls = aws_smithy_http_client::tls::rustls_provider::CryptoMode::Ring;
    aws_config::defaults(BehaviorVersion::latest())
        .region(Region::from_static(Moto::REGION))
        .endpoint_url(moto().await.url())
        .credentials_provider(Credentials::new(Moto::KEY, "secret", None, None, "test"))
        .http_client(http.tls_provider(aws_smithy_http_client::tls::Provider::Rustls(tls)).build_https())
        .load()
        .await
}

/// What EC2 answers.
pub(crate) async fn ec2(action: &str, parameters: &[(&str, &str)]) -> String {
    moto().await.ec2(action, parameters).await.unwrap()
}

/// The first text of an answer between these tags.
pub(crate) fn text(answer: &str, tag: &str) -> String {
    let after = answer.split_once(&format!("<{tag}>")).unwrap_or_else(|| panic!("no {tag} in {answer}")).1;
    after.split_once('<').unwrap().0.to_owned()
}

/// An instance that runs.
pub(crate) async fn instance() -> String {
    moto().await.instance().await.unwrap()
}

/// AWS at this address.
pub(crate) fn config(url: &str) -> AwsConfig {
    let keys = AwsKeys { id: Moto::KEY.to_owned(), secret: "secret".into() };
    AwsConfig { endpoint_url: Some(url.parse().unwrap()), keys: Some(keys) }
}

/// Where everything in these tests is.
pub(crate) fn aws() -> Aws {
    Aws { region: Moto::REGION.to_owned(), role: None }
}
