//! The inconsistencies that a check finds.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{damaged_item::DamagedKind, member_ref::MemberRef};
use org_discovery::domain::{EmailAddress, EmailDomain, MemberId, OrganizationId, Timestamp};

/// A contradiction between stored items.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Inconsistency {
    /// An organization's settings need a joinable edge that does not exist.
    EdgeMissing {
        /// The organization.
        organization_id: OrganizationId,
        /// The edge.
        edge: String,
    },
    /// A joinable edge names an organization that does not exist or whose settings do not need the edge.
    EdgeExtra {
        /// The organization.
        organization_id: OrganizationId,
        /// The edge.
        edge: String,
    },
    /// A write of an organization was interrupted between its transactions.
    EdgesPending {
        /// The organization.
        organization_id: OrganizationId,
    },
    /// A verified-member counter differs from the number of Members.
    CounterWrong {
        /// The organization.
        organization_id: OrganizationId,
        /// The domain.
        domain: EmailDomain,
        /// The value of the counter; `None` if the counter does not exist.
        stored: Option<i64>,
        /// The number of Members that the counter should include.
        expected: u64,
    },
    /// The counted domain of a Member differs from the domain whose counter should include the Member.
    MemberMiscounted {
        /// The Member.
        #[serde(flatten)]
        member: MemberRef,
        /// The counted domain.
        counted_domain: Option<EmailDomain>,
        /// The domain whose counter should include the Member.
        verified_domain: Option<EmailDomain>,
    },
    /// A Member item lacks an attribute, or has an attribute that contradicts the Member object.
    MemberAttributes {
        /// The Member.
        #[serde(flatten)]
        member: MemberRef,
        /// The attribute.
        attribute: &'static str,
        /// The attribute and its problem.
        reason: String,
    },
    /// The id item of a Member does not exist or names another location.
    MemberIdMissing {
        /// The Member.
        #[serde(flatten)]
        member: MemberRef,
        /// The location of another Member that has the same id, as organization and address.
        taken_by: Option<String>,
    },
    /// An id item names a location where the Member is not stored.
    MemberIdDangling {
        /// The id.
        member_id: MemberId,
        /// The organization of the named location.
        organization_id: OrganizationId,
        /// The named location, as organization and address.
        member_location: String,
    },
    /// A Member retired an address, but the item that reserves the address is absent or names another Member.
    RetiredAddressMissing {
        /// The Member.
        #[serde(flatten)]
        member: MemberRef,
        /// The address.
        retired_email_address: EmailAddress,
        /// The other Member that has or retired the address.
        taken_by: Option<MemberId>,
    },
    /// An item reserves an address for a Member that did not retire it.
    RetiredAddressExtra {
        /// The organization.
        organization_id: OrganizationId,
        /// The address.
        retired_email_address: EmailAddress,
        /// The Member that the item names.
        retired_by: MemberId,
    },
    /// An organization has a slug, but the slug item is absent or names another organization.
    SlugMissing {
        /// The organization.
        organization_id: OrganizationId,
        /// The slug, in lower case.
        slug: String,
        /// The other organization that has the slug.
        taken_by: Option<OrganizationId>,
    },
    /// A slug item names an organization that does not have the slug.
    SlugExtra {
        /// The organization.
        organization_id: OrganizationId,
        /// The slug, in lower case.
        slug: String,
    },
    /// A Member belongs to an organization that does not exist.
    MembershipDangling {
        /// The Member.
        #[serde(flatten)]
        member: MemberRef,
    },
    /// One of the two items of a member session is missing or belongs to another session.
    SessionPairIncomplete {
        /// The item's key.
        token_hash: String,
        /// The time when the session expires and DynamoDB removes the item.
        expires_at: Timestamp,
    },
    /// The two items of a member session contain different sessions.
    SessionPairDiffers {
        /// The key of one of the items.
        token_hash: String,
        /// The time when the session expires and DynamoDB removes its items.
        expires_at: Timestamp,
    },
    /// Several organizations have the same SSO connection, so it is ambiguous which one it signs people in to.
    SsoConnectionShared {
        /// The connection.
        connection_id: String,
        /// The organizations that have it.
        organization_ids: BTreeSet<OrganizationId>,
    },
    /// Several organizations claim the same domain.
    ClaimedDomainShared {
        /// The domain.
        domain: EmailDomain,
        /// The organizations that claim it.
        organization_ids: BTreeSet<OrganizationId>,
    },
    /// Members with different addresses have the same password id.
    PasswordIdShared {
        /// The password's id.
        member_password_id: String,
        /// The Members.
        members: BTreeSet<MemberRef>,
    },
    /// Members with different addresses have the same TOTP registration id.
    TotpIdShared {
        /// The registration's id.
        totp_registration_id: String,
        /// The Members.
        members: BTreeSet<MemberRef>,
    },
    /// An item that cannot be parsed.
    Damaged {
        /// The table of the data model, not its deployed name.
        table: &'static str,
        /// The kind of the item.
        item: DamagedKind,
        /// The item's key.
        key: BTreeMap<String, String>,
        /// The organization that the item belongs to, if the item says so.
        #[serde(skip_serializing_if = "Option::is_none")]
        organization_id: Option<OrganizationId>,
        /// True if a newer version of this project wrote the item. This version cannot parse it, but must not remove it.
        is_of_newer_version: bool,
        /// The reason why it cannot be parsed.
        reason: String,
    },
}
