//! The CA certificates that verify `DynamoDB`'s servers.
//!
//! An operating system has about 140 of them, and parsing them makes every cold start longer (`docs/performance.md`). The
//! certificates of AWS endpoints are issued by Amazon Trust Services, whose five roots are parsed quickly. If a server's
//! certificate has another issuer one day, the roots of the system are added: the short list saves time and is no restriction.

use std::{error::Error, io};

use aws_smithy_http_client::tls::{TlsContext, TrustStore};
use aws_smithy_runtime_api::client::result::ConnectorError;
use rustls::{CertificateError, Error as TlsError};

/// Roots of Amazon Trust Services (<https://www.amazontrust.com/repository/>). The first of them expires in 2037.
const AMAZON: &str = include_str!("amazon_roots.pem");

/// A set of trusted CA certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrustedRoots {
    /// The roots of Amazon Trust Services.
    Amazon,
    /// The roots of the operating system, or of `SSL_CERT_FILE` and `SSL_CERT_DIR`.
    System,
    /// Both, after a server's certificate had none of Amazon's roots.
    AmazonAndSystem,
}

impl TrustedRoots {
    /// Returns the roots for an endpoint. The issuer is known only for the Region's own endpoint in AWS's standard partition,
    /// not for other partitions (China, `GovCloud` and others) and custom endpoints.
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

/// Returns whether a server was refused because no trusted root signed its certificate. rustls checks the expiry before
/// the issuer, and the name after it.
pub(super) fn is_unknown_issuer(error: &ConnectorError) -> bool {
    let mut next = error.source();
    while let Some(cause) = next {
        if let Some(TlsError::InvalidCertificate(fault)) = cause.downcast_ref() {
            return matches!(fault, CertificateError::UnknownIssuer);
        }
        // `io::Error::source` skips the wrapped error itself.
        let wrapped = cause.downcast_ref().and_then(io::Error::get_ref);
        next = wrapped.map_or_else(|| cause.source(), |inner| Some(inner as &(dyn Error + 'static)));
    }
    false
}
