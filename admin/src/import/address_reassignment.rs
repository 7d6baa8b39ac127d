//! Addresses that this import moves from one Member to another. The previous holder must be written first, even if it
//! comes later in the input.

use super::{
    address_holders::AddressHolders,
    check::CheckedImport,
    deferred::Deferred,
    deferred_member::{DeferredMember, holder_of},
    error::ImportError,
    options::Mode,
    record_writer::{RecordOutcome, RecordWriter},
    refusal::RefusedWrite,
    report::ImportReport,
};
use crate::{Outcome, Refusal, WriteError};
use org_discovery::domain::{Member, RetiredEmailAddress};

/// Writes deferred Members after the previous holders of their addresses.
pub(super) struct AddressReassignment<'r> {
    checked: &'r CheckedImport,
    records: RecordWriter<'r>,
    holders: AddressHolders,
}

/// The result of an attempt to write a deferred Member.
enum DeferredOutcome {
    /// The holder still has the address.
    AddressInUse,
    Written(Outcome),
    Refused(Box<Refusal>),
}

impl From<RecordOutcome> for DeferredOutcome {
    fn from(outcome: RecordOutcome) -> Self {
        match outcome {
            RecordOutcome::Done(outcome) => Self::Written(outcome),
            RecordOutcome::Refused(refusal) => Self::Refused(refusal),
        }
    }
}

/// The result of one round.
#[derive(Default)]
struct Round {
    deferred: Vec<(DeferredMember, RefusedWrite)>,
    /// True if an address became free.
    made_progress: bool,
}

impl<'r> AddressReassignment<'r> {
    pub(super) fn new(checked: &'r CheckedImport, records: RecordWriter<'r>) -> Self {
        Self { checked, records, holders: AddressHolders::default() }
    }

    /// Writes the deferred Members in rounds, until no further address becomes free.
    pub(super) async fn run(
        mut self,
        Deferred(mut deferred): Deferred<DeferredMember>,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        while !deferred.is_empty() && !report.stopped {
            self.holders.update(self.checked, &deferred).await?;
            let round = self.round(deferred, report).await?;
            deferred = round.deferred;
            if !round.made_progress {
                break;
            }
        }
        if !report.stopped {
            for (_, refused) in deferred {
                self.records.refuse(refused, report);
            }
        }
        Ok(())
    }

    async fn round(
        &mut self,
        deferred: Vec<(DeferredMember, RefusedWrite)>,
        report: &mut ImportReport,
    ) -> Result<Round, ImportError> {
        let mut round = Round::default();
        for (deferred, refused) in deferred {
            if self.records.must_stop() {
                report.stopped = true;
                break;
            }
            // Boxed because of the size of the future.
            match Box::pin(self.attempt(&deferred, report)).await? {
                DeferredOutcome::AddressInUse => round.deferred.push((deferred, refused)),
                DeferredOutcome::Written(outcome) => {
                    round.made_progress = true;
                    report.members.add(outcome);
                }
                DeferredOutcome::Refused(refusal) => {
                    // A refusal because of a different holder means that the first address is free now.
                    round.made_progress |= holder_of(&refusal).is_some_and(|id| *id != deferred.holder);
                    match DeferredMember::after(&refusal, deferred.member) {
                        (Some(deferred), refused) => round.deferred.push((deferred, refused)),
                        (None, refused) => self.records.refuse(refused, report),
                    }
                }
            }
        }
        Ok(round)
    }

    /// Writes a Member if the holder has released its address.
    async fn attempt(
        &mut self,
        deferred: &DeferredMember,
        report: &mut ImportReport,
    ) -> Result<DeferredOutcome, WriteError> {
        let member = &deferred.member.value;
        let Some(holder) = self.holders.released_holder(&deferred.holder, member) else {
            return Ok(DeferredOutcome::AddressInUse);
        };
        if self.holders.needs_deletion(holder) {
            // The holder cannot be put, because the input has another Member at its address.
            if self.records.delete(&holder.member).await? == Outcome::Changed {
                report.members.add(Outcome::Changed);
            }
            self.holders.mark_deleted(&deferred.holder);
        }
        let outcome = match self.records.mode {
            Mode::Write => self.records.member(member).await?,
            Mode::DryRun => self.plan(member).await?,
        };
        Ok(outcome.into())
    }

    /// Plans a Member as if the holders in the input had already released its addresses. A refusal does not name the
    /// address, so each address is planned separately.
    async fn plan(&self, member: &Member) -> Result<RecordOutcome, WriteError> {
        for retired in &member.retired_email_addresses {
            let with_one_address = with_retired_addresses(member, Some(retired));
            match self.records.plan_at_free_address(&with_one_address).await? {
                RecordOutcome::Refused(refusal) if !self.is_released(&refusal, member) => {
                    return Ok(RecordOutcome::Refused(refusal));
                }
                RecordOutcome::Refused(_) | RecordOutcome::Done(_) => {}
            }
        }
        let without_retired = with_retired_addresses(member, None);
        let planned = match self.records.member(&without_retired).await? {
            RecordOutcome::Refused(refusal) if self.is_released(&refusal, member) => {
                self.records.plan_at_free_address(&without_retired).await?
            }
            planned => planned,
        };
        Ok(planned.never_unchanged())
    }

    fn is_released(&self, refusal: &Refusal, member: &Member) -> bool {
        holder_of(refusal).is_some_and(|id| self.holders.released_holder(id, member).is_some())
    }
}

fn with_retired_addresses(member: &Member, retired: Option<&RetiredEmailAddress>) -> Member {
    Member { retired_email_addresses: retired.cloned().into_iter().collect(), ..member.clone() }
}
