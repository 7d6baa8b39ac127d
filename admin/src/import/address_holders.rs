//! Tracks which Members still have the addresses that deferred Members need.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{
    check::{CheckedImport, Treatment},
    deferred_member::DeferredMember,
    error::ImportError,
    prefetch::Prefetch,
    record_kind::RecordFilter,
    records::Record,
    refusal::RefusedWrite,
};
use org_discovery::domain::{EmailAddress, Member, MemberId};

/// A Member of the input whose address a deferred Member needs.
pub(super) struct Holder {
    pub(super) member: Member,
    /// True if this deleted Member was skipped because the input has another Member at its address.
    pub(super) was_skipped: bool,
}

/// The holders of addresses that deferred Members need, and their state.
#[derive(Default)]
pub(super) struct AddressHolders {
    /// Holders by id; `None` for a holder that is not in the input and therefore keeps its addresses.
    found: HashMap<MemberId, Option<Holder>>,
    /// Holders that are deferred themselves and therefore still have their addresses.
    deferred: HashSet<MemberId>,
    /// Skipped deleted Members that have since been deleted in the tables.
    deleted: HashSet<MemberId>,
}

impl AddressHolders {
    /// Prepares the next round. Reads the input again if a deferred Member needs a holder that was not read before.
    pub(super) async fn update(
        &mut self,
        checked: &CheckedImport,
        deferred: &[(DeferredMember, RefusedWrite)],
    ) -> Result<(), ImportError> {
        self.deferred =
            deferred.iter().map(|(deferred, _)| deferred.member.value.member_id.clone()).collect();
        let requested = deferred.iter().map(|(deferred, _)| &deferred.holder);
        let requested: HashSet<_> = requested.filter(|id| !self.found.contains_key(*id)).cloned().collect();
        if requested.is_empty() {
            return Ok(());
        }
        let mut input = Prefetch::start(&checked.input, RecordFilter::Members);
        while let Some(record) = input.next().await {
            let treatment = checked.treatment(&record);
            let Record::Member(_, member) = record else {
                continue;
            };
            let member = member.value;
            if treatment != Treatment::LeaveOut && requested.contains(&member.member_id) {
                let was_skipped = treatment == Treatment::Replaced;
                self.found.insert(member.member_id.clone(), Some(Holder { member, was_skipped }));
            }
        }
        input.end().await?;
        for id in requested {
            self.found.entry(id).or_insert(None);
        }
        Ok(())
    }

    /// Returns the holder `id`, if it was written and no longer has the addresses that `member` needs.
    pub(super) fn released_holder(&self, id: &MemberId, member: &Member) -> Option<&Holder> {
        let holder = self.found.get(id)?.as_ref()?;
        if self.deferred.contains(id) || holder.member.organization_id != member.organization_id {
            return None;
        }
        let kept = if holder.member.is_live() { needed_addresses(&holder.member) } else { BTreeSet::new() };
        needed_addresses(member).is_disjoint(&kept).then_some(holder)
    }

    pub(super) fn needs_deletion(&self, holder: &Holder) -> bool {
        holder.was_skipped && !self.deleted.contains(&holder.member.member_id)
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
