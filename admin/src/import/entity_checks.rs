//! Checks of a single organization or Member.

use super::{diagnostics::Diagnostic, entity::Entity};
use crate::{Refusal, limits};
use org_discovery::domain::{EmailDomain, Member, Organization};

/// Checks an organization on its own.
pub(super) fn organization(organization: &Entity<Organization>) -> Vec<Diagnostic> {
    let exceeded = limits::organization_refusals(&organization.value);
    let exceeded = exceeded.filter_map(|refusal| described(organization, &refusal));
    shared_mailbox_domains(organization).into_iter().chain(exceeded).collect()
}

/// Checks a Member on its own.
pub(super) fn member(member: &Entity<Member>) -> Vec<Diagnostic> {
    limits::member_refusals(&member.value).filter_map(|refusal| described(member, &refusal)).collect()
}

fn described<T>(entity: &Entity<T>, refusal: &Refusal) -> Option<Diagnostic> {
    let field = match refusal {
        // Reported for each domain by `shared_mailbox_domains`.
        Refusal::SharedMailboxDomain(_) => return None,
        Refusal::NameTooLong { .. } => "/organization_name",
        Refusal::SlugMalformed => "/organization_slug",
        Refusal::PhoneNotE164(_) => "/mfa_phone_number",
        Refusal::TooManyRetiredAddresses { .. } => "/retired_email_addresses",
        _ => "",
    };
    Some(entity.diagnostic(field, refusal.to_string()))
}

/// Reports each shared mailbox domain of the organization.
fn shared_mailbox_domains(organization: &Entity<Organization>) -> Vec<Diagnostic> {
    let Organization { email_allowed_domains, claimed_email_domains, .. } = &organization.value;
    let lists: [(&str, &[EmailDomain]); 2] =
        [("email_allowed_domains", email_allowed_domains), ("claimed_email_domains", claimed_email_domains)];
    let mut found = Vec::new();
    for (field, domains) in lists {
        for (index, domain) in domains.iter().enumerate().filter(|(_, domain)| domain.is_shared_mailbox()) {
            let refusal = Refusal::SharedMailboxDomain(domain.clone());
            found.push(organization.diagnostic(&format!("/{field}/{index}"), refusal.to_string()));
        }
    }
    found
}
