//! Writes the Members of the input.

use std::collections::{BTreeMap, HashSet};

use futures_util::{StreamExt, TryStreamExt, stream};

use super::{
    address_reassignment::AddressReassignment,
    check::Treatment,
    deferred::Deferred,
    deferred_member::DeferredMember,
    entity::Entity,
    error::ImportError,
    import_run::{ImportRun, MAX_CONCURRENT_WRITES, WriteResult},
    prefetch::Prefetch,
    record_kind::RecordFilter,
    record_writer::RecordOutcome,
    records::Record,
    refusal::RefusedWrite,
    refused_records::OF_REFUSED_ORGANIZATION,
    report::ImportReport,
};
use crate::{
    WriteError,
    members::{BatchOutcome, MEMBERS_PER_TRANSACTION},
};
use org_discovery::domain::{Member, OrganizationId};

/// The maximum number of Members in memory. Organizations are written concurrently, but the Members of one organization
/// sequentially, because they share counters.
const MEMBER_WINDOW: usize = 2048;

impl ImportRun<'_> {
    /// Writes the Members, except those of organizations that were skipped.
    pub(super) async fn members(
        &self,
        skipped: &HashSet<OrganizationId>,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        if self.checked.counts.members == 0 || report.stopped {
            return Ok(());
        }
        let mut input = Prefetch::start(&self.checked.input, RecordFilter::Members);
        let mut deferred = Deferred::default();
        loop {
            let window = self.next_members(&mut input, skipped, report).await;
            if window.is_empty() {
                break;
            }
            for (member, outcome) in self.write_members(window).await? {
                match outcome {
                    RecordOutcome::Done(outcome) => report.members.add(outcome),
                    RecordOutcome::Refused(refusal) => {
                        let (record, refused) = DeferredMember::after(&refusal, member);
                        if let Some(refused) = deferred.keep(record, refused) {
                            self.records.refuse(refused, report);
                        }
                    }
                }
            }
        }
        if self.stops(report) {
            return Ok(());
        }
        input.end().await?;
        // Boxed because of its size and because it is rarely needed.
        Box::pin(AddressReassignment::new(self.checked, self.records).run(deferred, report)).await
    }

    async fn next_members(
        &self,
        input: &mut Prefetch,
        skipped: &HashSet<OrganizationId>,
        report: &mut ImportReport,
    ) -> Vec<Entity<Member>> {
        let mut window = Vec::new();
        while window.len() < MEMBER_WINDOW && !self.records.must_stop() {
            let Some(record) = input.next().await else {
                break;
            };
            match (self.checked.treatment(&record), record) {
                (Treatment::Write, Record::Member(_, member))
                    if skipped.contains(&member.value.organization_id) =>
                {
                    self.records.refuse(RefusedWrite::new(&member, OF_REFUSED_ORGANIZATION), report);
                    self.advance(1);
                }
                (Treatment::Write, Record::Member(_, member)) => window.push(*member),
                _ => self.advance(1),
            }
        }
        window
    }

    /// Writes the Members of several organizations concurrently.
    async fn write_members(
        &self,
        window: Vec<Entity<Member>>,
    ) -> Result<Vec<WriteResult<Member>>, WriteError> {
        let mut by_organization: BTreeMap<OrganizationId, Vec<Entity<Member>>> = BTreeMap::new();
        for member in window {
            by_organization.entry(member.value.organization_id.clone()).or_default().push(member);
        }
        let written = stream::iter(by_organization)
            .map(async |(organization, members)| self.write_members_of(&organization, members).await);
        let written: Vec<Vec<_>> = written.buffered(MAX_CONCURRENT_WRITES).try_collect().await?;
        Ok(written.into_iter().flatten().collect())
    }

    async fn write_members_of(
        &self,
        organization: &OrganizationId,
        members: Vec<Entity<Member>>,
    ) -> Result<Vec<WriteResult<Member>>, WriteError> {
        let mut outcomes = Vec::with_capacity(members.len());
        for batch in members.chunks(MEMBERS_PER_TRANSACTION) {
            if self.records.must_stop() {
                break;
            }
            let values: Vec<Member> = batch.iter().map(|member| member.value.clone()).collect();
            match self.records.members_together(organization, &values).await? {
                BatchOutcome::Written(written) => {
                    outcomes.extend(written.into_iter().map(RecordOutcome::Done));
                }
                BatchOutcome::OneByOne(_) => {
                    for member in &values {
                        outcomes.push(self.records.member(member).await?);
                    }
                }
            }
            self.advance(batch.len());
        }
        // After a stop, the last Members have no outcome.
        Ok(members.into_iter().zip(outcomes).collect())
    }
}
