//! Numbers of Members, counted during the scan of the `members` table.

use std::collections::HashMap;

use super::counters::Counts;
use crate::fingerprint;
use org_discovery::domain::{EmailDomain, Member, OrganizationId};

/// Numbers of Members.
#[derive(Default)]
pub(super) struct MemberCounts {
    /// The Members of each counter.
    pub(super) counted: Counts,
    /// The Members of damaged organizations that are not deleted, by the fingerprint of the organization's id.
    of_damaged: HashMap<u64, u64>,
}

impl MemberCounts {
    /// Also counts the Members of a damaged organization.
    pub(super) fn add_damaged_organization(&mut self, id: &OrganizationId) {
        self.of_damaged.insert(fingerprint(id.as_str()), 0);
    }

    pub(super) fn add_member(&mut self, member: &Member, counted_domain: Option<EmailDomain>) {
        if let Some(domain) = counted_domain {
            *self.counted.entry((member.organization_id.clone(), domain)).or_default() += 1;
        }
        if self.of_damaged.is_empty() || !member.is_live() {
            return;
        }
        if let Some(count) = self.of_damaged.get_mut(&fingerprint(member.organization_id.as_str())) {
            *count += 1;
        }
    }

    /// Returns the number of Members of a damaged organization that are not deleted.
    pub(super) fn live_members_of_damaged(&self, id: &OrganizationId) -> Option<u64> {
        self.of_damaged.get(&fingerprint(id.as_str())).copied()
    }
}
