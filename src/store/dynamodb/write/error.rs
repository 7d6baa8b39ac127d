//! Why a write did not happen.

use thiserror::Error;

use crate::{
    domain::{EmailDomain, MemberId, OrganizationId, ProjectError},
    store::StoreError,
};

/// A write that did not happen.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WriteError {
    /// The store failed. Doing it again is safe.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The data contradicts itself or what is stored.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Others kept writing the same items. Doing it again is safe.
    #[error("others kept changing the same items; try again")]
    Contended,
}

/// Data that contradicts itself or what is stored.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Anybody can open a mailbox there.
    #[error("{0} belongs to a common mailbox provider and cannot be an organization's domain")]
    CommonMailboxDomain(EmailDomain),
    /// Another Member, not deleted, has the address in that organization.
    #[error("organization {organization_id} has another Member with this address: {member_id}")]
    AddressTaken {
        /// The organization.
        organization_id: OrganizationId,
        /// The Member that has it.
        member_id: MemberId,
    },
    /// The id belongs to a Member of another organization.
    #[error("the id {member_id} belongs to a Member of organization {organization_id}")]
    MemberIdTaken {
        /// The id.
        member_id: MemberId,
        /// The organization that has it.
        organization_id: OrganizationId,
    },
    /// A session may live for 366 days.
    #[error("a session can live for at most 366 days")]
    SessionTooLong,
    /// There is one already.
    #[error("the project is there already; `orgctl project rotate-secret` gives it another secret")]
    ProjectExists,
    /// There is none yet.
    #[error("the project is not there; `orgctl project create` makes it")]
    NoProject,
    /// The project contradicts itself.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// A secret or a key that stands in this repository.
    #[error("the demo's secret and key are public, and belong to the demo's project only")]
    DemoCredential,
    /// An object too large to be an item, 400 KB.
    #[error("the object cannot be written as one item")]
    NotAnItem,
}
