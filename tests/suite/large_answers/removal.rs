//! The choice of the entries that are removed, over all sizes.

use org_discovery::http::{EntrySize, entries_that_fit};
use proptest::{
    collection::vec,
    prelude::{ProptestConfig, Strategy, any, prop_assert, proptest},
};

#[derive(Debug, Clone)]
struct Entry {
    size: EntrySize,
    /// The bytes in the encoded answer, which do not follow from the size where that is compressed.
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
    let table = [
        (120, "yyyyyy"),
        (119, "yyyyny"),
        (90, "yyyyny"),
        (89, "yynyny"),
        (59, "nynyny"),
        (29, "nnnyny"),
        (9, "nnnnny"),
        (0, "nnnnny"),
    ];
    for (room, expected) in table {
        let stays = entries_that_fit(&sizes, room, |index| sizes[index].bytes);
        let stays: String = stays.iter().map(|stays| if *stays { 'y' } else { 'n' }).collect();
        assert_eq!(stays, expected, "room for {room}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn removal_is_necessary_and_in_order(entries in entries(), room in 0..600_usize) {
        let sizes: Vec<EntrySize> = entries.iter().map(|entry| entry.size).collect();
        let mut asked = 0;
        let stays = entries_that_fit(&sizes, room, |index| {
            asked += 1;
            entries[index].cost
        });
        prop_assert!(stays.len() == entries.len());
        let indexed: Vec<_> = entries.iter().zip(&stays).enumerate().collect();
        let (mut kept, mut removed) = (Vec::new(), Vec::new());
        for (index, (Entry { size, cost }, stays)) in indexed {
            prop_assert!(size.is_removable || *stays, "what may not be removed stays");
            if size.is_removable {
                if *stays { kept.push((size.bytes, index, *cost)) } else { removed.push((size.bytes, index, *cost)) }
            }
        }
        let taken: usize = kept.iter().map(|(_, _, cost)| cost).sum();
        prop_assert!(taken <= room, "what stays fits");
        if let Some((bytes, index, cost)) = removed.iter().min() {
            prop_assert!(taken + cost > room, "the entry that was removed last does not fit");
            prop_assert!(kept.iter().all(|(kept_bytes, kept_index, _)| (kept_bytes, kept_index) < (bytes, index)));
        }
        prop_assert!(asked <= kept.len() + 1, "no entry is encoded without need");
    }
}
