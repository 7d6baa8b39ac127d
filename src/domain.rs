//! The domain types and the discovery decision.
//!
//! Types are validated on construction: text becomes an [`EmailAddress`] or an [`OrganizationId`] only through its
//! `parse` function, so other modules never validate it again. This module performs no I/O and does not read the clock,
//! except in [`SystemClock`] and [`SystemEntropy`]; time and randomness are parameters.

mod auth_method;
mod authentication_factor;
mod cached_json;
mod clock;
pub mod discovery;
mod email_address;
mod email_domain;
mod entropy;
mod hex;
mod identifiers;
mod json_object;
mod log_hash;
pub mod member;
mod null_as_default;
mod oauth_provider;
mod oauth_tenant;
mod opaque_token;
pub mod organization;
mod portable_json;
mod project;
mod random_newtype;
mod revision;
mod security_stamp;
mod session;
mod session_jwt;
mod shared_mailbox_domain;
mod string_newtype;
mod timestamp;
mod token_hash;

pub use auth_method::{AuthMethod, MfaMethod};
pub use authentication_factor::{
    AuthenticationFactor, AuthenticationFactors, CarriedFactor, FactorArgument, FactorArgumentError,
    PasswordScope,
};
pub use cached_json::CachedJson;
pub use clock::{Clock, SystemClock};
pub use email_address::{EmailAddress, EmailAddressError};
pub use email_domain::{EmailDomain, EmailDomainError};
pub use entropy::{Entropy, SystemEntropy};
pub use hex::hex;
pub use identifiers::{Environment, IdentifierError, MemberId, MemberSessionId, OrganizationId, ProjectId};
pub use json_object::JsonObject;
pub use log_hash::log_hash;
pub use member::{DefaultMfaMethod, Member, MemberStatus, RetiredEmailAddress};
pub use oauth_provider::OAuthProvider;
pub use oauth_tenant::{OAuthTenantId, OAuthTenantIdError, OAuthTenantProvider, OAuthTenants};
pub use opaque_token::{OpaqueToken, TokenError};
pub use organization::Organization;
pub use project::{
    IgnoredIssuer, JwtIssuer, JwtIssuerError, JwtIssuers, KeyFault, KeySet, Project, ProjectError,
    PublishedKey, SecretHash, UnsuitableKey, WhichSecret,
};
pub use revision::Revision;
pub use security_stamp::SecurityStamp;
pub use session::{MemberSession, Session, SessionKind};
pub use session_jwt::{IssuedSession, SessionClaims, SessionJwt, SessionJwtError};
pub use timestamp::Timestamp;
pub use token_hash::{CredentialKind, TokenHash};
