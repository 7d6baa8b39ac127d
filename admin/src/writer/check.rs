//! What the tables say twice, held against each other.
//!
//! Organizations and Members are the source. Joinable edges, counters and the items of ids follow from them, and are changed
//! in the same transactions; so whatever is found here was done by hand, by a faulty writer, or by a restored backup.
//!
//! A scan is no snapshot: others write while it runs. What a scan makes suspicious is read again before it is reported, and
//! a repair is one transaction on the condition that things are still so.

mod counters;
mod damage;
mod edges;
mod members;
mod mending;
mod project;
mod repair;
mod retired_addresses;
mod sessions;
mod slugs;
mod unique;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Serialize;

pub use repair::{RemoveDamaged, Repair, Repaired};
pub use unique::CheckNotice;

use slugs::SlugClaims;
use unique::UniqueValues;

use super::{WriteError, Writer};
use org_discovery::{
    domain::{EmailAddress, EmailDomain, MemberId, OrganizationId, Timestamp},
    store::{
        StoreError,
        dynamodb::items::attributes::{Damage, Item},
    },
};

/// One thing that is not as it follows from the rest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Difference {
    /// An organization's settings call for a joinable edge that is not there.
    EdgeMissing {
        /// The organization.
        organization_id: OrganizationId,
        /// The edge.
        edge: String,
    },
    /// A joinable edge leads to an organization that is not there, or whose settings do not call for it.
    EdgeExtra {
        /// The organization.
        organization_id: OrganizationId,
        /// The edge.
        edge: String,
    },
    /// An organization's write was begun and not finished.
    EdgesUnsettled {
        /// The organization.
        organization_id: OrganizationId,
    },
    /// A counter of verified Members is not their number.
    CounterWrong {
        /// The organization.
        organization_id: OrganizationId,
        /// The domain.
        domain: EmailDomain,
        /// What the counter says; none when there is no counter.
        stored: Option<i64>,
        /// How many Members are counted.
        counted: u64,
    },
    /// A Member is counted although it does not vouch for the domain, or the other way round.
    MemberMiscounted {
        /// The Member.
        #[serde(flatten)]
        member: Name,
        /// Under which domain it is counted.
        counted: Option<EmailDomain>,
        /// For which it vouches.
        vouches_for: Option<EmailDomain>,
    },
    /// A Member's item lacks an attribute, or has a wrong one, beside the Member itself.
    MemberAttributes {
        /// The Member.
        #[serde(flatten)]
        member: Name,
        /// What is wrong.
        reason: String,
    },
    /// The item that makes a Member's id unique is not there, or leads elsewhere.
    MemberIdMissing {
        /// The Member.
        #[serde(flatten)]
        member: Name,
    },
    /// An id leads to a Member that is not there.
    MemberIdDangling {
        /// The id.
        member_id: MemberId,
        /// Where it leads, as organization and address.
        place: String,
    },
    /// A Member retired an address, and the item that reserves the address is absent or names another Member.
    RetiredAddressMissing {
        /// The Member.
        #[serde(flatten)]
        member: Name,
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
    /// A Member of an organization that is not there.
    MembershipDangling {
        /// The Member.
        #[serde(flatten)]
        member: Name,
    },
    /// One of the two items of a member session is there without the other.
    SessionTwinMissing {
        /// The item's key.
        token_hash: String,
    },
    /// The two items of a member session say different things of it.
    SessionTwinDiffers {
        /// The key of one of them.
        token_hash: String,
    },
    /// Several organizations have one SSO connection, which decides for whom it signs people in.
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
        members: BTreeSet<Name>,
    },
    /// Members with different addresses have one TOTP registration.
    TotpIdShared {
        /// The registration's id.
        totp_registration_id: String,
        /// The Members.
        members: BTreeSet<Name>,
    },
    /// An item that cannot be read.
    Damaged {
        /// The kind of table.
        table: &'static str,
        /// The item's key.
        key: BTreeMap<String, String>,
        /// What is wrong with it.
        reason: String,
    },
}

/// A Member, as an operator finds it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Name {
    /// Its organization.
    pub organization_id: OrganizationId,
    /// Its id.
    pub member_id: MemberId,
    /// Its address.
    pub email_address: EmailAddress,
}

/// How much was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CheckedItems {
    /// Organizations.
    pub organizations: u64,
    /// Members.
    pub members: u64,
    /// Joinable edges.
    pub edges: u64,
    /// Counters.
    pub counters: u64,
    /// Items of sessions; those of intermediate sessions say nothing of their project, so they may be another's.
    pub session_items: u64,
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// How much was read.
    pub read: CheckedItems,
    /// What is not as it should be, in order.
    pub differences: BTreeSet<Difference>,
    /// What an operator should see, although it is no difference.
    pub notices: BTreeSet<CheckNotice>,
}

impl Writer {
    /// Holds the project's tables against each other.
    ///
    /// # Errors
    /// [`WriteError::Store`] when a table cannot be read.
    pub async fn check(&self, now: Timestamp) -> Result<CheckReport, WriteError> {
        let mut report = CheckReport::default();
        self.check_project(&mut report).await?;
        let (mut unique, mut slugs) = (UniqueValues::default(), SlugClaims::default());
        let organizations = self.check_edges(&mut unique, &mut slugs, &mut report).await?;
        let counted = self.check_members(&organizations, &mut unique, &mut report).await?;
        self.check_unique(unique, &mut report).await?;
        self.check_counters(counted, &mut report).await?;
        self.check_slugs(slugs, &mut report).await?;
        self.check_sessions(now, &mut report).await?;
        Ok(report)
    }
}

/// What was read again; `None` where it is damaged, which is reported by itself.
fn readable<T>(read: Result<T, WriteError>) -> Result<Option<T>, WriteError> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(WriteError::Store(StoreError::Damaged { .. })) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The organizations that there are, readable or not, as numbers.
#[derive(Default)]
struct Organizations(HashSet<u64>);

impl Difference {
    fn damaged<const N: usize>(table: &'static str, key: [&str; N], item: &Item, damage: Damage) -> Self {
        let text = |name: &str| {
            let value = item.get(name).and_then(|value| value.as_s().ok());
            (name.to_owned(), value.cloned().unwrap_or_default())
        };
        Self::Damaged { table, key: key.into_iter().map(text).collect(), reason: damage.0 }
    }
}
