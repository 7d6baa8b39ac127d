//! Checks of a single organization or Member.

use super::{diagnostics::Diagnostic, entity::Entity};
use crate::{Refusal, limits};
use org_discovery::domain::{EmailDomain, Member, Organization};

/// Checks an organization against the limits.
pub(super) fn organization_limits(organization: &Entity<Organization>) -> Option<Diagnostic> {
    refused(organization, limits::organization(&organization.value))
}

/// Checks a Member against the limits.
pub(super) fn member_limits(member: &Entity<Member>) -> Option<Diagnostic> {
    refused(member, limits::member(&member.value))
}

fn refused<T>(entity: &Entity<T>, checked: Result<(), Refusal>) -> Option<Diagnostic> {
    let refusal = checked.err()?;
    let field = match &refusal {
        // Reported for each domain by `shared_mailbox_domains`.
        Refusal::SharedMailboxDomain(_) => return None,
        Refusal::NameTooLong { .. } => "/organization_name",
        Refusal::SlugMalformed => "/organization_slug",
        Refusal::PhoneNotE164 => "/mfa_phone_number",
        Refusal::TooManyRetiredAddresses { .. } => "/retired_email_addresses",
        _ => "",
    };
    Some(entity.diagnostic(field, refusal.to_string()))
}

/// Reports each shared mailbox domain of the organization.
pub(super) fn shared_mailbox_domains(organization: &Entity<Organization>) -> Vec<Diagnostic> {
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
