//! Repairs of verified-member counters.

use super::outcome::RepairOutcome;
use crate::{
    WriteError,
    consistency::check::counters::recount,
    project_tables::ProjectTables,
    stamps::Stamps,
    transactions::{Condition, Transaction},
};
use org_discovery::{
    domain::{EmailDomain, OrganizationId},
    store::dynamodb::items::{
        attributes::{item, number, text},
        organizations::{ORGANIZATION, REVISION, VERIFIED_MEMBERS, counter_key},
    },
};

/// Recomputes a counter from the Members.
pub(super) async fn recompute(
    tables: &ProjectTables,
    stamps: Stamps<'_>,
    organization: &OrganizationId,
    domain: &EmailDomain,
) -> Result<RepairOutcome, WriteError> {
    let key = (organization.clone(), domain.clone());
    let Some((_, (counter, count))) = recount(tables, [key].into()).await?.pop_first() else {
        return Ok(RepairOutcome::NotRepaired);
    };
    let unchanged = match (counter.stored, counter.revision) {
        (None, _) => Condition::Absent(ORGANIZATION),
        (Some(_), Some(revision)) => Condition::Equal(REVISION, text(revision)),
        (Some(stored), None) => Condition::Equal(VERIFIED_MEMBERS, number(stored)),
    };
    let revision = stamps.revision();
    let mut next = item([(VERIFIED_MEMBERS, number(count)), (REVISION, text(revision.as_str()))]);
    next.extend(counter_key(&tables.project, organization, domain));
    let mut transaction = Transaction::default();
    transaction.put(&tables.names.organizations, next, Some(&unchanged));
    Ok(transaction.commit(&tables.client).await?.into())
}
