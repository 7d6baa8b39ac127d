//! Changes of the counters of verified Members.

use std::collections::BTreeMap;

use super::existing_state::ExistingState;
use org_discovery::domain::{EmailDomain, Member};

/// A Member that ceases (-1) or begins (+1) to be counted for a domain.
pub(super) type CountChange<'b> = (Option<&'b EmailDomain>, i64);

/// Returns the Members that a write of `next` changes, with their domains.
pub(super) fn count_changes<'b>(
    existing: &'b ExistingState,
    next: &'b Member,
) -> impl Iterator<Item = CountChange<'b>> {
    let reserved = next.reserved_addresses();
    let at_reserved = existing.at_reserved.iter().filter(move |(address, _)| reserved.contains(address));
    let given_way = at_reserved
        .filter_map(|(_, found)| found.member())
        .filter(|stored| stored.member.member_id != next.member_id);
    let ceasing = [existing.own(next), existing.displaced(next)].into_iter().flatten().chain(given_way);
    ceasing.map(|stored| (stored.counted_domain.as_ref(), -1)).chain([(next.verified_domain(), 1)])
}

/// Returns the counters to change, and by how much.
///
/// The counter of a Member that `moved` to another address changes its revision even when its number stays: a check that
/// counts the items again could read the Member twice or not at all, and must be able to detect that.
pub(super) fn changed_counters<'d>(
    changes: impl Iterator<Item = CountChange<'d>>,
    moved: Option<&EmailDomain>,
) -> Vec<(&'d EmailDomain, i64)> {
    let mut sums: BTreeMap<&EmailDomain, i64> = BTreeMap::new();
    for (domain, amount) in changes {
        if let Some(domain) = domain {
            *sums.entry(domain).or_default() += amount;
        }
    }
    let is_changed = |(domain, amount): &(&EmailDomain, i64)| *amount != 0 || moved == Some(*domain);
    sums.into_iter().filter(is_changed).collect()
}
