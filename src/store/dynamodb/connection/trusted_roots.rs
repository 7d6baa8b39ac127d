//! The CA certificates that verify `DynamoDB`'s servers.
//!
//! An operating system has about 140 CA certificates, and parsing them slows down every cold start
//! (`benches/README.md`). The certificates of AWS endpoints are issued by Amazon Trust Services, which has only five
//! root certificates. They are bundled to save time, not to restrict trust: if a server's certificate has another
//! issuer, the system's CA certificates are added.

use std::{error::Error, io};

use aws_smithy_http_client::tls::{TlsContext, TrustStore};
use aws_smithy_runtime_api::client::result::ConnectorError;
use rustls::{CertificateError, Error as TlsError};

/// The root certificates of Amazon Trust Services (<https://www.amazontrust.com/repository/>). The first one expires in
/// 2037.
const AMAZON: &str = include_str!("amazon_roots.pem");

/// A set of trusted CA certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrustedRoots {
    /// The bundled root certificates of Amazon Trust Services.
    Amazon,
    /// The CA certificates of the operating system, or of `SSL_CERT_FILE` and `SSL_CERT_DIR`.
    System,
    /// Both, after Amazon's CAs did not verify a server's certificate.
    AmazonAndSystem,
}

impl TrustedRoots {
    /// Returns the CA certificates for an endpoint. The issuer is known only for the Region's default endpoint in the
    /// standard AWS partition, not for custom endpoints and other partitions, such as China and `GovCloud`.
    #[must_use]
    pub fn of(region: &str, endpoint_url: Option<&str>) -> Self {
        let is_standard = region.split('-').count() == 3 && !region.starts_with("cn-");
        let is_custom = endpoint_url.is_some_and(|url| url.starts_with("https:"));
        if is_standard && !is_custom { Self::Amazon } else { Self::System }
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

/// Returns true if the TLS handshake failed because no trusted CA signed the server's certificate. rustls checks the
/// expiry before the issuer, and the name after it.
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
