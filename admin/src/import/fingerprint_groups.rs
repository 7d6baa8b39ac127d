//! Compares the records that have the same id.
//!
//! A search whose pages are read while its results change can return a record twice: equal, or in two versions.

use super::{
    conflicts::first_location,
    diagnostics::Diagnostic,
    locations::at_field,
    record_fingerprints::{ConflictingPair, RecordFingerprint, Version},
};

/// The records of one kind that are not the only ones with their id, by position.
#[derive(Default)]
pub(super) struct SameIds {
    /// Copies of a kept record.
    pub(super) duplicates: Vec<u64>,
    /// Older versions of a kept record.
    pub(super) superseded: Vec<Superseded>,
    /// Records that differ from the first, without a newest version.
    pub(super) conflicts: Vec<ConflictingPair>,
}

/// An older version of a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Superseded {
    older: u64,
    newer: u64,
    version: Version,
}

impl Superseded {
    pub(super) fn older(&self) -> u64 {
        self.older
    }

    pub(super) fn positions(&self) -> [u64; 2] {
        [self.older, self.newer]
    }

    /// Describes the older version, with the location of the newer one.
    pub(super) fn warning<'l>(&self, location: impl Fn(u64) -> Option<&'l Diagnostic>) -> Option<Diagnostic> {
        let (older, newer) = (location(self.older)?, location(self.newer)?);
        let updated_at = self.version.updated_at()?;
        let newer = first_location(newer, "");
        Some(at_field(older, "", format!("the newer version (updated_at {updated_at}) was taken ({newer})")))
    }
}

/// Sorts the records, and keeps one record of each id: the newest version, or else the first record.
pub(super) fn compare_ids<R>(
    records: &mut Vec<R>,
    fingerprint: impl Fn(&R) -> RecordFingerprint,
    may_be_versions: impl Fn(&R, &R) -> bool,
) -> SameIds {
    let mut found = SameIds::default();
    records.sort_unstable_by_key(|record| (fingerprint(record).id, fingerprint(record).position));
    for same_id in records.chunk_by_mut(|a, b| fingerprint(a).id == fingerprint(b).id) {
        if same_id.len() > 1 {
            let of_one_object = same_id.iter().all(|record| may_be_versions(&same_id[0], record));
            let newest = of_one_object.then(|| newest(same_id, &fingerprint)).flatten();
            found.compare(same_id, newest, &fingerprint);
            same_id.swap(0, newest.unwrap_or(0));
        }
    }
    records.dedup_by_key(|record| fingerprint(record).id);
    found
}

/// Returns the index of the first record of the newest version, if all versions have different times.
fn newest<R>(same_id: &[R], fingerprint: impl Fn(&R) -> RecordFingerprint) -> Option<usize> {
    let records = || same_id.iter().map(&fingerprint);
    let newest = records().map(|record| record.version).max()?;
    let index = records().position(|record| record.version == newest)?;
    let content = fingerprint(&same_id[index]).content;
    let is_known = records().all(|record| record.version.updated_at().is_some());
    let is_unique = records().all(|record| record.version != newest || record.content == content);
    (is_known && is_unique).then_some(index)
}

impl SameIds {
    fn compare<R>(
        &mut self,
        same_id: &[R],
        newest: Option<usize>,
        fingerprint: impl Fn(&R) -> RecordFingerprint,
    ) {
        let kept_index = newest.unwrap_or(0);
        let kept = fingerprint(&same_id[kept_index]);
        for (index, record) in same_id.iter().map(fingerprint).enumerate() {
            if index == kept_index {
                continue;
            }
            if record.content == kept.content {
                self.duplicates.push(record.position);
            } else if newest.is_some() {
                let (older, newer, version) = (record.position, kept.position, kept.version);
                self.superseded.push(Superseded { older, newer, version });
            } else {
                self.conflicts.push((record.position, kept.position));
            }
        }
    }
}
