//! Organization discovery for B2B sign-in: lists the organizations that a person can enter.
//!
//! A backend sends its project secret and the credential of a session. The library authenticates the project, resolves
//! the session, and reads the data that is stored for the session's email address. It then decides which organizations
//! the person is a Member of or may join, and which authentication factors each of them still requires. Requests and
//! responses are those of Stytch's API.
//!
//! # Modules
//!
//! Each layer depends only on the ones above it:
//!
//! | layer | content |
//! |---|---|
//! | [`domain`] | validated types, and the decision: [`discover`](domain::discovery::discover), a pure function |
//! | [`store`] | one narrow read trait for each access pattern, implemented on [`DynamoDB`](store::dynamodb) |
//! | [`service`] | authenticates the project, resolves the session, and loads the facts of the decision |
//! | [`http`] | gateway events, routes, error responses, and limits on time and response size |
//! | binaries | the Lambda function, the operator's tool `orgctl`, and a local server |
//!
//! Four modules support them: [`request_context`] holds the state of a request (read costs, retry budget, log fields),
//! [`telemetry`] writes log lines and metrics, [`invocation`] answers the invocations of a function, and [`settings`]
//! reads environment variables. Writing to the tables is part of the package `org-discovery-admin`.
//!
//! # Example
//!
//! The decision needs no store. Jane has followed a magic link. She is a Member of Acme, which also requires a second
//! factor, and has no relation to Globex:
//!
//! ```
//! use std::collections::{BTreeMap, BTreeSet};
//! use org_discovery::domain::{
//!     AuthenticationFactors, EmailAddress, Member, OAuthTenants, Organization, Session, SessionKind, Timestamp,
//!     discovery::explain::{Change, Explainer, OrganizationState, Verdict},
//!     discovery::{AddressMembers, Facts, MembershipType, discover},
//! };
//! use serde_json::from_str;
//!
//! let address = EmailAddress::parse("jane@acme.example")?;
//! let now = Timestamp::from_unix(1_800_000_000).ok_or("out of range")?;
//! let factors = AuthenticationFactors::from_arguments(&["magic_link".parse()?], &address, now)?;
//! let kind = SessionKind::Intermediate { oauth_tenants: OAuthTenants::default(), organization_id_hint: None };
//! let acme: Organization = from_str(
//!     r#"{"organization_id": "acme", "organization_name": "Acme", "mfa_policy": "REQUIRED_FOR_ALL"}"#,
//! )?;
//! let globex: Organization = from_str(r#"{"organization_id": "globex", "organization_name": "Globex"}"#)?;
//! let jane: Member = from_str(
//!     r#"{"organization_id": "acme", "member_id": "jane",
//!         "email_address": "jane@acme.example", "email_address_verified": true}"#,
//! )?;
//! let facts = Facts {
//!     session: Session::new(address, factors, now.plus_seconds(600), kind),
//!     address_members: AddressMembers { members: vec![jane.into()], ..AddressMembers::default() },
//!     organizations: BTreeMap::from([(acme.organization_id.clone(), acme.into())]),
//!     verified_members: BTreeMap::new(),
//!     damaged_organizations: BTreeSet::new(), has_unidentified_damage: false, unread_organizations: 0,
//! };
//!
//! // The decision: Jane can enter Acme after a second factor.
//! let discovery = discover(&facts).ok_or("the session is not valid")?;
//! let [entry] = discovery.discovered_organizations.as_slice() else { panic!("expected one organization") };
//! assert_eq!(entry.organization.organization_name, "Acme");
//! assert_eq!(entry.membership.r#type, MembershipType::ActiveMember);
//! assert!(entry.primary_required.is_none() && entry.mfa_required.is_some());
//!
//! // The explanation: Globex is hidden, and would be shown if Jane were added as a Member.
//! let explainer = Explainer::new(&facts).ok_or("the session is not valid")?;
//! let explanation = explainer.explain(OrganizationState {
//!     organization_id: &globex.organization_id, organization: Some(&globex), damaged: false,
//!     verified_members: Some(0), domain_edge: false, tenant_edge: false,
//! });
//! let Verdict::Hidden(remedies) = explanation.verdict else { panic!("expected Globex to be hidden") };
//! assert!(remedies.contains(&vec![Change::AddMember]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod domain;
pub mod http;
pub mod invocation;
pub mod request_context;
pub mod service;
pub mod settings;
pub mod store;
pub mod telemetry;
pub mod version;
