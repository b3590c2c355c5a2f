//! The one place where what AWS's SDK says becomes a failure.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::{
    error::{ProvideErrorMetadata, SdkError},
    operation::{
        assume_role::AssumeRoleError, assume_role_with_web_identity::AssumeRoleWithWebIdentityError,
    },
};
use hyper_util::client::legacy;
use muster_workflows::{contract::System, domain::cut};

use crate::failure::Failure;

/// As much of AWS's words as people want to read: what is not allowed comes with a page of code.
const MOST: usize = 300;

/// AWS's codes that say that too much was asked.
const TOO_MUCH: [&str; 12] = [
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "PriorRequestNotComplete",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequests",
    "TooManyRequestsException",
];

/// AWS's codes that say that it does not work at the moment, though they look like a no.
const NOT_NOW: [&str; 4] =
    ["InsufficientInstanceCapacity", "ResourceContention", "ScalingActivityInProgress", "ServiceUnavailable"];

/// Why a call came to nothing.
pub(super) fn of<E>(error: &SdkError<E>) -> Failure
where
    E: ProvideErrorMetadata + Error + 'static,
{
    match error {
        // One that cannot be read comes as a refusal, too.
        SdkError::ServiceError(said) if said.raw().status().is_success() => not_promised(said.err()),
        SdkError::ServiceError(said) => {
            refusal(said.raw().status().as_u16(), said.err().code(), said.err().message())
        }
        SdkError::DispatchFailure(failure) => match failure.as_connector_error() {
            Some(error) => undelivered(error),
            None => Failure::unanswered(System::Aws, "the connection broke"),
        },
        SdkError::TimeoutError(_) => Failure::unanswered(System::Aws, "no answer in time"),
        SdkError::ResponseError(answer) if answer.raw().status().is_success() => not_promised(error),
        SdkError::ResponseError(answer) => refusal(answer.raw().status().as_u16(), None, None),
        other => Failure::unexpected(System::Aws, chain(other)),
    }
}

fn not_promised(error: &(dyn Error + 'static)) -> Failure {
    Failure::unexpected(System::Aws, format!("an answer that the API does not promise: {}", chain(error)))
}

fn refusal(status: u16, code: Option<&str>, message: Option<&str>) -> Failure {
    let code = code.map_or_else(|| status.to_string(), str::to_owned);
    let message = message.map(|message| message.trim().trim_end_matches('.'));
    let words = match message.filter(|message| !message.is_empty()) {
        Some(message) => format!("{} ({code})", cut(message, MOST)),
        None => format!("it answered {code}"),
    };
    match status {
        429 => Failure::rate_limited(System::Aws, None, words),
        _ if TOO_MUCH.contains(&code.as_str()) => Failure::rate_limited(System::Aws, None, words),
        503 => Failure::unavailable(System::Aws, words),
        _ if NOT_NOW.contains(&code.as_str()) => Failure::unavailable(System::Aws, words),
        500.. => Failure::unanswered(System::Aws, words),
        _ => {
            let words = advice(&code).map_or(words.clone(), |advice| format!("{words}. {advice}"));
            Failure::refused(System::Aws, code, words)
        }
    }
}

/// What people can do about a no.
fn advice(code: &str) -> Option<&'static str> {
    match code {
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" => Some(
            "Allow it, in IAM, to the role that the runbook names, or to the worker's own where it names none.",
        ),
        "AuthFailure"
        | "ExpiredToken"
        | "ExpiredTokenException"
        | "InvalidClientTokenId"
        | "SignatureDoesNotMatch"
        | "UnrecognizedClientException" => {
            Some("See that the worker's credentials of AWS are right, and its clock.")
        }
        code if code.contains("NotFound") || code.contains("Malformed") || code.starts_with("NoSuch") => {
            Some("See that the runbook names it rightly, and its region and role.")
        }
        _ => None,
    }
}

/// What went wrong before there was an answer.
fn undelivered(error: &(dyn Error + 'static)) -> Failure {
    if let Some(credentials) = find::<CredentialsError>(error) {
        return without_credentials(credentials);
    }
    match find::<legacy::Error>(error) {
        Some(hyper) if hyper.is_connect() => Failure::unavailable(System::Aws, chain(error)),
        _ => Failure::unanswered(System::Aws, chain(error)),
    }
}

fn without_credentials(error: &CredentialsError) -> Failure {
    if let Some(said) = find::<SdkError<AssumeRoleError>>(error) {
        return of(said);
    }
    if let Some(said) = find::<SdkError<AssumeRoleWithWebIdentityError>>(error) {
        return of(said);
    }
    match error {
        CredentialsError::CredentialsNotLoaded(_) => {
            Failure::refused(System::Aws, "no_credentials", NO_CREDENTIALS)
        }
        CredentialsError::InvalidConfiguration(_) => Failure::refused(
            System::Aws,
            "invalid_credentials",
            format!("the worker's credentials of AWS cannot be used: {}", chain(error)),
        ),
        other => Failure::unavailable(
            System::Aws,
            format!("the worker's credentials of AWS cannot be had: {}", chain(other)),
        ),
    }
}

const NO_CREDENTIALS: &str = "the worker has no credentials of AWS. Run it where it has a role (EC2, ECS, EKS), or \
                              set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for it.";

/// The first error of this kind among what an error comes from.
fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    sources(error).find_map(|error| error.downcast_ref())
}

/// All of what an error comes from, for people.
fn chain(error: &(dyn Error + 'static)) -> String {
    cut(&sources(error).map(ToString::to_string).collect::<Vec<_>>().join(": "), MOST)
}

fn sources<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}
