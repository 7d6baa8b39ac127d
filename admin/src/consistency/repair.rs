//! Repairs the findings of a check until nothing is found or nothing more can be repaired.

mod counters;
mod damaged_items;
mod edges;
mod member_ids;
mod members;
mod outcome;
mod project;
mod retired_addresses;
mod sessions;
mod slugs;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::{
    check,
    damaged_item::DamagedKind,
    inconsistency::Inconsistency::{
        self, ClaimedDomainShared, CounterWrong, Damaged, EdgeExtra, EdgeMissing, EdgesPending,
        MemberAttributes, MemberIdDangling, MemberIdMissing, MemberMiscounted, MembershipDangling,
        PasswordIdShared, RetiredAddressExtra, RetiredAddressMissing, SessionPairDiffers,
        SessionPairIncomplete, SlugExtra, SlugMissing, SsoConnectionShared, TotpIdShared,
    },
    organization_facts::OrganizationFacts,
    repair_action::RepairAction,
    report::CheckReport,
};
use crate::{WriteError, project_tables::ProjectTables, stamps::Stamps};
use org_discovery::{
    domain::{OrganizationId, Timestamp},
    store::StoreError,
};
use outcome::RepairOutcome;

/// The maximum number of repair rounds. Each is followed by another check.
const ROUNDS: usize = 4;

/// A repaired inconsistency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repair {
    /// The inconsistency that was found.
    #[serde(flatten)]
    pub inconsistency: Inconsistency,
    /// The data that the repair removed, so that it can be restored: a Member, or the attributes of an item.
    pub removed: Option<Value>,
}

/// The repairs and the remaining inconsistencies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repaired {
    /// The repairs, in order.
    pub repairs: Vec<Repair>,
    /// The report of the check after the last repair.
    pub remaining: CheckReport,
    /// Facts about the organizations of all inconsistencies that were found, repaired or not.
    pub organizations: BTreeMap<OrganizationId, OrganizationFacts>,
}

/// Repairs the tables of one project.
pub(super) struct Repairer<'w> {
    tables: &'w ProjectTables,
    stamps: Stamps<'w>,
    now: Timestamp,
    allowed: &'w BTreeSet<RepairAction>,
}

impl<'w> Repairer<'w> {
    pub(super) fn new(
        tables: &'w ProjectTables,
        stamps: Stamps<'w>,
        now: Timestamp,
        allowed: &'w BTreeSet<RepairAction>,
    ) -> Self {
        Self { tables, stamps, now, allowed }
    }

    /// Alternates checks and repairs.
    pub(super) async fn run(&self, repaired: &mut Repaired) -> Result<(), WriteError> {
        self.check_into(repaired).await?;
        for _ in 0..ROUNDS {
            let before = repaired.repairs.len();
            let is_allowed = |inconsistency: &&Inconsistency| {
                inconsistency.repair_action().is_some_and(|action| self.allowed.contains(&action))
            };
            for inconsistency in repaired.remaining.inconsistencies.iter().filter(is_allowed) {
                let removed = match self.try_repair(inconsistency).await? {
                    RepairOutcome::Repaired => None,
                    RepairOutcome::Removed(data) => Some(data),
                    RepairOutcome::NotRepaired => continue,
                };
                repaired.repairs.push(Repair { inconsistency: inconsistency.clone(), removed });
            }
            if repaired.repairs.len() == before {
                break;
            }
            self.check_into(repaired).await?;
        }
        Ok(())
    }

    async fn check_into(&self, repaired: &mut Repaired) -> Result<(), WriteError> {
        repaired.remaining = check::run(self.tables, self.now).await?;
        repaired.organizations.extend(repaired.remaining.organizations.clone());
        Ok(())
    }

    /// Repairs one inconsistency. If a damaged item, a refused write or other writers prevent the repair, the
    /// inconsistency stays in the report, and the other repairs continue.
    async fn try_repair(&self, inconsistency: &Inconsistency) -> Result<RepairOutcome, WriteError> {
        match self.repair(inconsistency).await {
            Err(
                WriteError::Store(StoreError::Damaged { .. })
                | WriteError::Refused(_)
                | WriteError::Contended,
            ) => Ok(RepairOutcome::NotRepaired),
            outcome => outcome,
        }
    }

    async fn repair(&self, inconsistency: &Inconsistency) -> Result<RepairOutcome, WriteError> {
        let (tables, stamps) = (self.tables, self.stamps);
        match inconsistency {
            EdgeMissing { organization_id, edge } => edges::put_missing(tables, organization_id, edge).await,
            EdgeExtra { organization_id, edge } => edges::delete_extra(tables, organization_id, edge).await,
            EdgesPending { organization_id: id } => edges::complete(tables, stamps, id, self.now).await,
            CounterWrong { organization_id: id, domain, .. } => {
                counters::recompute(tables, stamps, id, domain).await
            }
            MemberMiscounted { member, .. } => members::recount(tables, stamps, member).await,
            MemberAttributes { member, .. } => members::rewrite_attributes(tables, stamps, member).await,
            MemberIdMissing { member, .. } => member_ids::put_missing(tables, member).await,
            MemberIdDangling { member_id, member_location, .. } => {
                member_ids::delete_dangling(tables, member_id, member_location).await
            }
            RetiredAddressMissing { member, retired_email_address, .. } => {
                retired_addresses::put_missing(tables, member, retired_email_address).await
            }
            RetiredAddressExtra { organization_id: id, retired_email_address, retired_by } => {
                retired_addresses::delete_extra(tables, id, retired_email_address, retired_by).await
            }
            SlugMissing { organization_id, slug, .. } => {
                slugs::put_missing(tables, organization_id, slug).await
            }
            SlugExtra { organization_id, slug } => slugs::delete_extra(tables, organization_id, slug).await,
            MembershipDangling { member } => members::erase_dangling(tables, stamps, member).await,
            SessionPairIncomplete { token_hash, .. } => sessions::delete_orphan(tables, token_hash).await,
            SessionPairDiffers { token_hash, .. } => sessions::revoke_different(tables, token_hash).await,
            Damaged { item: DamagedKind::ProjectRevision, .. } => {
                project::replace_revision(tables, stamps).await
            }
            Damaged { table, key, .. } => damaged_items::remove(tables, table, key).await,
            // Only an operator can decide which owner is correct.
            SsoConnectionShared { .. }
            | ClaimedDomainShared { .. }
            | PasswordIdShared { .. }
            | TotpIdShared { .. } => Ok(RepairOutcome::NotRepaired),
        }
    }
}
