//! Records that are not written, although they are valid.

use super::{
    fingerprint_groups::{SameIds, Superseded},
    record_kind::{ByKind, RecordKind},
};

/// Records that are not written, by sorted positions.
#[derive(Debug, Default)]
pub(super) struct SkippedRecords {
    /// Duplicates and older versions.
    copies: ByKind<Vec<u64>>,
    duplicates: u64,
    older_versions: u64,
    /// Deleted Members whose address another Member has.
    replaced: Vec<u64>,
}

impl SkippedRecords {
    pub(super) fn add_copies(&mut self, kind: RecordKind, same_ids: &SameIds) {
        let copies = self.copies.of_mut(kind);
        copies.extend(&same_ids.duplicates);
        copies.extend(same_ids.superseded.iter().map(Superseded::older));
        copies.sort_unstable();
        self.duplicates += same_ids.duplicates.len() as u64;
        self.older_versions += same_ids.superseded.len() as u64;
    }

    pub(super) fn set_replaced(&mut self, replaced: Vec<u64>) {
        self.replaced = replaced;
    }

    /// Returns true for a duplicate or an older version.
    pub(super) fn is_copy(&self, kind: RecordKind, position: u64) -> bool {
        self.copies.of(kind).binary_search(&position).is_ok()
    }

    pub(super) fn is_replaced_member(&self, position: u64) -> bool {
        self.replaced.binary_search(&position).is_ok()
    }

    pub(super) fn left_out(&self) -> LeftOut {
        LeftOut {
            duplicates: self.duplicates,
            older_versions: self.older_versions,
            replaced_members: self.replaced.len() as u64,
            sessions_without_token: 0,
        }
    }
}

/// The numbers of records that an import leaves out although they are valid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Copies of other records.
    pub duplicates: u64,
    /// Versions of which the input has a newer one.
    pub older_versions: u64,
    /// Deleted Members whose address another Member has.
    pub replaced_members: u64,
    /// Sessions without a token.
    pub sessions_without_token: u64,
}
