//! Writes the organizations of the input.

use std::collections::HashSet;

use futures_util::{StreamExt, TryStreamExt, stream};

use super::{
    deferred::Deferred,
    entity::Entity,
    error::ImportError,
    import_run::{ImportRun, PARALLEL, Written},
    prefetch::Prefetch,
    record_writer::RecordOutcome,
    records::{Record, RecordFilter},
    report::ImportReport,
    slug_reassignment::{DeferredOrganization, SlugReassignment},
};
use crate::WriteError;
use org_discovery::domain::{Organization, OrganizationId};

/// Organizations in memory at once.
const ORGANIZATION_WINDOW: usize = 64;

impl ImportRun<'_> {
    /// Returns the organizations that were refused.
    pub(super) async fn organizations(
        &self,
        report: &mut ImportReport,
    ) -> Result<HashSet<OrganizationId>, ImportError> {
        let (mut deferred, mut left_out) = (Deferred::default(), HashSet::new());
        if self.checked.counts.organizations == 0 {
            return Ok(left_out);
        }
        let mut input = Prefetch::start(&self.checked.sources, RecordFilter::Organizations);
        loop {
            let window = self.next_organizations(&mut input).await;
            if window.is_empty() {
                break;
            }
            for (organization, outcome) in self.write_organizations(window).await? {
                match outcome {
                    RecordOutcome::Done(effect) => report.organizations.add(effect),
                    RecordOutcome::Refused(refusal) => {
                        let id = organization.value.organization_id.clone();
                        let (record, diagnostic) = DeferredOrganization::after(&refusal, organization);
                        if let Some(diagnostic) = deferred.keep(record, diagnostic) {
                            report.refused.push(diagnostic);
                            left_out.insert(id);
                        }
                    }
                }
            }
        }
        input.end().await?;
        // Boxed, because it is rarely needed.
        let slugs = SlugReassignment::new(self.checked, self.records);
        left_out.extend(Box::pin(slugs.run(deferred, report)).await?);
        Ok(left_out)
    }

    async fn next_organizations(&self, input: &mut Prefetch) -> Vec<Entity<Organization>> {
        let mut window = Vec::new();
        while window.len() < ORGANIZATION_WINDOW {
            match input.next().await {
                Some(Record::Organization(position, _))
                    if self.checked.left_out.has_organization(position) =>
                {
                    (self.advance)(1);
                }
                Some(Record::Organization(_, organization)) => window.push(*organization),
                Some(Record::Member(..) | Record::Session(..)) => {}
                None => break,
            }
        }
        window
    }

    /// Writes several organizations concurrently. The results are in order, so that the same input gets the same diagnostics.
    async fn write_organizations(
        &self,
        window: Vec<Entity<Organization>>,
    ) -> Result<Vec<Written<Organization>>, WriteError> {
        let written = stream::iter(window).map(async |organization| {
            let outcome = self.records.organization(&organization.value).await?;
            (self.advance)(1);
            Ok((organization, outcome))
        });
        written.buffered(PARALLEL).try_collect().await
    }
}
