//! Slugs that pass from one organization to another with this import: the previous owner must be written first, wherever it is
//! in the input.

use std::collections::HashSet;

use super::{
    check::CheckedImport,
    deferred::Deferred,
    diagnostics::{Diagnostic, Diagnostics},
    entity::Entity,
    error::ImportError,
    options::Mode,
    prefetch::Prefetch,
    record_writer::{RecordOutcome, RecordWriter},
    records::{Record, RecordFilter},
    report::ImportReport,
};
use crate::{Refusal, WriteError};
use org_discovery::domain::{Organization, OrganizationId};

/// An organization that waits for a slug.
pub(super) struct DeferredOrganization {
    organization: Entity<Organization>,
    owner: OrganizationId,
}

impl DeferredOrganization {
    /// Defers a refused organization, if its slug can become free.
    pub(super) fn after(refusal: &Refusal, organization: Entity<Organization>) -> (Option<Self>, Diagnostic) {
        let diagnostic = organization.diagnostic("", refusal.to_string());
        match refusal {
            Refusal::SlugTaken { organization_id, .. } => {
                (Some(Self { organization, owner: organization_id.clone() }), diagnostic)
            }
            _ => (None, diagnostic),
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

    /// Reports organizations whose slugs are not given up.
    fn report(self, refused: &mut Diagnostics) {
        let waiting = self.ids();
        for (deferred, mut diagnostic) in self.0 {
            if waiting.contains(&deferred.owner) {
                diagnostic.reason.push_str(
                    ", which was left out too; if organizations exchange their slugs, first import one of them with another slug",
                );
            }
            refused.push(diagnostic);
        }
    }
}

/// Writes deferred organizations after the owners of their slugs.
pub(super) struct SlugReassignment<'r> {
    checked: &'r CheckedImport,
    records: RecordWriter<'r>,
    /// The owners that are in the input.
    owners: HashSet<OrganizationId>,
    /// Organizations that were not written.
    left_out: HashSet<OrganizationId>,
}

impl<'r> SlugReassignment<'r> {
    pub(super) fn new(checked: &'r CheckedImport, records: RecordWriter<'r>) -> Self {
        Self { checked, records, owners: HashSet::new(), left_out: HashSet::new() }
    }

    /// Writes the deferred organizations, round by round, until no slug becomes free any more. Returns those that were not
    /// written.
    pub(super) async fn run(
        mut self,
        mut waiting: Deferred<DeferredOrganization>,
        report: &mut ImportReport,
    ) -> Result<HashSet<OrganizationId>, ImportError> {
        if waiting.0.is_empty() {
            return Ok(self.left_out);
        }
        self.owners = self.owners_in_input(&waiting).await?;
        loop {
            let before = waiting.0.len();
            waiting = self.round(waiting, report).await?;
            if waiting.0.is_empty() || waiting.0.len() == before {
                break;
            }
        }
        self.left_out.extend(waiting.ids());
        waiting.report(&mut report.refused);
        Ok(self.left_out)
    }

    async fn round(
        &mut self,
        waiting: Deferred<DeferredOrganization>,
        report: &mut ImportReport,
    ) -> Result<Deferred<DeferredOrganization>, ImportError> {
        let (waiting_ids, mut still) = (waiting.ids(), Deferred::default());
        for (deferred, diagnostic) in waiting.0 {
            // The input has each slug once, so an owner in the input gives up the slug when it is written.
            if !self.owners.contains(&deferred.owner) || waiting_ids.contains(&deferred.owner) {
                still.0.push((deferred, diagnostic));
                continue;
            }
            match self.write(&deferred.organization.value).await? {
                RecordOutcome::Done(effect) => report.organizations.add(effect),
                RecordOutcome::Refused(refusal) => {
                    let id = deferred.id().clone();
                    let (deferred, diagnostic) = DeferredOrganization::after(&refusal, deferred.organization);
                    if let Some(diagnostic) = still.keep(deferred, diagnostic) {
                        report.refused.push(diagnostic);
                        self.left_out.insert(id);
                    }
                }
            }
        }
        Ok(still)
    }

    /// Returns the owners of the slugs that are in the input.
    async fn owners_in_input(
        &self,
        waiting: &Deferred<DeferredOrganization>,
    ) -> Result<HashSet<OrganizationId>, ImportError> {
        let wanted: HashSet<_> = waiting.0.iter().map(|(deferred, _)| &deferred.owner).collect();
        let mut input = Prefetch::start(&self.checked.sources, RecordFilter::Organizations);
        let mut owners = HashSet::new();
        while let Some(record) = input.next().await {
            if let Record::Organization(_, organization) = record
                && wanted.contains(&organization.value.organization_id)
            {
                owners.insert(organization.value.organization_id);
            }
        }
        input.end().await?;
        Ok(owners)
    }

    /// Writes an organization whose slug was given up. In a dry run it is planned without the slug, because the owner in the
    /// tables has it still.
    async fn write(&self, organization: &Organization) -> Result<RecordOutcome, WriteError> {
        match self.records.mode {
            Mode::Write => self.records.organization(organization).await,
            Mode::DryRun => Ok(self.records.plan_without_slug(organization).await?.never_unchanged()),
        }
    }
}
