//! Calls of EC2's API by its names. Its crate has some 800 of them, takes minutes and 8 GB of memory to compile, and four
//! are needed. What sends and signs them is what the crates of the other services are made of. Of the variables for
//! addresses `AWS_ENDPOINT_URL` counts, and none for EC2 alone.

use aws_config::SdkConfig;
use aws_runtime::auth::{
    SigV4OperationSigningConfig,
    sigv4::{SCHEME_ID, SigV4AuthScheme},
};
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        auth::{AuthSchemeOptionResolverParams, static_resolver::StaticAuthSchemeOptionResolver},
        orchestrator::{HttpRequest, HttpResponse, OrchestratorError},
        runtime_components::RuntimeComponentsBuilder,
        runtime_plugin::StaticRuntimePlugin,
    },
};
use aws_smithy_types::{body::SdkBody, config_bag::Layer, error::ErrorMetadata};
use aws_types::{SigningName, region::SigningRegion};
use muster_workflows::contract::System;
use roxmltree::Document;
use url::form_urlencoded;

use crate::{failure::Failure, healing::aws::failure};

/// Of the API, the only one for years.
const VERSION: &str = "2016-11-15";
const SERVICE: &str = "ec2";

/// Asks, and returns what was answered, where EC2 said yes.
pub(super) async fn call(
    config: &SdkConfig,
    action: &'static str,
    parameters: impl Iterator<Item = (&'static str, &str)>,
) -> Result<String, Failure> {
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("Action", action)
        .append_pair("Version", VERSION)
        .extend_pairs(parameters)
        .finish();
    let operation = operation(config, action)
        .ok_or_else(|| Failure::unexpected(System::Aws, "the settings of AWS are not whole"))?;
    operation.invoke(form).await.map_err(|error| failure::of(&error))
}

/// Everything that the crate of a service would set.
fn operation(config: &SdkConfig, action: &'static str) -> Option<Operation<String, String, ErrorMetadata>> {
    let region = config.region()?;
    let url = config.endpoint_url().map_or_else(|| endpoint(region.as_ref()), str::to_owned);
    let mut layer = Layer::new(SERVICE);
    layer.store_put(AuthSchemeOptionResolverParams::new(()));
    layer.store_put(SigV4OperationSigningConfig::default());
    layer.store_put(SigningName::from_static(SERVICE));
    layer.store_put(SigningRegion::from(region.clone()));
    let components = RuntimeComponentsBuilder::new(SERVICE)
        .with_auth_scheme_option_resolver(Some(StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID])))
        .with_auth_scheme(SigV4AuthScheme::new())
        .with_identity_cache(config.identity_cache())
        .with_identity_resolver(SCHEME_ID, config.credentials_provider()?);
    let signing = StaticRuntimePlugin::new().with_config(layer.freeze()).with_runtime_components(components);
    let operation = Operation::builder()
        .service_name(SERVICE)
        .operation_name(action)
        .http_client(config.http_client()?)
        .endpoint_url(&url)
        .no_retry()
        .timeout_config(config.timeout_config()?.clone())
        .sleep_impl(config.sleep_impl()?)
        .time_source(config.time_source()?)
        .runtime_plugin(signing)
        .serializer(request)
        .deserializer(answer);
    Some(operation.build())
}

fn endpoint(region: &str) -> String {
    let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    format!("https://{SERVICE}.{region}.{suffix}")
}

fn request(form: String) -> Result<HttpRequest, BoxError> {
    let mut request = HttpRequest::new(SdkBody::from(form));
    request.set_method("POST")?;
    request.set_uri("/")?;
    request.headers_mut().insert("content-type", "application/x-www-form-urlencoded");
    request.headers_mut().insert("user-agent", concat!("muster/", env!("CARGO_PKG_VERSION")));
    Ok(request)
}

fn answer(response: &HttpResponse) -> Result<String, OrchestratorError<ErrorMetadata>> {
    let body = response.body().bytes().ok_or_else(|| OrchestratorError::other("the answer was not read"))?;
    let body = std::str::from_utf8(body).map_err(OrchestratorError::other)?;
    match response.status().is_success() {
        true => Ok(body.to_owned()),
        false => Err(OrchestratorError::operation(refusal(body))),
    }
}

/// EC2's code and words, where it has any.
fn refusal(body: &str) -> ErrorMetadata {
    let document = Document::parse(body).ok();
    let text = |name| {
        let mut nodes = document.iter().flat_map(Document::descendants);
        nodes.find(|node| node.is_element() && node.tag_name().name() == name)?.text()
    };
    let mut error = ErrorMetadata::builder();
    if let Some(code) = text("Code") {
        error = error.code(code);
    }
    if let Some(message) = text("Message") {
        error = error.message(message);
    }
    error.build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_region_is_asked_where_it_is() {
        assert_eq!(endpoint("eu-west-1"), "https://ec2.eu-west-1.amazonaws.com");
        assert_eq!(endpoint("cn-north-1"), "https://ec2.cn-north-1.amazonaws.com.cn");
    }
}
