//! Repairs of Member items.

use super::outcome::RepairOutcome;
use crate::{
    WriteError,
    consistency::{check::members::is_dangling, member_ref::MemberRef},
    members::{MemberTransaction, MemberWriter},
    project_tables::ProjectTables,
    stamps::Stamps,
    stored_items::{StoredMembers, counted_domain, text_attribute},
    transactions::{Committed, Condition, Transaction, invalid_item},
};
use org_discovery::store::dynamodb::items::{
    attributes::{Attributes, Item, key, text},
    checksummed_object::OBJECT,
    members::{COUNTED_DOMAIN, REVISION, SECURITY_STAMP, member_item, member_key, read_member},
    organizations::{ORGANIZATION, organization_key},
};

/// Sets the counted domain of a Member to its verified domain, and corrects the counters.
pub(super) async fn recount(
    tables: &ProjectTables,
    stamps: Stamps<'_>,
    member: &MemberRef,
) -> Result<RepairOutcome, WriteError> {
    let stored = StoredMembers(tables).member_at(&member.email_address, &member.organization_id).await?;
    let Some(stored) = stored else {
        return Ok(RepairOutcome::NotRepaired);
    };
    if stored.counted_domain.as_ref() == stored.member.verified_domain() {
        return Ok(RepairOutcome::NotRepaired);
    }
    let transaction = MemberTransaction::new(tables, stamps).recount(&stored)?;
    Ok(transaction.commit(&tables.client).await?.into())
}

/// Rewrites the attributes that are derived from the Member. An existing security stamp is kept.
pub(super) async fn rewrite_attributes(
    tables: &ProjectTables,
    stamps: Stamps<'_>,
    member: &MemberRef,
) -> Result<RepairOutcome, WriteError> {
    let Some(stored) = item_of(tables, member).await? else {
        return Ok(RepairOutcome::NotRepaired);
    };
    let Ok(member) = read_member(&tables.project, &stored) else {
        return Ok(RepairOutcome::NotRepaired);
    };
    let mut next = member_item(&tables.project, &member).map_err(invalid_item)?;
    let security_stamp = match text_attribute(&stored, SECURITY_STAMP) {
        "" => stamps.security_stamp().as_str().to_owned(),
        kept => kept.to_owned(),
    };
    let revision = stamps.revision();
    next.extend(key([(SECURITY_STAMP, text(security_stamp)), (REVISION, text(revision.as_str()))]));
    let counted = Attributes::of(&stored).and_then(counted_domain);
    let counted = counted.unwrap_or_else(|_| member.verified_domain().cloned());
    next.extend(counted.map(|domain| (COUNTED_DOMAIN.to_owned(), text(domain.as_str()))));
    let mut transaction = Transaction::default();
    transaction.put(&tables.names.members, next, Some(&same_object(&stored)));
    Ok(transaction.commit(&tables.client).await?.into())
}

/// Erases a Member whose organization does not exist, and returns the Member.
pub(super) async fn erase_dangling(
    tables: &ProjectTables,
    stamps: Stamps<'_>,
    member: &MemberRef,
) -> Result<RepairOutcome, WriteError> {
    let MemberRef { organization_id, email_address, .. } = member;
    let Some(stored) = StoredMembers(tables).member_at(email_address, organization_id).await? else {
        return Ok(RepairOutcome::NotRepaired);
    };
    if !is_dangling(tables, &stored.member).await? {
        return Ok(RepairOutcome::NotRepaired);
    }
    let mut transaction = MemberWriter::new(tables, stamps).erase_transaction(&stored).await?;
    let organization = organization_key(&tables.project, organization_id);
    transaction.check(&tables.names.organizations, organization, &Condition::Absent(ORGANIZATION));
    let erased = serde_json::to_value(&stored.member).map_err(invalid_item)?;
    Ok(match transaction.commit(&tables.client).await? {
        Committed::Yes => RepairOutcome::Removed(erased),
        Committed::Conflict => RepairOutcome::NotRepaired,
    })
}

/// Reads the item of a Member without parsing it.
pub(super) async fn item_of(tables: &ProjectTables, member: &MemberRef) -> Result<Option<Item>, WriteError> {
    let key = member_key(&tables.project, &member.email_address, &member.organization_id);
    Ok(StoredMembers(tables).item(key).await?)
}

/// Returns the condition that an item still contains the same Member object. Used because the item may lack a revision.
pub(super) fn same_object(item: &Item) -> Condition<'static> {
    Condition::Equal(OBJECT, text(text_attribute(item, OBJECT)))
}
