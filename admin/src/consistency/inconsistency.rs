//! The contradictions between stored items that a check finds.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::member_ref::MemberRef;
use org_discovery::{
    domain::{EmailAddress, EmailDomain, MemberId, OrganizationId},
    store::dynamodb::items::attributes::{Damage, Item},
};

/// One contradiction between stored items.
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
    /// A joinable edge leads to an organization that does not exist, or whose settings do not need it.
    EdgeExtra {
        /// The organization.
        organization_id: OrganizationId,
        /// The edge.
        edge: String,
    },
    /// An organization's write was begun and not finished.
    #[serde(rename = "edges_unsettled")]
    EdgesPending {
        /// The organization.
        organization_id: OrganizationId,
    },
    /// A counter of verified Members differs from their number.
    CounterWrong {
        /// The organization.
        organization_id: OrganizationId,
        /// The domain.
        domain: EmailDomain,
        /// The value of the counter; `None` when there is no counter.
        stored: Option<i64>,
        /// The number of Members.
        counted: u64,
    },
    /// A Member is counted for a domain that its address does not verify, or is not counted for the one that it verifies.
    MemberMiscounted {
        /// The Member.
        #[serde(flatten)]
        member: MemberRef,
        /// The domain under which it is counted.
        #[serde(rename = "counted")]
        counted_domain: Option<EmailDomain>,
        /// The domain that it verifies.
        #[serde(rename = "verified_domain")]
        verified_domain: Option<EmailDomain>,
    },
    /// A Member's item lacks an attribute next to the Member itself, or has a wrong one.
    MemberAttributes {
        /// The Member.
        #[serde(flatten)]
        member: MemberRef,
        /// The attribute and what is wrong with it.
        reason: String,
    },
    /// The item that makes a Member's id unique does not exist, or names another location.
    MemberIdMissing {
        /// The Member.
        #[serde(flatten)]
        member: MemberRef,
    },
    /// The item of an id names a location where the Member is not stored.
    MemberIdDangling {
        /// The id.
        member_id: MemberId,
        /// The location that it names, as organization and address.
        #[serde(rename = "member_location")]
        member_location: String,
    },
    /// A Member retired an address, and the item that reserves the address is absent or names another Member.
    RetiredAddressMissing {
        /// The Member.
        #[serde(flatten)]
        member: MemberRef,
        /// The address.
        retired_email_address: EmailAddress,
        /// The Member that has the address, or the other one that retired it.
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
    /// An organization has a slug, and the slug's item is absent or names another organization.
    SlugMissing {
        /// The organization.
        organization_id: OrganizationId,
        /// The slug, in lower case.
        slug: String,
        /// The organization that the item names.
        taken_by: Option<OrganizationId>,
    },
    /// The item of a slug names an organization that does not have it.
    SlugExtra {
        /// The organization.
        organization_id: OrganizationId,
        /// The slug, in lower case.
        slug: String,
    },
    /// A Member of an organization that does not exist.
    MembershipDangling {
        /// The Member.
        #[serde(flatten)]
        member: MemberRef,
    },
    /// One of the two items of a member session exists without the other.
    #[serde(rename = "session_twin_missing")]
    SessionPairIncomplete {
        /// The item's key.
        token_hash: String,
    },
    /// The two items of a member session contain different sessions.
    #[serde(rename = "session_twin_differs")]
    SessionPairDiffers {
        /// The key of one of them.
        token_hash: String,
    },
    /// Several organizations have one SSO connection, which decides which organization it signs people in to.
    SsoConnectionShared {
        /// The connection.
        connection_id: String,
        /// The organizations that have it.
        organization_ids: BTreeSet<OrganizationId>,
    },
    /// Several organizations claim one domain.
    ClaimedDomainShared {
        /// The domain.
        domain: EmailDomain,
        /// The organizations that claim it.
        organization_ids: BTreeSet<OrganizationId>,
    },
    /// Members with different addresses have one password.
    PasswordIdShared {
        /// The password's id.
        member_password_id: String,
        /// The Members.
        members: BTreeSet<MemberRef>,
    },
    /// Members with different addresses have one TOTP registration.
    TotpIdShared {
        /// The registration's id.
        totp_registration_id: String,
        /// The Members.
        members: BTreeSet<MemberRef>,
    },
    /// An item that cannot be parsed.
    Damaged {
        /// The kind of table.
        table: &'static str,
        /// The item's key.
        key: BTreeMap<String, String>,
        /// The reason why it cannot be parsed.
        reason: String,
    },
}

impl Inconsistency {
    /// Returns the inconsistency of an item that cannot be parsed.
    pub(super) fn damaged<const N: usize>(
        table: &'static str,
        key: [&str; N],
        item: &Item,
        damage: Damage,
    ) -> Self {
        let text = |name: &str| {
            let value = item.get(name).and_then(|value| value.as_s().ok());
            (name.to_owned(), value.cloned().unwrap_or_default())
        };
        Self::Damaged { table, key: key.into_iter().map(text).collect(), reason: damage.0 }
    }
}
