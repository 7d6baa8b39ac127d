//! The reads of a request: one trait for each access pattern.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
};

use super::{JoinableEdge, StoreError};
use crate::domain::{
    CachedJson, EmailAddress, EmailDomain, Organization, OrganizationId, Project, ProjectId, Session,
    TokenHash, discovery::AddressMembers,
};

/// The maximum number of organizations read for one request, not counting those of active Members with a verified
/// address.
///
/// Other users can add any number of unverified Members with a person's address. Without a limit, they could make that
/// person's requests arbitrarily slow.
pub const MAX_ORGANIZATIONS: usize = 2_000;

/// Reads projects by id.
pub trait ProjectReads {
    /// Reads a project. Returns `None` if it does not exist.
    fn project(&self, id: &ProjectId) -> impl Future<Output = Result<Option<Project>, StoreError>> + Send;
}

/// Reads sessions by the hash of a credential.
pub trait SessionReads {
    /// Reads a session. It may have expired, because `DynamoDB` deletes expired items late.
    fn session(&self, hash: &TokenHash) -> impl Future<Output = Result<Option<Session>, StoreError>> + Send;
}

/// Reads Members by address.
pub trait MemberReads {
    /// Reads all Members with this address, of any status.
    fn members(
        &self,
        project: &ProjectId,
        address: &EmailAddress,
    ) -> impl Future<Output = Result<AddressMembers, StoreError>> + Send;
}

/// Reads organizations by joinable edge.
pub trait JoinableReads {
    /// Reads the organizations with this edge, up to [`MAX_ORGANIZATIONS`]. An edge only selects candidate
    /// organizations; the organization's settings determine eligibility.
    fn joinable(
        &self,
        project: &ProjectId,
        edge: &JoinableEdge,
    ) -> impl Future<Output = Result<FoundEdges, StoreError>> + Send;
}

/// Reads organizations by id.
pub trait OrganizationReads {
    /// Reads organizations and their verified-member counters.
    fn organizations(
        &self,
        project: &ProjectId,
        to_read: &OrganizationsToRead,
    ) -> impl Future<Output = Result<FoundOrganizations, StoreError>> + Send;
}

/// All reads of a request.
pub trait Reads:
    ProjectReads + SessionReads + MemberReads + JoinableReads + OrganizationReads + Send + Sync
{
}

impl<T> Reads for T where
    T: ProjectReads + SessionReads + MemberReads + JoinableReads + OrganizationReads + Send + Sync
{
}

/// The organizations with one joinable edge.
#[derive(Debug, Clone, Default)]
pub struct FoundEdges {
    /// The organizations whose edge items are valid.
    pub organizations: Vec<OrganizationId>,
    /// True if an edge item is damaged.
    pub has_unidentified_damage: bool,
    /// True if there are more than [`MAX_ORGANIZATIONS`] edges.
    pub has_more: bool,
}

/// The organizations and counters to read.
#[derive(Debug, Clone)]
pub struct OrganizationsToRead {
    /// The organizations to read.
    pub organizations: BTreeSet<OrganizationId>,
    /// The domain of the counters to read.
    pub domain: EmailDomain,
    /// The organizations whose counters are read.
    pub counted: BTreeSet<OrganizationId>,
}

/// The organizations and counters that were read.
#[derive(Debug, Clone, Default)]
pub struct FoundOrganizations {
    /// The organizations that exist and are not damaged.
    pub organizations: BTreeMap<OrganizationId, CachedJson<Organization>>,
    /// The organizations with a damaged item.
    pub damaged: BTreeSet<OrganizationId>,
    /// The number of active, verified Members of the domain by organization. A missing entry means zero.
    pub verified_members: BTreeMap<OrganizationId, u64>,
}
