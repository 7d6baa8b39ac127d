//! Who may vouch for the store's servers.
//!
//! A system's list has some hundred and forty authorities, and reading them makes every start longer (`docs/performance.md`).
//! Amazon's services show certificates of Amazon's own authorities, so these five are enough, and quickly read. Should they not be enough
//! one day, the system's are asked too: this is about time, and not about believing fewer.

use std::{error::Error, io};

use aws_smithy_http_client::tls::{TlsContext, TrustStore};
use aws_smithy_runtime_api::client::result::ConnectorError;
use rustls::{CertificateError, Error as TlsError};

/// Roots of Amazon Trust Services (<https://www.amazontrust.com/repository/>). The first to end does so in 2037.
const AMAZON: &str = include_str!("amazon_roots.pem");

/// Authorities whose certificates are believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrustedRoots {
    /// Amazon's own.
    Amazon,
    /// Those of the operating system, or of `SSL_CERT_FILE` and `SSL_CERT_DIR`.
    System,
    /// Both, once Amazon's own alone were not enough.
    AmazonAndSystem,
}

impl TrustedRoots {
    /// The roots for a Region's own endpoint, or for another. Outside of AWS's standard partition (China, `GovCloud` and
    /// others), and where another server is named, nobody knows who vouches for it.
    #[must_use]
    pub fn of(region: &str, endpoint_url: Option<&str>) -> Self {
        let is_standard = region.split('-').count() == 3 && !region.starts_with("cn-");
        let is_elsewhere = endpoint_url.is_some_and(|url| url.starts_with("https:"));
        if is_standard && !is_elsewhere { Self::Amazon } else { Self::System }
    }

    pub(super) fn tls_context(self) -> TlsContext {
        let store = match self {
            Self::Amazon => TrustStore::empty().with_pem_certificate(AMAZON),
            Self::System => TrustStore::default(),
            Self::AmazonAndSystem => TrustStore::default().with_pem_certificate(AMAZON),
        };
        TlsContext::builder().with_trust_store(store).build().unwrap_or_default()
    }
}

/// Whether a server was refused because none of the trusted authorities vouches for it. A certificate whose time is over is refused for
/// that before; its name is looked at after.
pub(super) fn is_of_unknown_authority(error: &ConnectorError) -> bool {
    let mut next = error.source();
    while let Some(cause) = next {
        if let Some(TlsError::InvalidCertificate(fault)) = cause.downcast_ref() {
            return matches!(fault, CertificateError::UnknownIssuer);
        }
        // An I/O error does not count what it wraps among its sources.
        let wrapped = cause.downcast_ref().and_then(io::Error::get_ref);
        next = wrapped.map_or_else(|| cause.source(), |inner| Some(inner as &(dyn Error + 'static)));
    }
    false
}
