//! Who may vouch for the store's servers.
//!
//! A system's list has some hundred and forty authorities, and reading them is most of a client's start (`docs/performance.md`).
//! Amazon's services show certificates of Amazon's own authorities, so these five are enough, and fewer can be deceived.

use aws_smithy_http_client::tls::{TlsContext, TrustStore};

/// The roots of Amazon Trust Services, as <https://www.amazontrust.com/repository/> lists them.
const AMAZON: &str = include_str!("amazon_roots.pem");

/// Authorities whose certificates are believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrustedRoots {
    /// Amazon's own.
    Amazon,
    /// Those of the operating system, or of `SSL_CERT_FILE` and `SSL_CERT_DIR`.
    System,
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
        };
        TlsContext::builder().with_trust_store(store).build().unwrap_or_default()
    }
}
