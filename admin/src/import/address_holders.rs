//! Members for whose addresses others wait.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{
    check::CheckedImport,
    deferred_member::DeferredMember,
    error::ImportError,
    prefetch::Prefetch,
    records::{Record, RecordFilter},
};
use crate::import::diagnostics::Diagnostic;
use org_discovery::domain::{EmailAddress, Member, MemberId};

/// A Member of the input for whose addresses others wait.
pub(super) struct Holder {
    pub(super) member: Member,
    /// Left out so far, because the input has another Member at the address.
    pub(super) was_left_out: bool,
}

/// The holders, and their progress.
#[derive(Default)]
pub(super) struct AddressHolders {
    /// `None` for those that are not in the input, and so keep their addresses.
    found: HashMap<MemberId, Option<Holder>>,
    /// Those that wait themselves, and so have their addresses still.
    waiting: HashSet<MemberId>,
    /// Deleted Members that were left out first, and are deleted in the tables now.
    deleted: HashSet<MemberId>,
}

impl AddressHolders {
    /// Prepares for the next round: reads the holders that are not known yet from the input.
    pub(super) async fn update(
        &mut self,
        checked: &CheckedImport,
        waiting: &[(DeferredMember, Diagnostic)],
    ) -> Result<(), ImportError> {
        self.waiting = waiting.iter().map(|(deferred, _)| deferred.member.value.member_id.clone()).collect();
        let wanted = waiting.iter().map(|(deferred, _)| &deferred.holder);
        let wanted: HashSet<_> = wanted.filter(|id| !self.found.contains_key(*id)).cloned().collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let mut input = Prefetch::start(&checked.sources, RecordFilter::Members);
        while let Some(record) = input.next().await {
            let Record::Member(position, member) = record else {
                continue;
            };
            let member = member.value;
            if wanted.contains(&member.member_id) {
                let was_left_out = !member.is_live() && checked.left_out.has_member(position);
                self.found.insert(member.member_id.clone(), Some(Holder { member, was_left_out }));
            }
        }
        input.end().await?;
        for id in wanted {
            self.found.entry(id).or_insert(None);
        }
        Ok(())
    }

    /// Returns the holder, if it was written and leaves the addresses that `member` needs.
    pub(super) fn that_left(&self, id: &MemberId, member: &Member) -> Option<&Holder> {
        let holder = self.found.get(id)?.as_ref()?;
        if self.waiting.contains(id) || holder.member.organization_id != member.organization_id {
            return None;
        }
        let kept = if holder.member.is_live() { needed_addresses(&holder.member) } else { BTreeSet::new() };
        needed_addresses(member).is_disjoint(&kept).then_some(holder)
    }

    pub(super) fn must_be_deleted(&self, holder: &Holder) -> bool {
        holder.was_left_out && !self.deleted.contains(&holder.member.member_id)
    }

    pub(super) fn mark_deleted(&mut self, id: &MemberId) {
        self.deleted.insert(id.clone());
    }
}

/// Returns the address and the reserved addresses of a Member.
fn needed_addresses(member: &Member) -> BTreeSet<&EmailAddress> {
    let mut addresses = member.reserved_addresses();
    addresses.insert(&member.email_address);
    addresses
}
