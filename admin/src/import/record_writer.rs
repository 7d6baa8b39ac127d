//! Writes single records, or plans the writes in a dry run. All writes of organizations and Members go through this
//! module.

use super::{
    observer::ImportObserver, options::Mode, refusal::RefusedWrite, report::ImportReport,
    retry::retry_with_backoff,
};
use crate::{Outcome, Refusal, WriteError, Writer, members::BatchOutcome};
use org_discovery::domain::{Member, Organization, OrganizationId, Timestamp};

/// Writes records, or plans the writes in a dry run.
#[derive(Clone, Copy)]
pub(super) struct RecordWriter<'w> {
    pub(super) writer: &'w Writer,
    pub(super) now: Timestamp,
    pub(super) mode: Mode,
    pub(super) observer: &'w dyn ImportObserver,
}

/// The result of writing one record. Any other error ends the import.
pub(super) enum RecordOutcome {
    Done(Outcome),
    /// The record conflicts with stored data.
    Refused(Box<Refusal>),
}

impl RecordOutcome {
    /// Converts the result of a write. Errors other than refusals are returned.
    pub(super) fn of(done: Result<Outcome, WriteError>) -> Result<Self, WriteError> {
        match done {
            Ok(outcome) => Ok(Self::Done(outcome)),
            Err(WriteError::Refused(refusal)) => Ok(Self::Refused(Box::new(refusal))),
            Err(error) => Err(error),
        }
    }

    /// Replaces `Unchanged` with `Changed`: a refused record differs from the stored one, even if its planned part does
    /// not.
    pub(super) fn never_unchanged(self) -> Self {
        match self {
            Self::Done(Outcome::Unchanged) => Self::Done(Outcome::Changed),
            outcome => outcome,
        }
    }
}

impl RecordWriter<'_> {
    /// Reports a record that is left out.
    pub(super) fn refuse(&self, refused: RefusedWrite, report: &mut ImportReport) {
        let (reason, record) = refused.into_parts();
        report.refused.push(reason);
        self.observer.refused(record);
    }

    pub(super) fn must_stop(&self) -> bool {
        self.observer.must_stop()
    }

    /// Writes an organization.
    pub(super) async fn organization(
        &self,
        organization: &Organization,
    ) -> Result<RecordOutcome, WriteError> {
        let done = retry_with_backoff(async || match self.mode {
            Mode::Write => self.writer.organizations().put(organization, self.now).await,
            Mode::DryRun => self.writer.organizations().plan(organization, self.now).await,
        });
        RecordOutcome::of(done.await)
    }

    /// Plans an organization without its slug, which another organization still has in the tables.
    pub(super) async fn plan_without_slug(
        &self,
        organization: &Organization,
    ) -> Result<RecordOutcome, WriteError> {
        let without_slug = Organization { organization_slug: String::new(), ..organization.clone() };
        let planned =
            retry_with_backoff(async || self.writer.organizations().plan(&without_slug, self.now).await)
                .await;
        RecordOutcome::of(planned)
    }

    /// Writes Members of one organization in one transaction, if possible.
    pub(super) async fn members_together(
        &self,
        organization: &OrganizationId,
        members: &[Member],
    ) -> Result<BatchOutcome, WriteError> {
        retry_with_backoff(async || match self.mode {
            Mode::Write => self.writer.members().put_batch(organization, members, self.now).await,
            Mode::DryRun => self.writer.members().plan_batch(organization, members, self.now).await,
        })
        .await
    }

    /// Writes a Member.
    pub(super) async fn member(&self, member: &Member) -> Result<RecordOutcome, WriteError> {
        let done = retry_with_backoff(async || match self.mode {
            Mode::Write => self.writer.members().put(member, self.now).await,
            Mode::DryRun => self.writer.members().plan(member, self.now).await,
        });
        RecordOutcome::of(done.await)
    }

    /// Plans a Member as if no other Member had its address.
    pub(super) async fn plan_at_free_address(&self, member: &Member) -> Result<RecordOutcome, WriteError> {
        let planned =
            retry_with_backoff(async || self.writer.members().plan_at_free_address(member, self.now).await);
        RecordOutcome::of(planned.await)
    }

    /// Deletes a Member at its stored address.
    pub(super) async fn delete(&self, member: &Member) -> Result<Outcome, WriteError> {
        match self.mode {
            // Another Member needs its address, so it is not deleted yet.
            Mode::DryRun => Ok(Outcome::Changed),
            Mode::Write => {
                let (organization, id) = (&member.organization_id, &member.member_id);
                retry_with_backoff(async || self.writer.members().delete(organization, id).await).await
            }
        }
    }
}
