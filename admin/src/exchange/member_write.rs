//! The write of the Member in the transaction of an exchange.

use super::{ExchangeError, conditions::at_revision, sign_in::SignInTransaction};
use crate::{
    members::{changed_counters, new_member_item},
    transactions::{Condition, Transaction},
};
use org_discovery::{
    domain::{
        EmailDomain, SecurityStamp,
        discovery::exchange::{JoinRule, MemberChange},
    },
    service::ServiceError,
    store::dynamodb::items::{
        attributes::text,
        members::{ADDRESS, ELIGIBLE_BY, MemberLocation, id_item, member_key},
        organizations::{VERIFIED_MEMBERS, counter_key},
    },
};

impl SignInTransaction<'_> {
    /// Adds the write of the Member with its derived items, or the condition that it is unchanged. Returns the Member's
    /// security stamp.
    pub(super) fn change_member(
        &self,
        transaction: &mut Transaction,
        change: &MemberChange<'_>,
        required_counter: Option<&EmailDomain>,
        rule: Option<&JoinRule>,
    ) -> Result<SecurityStamp, ExchangeError> {
        let tables = self.writer.tables;
        let next = &change.next;
        let key = member_key(&tables.project, &next.email_address, &next.organization_id);
        let stamp = self.stamp_after(change)?;
        if !change.is_write() {
            let stored = change.stored.ok_or(ServiceError::Damaged)?;
            transaction.check(&tables.names.members, key, &at_revision(stored)?);
            return Ok(stamp);
        }
        let unchanged = match change.stored {
            Some(stored) => at_revision(stored)?,
            None => Condition::Absent(ADDRESS),
        };
        let mut item = new_member_item(&tables.project, next, self.writer.stamps, &stamp)?;
        item.extend(rule.map(|rule| (ELIGIBLE_BY.to_owned(), text(rule.to_string()))));
        transaction.put(&tables.names.members, item, Some(&unchanged));
        if change.stored.is_none() {
            let id_item = id_item(&tables.project, &next.member_id, &MemberLocation::of(next));
            transaction.put(&tables.names.members, id_item, Some(&Condition::Absent(ADDRESS)));
        }
        self.change_counters(transaction, change, required_counter);
        Ok(stamp)
    }

    fn stamp_after(&self, change: &MemberChange<'_>) -> Result<SecurityStamp, ExchangeError> {
        if change.stored.is_none() || change.ends_earlier_sessions {
            return Ok(self.writer.stamps.security_stamp());
        }
        let attributes = self.facts.address_members.attributes.get(&change.next.organization_id);
        let attributes = attributes.ok_or(ServiceError::Damaged)?;
        Ok(attributes.security_stamp.clone())
    }

    /// Changes the counters of the Member's old and new domain. The counter by which a person joins must be above zero.
    fn change_counters(
        &self,
        transaction: &mut Transaction,
        change: &MemberChange<'_>,
        required_counter: Option<&EmailDomain>,
    ) {
        let tables = self.writer.tables;
        let (table, organization) = (&tables.names.organizations, &change.next.organization_id);
        let positive = Condition::Positive(VERIFIED_MEMBERS);
        let attributes = self.facts.address_members.attributes.get(organization);
        let counted =
            change.stored.and(attributes).and_then(|attributes| attributes.counted_domain.as_deref());
        let counted = counted.and_then(|domain| EmailDomain::parse(domain).ok());
        let changes = [(counted.as_ref(), -1), (change.next.verified_domain(), 1)];
        let mut is_checked = false;
        for (domain, amount) in changed_counters(changes.into_iter(), None) {
            let is_required = required_counter == Some(domain);
            is_checked |= is_required;
            let key = counter_key(&tables.project, organization, domain);
            let condition = is_required.then_some(&positive);
            let revision = self.writer.stamps.revision();
            transaction.add(table, key, (VERIFIED_MEMBERS, amount), &revision, condition);
        }
        if let Some(domain) = required_counter.filter(|_| !is_checked) {
            let key = counter_key(&tables.project, organization, domain);
            transaction.check(table, key, &positive);
        }
    }
}
