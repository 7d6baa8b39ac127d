//! Changes of verified-member counters.

use std::collections::BTreeMap;

use super::existing_state::ExistingState;
use org_discovery::domain::{EmailDomain, Member};

/// A counted domain, if any, and the change of its counter: -1 or +1.
pub(crate) type CountChange<'b> = (Option<&'b EmailDomain>, i64);

/// Returns the counter changes of a write of `next`, including those of the Members that it replaces.
pub(super) fn count_changes<'b>(
    existing: &'b ExistingState,
    next: &'b Member,
) -> impl Iterator<Item = CountChange<'b>> {
    let reserved = next.reserved_addresses();
    let at_reserved = existing.at_reserved.iter().filter(move |(address, _)| reserved.contains(address));
    let replaced = at_reserved
        .filter_map(|(_, found)| found.member())
        .filter(|stored| stored.member.member_id != next.member_id);
    let removed = [existing.current(next), existing.replaced(next)].into_iter().flatten().chain(replaced);
    removed.map(|stored| (stored.counted_domain.as_ref(), -1)).chain([(next.verified_domain(), 1)])
}

/// Sums the changes of each counter, and omits counters that do not change.
///
/// The counter `moved`, of a Member that moves to another address, is included even if its sum is zero, so that it gets
/// a new revision: a concurrent recount could read the Member twice or not at all, and must detect that.
pub(crate) fn changed_counters<'d>(
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
