//! The exchange function: signs a person in to the organization that they chose from the list.
//!
//! | route | content |
//! |---|---|
//! | `POST /v1/b2b/discovery/intermediate_sessions/exchange` | exchanges an intermediate session for a member session |
//! | `POST /v1/b2b/sessions/exchange` | exchanges a member session for one in another organization |
//! | `POST /v1/b2b/discovery/organizations/create` | creates an organization, and signs its first Member in |
//!
//! The discovery function only reads. This function writes, so it has a program, a role and an API of its own. Decisions
//! are those of [`org_discovery`], and the transactions are those of [`org_discovery_admin::exchange`].

mod app;
mod exchange_response;
pub mod kms;
mod routes;
mod rsa_public_key;
pub mod settings;

pub use app::ExchangeApp;
pub use rsa_public_key::RsaPublicKey;
