//! Writes the organizations of the input.

use std::collections::HashSet;

use futures_util::{StreamExt, TryStreamExt, stream};

use super::{
    check::Treatment,
    deferred::Deferred,
    entity::Entity,
    error::ImportError,
    import_run::{ImportRun, MAX_CONCURRENT_WRITES, WriteResult},
    prefetch::Prefetch,
    record_kind::RecordFilter,
    record_writer::RecordOutcome,
    records::Record,
    report::ImportReport,
    slug_reassignment::{DeferredOrganization, SlugReassignment},
};
use crate::WriteError;
use org_discovery::domain::{Organization, OrganizationId};

/// The maximum number of organizations in memory.
const ORGANIZATION_WINDOW: usize = 64;

impl ImportRun<'_> {
    /// Writes the organizations, and returns those that were skipped.
    pub(super) async fn organizations(
        &self,
        report: &mut ImportReport,
    ) -> Result<HashSet<OrganizationId>, ImportError> {
        let (mut deferred, mut skipped) = (Deferred::default(), HashSet::new());
        if self.checked.counts.organizations == 0 {
            return Ok(skipped);
        }
        let mut input = Prefetch::start(&self.checked.input, RecordFilter::Organizations);
        loop {
            let window = self.next_organizations(&mut input).await;
            if window.is_empty() {
                break;
            }
            for (organization, outcome) in self.write_organizations(window).await? {
                match outcome {
                    RecordOutcome::Done(outcome) => report.organizations.add(outcome),
                    RecordOutcome::Refused(refusal) => {
                        let id = organization.value.organization_id.clone();
                        let (record, refused) = DeferredOrganization::after(&refusal, organization);
                        if let Some(refused) = deferred.keep(record, refused) {
                            self.records.refuse(refused, report);
                            skipped.insert(id);
                        }
                    }
                }
            }
        }
        if self.stops(report) {
            return Ok(skipped);
        }
        input.end().await?;
        // Boxed because of its size and because it is rarely needed.
        let slugs = SlugReassignment::new(self.checked, self.records);
        skipped.extend(Box::pin(slugs.run(deferred, report)).await?);
        Ok(skipped)
    }

    async fn next_organizations(&self, input: &mut Prefetch) -> Vec<Entity<Organization>> {
        let mut window = Vec::new();
        while window.len() < ORGANIZATION_WINDOW && !self.records.must_stop() {
            let Some(record) = input.next().await else {
                break;
            };
            match (self.checked.treatment(&record), record) {
                (Treatment::Write, Record::Organization(_, organization)) => window.push(*organization),
                _ => self.advance(1),
            }
        }
        window
    }

    /// Writes several organizations concurrently. The results keep the order of the input, so that diagnostics are
    /// deterministic.
    async fn write_organizations(
        &self,
        window: Vec<Entity<Organization>>,
    ) -> Result<Vec<WriteResult<Organization>>, WriteError> {
        let written = stream::iter(window).map(async |organization| {
            if self.records.must_stop() {
                return Ok::<_, WriteError>(None);
            }
            let outcome = self.records.organization(&organization.value).await?;
            self.advance(1);
            Ok(Some((organization, outcome)))
        });
        let written: Vec<_> = written.buffered(MAX_CONCURRENT_WRITES).try_collect().await?;
        Ok(written.into_iter().flatten().collect())
    }
}
