//! The words of the field, and the decision.
//!
//! Types here cannot be built wrong: text becomes an [`EmailAddress`] or an [`OrganizationId`] only through its `parse`, and
//! what was parsed once is never checked again. Nothing here reads, writes, waits, or asks for the time.

mod absent;
mod auth_method;
mod authentication_factor;
mod clock;
mod credential;
pub mod discovery;
mod email_address;
mod email_domain;
mod entropy;
mod fingerprint;
mod identifiers;
mod json_object;
mod mailbox_provider;
pub mod member;
mod oauth_provider;
mod oauth_tenant;
pub mod organization;
mod portable_json;
mod project;
mod revision;
mod security_stamp;
mod session;
mod session_jwt;
mod short_hash;
mod text;
mod timestamp;
mod written;

pub use auth_method::{AuthMethod, MfaMethod};
pub use authentication_factor::{
    AuthenticationFactor, AuthenticationFactors, NamedFactor, NamedFactorError, PasswordScope,
};
pub use clock::{Clock, SystemClock};
pub use credential::{CredentialKind, OpaqueToken, TokenError, TokenHash};
pub use email_address::{EmailAddress, EmailAddressError};
pub use email_domain::{EmailDomain, EmailDomainError};
pub use entropy::{Entropy, SystemEntropy};
pub use fingerprint::fingerprint;
pub use identifiers::{Environment, IdentifierError, MemberId, MemberSessionId, OrganizationId, ProjectId};
pub use json_object::JsonObject;
pub use member::{DefaultMfaMethod, Member, MemberStatus, RetiredEmailAddress};
pub use oauth_provider::OAuthProvider;
pub use oauth_tenant::{OAuthTenantId, OAuthTenantIdError, OAuthTenantProvider, OAuthTenants};
pub use organization::Organization;
pub use project::{
    KeyFault, KeySet, Project, ProjectError, PublishedKey, SecretHash, UnsuitableKey, WhichSecret,
};
pub use revision::Revision;
pub use security_stamp::SecurityStamp;
pub use session::{MemberSession, Session, SessionKind};
pub use session_jwt::{IssuedSession, SessionClaims, SessionJwt, SessionJwtError};
pub use short_hash::short_hash;
pub use timestamp::Timestamp;
pub use written::Written;

pub use credential::hex;
