//! Addresses that pass from one Member to another with this import: the one who leaves must be written first, wherever it
//! stands in the input.

use std::collections::{HashMap, HashSet};

use super::{
    ImportError,
    load::{Import, patiently},
    pass::{Thing, Wanted},
    report::{ImportReport, Mode, Refused},
};
use crate::{
    data_file::{Notice, entity::Entity},
    domain::{Member, MemberId},
    store::dynamodb::write::{Effect, Refusal, WriteError},
};

/// Members that are kept until the end, at most. More are refused at once.
const KEPT: usize = 2048;

/// Members who were refused because others have their addresses still.
#[derive(Default)]
pub(super) struct Waiting(Vec<(Waits, Notice)>);

/// A Member who waits for an address.
pub(super) struct Waits {
    member: Entity<Member>,
    /// Who has the address.
    holder: MemberId,
}

impl Waits {
    /// For the refusal of `member`, if waiting may help.
    pub(super) fn after(refusal: &Refusal, member: &Entity<Member>) -> Option<Self> {
        match refusal {
            Refusal::AddressTaken { member_id, .. } => {
                Some(Self { member: member.clone(), holder: member_id.clone() })
            }
            _ => None,
        }
    }
}

/// A Member who has an address now and will not have it any more.
struct Leaving {
    member: Member,
    /// Left out so far, because the input has another Member at the address.
    was_left_out: bool,
}

impl Waiting {
    /// Keeps a Member who may be written later, or gives back what is to be said.
    pub(super) fn keep(&mut self, refused: Refused) -> Option<Notice> {
        match refused.waits {
            Some(waits) if self.0.len() < KEPT => {
                self.0.push((waits, refused.notice));
                None
            }
            _ => Some(refused.notice),
        }
    }
}

impl Import<'_> {
    /// Writes the waiting Members, round by round, until nobody leaves an address any more.
    pub(super) async fn handed_on(
        &self,
        Waiting(mut waiting): Waiting,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        if waiting.is_empty() {
            return Ok(());
        }
        let leaving = self.leaving(&waiting).await?;
        loop {
            let stuck: HashSet<_> =
                waiting.iter().map(|(waits, _)| waits.member.value.member_id.clone()).collect();
            let (before, mut still) = (waiting.len(), Vec::new());
            for (waits, refusal) in waiting {
                let holder = leaving.get(&waits.holder);
                match self.after_holder(&waits, holder, &stuck, report).await? {
                    Some(effect) => report.members.add(effect),
                    None => still.push((waits, refusal)),
                }
            }
            if still.is_empty() || still.len() == before {
                report.refused.extend(still.into_iter().map(|(_, refusal)| refusal));
                return Ok(());
            }
            waiting = still;
        }
    }

    /// Those of the input who leave the addresses for which others wait.
    async fn leaving(&self, waiting: &[(Waits, Notice)]) -> Result<HashMap<MemberId, Leaving>, ImportError> {
        let sought: HashMap<_, _> =
            waiting.iter().map(|(waits, _)| (&waits.holder, &waits.member.value)).collect();
        let (mut things, mut leaving) = (self.checked.things(Wanted::Members), HashMap::new());
        while let Some(thing) = things.next().await {
            let Thing::Member(order, member) = thing else {
                continue;
            };
            let member = member.value;
            let leaves = sought.get(&member.member_id).is_some_and(|waits| {
                waits.organization_id == member.organization_id
                    && (!member.is_live() || waits.email_address != member.email_address)
            });
            if leaves {
                let was_left_out = !member.is_live() && self.checked.left_out.has_member(order);
                leaving.insert(member.member_id.clone(), Leaving { member, was_left_out });
            }
        }
        things.end().await?;
        Ok(leaving)
    }

    /// Writes a Member whose address's holder may have left it by now; none when it has not.
    async fn after_holder(
        &self,
        waits: &Waits,
        holder: Option<&Leaving>,
        stuck: &HashSet<MemberId>,
        report: &mut ImportReport,
    ) -> Result<Option<Effect>, WriteError> {
        let Some(holder) = holder.filter(|holder| !stuck.contains(&holder.member.member_id)) else {
            return Ok(None);
        };
        if holder.was_left_out {
            report.members.add(self.put(&holder.member).await?);
        }
        let member = &waits.member.value;
        if self.mode == Mode::DryRun {
            let planned = patiently(async || self.writer.plan_member_at_free_address(member, self.now).await);
            return planned.await.map(Some);
        }
        match self.put(member).await {
            Ok(effect) => Ok(Some(effect)),
            Err(WriteError::Refused(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
