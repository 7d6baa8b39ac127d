//! The report of a check.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{inconsistency::Inconsistency, organization_facts::OrganizationFacts};
use org_discovery::domain::{EmailDomain, OrganizationId};

/// The numbers of items that were read.
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
    /// Session items. Items of intermediate sessions do not name their project, so some may belong to another project.
    pub session_items: u64,
}

/// A fact that an operator should review, although the data is consistent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CheckNotice {
    /// People can join an organization by a domain that another organization claims.
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
    /// The numbers of items that were read.
    pub read: CheckedItems,
    /// The inconsistencies, in order.
    pub inconsistencies: BTreeSet<Inconsistency>,
    /// Facts that are not inconsistencies.
    pub notices: BTreeSet<CheckNotice>,
    /// Facts about the organizations that the inconsistencies and notices mention.
    pub organizations: BTreeMap<OrganizationId, OrganizationFacts>,
}

impl CheckReport {
    /// Adds an inconsistency.
    pub(super) fn add(&mut self, inconsistency: Inconsistency) {
        self.inconsistencies.insert(inconsistency);
    }
}
