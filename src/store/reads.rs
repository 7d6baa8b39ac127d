//! The reads of the function: one trait for each access pattern.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
};

use super::{JoinableEdge, StoreError};
use crate::domain::{
    CachedJson, EmailAddress, EmailDomain, Organization, OrganizationId, Project, ProjectId, Session,
    TokenHash, discovery::AddressMembers,
};

/// The most organizations that are read for one answer in addition to those of active Members with a verified address. Other
/// users can add any number of them to a person, so without a limit they could make an answer as slow as they like.
pub const MOST_ORGANIZATIONS: usize = 2_000;

/// Projects by id.
pub trait ProjectReads {
    /// Reads a project. Returns `None` if it was never set up.
    fn project(&self, id: &ProjectId) -> impl Future<Output = Result<Option<Project>, StoreError>> + Send;
}

/// Sessions by credential.
pub trait SessionReads {
    /// Reads a session. It may have expired: `DynamoDB` removes expired items late.
    fn session(&self, hash: &TokenHash) -> impl Future<Output = Result<Option<Session>, StoreError>> + Send;
}

/// Members by address.
pub trait MemberReads {
    /// Reads every Member with this address, of any status.
    fn members(
        &self,
        project: &ProjectId,
        address: &EmailAddress,
    ) -> impl Future<Output = Result<AddressMembers, StoreError>> + Send;
}

/// Organizations by joinable edge.
pub trait JoinableReads {
    /// Reads the organizations with this edge. An edge is only a hint; the organization's own settings decide. Edges beyond
    /// [`MOST_ORGANIZATIONS`] are not read.
    fn joinable(
        &self,
        project: &ProjectId,
        edge: &JoinableEdge,
    ) -> impl Future<Output = Result<FoundEdges, StoreError>> + Send;
}

/// Organizations by id.
pub trait OrganizationReads {
    /// Reads organizations and counters of verified Members.
    fn organizations(
        &self,
        project: &ProjectId,
        wanted: &OrganizationsWanted,
    ) -> impl Future<Output = Result<FoundOrganizations, StoreError>> + Send;
}

/// All reads of an answer.
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
    /// The organizations whose edges are valid items.
    pub organizations: Vec<OrganizationId>,
    /// True if there is a corrupt edge.
    pub unnamed_damage: bool,
    /// True if there are more edges than one answer reads.
    pub has_more: bool,
}

/// The organizations and counters to read.
#[derive(Debug, Clone)]
pub struct OrganizationsWanted {
    /// The organizations to read.
    pub organizations: BTreeSet<OrganizationId>,
    /// The domain whose verified Members are counted.
    pub domain: EmailDomain,
    /// The organizations whose counters to read.
    pub counted: BTreeSet<OrganizationId>,
}

/// The organizations and counters that were read.
#[derive(Debug, Clone, Default)]
pub struct FoundOrganizations {
    /// The organizations that exist.
    pub organizations: BTreeMap<OrganizationId, CachedJson<Organization>>,
    /// Organizations with a corrupt item.
    pub damaged: BTreeSet<OrganizationId>,
    /// The number of active, verified Members of the domain, for each organization that has some.
    pub verified_members: BTreeMap<OrganizationId, u64>,
}
