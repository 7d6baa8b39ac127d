//! The report of a check.

use std::collections::BTreeSet;

use serde::Serialize;

use super::inconsistency::Inconsistency;
use org_discovery::domain::{EmailDomain, OrganizationId};

/// The number of items that were read.
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
    /// Items of sessions. Those of intermediate sessions do not name their project, so they may belong to another one.
    pub session_items: u64,
}

/// A fact that an operator should see, although nothing is wrong with the data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CheckNotice {
    /// People can join an organization by a domain that other organizations claim.
    JoinableByClaimedDomain {
        /// The organization that lets people join.
        organization_id: OrganizationId,
        /// The domain.
        domain: EmailDomain,
        /// The organizations that claim it.
        claimed_by: BTreeSet<OrganizationId>,
    },
}

/// The findings of a check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CheckReport {
    /// The number of items that were read.
    pub read: CheckedItems,
    /// The inconsistencies, in order.
    #[serde(rename = "differences")]
    pub inconsistencies: BTreeSet<Inconsistency>,
    /// Facts that are no inconsistency.
    pub notices: BTreeSet<CheckNotice>,
}

impl CheckReport {
    /// Adds an inconsistency.
    pub(super) fn add(&mut self, inconsistency: Inconsistency) {
        self.inconsistencies.insert(inconsistency);
    }
}
