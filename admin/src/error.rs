//! Errors of writes.

use thiserror::Error;

use org_discovery::{
    domain::{EmailDomain, MemberId, OrganizationId, ProjectError},
    store::StoreError,
};

/// A write that did not happen.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WriteError {
    /// The store failed. The write can be repeated.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The data contradicts itself or what is stored.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Other writers kept changing the same items. The write can be repeated.
    #[error("others kept changing the same items; try again")]
    Contended,
}

/// Data that contradicts itself or what is stored.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Mailboxes under the domain belong to unrelated people.
    #[error("{0} is a shared mailbox domain or a public suffix and cannot be an organization's domain")]
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
    /// Another Member of the organization retired the address.
    #[error(
        "the Member {member_id} of organization {organization_id} retired this address, so no other Member can have it"
    )]
    AddressRetired {
        /// The organization.
        organization_id: OrganizationId,
        /// The Member that retired it.
        member_id: MemberId,
    },
    /// An address cannot be retired while another Member has it or retired it.
    #[error(
        "the address cannot be retired: in organization {organization_id} it belongs to the Member {member_id}"
    )]
    RetiredAddressTaken {
        /// The organization.
        organization_id: OrganizationId,
        /// The Member that has the address or retired it.
        member_id: MemberId,
    },
    /// A Member has more retired addresses than one transaction can write.
    #[error("a Member can have at most {limit} retired addresses, not {count}")]
    TooManyRetiredAddresses {
        /// The number of addresses that the Member has.
        count: usize,
        /// The largest number.
        limit: usize,
    },
    /// The JSON text of an object is too large.
    #[error("the {what} takes {bytes} bytes of JSON text; at most {limit} are possible")]
    TooLarge {
        /// `Organization` or `Member`.
        what: &'static str,
        /// Its size.
        bytes: usize,
        /// The largest size.
        limit: usize,
    },
    /// An organization's name is too long.
    #[error("organization_name has {characters} characters; at most {limit} are possible")]
    NameTooLong {
        /// Its length.
        characters: usize,
        /// The greatest length.
        limit: usize,
    },
    /// An organization's slug has another form.
    #[error(
        "organization_slug must be 2 to 128 of A-Z a-z 0-9 - . _ ~, and cannot look like the id of an organization"
    )]
    SlugMalformed,
    /// Another organization has the slug, perhaps in other letter case.
    #[error("the slug {slug} belongs to organization {organization_id}")]
    SlugTaken {
        /// The slug.
        slug: String,
        /// The organization that has it.
        organization_id: OrganizationId,
    },
    /// The domains and tenants of an organization do not fit the item that marks a write in steps.
    #[error(
        "the domains and tenants through which people can join take {bytes} bytes; at most {limit} are possible"
    )]
    TooManyEdges {
        /// The number of bytes that they take.
        bytes: usize,
        /// The largest number.
        limit: usize,
    },
    /// A phone number has another form, so no factor would ever match it.
    #[error("mfa_phone_number must be in the form of E.164, such as +15550100000")]
    PhoneNotE164,
    /// A factor of a session names another address, or an e-mail factor names none.
    #[error(
        "authentication factor {index} does not name the session's address; a factor for another address proves nothing"
    )]
    FactorOfAnotherAddress {
        /// The index of the factor.
        index: usize,
    },
    /// A member session may live for 366 days.
    #[error("a session can live for at most 366 days")]
    SessionTooLong,
    /// An intermediate session may live for 24 hours.
    #[error("an intermediate session can live for at most 24 hours")]
    IntermediateSessionTooLong,
    /// The project exists already.
    #[error("the project is there already; `orgctl project rotate-secret` gives it another secret")]
    ProjectExists,
    /// The project does not exist.
    #[error("the project is not there; `orgctl project create` makes it")]
    NoProject,
    /// The project contradicts itself.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// The demo's secret or key, which is public, in another project.
    #[error("the demo's secret and key are public, and belong to the demo's project only")]
    DemoCredential,
    /// An object too large to be an item, 400 KB.
    #[error("the object cannot be written as one item")]
    NotAnItem,
}
