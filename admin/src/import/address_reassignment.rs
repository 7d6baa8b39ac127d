//! Addresses that pass from one Member to another with this import: the one who leaves must be written first, wherever it
//! stands in the input.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{
    ImportError,
    load::{Import, patiently},
    pass::{Thing, Wanted},
    report::{ImportReport, Mode},
    waiting::Waiting,
};
use crate::{
    data_file::{Notice, entity::Entity},
    writer::{Effect, Outcome, Refusal, WriteError},
};
use org_discovery::domain::{EmailAddress, Member, MemberId, RetiredEmailAddress};

/// A Member who waits for an address that another one has, or has retired.
pub(super) struct Waits {
    member: Entity<Member>,
    /// Who has the address, or has retired it.
    holder: MemberId,
}

impl Waits {
    /// For the refusal of `member`, if waiting may help.
    pub(super) fn after(refusal: &Refusal, member: &Entity<Member>) -> Option<Self> {
        Some(Self { member: member.clone(), holder: holder_of(refusal)?.clone() })
    }

    /// The same Member after another refusal, with what is to be said of it.
    fn refused_again(self, refusal: &Refusal) -> (Option<Self>, Notice) {
        let notice = self.member.notice("", refusal.to_string());
        (holder_of(refusal).cloned().map(|holder| Self { holder, ..self }), notice)
    }
}

/// The Member who has an address that another one needs.
fn holder_of(refusal: &Refusal) -> Option<&MemberId> {
    match refusal {
        Refusal::AddressTaken { member_id, .. }
        | Refusal::AddressRetired { member_id, .. }
        | Refusal::RetiredAddressTaken { member_id, .. } => Some(member_id),
        _ => None,
    }
}

/// A Member of the input for whose addresses others wait.
struct Holder {
    member: Member,
    /// Left out so far, because the input has another Member at the address.
    was_left_out: bool,
}

/// The Members for whose addresses others wait, and how far they are.
#[derive(Default)]
struct Holders {
    /// `None` for those that are not in the input, and so keep their addresses.
    found: HashMap<MemberId, Option<Holder>>,
    /// Those that wait themselves, and so have their addresses still.
    stuck: HashSet<MemberId>,
    /// Deleted Members that were left out first, and are deleted in the tables now.
    deleted: HashSet<MemberId>,
}

impl Holders {
    /// The holder, if it was written and leaves the addresses that `member` needs.
    fn that_left(&self, id: &MemberId, member: &Member) -> Option<&Holder> {
        let holder = self.found.get(id)?.as_ref().filter(|_| !self.stuck.contains(id))?;
        let needed = addresses(member, member.reserved_addresses());
        let kept = if holder.member.is_live() {
            addresses(&holder.member, holder.member.reserved_addresses())
        } else {
            BTreeSet::new()
        };
        let leaves = holder.member.organization_id == member.organization_id && needed.is_disjoint(&kept);
        leaves.then_some(holder)
    }
}

fn addresses<'m>(member: &'m Member, mut reserved: BTreeSet<&'m EmailAddress>) -> BTreeSet<&'m EmailAddress> {
    reserved.insert(&member.email_address);
    reserved
}

impl Import<'_> {
    /// Writes the waiting Members, round by round, until nobody leaves an address any more.
    pub(super) async fn handed_on(
        &self,
        Waiting(mut waiting): Waiting<Waits>,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        let mut holders = Holders::default();
        let mut goes_on = true;
        while goes_on && !waiting.is_empty() {
            goes_on = false;
            self.find_holders(&mut holders, &waiting).await?;
            holders.stuck = waiting.iter().map(|(waits, _)| waits.member.value.member_id.clone()).collect();
            let mut still = Vec::new();
            for (waits, notice) in waiting {
                let refusal = match self.after_holder(&waits, &mut holders, report).await {
                    Ok(Some(effect)) => {
                        goes_on = true;
                        report.members.add(effect);
                        continue;
                    }
                    Ok(None) => {
                        still.push((waits, notice));
                        continue;
                    }
                    Err(WriteError::Refused(refusal)) => refusal,
                    Err(error) => return Err(error.into()),
                };
                // One address is free now, and another Member may have another address.
                goes_on |= holder_of(&refusal).is_some_and(|holder| *holder != waits.holder);
                match waits.refused_again(&refusal) {
                    (Some(waits), notice) => still.push((waits, notice)),
                    (None, notice) => report.refused.push(notice),
                }
            }
            waiting = still;
        }
        report.refused.extend(waiting.into_iter().map(|(_, notice)| notice));
        Ok(())
    }

    /// Reads the holders that are not known yet from the input.
    async fn find_holders(
        &self,
        holders: &mut Holders,
        waiting: &[(Waits, Notice)],
    ) -> Result<(), ImportError> {
        let sought = waiting.iter().map(|(waits, _)| &waits.holder);
        let sought: HashSet<_> = sought.filter(|id| !holders.found.contains_key(*id)).cloned().collect();
        if sought.is_empty() {
            return Ok(());
        }
        let mut things = self.checked.things(Wanted::Members);
        while let Some(thing) = things.next().await {
            let Thing::Member(order, member) = thing else {
                continue;
            };
            let member = member.value;
            if sought.contains(&member.member_id) {
                let was_left_out = !member.is_live() && self.checked.left_out.has_member(order);
                holders.found.insert(member.member_id.clone(), Some(Holder { member, was_left_out }));
            }
        }
        things.end().await?;
        for id in sought {
            holders.found.entry(id).or_insert(None);
        }
        Ok(())
    }

    /// Writes a Member whose address's holder may have left it by now; none when it has not.
    async fn after_holder(
        &self,
        waits: &Waits,
        holders: &mut Holders,
        report: &mut ImportReport,
    ) -> Result<Option<Effect>, WriteError> {
        let member = &waits.member.value;
        let Some(holder) = holders.that_left(&waits.holder, member) else {
            return Ok(None);
        };
        if holder.was_left_out && !holders.deleted.contains(&waits.holder) {
            if self.delete(&holder.member).await? == Outcome::Written {
                report.members.add(Effect::Changed);
            }
            holders.deleted.insert(waits.holder.clone());
        }
        match self.mode {
            Mode::Write => self.put(member).await.map(Some),
            Mode::DryRun => self.plan_after_holders(member, holders).await.map(Some),
        }
    }

    /// Deletes a Member where it is. The input's Member at its address would refuse to be displaced by it.
    async fn delete(&self, member: &Member) -> Result<Outcome, WriteError> {
        match self.mode {
            // It has an address that another one needs, so it is not deleted yet.
            Mode::DryRun => Ok(Outcome::Written),
            Mode::Write => {
                let (organization, id) = (&member.organization_id, &member.member_id);
                patiently(async || self.writer.delete_member(organization, id).await).await
            }
        }
    }

    /// What writing the Member would come to, if the holders that leave had left. A refusal names a Member and no address, so each
    /// address is planned alone.
    async fn plan_after_holders(&self, member: &Member, holders: &Holders) -> Result<Effect, WriteError> {
        let with = |retired: Option<&RetiredEmailAddress>| Member {
            retired_email_addresses: retired.cloned().into_iter().collect(),
            ..member.clone()
        };
        let has_left =
            |refusal: &Refusal| holder_of(refusal).is_some_and(|id| holders.that_left(id, member).is_some());
        for retired in &member.retired_email_addresses {
            match self.plan_at_free_address(&with(Some(retired))).await {
                Err(WriteError::Refused(refusal)) if has_left(&refusal) => {}
                planned => drop(planned?),
            }
        }
        let bare = with(None);
        let effect = match self.put(&bare).await {
            Err(WriteError::Refused(refusal)) if has_left(&refusal) => {
                self.plan_at_free_address(&bare).await?
            }
            planned => planned?,
        };
        // Nothing refuses a Member that is stored as it is.
        Ok(if effect == Effect::Unchanged { Effect::Changed } else { effect })
    }

    async fn plan_at_free_address(&self, member: &Member) -> Result<Effect, WriteError> {
        patiently(async || self.writer.plan_member_at_free_address(member, self.now).await).await
    }
}
