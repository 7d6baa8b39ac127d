//! Finds values of imported organizations that a stored organization already has, unless the input replaces that
//! organization.
//!
//! The tables enforce unique slugs only. SSO connections and claimed domains are found by a scan of the stored
//! organizations.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    diagnostics::Diagnostic,
    error::ImportError,
    problems::Problems,
    record_kind::{RecordFilter, RecordKind},
    records::{Record, read_records},
    sources::Source,
    unique_conflicts::{ValueFingerprint, key_of},
    unique_values,
};
use crate::{WriteError, Writer, fingerprint};
use org_discovery::{
    domain::{Organization, OrganizationId},
    store::StoreError,
};

/// A value of the input that a stored organization has.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct StoredConflict {
    /// The position of the imported organization.
    position: u64,
    key: u64,
    owner: OrganizationId,
}

/// Fingerprints of the organizations in the input, and of their SSO connections and claimed domains.
#[derive(Default)]
pub(super) struct ImportedValues {
    /// Sorted by key. Without conflicts in the input, all records with the same key belong to one organization.
    values: Vec<ValueFingerprint>,
    /// The ids of the organizations, sorted.
    organizations: Vec<u64>,
}

impl ImportedValues {
    /// Creates the set. `values` must be sorted by key.
    pub(super) fn new(values: Vec<ValueFingerprint>, mut organizations: Vec<u64>) -> Self {
        organizations.sort_unstable();
        Self { values, organizations }
    }

    /// Reports the values that stored organizations already have. Stored organizations that the input replaces are
    /// ignored.
    pub(super) async fn conflicts_with_stored(
        &self,
        sources: &[Source],
        writer: &Writer,
        problems: &mut Problems,
    ) -> Result<(), ImportError> {
        // Most imports have no such values and need no scan.
        if self.values.is_empty() {
            return Ok(());
        }
        let conflicts = self.scan(writer, problems).await?;
        if !conflicts.is_empty() {
            for (position, reason) in locate(&conflicts, sources)? {
                problems.refuse(RecordKind::Organization, position, reason);
            }
        }
        Ok(())
    }

    async fn scan(
        &self,
        writer: &Writer,
        problems: &mut Problems,
    ) -> Result<BTreeSet<StoredConflict>, ImportError> {
        let mut conflicts = BTreeSet::new();
        let mut every = writer.reader().all_organizations();
        while let Some(stored) = every.next().await {
            match stored {
                Ok(stored) => self.compare(&stored, &mut conflicts),
                // Damaged organizations are reported by `orgctl check`.
                Err(StoreError::Damaged { .. }) => {}
                Err(error) => return Err(WriteError::Store(error).into()),
            }
            // A scan has no order. The first conflicts in input order are kept, so that diagnostics are deterministic.
            while conflicts.len() > problems.max_located() {
                conflicts.pop_last();
                problems.count(1);
            }
        }
        Ok(conflicts)
    }

    fn compare(&self, stored: &Organization, conflicts: &mut BTreeSet<StoredConflict>) {
        let id = &stored.organization_id;
        if self.organizations.binary_search(&fingerprint(id.as_str())).is_ok() {
            return;
        }
        for value in unique_values::of_organization(stored) {
            let key = key_of(&value);
            let first = self.values.partition_point(|record| record.key < key);
            if let Some(imported) = self.values.get(first).filter(|record| record.key == key) {
                conflicts.insert(StoredConflict { position: imported.position, key, owner: id.clone() });
            }
        }
    }
}

/// Reads the input again to find the locations of the conflicts.
fn locate(
    conflicts: &BTreeSet<StoredConflict>,
    sources: &[Source],
) -> Result<Vec<(u64, Diagnostic)>, ImportError> {
    let mut owners: BTreeMap<(u64, u64), Vec<&OrganizationId>> = BTreeMap::new();
    for StoredConflict { position, key, owner } in conflicts {
        owners.entry((*position, *key)).or_default().push(owner);
    }
    let mut located = Vec::new();
    read_records(sources, RecordFilter::Organizations, &mut |record| {
        let Record::Organization(position, organization) = record else {
            return;
        };
        for value in unique_values::of_organization(&organization.value) {
            // Removed, because an organization can list the same value twice.
            let owners = owners.remove(&(position, key_of(&value))).unwrap_or_default();
            let diagnostic = |owner| {
                let reason = value.kind.stored_conflict(&value.key, owner);
                (position, organization.diagnostic(&value.field, reason))
            };
            located.extend(owners.into_iter().map(diagnostic));
        }
    })?;
    Ok(located)
}
