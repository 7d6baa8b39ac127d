//! Slugs that this import moves from one organization to another. The previous owner must be written first, even if
//! it comes later in the input.

use std::collections::HashSet;

use super::{
    check::{CheckedImport, Treatment},
    deferred::Deferred,
    entity::Entity,
    error::ImportError,
    options::Mode,
    prefetch::Prefetch,
    record_kind::RecordFilter,
    record_writer::{RecordOutcome, RecordWriter},
    records::Record,
    refusal::RefusedWrite,
    report::ImportReport,
};
use crate::{Refusal, WriteError};
use org_discovery::domain::{Organization, OrganizationId};

/// An organization that needs a slug that another organization has.
pub(super) struct DeferredOrganization {
    organization: Entity<Organization>,
    owner: OrganizationId,
}

impl DeferredOrganization {
    /// Defers a refused organization if its slug can become free.
    pub(super) fn after(
        refusal: &Refusal,
        organization: Entity<Organization>,
    ) -> (Option<Self>, RefusedWrite) {
        let refused = RefusedWrite::new(&organization, &refusal.to_string());
        match refusal {
            Refusal::SlugTaken { organization_id, .. } => {
                (Some(Self { organization, owner: organization_id.clone() }), refused)
            }
            _ => (None, refused),
        }
    }

    fn id(&self) -> &OrganizationId {
        &self.organization.value.organization_id
    }
}

impl Deferred<DeferredOrganization> {
    fn ids(&self) -> HashSet<OrganizationId> {
        self.0.iter().map(|(deferred, _)| deferred.id().clone()).collect()
    }

    /// Reports the organizations whose slugs did not become free.
    fn report(self, records: RecordWriter<'_>, report: &mut ImportReport) {
        let deferred_ids = self.ids();
        for (deferred, mut refused) in self.0 {
            if deferred_ids.contains(&deferred.owner) {
                refused.explain(
                    ", which was skipped too; if organizations swap slugs, first import one of them with a temporary slug",
                );
            }
            records.refuse(refused, report);
        }
    }
}

/// Writes deferred organizations after the previous owners of their slugs.
pub(super) struct SlugReassignment<'r> {
    checked: &'r CheckedImport,
    records: RecordWriter<'r>,
    /// The owners that are in the input.
    owners: HashSet<OrganizationId>,
    /// Organizations that were not written.
    skipped: HashSet<OrganizationId>,
}

impl<'r> SlugReassignment<'r> {
    pub(super) fn new(checked: &'r CheckedImport, records: RecordWriter<'r>) -> Self {
        Self { checked, records, owners: HashSet::new(), skipped: HashSet::new() }
    }

    /// Writes the deferred organizations in rounds, until no further slug becomes free. Returns those that were not
    /// written.
    pub(super) async fn run(
        mut self,
        mut deferred: Deferred<DeferredOrganization>,
        report: &mut ImportReport,
    ) -> Result<HashSet<OrganizationId>, ImportError> {
        if deferred.0.is_empty() {
            return Ok(self.skipped);
        }
        self.owners = self.owners_in_input(&deferred).await?;
        loop {
            let before = deferred.0.len();
            deferred = self.round(deferred, report).await?;
            if deferred.0.is_empty() || deferred.0.len() == before || report.stopped {
                break;
            }
        }
        self.skipped.extend(deferred.ids());
        if !report.stopped {
            deferred.report(self.records, report);
        }
        Ok(self.skipped)
    }

    async fn round(
        &mut self,
        deferred: Deferred<DeferredOrganization>,
        report: &mut ImportReport,
    ) -> Result<Deferred<DeferredOrganization>, ImportError> {
        let (deferred_ids, mut remaining) = (deferred.ids(), Deferred::default());
        for (deferred, refused) in deferred.0 {
            if self.records.must_stop() {
                report.stopped = true;
                break;
            }
            // Slugs are unique in the input, so an owner in the input releases the slug when it is written.
            if !self.owners.contains(&deferred.owner) || deferred_ids.contains(&deferred.owner) {
                remaining.0.push((deferred, refused));
                continue;
            }
            match self.write(&deferred.organization.value).await? {
                RecordOutcome::Done(outcome) => report.organizations.add(outcome),
                RecordOutcome::Refused(refusal) => {
                    let id = deferred.id().clone();
                    let (deferred, refused) = DeferredOrganization::after(&refusal, deferred.organization);
                    if let Some(refused) = remaining.keep(deferred, refused) {
                        self.records.refuse(refused, report);
                        self.skipped.insert(id);
                    }
                }
            }
        }
        Ok(remaining)
    }

    /// Returns those current owners of the needed slugs that are in the input.
    async fn owners_in_input(
        &self,
        deferred: &Deferred<DeferredOrganization>,
    ) -> Result<HashSet<OrganizationId>, ImportError> {
        let requested: HashSet<_> = deferred.0.iter().map(|(deferred, _)| &deferred.owner).collect();
        let mut input = Prefetch::start(&self.checked.input, RecordFilter::Organizations);
        let mut owners = HashSet::new();
        while let Some(record) = input.next().await {
            if self.checked.treatment(&record) == Treatment::Write
                && let Record::Organization(_, organization) = record
                && requested.contains(&organization.value.organization_id)
            {
                owners.insert(organization.value.organization_id);
            }
        }
        input.end().await?;
        Ok(owners)
    }

    /// Writes an organization whose slug was released. A dry run plans it without the slug, because the previous owner
    /// still has the slug in the tables.
    async fn write(&self, organization: &Organization) -> Result<RecordOutcome, WriteError> {
        match self.records.mode {
            Mode::Write => self.records.organization(organization).await,
            Mode::DryRun => Ok(self.records.plan_without_slug(organization).await?.never_unchanged()),
        }
    }
}
