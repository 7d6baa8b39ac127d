//! The effect of joinable edges and counters on people who could join.

use org_discovery::domain::{EmailDomain, OrganizationId};
use org_discovery_admin::consistency::{Inconsistency, MemberRef};

use super::{Context, NONE_NOW};

impl Context<'_> {
    /// Returns true if the settings of the organization let people of the domain join.
    pub(super) fn admits(self, id: &OrganizationId, domain: &EmailDomain) -> bool {
        self.organizations.facts(id).is_some_and(|facts| facts.admitted_domains.contains(domain))
    }

    fn counted(self, id: &OrganizationId, domain: &EmailDomain) -> u64 {
        let facts = self.organizations.facts(id);
        facts.and_then(|facts| facts.counted_members.get(domain)).copied().unwrap_or(0)
    }

    pub(super) fn missing_domain_edge(self, id: &OrganizationId, domain: &EmailDomain) -> String {
        if self.counted(id, domain) > 0 {
            format!("people with an address at {domain} cannot join")
        } else {
            format!("{NONE_NOW}, because no active Member has a verified address at {domain}")
        }
    }

    pub(super) fn counter(
        self,
        id: &OrganizationId,
        domain: &EmailDomain,
        stored: i64,
        expected: u64,
    ) -> String {
        if !self.admits(id, domain) {
            return format!("{NONE_NOW}, because people cannot join by the domain {domain}");
        }
        match (stored > 0, expected > 0) {
            (false, true) => format!("people with an address at {domain} cannot join"),
            (true, false) => can_join_wrongly(domain),
            (true, true) | (false, false) => {
                format!("{NONE_NOW}; after a later change, the wrong people can join or be kept out")
            }
        }
    }

    pub(super) fn miscounted(
        self,
        member: &MemberRef,
        counted: Option<&EmailDomain>,
        verified: Option<&EmailDomain>,
    ) -> String {
        let id = &member.organization_id;
        let kept_out = verified.filter(|domain| self.admits(id, domain) && self.counted(id, domain) == 0);
        let admitted = counted.filter(|domain| {
            self.admits(id, domain) && self.counted(id, domain) <= self.wrongly_counted(id, domain)
        });
        let effects: Vec<String> = kept_out
            .map(|domain| format!("people with an address at {domain} cannot join"))
            .into_iter()
            .chain(admitted.map(can_join_wrongly))
            .collect();
        if effects.is_empty() { NONE_NOW.to_owned() } else { effects.join("; ") }
    }

    /// Returns the number of Members that are counted for the domain although their verified domain is another one.
    fn wrongly_counted(self, id: &OrganizationId, domain: &EmailDomain) -> u64 {
        let is_wrong = |inconsistency: &&Inconsistency| match inconsistency {
            Inconsistency::MemberMiscounted { member, counted_domain, .. } => {
                member.organization_id == *id && counted_domain.as_ref() == Some(domain)
            }
            _ => false,
        };
        let wrong = self.inconsistencies.iter().filter(is_wrong).count();
        u64::try_from(wrong).unwrap_or(u64::MAX)
    }
}

/// Describes the effect of a missing edge from an OAuth tenant.
pub(super) fn missing_tenant_edge(edge: &str) -> String {
    let tenant = edge.strip_prefix("tenant#").unwrap_or(edge).replacen('#', " ", 1);
    format!("people of the tenant {tenant} cannot join, unless their sign-in began for this organization")
}

fn can_join_wrongly(domain: &EmailDomain) -> String {
    format!(
        "people with an address at {domain} can join, although no active Member has a verified address there"
    )
}
