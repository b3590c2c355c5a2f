//! The certificates that SNS signs with. Each is fetched once from SNS's own host, which proves by TLS who it is.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;
use reqwest::Response;
use tokio::sync::Semaphore;
use url::Url;
use x509_parser::{
    certificate::{Validity, X509Certificate},
    extensions::GeneralName,
    pem::parse_x509_pem,
    time::ASN1Time,
};

use super::{Sns, Unproven};

/// For whom most of SNS's certificates are, and those of the US government's regions. Others are for their region.
const NAMES: [&str; 2] = ["sns.amazonaws.com", "sns-us-gov-west-1.amazonaws.com"];
/// So many are kept: each region has one, and for a while the one before.
const MOST_KEPT: usize = 32;
/// Bytes of one. They have about 2,000.
const LARGEST: usize = 64 * 1024;

/// So many are fetched at once, however many ask: whose it is that asks is not known before.
const AT_ONCE: usize = 2;

/// Those that were fetched.
pub(super) struct Certificates {
    /// The oldest first.
    kept: Mutex<VecDeque<(Url, Arc<Certificate>)>>,
    fetching: Semaphore,
}

impl Default for Certificates {
    fn default() -> Self {
        Self { kept: Mutex::default(), fetching: Semaphore::new(AT_ONCE) }
    }
}

/// A certificate of SNS's.
pub(super) struct Certificate {
    valid: Validity,
    /// Its public key, as PKCS #1 has it.
    pub(super) key: Vec<u8>,
}

impl Sns {
    /// The certificate that is at this address and valid now.
    pub(super) async fn certificate(&self, url: Url, now: Timestamp) -> Result<Arc<Certificate>, Unproven> {
        let certificate = match self.certificates.find(&url) {
            Some(kept) => kept,
            None => self.fetch(&url).await?,
        };
        certificate.check_time(now)?;
        self.certificates.keep(url, Arc::clone(&certificate));
        Ok(certificate)
    }

    async fn fetch(&self, url: &Url) -> Result<Arc<Certificate>, Unproven> {
        let _turn = self.certificates.fetching.acquire().await.map_err(|closed| closed.to_string())?;
        // Somebody may have fetched it meanwhile.
        if let Some(kept) = self.certificates.find(url) {
            return Ok(kept);
        }
        let pem = read(self.get(url.clone()).await?).await?;
        let host = url.host_str().ok_or_else(|| "its certificate is nowhere".to_owned())?;
        Ok(Arc::new(Certificate::read(&pem, host)?))
    }
}

async fn read(mut answer: Response) -> Result<Vec<u8>, Unproven> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(Unproven::unanswered)? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST {
            return Err(Unproven::Refused("its certificate is larger than any".to_owned()));
        }
    }
    Ok(body)
}

impl Certificates {
    fn find(&self, url: &Url) -> Option<Arc<Certificate>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(from, _)| from == url).map(|(_, certificate)| Arc::clone(certificate))
    }

    fn keep(&self, url: Url, certificate: Arc<Certificate>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if !kept.iter().any(|(from, _)| *from == url) {
            kept.push_back((url, certificate));
        }
        if kept.len() > MOST_KEPT {
            kept.pop_front();
        }
    }
}

impl Certificate {
    /// One that is for SNS, at this host.
    fn read(pem: &[u8], host: &str) -> Result<Self, String> {
        let (_, pem) = parse_x509_pem(pem).map_err(|_| "its certificate is no PEM".to_owned())?;
        let read = pem.parse_x509().map_err(|error| format!("its certificate cannot be read: {error}"))?;
        if !names(&read).any(|name| is_of_sns(name, host)) {
            return Err(format!("its certificate is not for {host}, nor for {}", NAMES[0]));
        }
        let valid = read.validity().clone();
        Ok(Self { valid, key: read.public_key().subject_public_key.data.to_vec() })
    }

    fn check_time(&self, now: Timestamp) -> Result<(), String> {
        let now = ASN1Time::from_timestamp(now.as_second()).map_err(|error| error.to_string())?;
        match self.valid.is_valid_at(now) {
            true => Ok(()),
            false => Err(format!(
                "its certificate is valid from {} to {}",
                self.valid.not_before, self.valid.not_after
            )),
        }
    }
}

/// A region's own certificate is for its host, `sns.REGION.…`, for `sns-signing.REGION.…` or for `sns-REGION.…`.
fn is_of_sns(name: &str, host: &str) -> bool {
    let region = host.strip_prefix("sns.");
    let prefixes = ["sns.", "sns-signing.", "sns-"];
    NAMES.contains(&name)
        || region.is_some() && prefixes.iter().any(|prefix| name.strip_prefix(prefix) == region)
}

fn names<'a>(certificate: &'a X509Certificate<'_>) -> impl Iterator<Item = &'a str> {
    let common = certificate.subject().iter_common_name().filter_map(|name| name.as_str().ok());
    let others = certificate.subject_alternative_name().ok().flatten();
    let others = others.into_iter().flat_map(|names| &names.value.general_names);
    common.chain(others.filter_map(|name| match name {
        GeneralName::DNSName(name) => Some(*name),
        _ => None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::sns::tests::{CERTIFICATE, EXPIRED, HOST, OF_ANOTHER};

    fn read(pem: &str, host: &str, now: &str) -> Result<(), String> {
        Certificate::read(pem.as_bytes(), host)?.check_time(now.parse().unwrap())
    }

    #[test]
    fn a_certificate_counts_that_is_for_sns_and_valid_now() {
        let now = "2026-11-27T09:00:00Z";
        assert_eq!(read(CERTIFICATE, HOST, now), Ok(()));
        assert!(read(OF_ANOTHER, HOST, now).unwrap_err().contains("is not for sns.eu-west-1.amazonaws.com"));
        assert_eq!(read(EXPIRED, HOST, "2024-06-01T00:00:00Z"), Ok(()));
        for (pem, now) in [(EXPIRED, now), (CERTIFICATE, "2024-06-01T00:00:00Z")] {
            assert!(read(pem, HOST, now).unwrap_err().contains("is valid from"));
        }
        for none in ["", "<html>", &CERTIFICATE.replace("MII", "MIJ"), &CERTIFICATE[..500]] {
            assert!(read(none, HOST, now).is_err(), "{none}");
        }
    }

    #[test]
    fn regions_have_certificates_of_their_own() {
        let (cape_town, beijing) = ("sns.af-south-1.amazonaws.com", "sns.cn-north-1.amazonaws.com.cn");
        for (name, host) in [
            ("sns.amazonaws.com", HOST),
            (cape_town, cape_town),
            ("sns-signing.af-south-1.amazonaws.com", cape_town),
            ("sns-cn-north-1.amazonaws.com.cn", beijing),
            ("sns-us-gov-west-1.amazonaws.com", "sns.us-gov-east-1.amazonaws.com"),
        ] {
            assert!(is_of_sns(name, host), "{name}");
        }
        for other in [
            "",
            "amazonaws.com",
            "sqs.amazonaws.com",
            "*.amazonaws.com",
            "xsns.af-south-1.amazonaws.com",
            HOST,
        ] {
            assert!(!is_of_sns(other, cape_town), "{other}");
        }
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let certificates = Certificates::default();
        let url = |n: usize| Url::parse(&format!("https://{HOST}/{n}.pem")).unwrap();
        let certificate = Arc::new(Certificate::read(CERTIFICATE.as_bytes(), HOST).unwrap());
        for n in [0].into_iter().chain(0..=MOST_KEPT) {
            certificates.keep(url(n), Arc::clone(&certificate));
        }
        assert!(certificates.find(&url(0)).is_none());
        assert!((1..=MOST_KEPT).all(|n| certificates.find(&url(n)).is_some()));
    }
}
