//! Facts about the organizations of a report.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use org_discovery::domain::{EmailDomain, Timestamp};

/// The state of an organization that a finding mentions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganizationState {
    /// Its item can be parsed.
    Stored,
    /// Its item is damaged.
    Damaged,
    /// It does not exist.
    #[default]
    Absent,
}

/// Facts about an organization that a finding mentions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OrganizationFacts {
    /// Its state.
    pub state: OrganizationState,
    /// Its name, or an empty text if it is unknown.
    pub name: String,
    /// The time of its last change, if the organization says so.
    pub updated_at: Option<Timestamp>,
    /// The number of its Members that are not deleted and whose items can be parsed. Counted for damaged organizations.
    pub live_members: Option<u64>,
    /// The domains of its findings by which its settings let people join.
    pub admitted_domains: BTreeSet<EmailDomain>,
    /// The number of Members whose counted domain is one of the domains of its findings.
    pub counted_members: BTreeMap<EmailDomain, u64>,
}
