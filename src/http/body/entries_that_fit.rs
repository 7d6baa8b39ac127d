//! Selects the entries that are removed from a response that is too large.

/// The properties of an entry on which its removal depends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntrySize {
    /// The length of its compact JSON.
    pub bytes: usize,
    /// True if it may be removed.
    pub is_removable: bool,
}

/// Returns for each entry whether it stays in a response that has `room` for the entries that may be removed.
///
/// The largest entry is removed first, then the next largest; of equal ones, the last. `cost` returns the encoded size of the
/// entry at an index. It is called for the smallest entry first, and not again after an entry that does not fit, so the work
/// depends on the entries that fit and not on all entries.
pub fn entries_that_fit(
    entries: &[EntrySize],
    room: usize,
    mut cost: impl FnMut(usize) -> usize,
) -> Vec<bool> {
    let mut stays: Vec<bool> = entries.iter().map(|entry| !entry.is_removable).collect();
    let mut order: Vec<usize> = (0..entries.len()).filter(|&index| entries[index].is_removable).collect();
    order.sort_by_key(|&index| (entries[index].bytes, index));
    let mut left = room;
    for index in order {
        let Some(rest) = left.checked_sub(cost(index)) else {
            break;
        };
        left = rest;
        stays[index] = true;
    }
    stays
}
