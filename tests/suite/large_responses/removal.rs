//! Tests of the choice of entries that are removed from a large response.

use org_discovery::http::{EntrySize, entries_to_keep};
use proptest::{
    collection::vec,
    prelude::{ProptestConfig, Strategy, any, prop_assert, proptest},
};

#[derive(Debug, Clone)]
struct Entry {
    size: EntrySize,
    /// The bytes in the encoded response. With compression, they are independent of the size.
    cost: usize,
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let entry = (1..30_usize, any::<bool>(), 1..30_usize);
    vec(entry, 0..40).prop_map(|entries| {
        let entry = |(bytes, is_removable, cost)| Entry { size: EntrySize { bytes, is_removable }, cost };
        entries.into_iter().map(entry).collect()
    })
}

#[test]
fn largest_then_last_entry_is_removed_first() {
    let sizes = [30, 20, 30, 10, 30, 40].map(|bytes| EntrySize { bytes, is_removable: bytes < 40 });
    let expectations = [
        (120, "yyyyyy"),
        (119, "yyyyny"),
        (90, "yyyyny"),
        (89, "yynyny"),
        (59, "nynyny"),
        (29, "nnnyny"),
        (9, "nnnnny"),
        (0, "nnnnny"),
    ];
    for (room, expected) in expectations {
        let is_kept = entries_to_keep(&sizes, room, |index| sizes[index].bytes);
        let is_kept: String = is_kept.iter().map(|is_kept| if *is_kept { 'y' } else { 'n' }).collect();
        assert_eq!(is_kept, expected, "room for {room}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn removal_is_necessary_and_in_order(entries in entries(), room in 0..600_usize) {
        let sizes: Vec<EntrySize> = entries.iter().map(|entry| entry.size).collect();
        let mut encoded = 0;
        let is_kept = entries_to_keep(&sizes, room, |index| {
            encoded += 1;
            entries[index].cost
        });
        prop_assert!(is_kept.len() == entries.len());
        let indexed: Vec<_> = entries.iter().zip(&is_kept).enumerate().collect();
        let (mut kept, mut removed) = (Vec::new(), Vec::new());
        for (index, (Entry { size, cost }, is_kept)) in indexed {
            prop_assert!(size.is_removable || *is_kept, "an entry was removed that is not removable");
            if size.is_removable {
                if *is_kept { kept.push((size.bytes, index, *cost)) } else { removed.push((size.bytes, index, *cost)) }
            }
        }
        let used: usize = kept.iter().map(|(_, _, cost)| cost).sum();
        prop_assert!(used <= room, "the kept entries do not fit");
        if let Some((bytes, index, cost)) = removed.iter().min() {
            prop_assert!(used + cost > room, "the entry that was removed last fits");
            prop_assert!(kept.iter().all(|(kept_bytes, kept_index, _)| (kept_bytes, kept_index) < (bytes, index)));
        }
        prop_assert!(encoded <= kept.len() + 1, "an entry was encoded needlessly");
    }
}
