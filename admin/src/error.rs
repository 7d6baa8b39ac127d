//! Errors of writes.

use thiserror::Error;

use org_discovery::{
    domain::{EmailDomain, MemberId, OrganizationId, ProjectError},
    store::StoreError,
};

/// The reason why a write failed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WriteError {
    /// DynamoDB failed. The write can be repeated.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The data is invalid or conflicts with stored data.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Other writers kept changing the same items. The write can be repeated.
    #[error("other writers kept changing the same items; try again")]
    Contended,
}

/// The reason why data is refused: it is invalid or conflicts with stored data.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The domain is shared by unrelated people.
    #[error("{0} is a shared mailbox domain or a public suffix and cannot be an organization's domain")]
    SharedMailboxDomain(EmailDomain),
    /// Another live Member of the organization has the address.
    #[error("Member {member_id} of organization {organization_id} already has this address")]
    AddressTaken {
        /// The organization.
        organization_id: OrganizationId,
        /// The Member that has the address.
        member_id: MemberId,
    },
    /// The id belongs to a Member of another organization.
    #[error("the id {member_id} already belongs to a Member of organization {organization_id}")]
    MemberIdTaken {
        /// The id.
        member_id: MemberId,
        /// The other organization.
        organization_id: OrganizationId,
    },
    /// Another Member of the organization retired the address.
    #[error(
        "Member {member_id} of organization {organization_id} retired this address, so no other Member can use it"
    )]
    AddressRetired {
        /// The organization.
        organization_id: OrganizationId,
        /// The Member that retired the address.
        member_id: MemberId,
    },
    /// An address cannot be retired if another Member has or retired it.
    #[error("cannot retire the address: it belongs to Member {member_id} of organization {organization_id}")]
    RetiredAddressTaken {
        /// The organization.
        organization_id: OrganizationId,
        /// The Member that has or retired the address.
        member_id: MemberId,
    },
    /// A Member has more retired addresses than one transaction can write.
    #[error("the Member has {count} retired addresses; the limit is {limit}")]
    TooManyRetiredAddresses {
        /// The number of retired addresses.
        count: usize,
        /// The limit.
        limit: usize,
    },
    /// The JSON text of an object is too large.
    #[error("the {what} is {bytes} bytes of JSON text; the limit is {limit}")]
    TooLarge {
        /// `Organization` or `Member`.
        what: &'static str,
        /// The size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// An organization's name is too long.
    #[error("organization_name has {characters} characters; the limit is {limit}")]
    NameTooLong {
        /// The length.
        characters: usize,
        /// The limit.
        limit: usize,
    },
    /// An organization's slug is malformed.
    #[error(
        "organization_slug must be 2 to 128 characters of A-Z a-z 0-9 - . _ ~ and must not look like an organization_id"
    )]
    SlugMalformed,
    /// Another organization has the slug. Letter case is ignored.
    #[error("the slug {slug} belongs to organization {organization_id}")]
    SlugTaken {
        /// The slug.
        slug: String,
        /// The organization that has the slug.
        organization_id: OrganizationId,
    },
    /// The domains and tenants of an organization do not fit into the item that lists the pending edges.
    #[error(
        "the edges of email_allowed_domains and allowed_oauth_tenants take {bytes} bytes; the limit is {limit}"
    )]
    TooManyEdges {
        /// The size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// A new organization has more joinable edges than one transaction can write.
    #[error("a new organization can have {limit} domains and tenants, not {count}; add the others later")]
    TooManyNewEdges {
        /// The number of edges.
        count: usize,
        /// The limit.
        limit: usize,
    },
    /// A phone number is malformed, so no factor could match it. The text is the reason.
    #[error("mfa_phone_number must be in E.164 format, such as +15550100000, but it {0}")]
    PhoneNotE164(&'static str),
    /// A factor of a session names another address, or an email factor names no address.
    #[error(
        "authentication factor {index} does not name the session's address; correct its address or remove the factor"
    )]
    FactorOfAnotherAddress {
        /// The index of the factor.
        index: usize,
    },
    /// A member session can last at most 366 days.
    #[error("a member session can last at most 366 days")]
    SessionTooLong,
    /// A session must last at least one second.
    #[error("a session must last at least one second")]
    SessionTooShort,
    /// An intermediate session can last at most 24 hours.
    #[error("an intermediate session can last at most 24 hours")]
    IntermediateSessionTooLong,
    /// A newer version of this project wrote the item, which this version must not replace.
    #[error("a newer version of org-discovery wrote the item; use the `orgctl` of that version")]
    NewerVersion,
    /// The project already exists.
    #[error("the project already exists; run `orgctl project rotate-secret` to create a new secret")]
    ProjectExists,
    /// The project does not exist.
    #[error("the project does not exist; run `orgctl project create` first")]
    NoProject,
    /// The project has the secret already.
    #[error("the project has this secret already; a rotation needs a new one")]
    SecretNotNew,
    /// The project's secrets or keys are invalid.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// The demo's secret or key was given to another project. Both are public.
    #[error("the demo's secret and key are public and cannot be used by another project")]
    DemoCredential,
    /// The stored object is not the one from which the change was made.
    #[error("another writer has changed it in the meantime; nothing was written, run the command again")]
    ChangedMeanwhile,
    /// The object cannot be serialized, or DynamoDB rejects its item, for example because it exceeds 400 KB.
    #[error("the object cannot be stored as a DynamoDB item")]
    InvalidItem,
}
