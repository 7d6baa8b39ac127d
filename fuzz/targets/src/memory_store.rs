//! The demo project and a store without I/O.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use org_discovery::{
    domain::{
        CredentialKind, EmailAddress, KeySet, MemberId, MemberSession, MemberSessionId, Organization,
        OrganizationId, Project, ProjectId, SecretHash, SecurityStamp, Session, SessionKind, Timestamp,
        TokenHash,
        discovery::{AddressMembers, MemberAttributes},
    },
    store::{
        FoundEdges, FoundOrganizations, JoinableEdge, JoinableReads, MemberReads, OrganizationReads,
        OrganizationsToRead, ProjectReads, SessionReads, StoreError,
    },
};
use serde_json::Value;

/// The demo's JWT.
pub const JWT: &str = include_str!("../../jwt.txt");
static PROJECT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../local/demo/project.json")).expect("JSON"));

pub fn secret() -> &'static str {
    PROJECT["secret"].as_str().expect("a secret")
}

pub fn project_id() -> ProjectId {
    ProjectId::parse(PROJECT["project_id"].as_str().expect("an id")).expect("an id")
}

pub fn project() -> Project {
    static PARSED: LazyLock<Project> = LazyLock::new(|| {
        let keys = KeySet::parse(&PROJECT["jwks"].to_string()).expect("keys");
        Project::new(vec![SecretHash::of(secret())], keys).expect("a project")
    });
    PARSED.clone()
}

const EMAIL_ADDRESS: &str = "amy@acme.example";
const SECURITY_STAMP: &str = "0123456789abcdef0123456789abcdef";

fn organization_id() -> OrganizationId {
    OrganizationId::parse("organization-acme").expect("an id")
}

fn member() -> org_discovery::domain::Member {
    let member = r#"{"organization_id":"organization-acme","member_id":"member-amy","email_address":"amy@acme.example",
        "email_address_verified":true,"status":"active"}"#;
    serde_json::from_str(member).expect("a Member")
}

/// A store that returns a session for every credential, one Member and one organization.
#[derive(Debug)]
pub struct MemoryStore;

impl ProjectReads for MemoryStore {
    async fn project(&self, _: &ProjectId) -> Result<Option<Project>, StoreError> {
        Ok(Some(project()))
    }
}

impl SessionReads for MemoryStore {
    async fn session(&self, hash: &TokenHash) -> Result<Option<Session>, StoreError> {
        let kind = match hash.kind() {
            CredentialKind::Intermediate => SessionKind::Intermediate {
                oauth_tenants: serde_json::from_str("{}").expect("tenants"),
                organization_id_hint: None,
            },
            CredentialKind::SessionToken | CredentialKind::SessionId => SessionKind::Member(MemberSession {
                member_session_id: MemberSessionId::parse("session-test-1").expect("an id"),
                organization_id: organization_id(),
                member_id: MemberId::parse("member-amy").expect("an id"),
            }),
        };
        Ok(Some(Session {
            email_address: EmailAddress::parse(EMAIL_ADDRESS).expect("an address"),
            authentication_factors: serde_json::from_str("[]").expect("factors"),
            expires_at: Timestamp::EPOCH.plus_seconds(10_000_000_000),
            kind,
            security_stamp: SecurityStamp::parse(SECURITY_STAMP).ok(),
        }))
    }
}

impl MemberReads for MemoryStore {
    async fn members(&self, _: &ProjectId, _: &EmailAddress) -> Result<AddressMembers, StoreError> {
        let attributes = MemberAttributes {
            security_stamp: SecurityStamp::parse(SECURITY_STAMP).expect("a stamp"),
            counted_domain: None,
            eligible_by: None,
        };
        Ok(AddressMembers {
            retired_by: BTreeMap::new(),
            members: vec![member().into()],
            damaged: BTreeSet::new(),
            has_unidentified_damage: false,
            attributes: BTreeMap::from([(organization_id(), attributes)]),
        })
    }
}

impl JoinableReads for MemoryStore {
    async fn joinable(&self, _: &ProjectId, _: &JoinableEdge) -> Result<FoundEdges, StoreError> {
        Ok(FoundEdges::default())
    }
}

impl OrganizationReads for MemoryStore {
    async fn organizations(
        &self,
        _: &ProjectId,
        _: &OrganizationsToRead,
    ) -> Result<FoundOrganizations, StoreError> {
        let acme = r#"{"organization_id":"organization-acme","organization_name":"Acme",
            "created_at":"2025-01-01T00:00:00Z","updated_at":"2025-01-01T00:00:00Z"}"#;
        let acme: Organization = serde_json::from_str(acme).expect("an organization");
        Ok(FoundOrganizations {
            organizations: BTreeMap::from([(organization_id(), acme.into())]),
            ..Default::default()
        })
    }
}
