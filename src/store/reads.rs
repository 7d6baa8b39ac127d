//! What the function asks of the store, one trait for each access pattern.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
};

use super::{JoinableEdge, StoreError};
use crate::domain::{
    EmailAddress, EmailDomain, Member, MemberId, Organization, OrganizationId, Project, ProjectId,
    SecurityStamp, Session, TokenHash, Written,
};

/// The most organizations that are read for one answer besides those of active Members with a verified address: strangers
/// decide how many there are, and reading them all would let strangers decide how long an answer takes.
pub const MOST_ORGANIZATIONS: usize = 2_000;

/// Projects by id.
pub trait ProjectReads {
    /// The project, if it was set up.
    fn project(&self, id: &ProjectId) -> impl Future<Output = Result<Option<Project>, StoreError>> + Send;
}

/// Sessions by what names them.
pub trait SessionReads {
    /// The session, if there is one. It may have expired: the table removes expired items late.
    fn session(&self, hash: &TokenHash) -> impl Future<Output = Result<Option<Session>, StoreError>> + Send;
}

/// Members by address.
pub trait MemberReads {
    /// Every Member with this address, whatever its status.
    fn members(
        &self,
        project: &ProjectId,
        address: &EmailAddress,
    ) -> impl Future<Output = Result<AddressMembers, StoreError>> + Send;
}

/// Organizations by what makes them joinable.
pub trait JoinableReads {
    /// The organizations with this edge. An edge is a hint where to look; the organization's own settings decide. Edges beyond
    /// [`MOST_ORGANIZATIONS`] are not read.
    fn joinable(
        &self,
        project: &ProjectId,
        edge: &JoinableEdge,
    ) -> impl Future<Output = Result<FoundEdges, StoreError>> + Send;
}

/// Organizations by id.
pub trait OrganizationReads {
    /// The organizations that exist, and the counters.
    fn organizations(
        &self,
        project: &ProjectId,
        wanted: &OrganizationsWanted,
    ) -> impl Future<Output = Result<FoundOrganizations, StoreError>> + Send;
}

/// Everything that an answer needs.
pub trait Reads:
    ProjectReads + SessionReads + MemberReads + JoinableReads + OrganizationReads + Send + Sync
{
}

impl<T> Reads for T where
    T: ProjectReads + SessionReads + MemberReads + JoinableReads + OrganizationReads + Send + Sync
{
}

/// A person's Members.
#[derive(Debug, Clone, Default)]
pub struct AddressMembers {
    /// Those that could be read.
    pub members: Vec<Written<Member>>,
    /// The organizations of those that could not.
    pub damaged: BTreeSet<OrganizationId>,
    /// Whether there is one of which not even the organization could be read.
    pub unnamed_damage: bool,
    /// Organizations in which a Member retired the address, by that Member's id.
    pub retired_by: BTreeMap<OrganizationId, MemberId>,
    /// The security stamp of each Member, by organization: a session is valid only with the stamp that it copied.
    pub security_stamps: BTreeMap<OrganizationId, SecurityStamp>,
}

impl AddressMembers {
    /// Returns the organizations that the person cannot join, because the address is a Member's there, readable or not, or was
    /// retired by one.
    #[must_use]
    pub fn organizations_of_address(&self) -> BTreeSet<&OrganizationId> {
        let members = self.members.iter().map(|member| &member.organization_id);
        members.chain(&self.damaged).chain(self.retired_by.keys()).collect()
    }
}

/// The organizations to which an edge leads.
#[derive(Debug, Clone, Default)]
pub struct FoundEdges {
    /// Those that could be read.
    pub organizations: Vec<OrganizationId>,
    /// Whether there is one that could not.
    pub unnamed_damage: bool,
    /// Whether there are more edges than one answer reads, so that the rest was not looked at.
    pub has_more: bool,
}

/// What to read of organizations.
#[derive(Debug, Clone)]
pub struct OrganizationsWanted {
    /// Whose objects.
    pub organizations: BTreeSet<OrganizationId>,
    /// The domain whose verified Members are to be counted.
    pub domain: EmailDomain,
    /// Where they are to be counted.
    pub counted: BTreeSet<OrganizationId>,
}

/// What was found of organizations.
#[derive(Debug, Clone, Default)]
pub struct FoundOrganizations {
    /// The objects; one that does not exist has no entry.
    pub organizations: BTreeMap<OrganizationId, Written<Organization>>,
    /// Organizations of which something exists and could not be read.
    pub damaged: BTreeSet<OrganizationId>,
    /// Active, verified Members of the wanted domain; none is no entry.
    pub verified_members: BTreeMap<OrganizationId, u64>,
}
