//! Organization discovery for B2B sign-in: lists the organizations that a person can enter.
//!
//! A request presents a project secret and the credential of a session. The library authenticates the project, resolves the
//! credential, reads what is stored about the session's e-mail address, and decides: which organizations the person is a Member of or
//! may join, and which factors are still required to enter each of them. The wire format is that of Stytch's API.
//!
//! # Modules
//!
//! Dependencies point upwards in this table only.
//!
//! | module | content |
//! |---|---|
//! | [`domain`] | types that cannot be built wrong, and the decision: [`discover`](domain::discovery::discover). No I/O, no clock |
//! | [`request_context`] | the state of a request in progress: read costs, retry budget, log fields |
//! | [`store`] | one narrow read trait for each access pattern, and `DynamoDB` behind them |
//! | [`service`] | from a secret and a credential to the facts of the decision, in at most three round trips |
//! | [`http`] | gateway events, routes, errors, responses |
//! | [`telemetry`] | a log line with metrics for each request |
//! | [`settings`] | the environment variables of the function |
//!
//! # Example
//!
//! A whole evaluation without a store. Jane has followed a magic link and is a Member of Acme, which also requires a second factor:
//!
//! ```
//! use std::collections::{BTreeMap, BTreeSet};
//!
//! use org_discovery::{
//!     domain::{
//!         EmailAddress, Member, OAuthTenants, Organization, Session, SessionKind, Timestamp,
//!         discovery::{AddressMembers, Facts, MembershipType},
//!     },
//!     service::decide,
//! };
//!
//! let session = Session {
//!     email_address: EmailAddress::parse("jane@acme.example")?,
//!     authentication_factors: serde_json::from_str(
//!         r#"[{"type": "magic_link", "delivery_method": "email", "email_factor": {"email_address": "jane@acme.example"}}]"#,
//!     )?,
//!     expires_at: Timestamp::from_unix(1_800_000_000).ok_or("a time out of range")?,
//!     kind: SessionKind::Intermediate { oauth_tenants: OAuthTenants::default(), organization_id_hint: None },
//!     security_stamp: None,
//! };
//! let acme: Organization = serde_json::from_str(
//!     r#"{"organization_id": "acme", "organization_name": "Acme", "mfa_policy": "REQUIRED_FOR_ALL"}"#,
//! )?;
//! let jane: Member = serde_json::from_str(
//!     r#"{"organization_id": "acme", "member_id": "jane", "email_address": "jane@acme.example", "email_address_verified": true}"#,
//! )?;
//! let facts = Facts {
//!     session,
//!     address_members: AddressMembers { members: vec![jane.into()], ..AddressMembers::default() },
//!     organizations: BTreeMap::from([(acme.organization_id.clone(), acme.into())]),
//!     verified_members: BTreeMap::new(),
//!     damaged_organizations: BTreeSet::new(),
//!     unnamed_damage: false,
//!     unread_organizations: 0,
//! };
//!
//! let discovery = decide(&facts)?;
//! let [entry] = discovery.discovered_organizations.as_slice() else { panic!("one organization") };
//! assert_eq!(entry.organization.organization_name, "Acme");
//! assert_eq!(entry.membership.r#type, MembershipType::ActiveMember);
//! assert!(entry.primary_required.is_none());
//! assert!(entry.mfa_required.is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod domain;
pub mod http;
pub mod request_context;
pub mod service;
pub mod settings;
pub mod store;
pub mod telemetry;
