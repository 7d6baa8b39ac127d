//! Addresses that pass from one Member to another with this import: the previous holder must be written first, wherever it is
//! in the input.

use super::{
    address_holders::AddressHolders,
    check::CheckedImport,
    deferred::Deferred,
    deferred_member::{DeferredMember, holder_of},
    diagnostics::Diagnostic,
    error::ImportError,
    options::Mode,
    record_writer::{RecordOutcome, RecordWriter},
    report::ImportReport,
};
use crate::{Outcome, Refusal, WriteError};
use org_discovery::domain::{Member, RetiredEmailAddress};

/// Writes deferred Members after the holders of their addresses.
pub(super) struct AddressReassignment<'r> {
    checked: &'r CheckedImport,
    records: RecordWriter<'r>,
    holders: AddressHolders,
}

/// The result of an attempt to write a deferred Member.
enum Attempt {
    /// The holder still has the address.
    HolderStays,
    Written(Outcome),
    Refused(Box<Refusal>),
}

impl From<RecordOutcome> for Attempt {
    fn from(outcome: RecordOutcome) -> Self {
        match outcome {
            RecordOutcome::Done(effect) => Self::Written(effect),
            RecordOutcome::Refused(refusal) => Self::Refused(refusal),
        }
    }
}

/// The result of one round.
#[derive(Default)]
struct Round {
    waiting: Vec<(DeferredMember, Diagnostic)>,
    /// Whether an address became free.
    made_progress: bool,
}

impl<'r> AddressReassignment<'r> {
    pub(super) fn new(checked: &'r CheckedImport, records: RecordWriter<'r>) -> Self {
        Self { checked, records, holders: AddressHolders::default() }
    }

    /// Writes the deferred Members, round by round, until no address becomes free any more.
    pub(super) async fn run(
        mut self,
        Deferred(mut waiting): Deferred<DeferredMember>,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        while !waiting.is_empty() {
            self.holders.update(self.checked, &waiting).await?;
            let round = self.round(waiting, report).await?;
            waiting = round.waiting;
            if !round.made_progress {
                break;
            }
        }
        report.refused.extend(waiting.into_iter().map(|(_, diagnostic)| diagnostic));
        Ok(())
    }

    async fn round(
        &mut self,
        waiting: Vec<(DeferredMember, Diagnostic)>,
        report: &mut ImportReport,
    ) -> Result<Round, ImportError> {
        let mut round = Round::default();
        for (deferred, diagnostic) in waiting {
            // Boxed, because the future nests deeply.
            match Box::pin(self.attempt(&deferred, report)).await? {
                Attempt::HolderStays => round.waiting.push((deferred, diagnostic)),
                Attempt::Written(effect) => {
                    round.made_progress = true;
                    report.members.add(effect);
                }
                Attempt::Refused(refusal) => {
                    // One address is free now, and another Member may have another address.
                    round.made_progress |= holder_of(&refusal).is_some_and(|id| *id != deferred.holder);
                    match DeferredMember::after(&refusal, deferred.member) {
                        (Some(deferred), diagnostic) => round.waiting.push((deferred, diagnostic)),
                        (None, diagnostic) => report.refused.push(diagnostic),
                    }
                }
            }
        }
        Ok(round)
    }

    /// Writes a Member if the holder of its address has left it.
    async fn attempt(
        &mut self,
        deferred: &DeferredMember,
        report: &mut ImportReport,
    ) -> Result<Attempt, WriteError> {
        let member = &deferred.member.value;
        let Some(holder) = self.holders.that_left(&deferred.holder, member) else {
            return Ok(Attempt::HolderStays);
        };
        if self.holders.must_be_deleted(holder) {
            // The input's Member at its address would prevent the holder from being written there.
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

    /// Plans a Member as if the holders that leave had left. A refusal names a Member and no address, so each address is planned
    /// alone.
    async fn plan(&self, member: &Member) -> Result<RecordOutcome, WriteError> {
        for retired in &member.retired_email_addresses {
            let alone = with_retired_addresses(member, Some(retired));
            match self.records.plan_at_free_address(&alone).await? {
                RecordOutcome::Refused(refusal) if !self.has_left(&refusal, member) => {
                    return Ok(RecordOutcome::Refused(refusal));
                }
                RecordOutcome::Refused(_) | RecordOutcome::Done(_) => {}
            }
        }
        let bare = with_retired_addresses(member, None);
        let planned = match self.records.member(&bare).await? {
            RecordOutcome::Refused(refusal) if self.has_left(&refusal, member) => {
                self.records.plan_at_free_address(&bare).await?
            }
            planned => planned,
        };
        Ok(planned.never_unchanged())
    }

    fn has_left(&self, refusal: &Refusal, member: &Member) -> bool {
        holder_of(refusal).is_some_and(|id| self.holders.that_left(id, member).is_some())
    }
}

fn with_retired_addresses(member: &Member, retired: Option<&RetiredEmailAddress>) -> Member {
    Member { retired_email_addresses: retired.cloned().into_iter().collect(), ..member.clone() }
}
