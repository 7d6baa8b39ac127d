//! The discovery service: authenticates the project, resolves the credential and loads the facts of the decision.
//!
//! A request takes at most three round trips: the session, then the Members and joinable edges of its address, then the
//! organizations. A request with an invalid secret or a malformed credential reads no personal data.

mod authenticate;
mod decide;
mod discovery_service;
mod error;
mod joinable_organizations;
mod load_facts;
mod member_session_validity;
mod organizations_to_read;
mod project_cache;
mod public_keys;
mod refresh_project;
mod resolve_session;
mod session_credential;
mod warm_up_reads;

pub use authenticate::Caller;
pub use decide::decide;
pub use discovery_service::DiscoveryService;
pub use error::ServiceError;
pub use joinable_organizations::JoinableOrganizations;
pub use member_session_validity::is_member_session_valid;
pub use project_cache::CachedProject;
pub use resolve_session::SessionRef;
pub use session_credential::Credential;
