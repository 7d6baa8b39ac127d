//! Checks values that must be unique to one organization or one address, and finds domains that one organization claims
//! and by which people can join another organization.
//!
//! The first scan keeps two fingerprints per value. Values with several owners are then located by a second scan.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::organization_scan::OrganizationScan;
use crate::{
    consistency::{
        inconsistency::Inconsistency,
        member_ref::MemberRef,
        report::{CheckNotice, CheckReport},
    },
    fingerprint,
    project_tables::ProjectTables,
};
use org_discovery::{
    domain::{EmailDomain, Member, Organization, OrganizationId},
    store::{
        JoinableEdge, StoreError,
        dynamodb::items::members::{ADDRESS, MemberItemKind, kind_of, read_member},
    },
};

/// The fingerprints of a value and of its owner.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct ValueOwner {
    key: u64,
    owner: u64,
}

/// The values of all organizations and Members.
#[derive(Default)]
pub(super) struct UniqueValues {
    connections: Vec<ValueOwner>,
    claimed: Vec<ValueOwner>,
    joinable: Vec<ValueOwner>,
    of_members: Vec<ValueOwner>,
}

impl UniqueValues {
    pub(super) fn add_organization(&mut self, organization: &Organization) {
        let owner = fingerprint(organization.organization_id.as_str());
        let record = |value: &str| ValueOwner { key: fingerprint(value), owner };
        self.connections.extend(connections(organization).map(record));
        self.claimed.extend(claimed(organization).map(|domain| record(domain.as_str())));
        self.joinable.extend(joinable(organization).iter().map(|domain| record(domain.as_str())));
    }

    pub(super) fn add_member(&mut self, member: &Member) {
        let owner = fingerprint(member.email_address.as_str());
        self.of_members.extend(ids(member).map(|id| ValueOwner { key: fingerprint(id), owner }));
    }

    /// Returns the claimed domains by which people can join another organization.
    fn joinable_by_others(&mut self) -> HashSet<u64> {
        self.claimed.sort_unstable();
        let claimed_by_another = |joinable: &&ValueOwner| {
            let first = self.claimed.partition_point(|claimed| claimed.key < joinable.key);
            let same = self.claimed[first..].iter().take_while(|claimed| claimed.key == joinable.key);
            same.clone().any(|claimed| claimed.owner != joinable.owner)
        };
        self.joinable.iter().filter(claimed_by_another).map(|record| record.key).collect()
    }
}

/// Returns the values with several owners.
fn shared(records: &mut [ValueOwner]) -> HashSet<u64> {
    records.sort_unstable();
    let by_value = records.chunk_by(|a, b| a.key == b.key);
    by_value.filter(|same| same.iter().any(|r| r.owner != same[0].owner)).map(|same| same[0].key).collect()
}

fn connections(organization: &Organization) -> impl Iterator<Item = &str> {
    let ids = organization.sso_active_connections.iter().map(|c| c.connection_id.as_str());
    ids.filter(|id| !id.is_empty())
}

fn claimed(organization: &Organization) -> impl Iterator<Item = &EmailDomain> {
    organization.claimed_email_domains.iter()
}

fn joinable(organization: &Organization) -> Vec<EmailDomain> {
    let domain = |edge| match edge {
        JoinableEdge::EmailDomain(domain) => Some(domain),
        JoinableEdge::OAuthTenant(..) => None,
    };
    JoinableEdge::of(organization).into_iter().filter_map(domain).collect()
}

/// The kinds of Member ids that must be unique.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum IdKind {
    Password,
    Totp,
}

fn ids(member: &Member) -> impl Iterator<Item = (IdKind, &str)> {
    let ids = [
        (IdKind::Password, member.member_password_id.as_str()),
        (IdKind::Totp, member.totp_registration_id.as_str()),
    ];
    ids.into_iter().filter(|(_, id)| !id.is_empty())
}

/// Organizations by value.
type Owners<T> = BTreeMap<T, BTreeSet<OrganizationId>>;

/// The organizations that have each suspicious value.
#[derive(Default)]
struct Located {
    connections: Owners<String>,
    claimed: Owners<EmailDomain>,
    joinable: Owners<EmailDomain>,
}

/// Reports values with several owners as inconsistencies, and joinable claimed domains as notices.
pub(super) async fn check(
    tables: &ProjectTables,
    mut values: UniqueValues,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    let (joinable_by_others, connections) = (values.joinable_by_others(), shared(&mut values.connections));
    let domains: HashSet<u64> = shared(&mut values.claimed).union(&joinable_by_others).copied().collect();
    if !connections.is_empty() || !domains.is_empty() {
        locate_in_organizations(tables, &connections, &domains).await?.report(report);
    }
    let ids = shared(&mut values.of_members);
    if !ids.is_empty() {
        report_shared_ids(tables, &ids, report).await?;
    }
    Ok(())
}

async fn locate_in_organizations(
    tables: &ProjectTables,
    duplicate_connections: &HashSet<u64>,
    duplicate_domains: &HashSet<u64>,
) -> Result<Located, StoreError> {
    let mut located = Located::default();
    let mut scan = OrganizationScan::new(tables);
    while let Some(scanned) = scan.next().await {
        if let Ok(stored) = scanned?.read {
            located.add(&stored.organization, duplicate_connections, duplicate_domains);
        }
    }
    Ok(located)
}

async fn report_shared_ids(
    tables: &ProjectTables,
    duplicates: &HashSet<u64>,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    let mut owners: BTreeMap<(IdKind, String), BTreeSet<MemberRef>> = BTreeMap::new();
    let mut items = tables.scan(&tables.names.members, ADDRESS);
    while let Some(item) = items.next().await {
        let item = item?;
        if kind_of(&item) != MemberItemKind::Member {
            continue;
        }
        let Ok(member) = read_member(&tables.project, &item) else {
            continue;
        };
        for (kind, id) in ids(&member).filter(|id| duplicates.contains(&fingerprint(id))) {
            owners.entry((kind, id.to_owned())).or_default().insert(MemberRef::of(&member));
        }
    }
    for ((kind, id), members) in owners {
        let addresses: BTreeSet<_> = members.iter().map(|member| &member.email_address).collect();
        if addresses.len() > 1 {
            report.add(shared_id(kind, id, members));
        }
    }
    Ok(())
}

fn shared_id(kind: IdKind, id: String, members: BTreeSet<MemberRef>) -> Inconsistency {
    match kind {
        IdKind::Password => Inconsistency::PasswordIdShared { member_password_id: id, members },
        IdKind::Totp => Inconsistency::TotpIdShared { totp_registration_id: id, members },
    }
}

impl Located {
    fn add(&mut self, organization: &Organization, connections: &HashSet<u64>, domains: &HashSet<u64>) {
        let owner = &organization.organization_id;
        for id in self::connections(organization).filter(|id| connections.contains(&fingerprint(*id))) {
            self.connections.entry(id.to_owned()).or_default().insert(owner.clone());
        }
        let is_wanted = |domain: &EmailDomain| domains.contains(&fingerprint(domain.as_str()));
        for domain in claimed(organization).filter(|domain| is_wanted(domain)) {
            self.claimed.entry(domain.clone()).or_default().insert(owner.clone());
        }
        for domain in joinable(organization).into_iter().filter(is_wanted) {
            self.joinable.entry(domain).or_default().insert(owner.clone());
        }
    }

    fn report(self, report: &mut CheckReport) {
        for (domain, organization_ids) in self.joinable {
            let claimed_by = self.claimed.get(&domain);
            for organization_id in organization_ids {
                let others = claimed_by.into_iter().flatten().filter(|id| **id != organization_id);
                let claimed_by: BTreeSet<_> = others.cloned().collect();
                if !claimed_by.is_empty() {
                    let domain = domain.clone();
                    let notice = CheckNotice::JoinableByClaimedDomain { organization_id, domain, claimed_by };
                    report.notices.insert(notice);
                }
            }
        }
        for (domain, organization_ids) in self.claimed.into_iter().filter(|(_, ids)| ids.len() > 1) {
            report.add(Inconsistency::ClaimedDomainShared { domain, organization_ids });
        }
        for (connection_id, organization_ids) in self.connections.into_iter().filter(|(_, ids)| ids.len() > 1)
        {
            report.add(Inconsistency::SsoConnectionShared { connection_id, organization_ids });
        }
    }
}
