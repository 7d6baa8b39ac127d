//! Reads the organizations that the findings mention, so that a report can name them and say what a finding means.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{counters::CounterKey, edges::edges_of, member_counts::MemberCounts};
use crate::{
    consistency::{
        inconsistency::Inconsistency,
        organization_facts::{OrganizationFacts, OrganizationState},
        report::{CheckNotice, CheckReport},
    },
    project_tables::ProjectTables,
    stored_items::{StoredOrganization, text_attribute},
};
use org_discovery::{
    domain::{EmailDomain, OrganizationId, Timestamp},
    store::{
        JoinableEdge, StoreError,
        dynamodb::{
            KEYS_PER_BATCH, batch_get,
            items::{
                attributes::Item,
                checksummed_object::OBJECT,
                organizations::{organization_key, read_key},
            },
        },
    },
};

/// Adds the facts about the organizations of all findings to the report.
pub(super) async fn add(
    tables: &ProjectTables,
    counts: &MemberCounts,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    let mut items = BTreeMap::new();
    let ids: Vec<OrganizationId> = mentioned(report).into_iter().collect();
    for batch in ids.chunks(KEYS_PER_BATCH) {
        let keys = batch.iter().map(|id| organization_key(&tables.project, id)).collect();
        for item in batch_get(&tables.client, &tables.names.organizations, keys).await? {
            if let Some((id, _)) = read_key(&tables.project, &item) {
                items.insert(id, item);
            }
        }
    }
    let mut domains = domains_of(report);
    for id in ids {
        let domains = domains.remove(&id).unwrap_or_default();
        let mut facts = facts_of(tables, items.get(&id), &domains);
        facts.live_members = counts.live_members_of_damaged(&id);
        for domain in domains {
            let key: CounterKey = (id.clone(), domain);
            let count = counts.counted.get(&key).copied().unwrap_or(0);
            facts.counted_members.insert(key.1, count);
        }
        report.organizations.insert(id, facts);
    }
    Ok(())
}

/// Returns the organizations that the findings mention.
fn mentioned(report: &CheckReport) -> BTreeSet<OrganizationId> {
    let mut ids: BTreeSet<_> =
        report.inconsistencies.iter().flat_map(Inconsistency::organizations).cloned().collect();
    for CheckNotice::JoinableByClaimedDomain { organization_id, claimed_by, .. } in &report.notices {
        ids.insert(organization_id.clone());
        ids.extend(claimed_by.iter().cloned());
    }
    ids
}

/// Returns the domains that matter to the findings of each organization.
fn domains_of(report: &CheckReport) -> BTreeMap<OrganizationId, BTreeSet<EmailDomain>> {
    let mut domains: BTreeMap<OrganizationId, BTreeSet<EmailDomain>> = BTreeMap::new();
    for inconsistency in &report.inconsistencies {
        if let Some(id) = inconsistency.organization() {
            domains.entry(id.clone()).or_default().extend(inconsistency.domains());
        }
    }
    domains
}

fn facts_of(
    tables: &ProjectTables,
    item: Option<&Item>,
    domains: &BTreeSet<EmailDomain>,
) -> OrganizationFacts {
    let Some(item) = item else {
        return OrganizationFacts::default();
    };
    let Ok(stored) = StoredOrganization::read(&tables.project, item) else {
        return of_damaged(item);
    };
    let organization = stored.organization;
    let admits = |domain: &&EmailDomain| {
        let edge = JoinableEdge::EmailDomain((*domain).clone()).to_string();
        edges_of(&organization).any(|needed| needed == edge)
    };
    OrganizationFacts {
        state: OrganizationState::Stored,
        admitted_domains: domains.iter().filter(admits).cloned().collect(),
        updated_at: organization.updated_at,
        name: organization.organization_name,
        ..OrganizationFacts::default()
    }
}

/// Returns what can be read of a damaged organization.
fn of_damaged(item: &Item) -> OrganizationFacts {
    let object: Value = serde_json::from_str(text_attribute(item, OBJECT)).unwrap_or_default();
    let text = |name: &str| object[name].as_str().unwrap_or_default();
    OrganizationFacts {
        state: OrganizationState::Damaged,
        name: text("organization_name").to_owned(),
        updated_at: Timestamp::parse(text("updated_at")),
        ..OrganizationFacts::default()
    }
}
