//! Mending what a check found, until nothing is left or nothing more can be mended.

use serde::Serialize;
use serde_json::Value;

use super::{CheckReport, Difference};
use crate::writer::{Outcome, WriteError, Writer};
use org_discovery::{
    domain::Timestamp,
    store::{StoreError, dynamodb::items::retired_addresses::RetiredAddress},
};

/// How often things are checked and mended before what remains is reported.
const ROUNDS: usize = 4;

/// Whether items that cannot be read are removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemoveDamaged {
    /// They are.
    Yes,
    /// They stay, and are reported.
    No,
}

/// What was mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repair {
    /// What was found.
    #[serde(flatten)]
    pub difference: Difference,
    /// What was taken away for it, so that nothing is lost: a Member, or the attributes of an item.
    pub removed: Option<Value>,
}

/// What was mended, and what remains.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repaired {
    /// What was mended, in order.
    pub repairs: Vec<Repair>,
    /// A check afterwards.
    pub remaining: CheckReport,
}

impl Writer {
    /// Checks, mends, and checks again, until nothing is found or nothing more can be mended. What was mended, and what was
    /// taken away for it, stands in `repaired` also when the store fails midway.
    ///
    /// # Errors
    /// [`WriteError`] when the store fails. What was mended stays mended.
    pub async fn check_and_repair(
        &self,
        now: Timestamp,
        damaged: RemoveDamaged,
        repaired: &mut Repaired,
    ) -> Result<(), WriteError> {
        repaired.remaining = self.check(now).await?;
        for _ in 0..ROUNDS {
            let before = repaired.repairs.len();
            for difference in &repaired.remaining.differences {
                let removed = match self.repair(difference, now, damaged).await {
                    // A damaged item is in the way, a rule refuses what is stored, or others keep writing it: what cannot be
                    // repaired stays in the report, and ends nothing.
                    Err(
                        WriteError::Store(StoreError::Damaged { .. })
                        | WriteError::Refused(_)
                        | WriteError::Contended,
                    ) => None,
                    removed => removed?,
                };
                let repair = removed.map(|removed| Repair { difference: difference.clone(), removed });
                repaired.repairs.extend(repair);
            }
            if repaired.repairs.len() == before {
                break;
            }
            repaired.remaining = self.check(now).await?;
        }
        Ok(())
    }

    /// Mends one difference, and gives what was taken away for it. `None` when it is none any more, others wrote meanwhile,
    /// or it cannot be mended.
    async fn repair(
        &self,
        difference: &Difference,
        now: Timestamp,
        damaged: RemoveDamaged,
    ) -> Result<Option<Option<Value>>, WriteError> {
        let nothing_removed = |outcome: Option<Outcome>| outcome.map(|_| None);
        match difference {
            Difference::EdgeMissing { organization_id, edge } => {
                self.put_edge(organization_id, edge).await.map(nothing_removed)
            }
            Difference::EdgeExtra { organization_id, edge } => {
                self.delete_edge(organization_id, edge).await.map(nothing_removed)
            }
            Difference::EdgesUnsettled { organization_id } => {
                self.settle(organization_id, now).await.map(nothing_removed)
            }
            Difference::CounterWrong { organization_id, domain, .. } => {
                self.set_counter((organization_id.clone(), domain.clone())).await.map(nothing_removed)
            }
            Difference::MemberMiscounted { member, .. } => {
                self.count_member_anew(member).await.map(nothing_removed)
            }
            Difference::MemberAttributes { member, .. } => {
                self.write_attributes(member).await.map(nothing_removed)
            }
            Difference::MemberIdMissing { member } => self.put_missing_id(member).await.map(nothing_removed),
            Difference::MemberIdDangling { member_id, place } => {
                self.delete_dangling_id(member_id, place).await.map(nothing_removed)
            }
            Difference::RetiredAddressMissing { member, retired_email_address, .. } => {
                self.put_retired_address(member, retired_email_address).await.map(nothing_removed)
            }
            Difference::RetiredAddressExtra { organization_id, retired_email_address, retired_by } => {
                let retired = RetiredAddress {
                    address: retired_email_address.clone(),
                    organization_id: organization_id.clone(),
                    retired_by: retired_by.clone(),
                };
                self.delete_retired_address(&retired).await.map(nothing_removed)
            }
            Difference::SlugMissing { organization_id, slug, .. } => {
                self.put_slug(organization_id, slug).await.map(nothing_removed)
            }
            Difference::SlugExtra { organization_id, slug } => {
                self.delete_slug(organization_id, slug).await.map(nothing_removed)
            }
            Difference::MembershipDangling { member } => Ok(self.erase_dangling(member).await?.map(Some)),
            Difference::SessionTwinMissing { token_hash } => {
                self.delete_orphan(token_hash).await.map(nothing_removed)
            }
            Difference::Damaged { table, key, .. } if damaged == RemoveDamaged::Yes => {
                Ok(self.remove_damaged(table, key).await?.map(Some))
            }
            Difference::SessionTwinDiffers { token_hash } => {
                self.revoke_differing(token_hash).await.map(nothing_removed)
            }
            // Which owner is right is for an operator to decide.
            Difference::SsoConnectionShared { .. }
            | Difference::ClaimedDomainShared { .. }
            | Difference::PasswordIdShared { .. }
            | Difference::TotpIdShared { .. }
            | Difference::Damaged { .. } => Ok(None),
        }
    }
}
