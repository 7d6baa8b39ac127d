//! Values of the input's organizations that a stored organization, which the input does not replace, has already.
//!
//! The tables enforce only unique slugs. SSO connections and claimed domains are found by a scan of the stored organizations.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    diagnostics::{Diagnostic, Diagnostics},
    error::ImportError,
    records::{Record, RecordFilter, read_records},
    sources::Source,
    unique_conflicts::{ValueFingerprint, key_of},
    unique_values,
};
use crate::fingerprint;
use crate::{WriteError, Writer};
use org_discovery::{
    domain::{Organization, OrganizationId},
    store::StoreError,
};

/// A value of the input, and a stored organization that has it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct StoredConflict {
    /// The position of the input's organization.
    position: u64,
    key: u64,
    owner: OrganizationId,
}

/// Fingerprints of the SSO connections and claimed domains in the input, and of its organizations.
#[derive(Default)]
pub(super) struct ImportedValues {
    /// Ordered by key. In an input without conflicts, all records of a key belong to one organization.
    values: Vec<ValueFingerprint>,
    /// Sorted.
    organizations: Vec<u64>,
}

impl ImportedValues {
    /// `values` are ordered by their keys.
    pub(super) fn new(values: Vec<ValueFingerprint>, mut organizations: Vec<u64>) -> Self {
        organizations.sort_unstable();
        Self { values, organizations }
    }

    /// Reports the values that stored organizations have. An organization of the input replaces the stored one, so the values
    /// of the stored one do not count.
    pub(super) async fn stored_elsewhere(
        &self,
        sources: &[Source],
        writer: &Writer,
    ) -> Result<Diagnostics, ImportError> {
        let mut problems = Diagnostics::default();
        // Most imports need no scan.
        if self.values.is_empty() {
            return Ok(problems);
        }
        let conflicts = self.scan(writer, &mut problems).await?;
        if !conflicts.is_empty() {
            problems.extend(locate(&conflicts, sources)?);
        }
        Ok(problems)
    }

    async fn scan(
        &self,
        writer: &Writer,
        problems: &mut Diagnostics,
    ) -> Result<BTreeSet<StoredConflict>, ImportError> {
        let mut conflicts = BTreeSet::new();
        let mut every = writer.reader().every_organization();
        while let Some(stored) = every.next().await {
            match stored {
                Ok(stored) => self.compare(&stored, &mut conflicts),
                // Reported by `orgctl check`.
                Err(StoreError::Damaged { .. }) => {}
                Err(error) => return Err(WriteError::Store(error).into()),
            }
            // A scan has no order. The first ones of the input are kept, so that the same input gets the same diagnostics.
            while conflicts.len() > Diagnostics::KEPT {
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

/// Reads the input again for the places of the conflicts.
fn locate(conflicts: &BTreeSet<StoredConflict>, sources: &[Source]) -> Result<Vec<Diagnostic>, ImportError> {
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
            // Removed, because an organization can have a value twice.
            let owners = owners.remove(&(position, key_of(&value))).unwrap_or_default();
            let diagnostic = |owner| {
                let reason = value.kind.stored_conflict(&value.key, owner);
                organization.diagnostic(&value.field, reason)
            };
            located.extend(owners.into_iter().map(diagnostic));
        }
    })?;
    Ok(located)
}
