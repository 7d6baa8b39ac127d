//! Selects the entries that stay in a response that is too large.

/// The properties of an entry that determine its removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntrySize {
    /// The length of its compact JSON.
    pub bytes: usize,
    /// True if the entry may be removed.
    pub is_removable: bool,
}

/// Returns one value per entry: true if the entry stays in a response with `room` bytes for the removable entries.
///
/// The largest removable entries are removed first. Of entries with equal sizes, the last one is removed first. `cost`
/// returns the encoded size, in bytes, of the entry at an index. It is called for the smallest entry first, and not
/// again after an entry that does not fit, so the work depends only on the entries that fit.
pub fn entries_to_keep(
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
