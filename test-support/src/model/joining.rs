//! Organizations that a user may join without an invitation.

use serde_json::{Value, json};

use super::{domain_of, list, text, texts};

/// The shared mailbox providers, as the label under a public suffix.
const MAILBOX_PROVIDERS: &str = "gmail googlemail aol yahoo ymail icloud me mac hotmail msn live \
    outlook comcast att sbcglobal verizon earthlink mail hey gmx free orange wanadoo laposte \
    libero bol uol ig rediffmail yandex";

/// The public suffixes that occur in the random data sets.
const PUBLIC_SUFFIXES: &str = "com net org io de fr it co.uk com.br co ru eu ch ca com.au onmicrosoft.com";

/// The shared and disposable mailbox domains that occur in the random data sets.
const SHARED_DOMAINS: &str = "qq.com 163.com 126.com proton.me protonmail.com tutanota.com fastmail.com zoho.com \
    naver.com web.de t-online.de seznam.cz privaterelay.appleid.com mailinator.com";

/// Returns the membership type and details if the session is eligible by email domain or, second, by tenant.
pub fn eligibility(organization: &Value, session: &Value) -> Option<(&'static str, Value)> {
    let domain = domain_of(&session["email_address"]);
    if is_eligible_by_domain(organization, domain) {
        return Some(("eligible_to_join_by_email_domain", json!({ "domain": domain })));
    }
    let details = matching_tenant(organization, session)?;
    Some(("eligible_to_join_by_oauth_tenant", details))
}

fn is_eligible_by_domain(organization: &Value, domain: &str) -> bool {
    // ALL_ALLOWED allows no more domains than RESTRICTED.
    let is_enabled = ["RESTRICTED", "ALL_ALLOWED"].contains(&text(&organization["email_jit_provisioning"]));
    let is_allowed = contains_domain(&organization["email_allowed_domains"], domain);
    // Another active Member must have a verified address in the domain.
    let has_colleague = list(&organization["members"]).iter().any(|member| {
        member["status"] == "active"
            && member["email_address_verified"] == true
            && domain_of(&member["email_address"]) == domain
    });
    is_enabled && is_allowed && has_colleague
}

/// True if the domain is in the list, ignoring case, and is not a shared mailbox domain.
pub fn contains_domain(domains: &Value, domain: &str) -> bool {
    let is_listed = list(domains).iter().any(|listed| text(listed).eq_ignore_ascii_case(domain));
    is_listed && !is_shared_mailbox_domain(domain)
}

/// True for a provider's label directly under a public suffix, for a public suffix, and for a shared domain.
fn is_shared_mailbox_domain(domain: &str) -> bool {
    let suffixes = PUBLIC_SUFFIXES.split_whitespace();
    let mut providers = MAILBOX_PROVIDERS.split_whitespace();
    let is_suffix = suffixes.clone().any(|suffix| domain == suffix);
    let is_shared = SHARED_DOMAINS.split_whitespace().any(|shared| domain == shared);
    let is_provider =
        providers.any(|provider| suffixes.clone().any(|suffix| domain == format!("{provider}.{suffix}")));
    is_suffix || is_shared || is_provider
}

/// Returns the session's tenant that the organization allows. The first provider, then the first tenant, in
/// alphabetical order takes precedence.
fn matching_tenant(organization: &Value, session: &Value) -> Option<Value> {
    if organization["oauth_tenant_jit_provisioning"] != "RESTRICTED" {
        return None;
    }
    for provider in ["github", "hubspot", "slack"] {
        let mut tenants = texts(&session["oauth_tenants"][provider]);
        tenants.sort_unstable();
        for tenant in tenants {
            if texts(&organization["allowed_oauth_tenants"][provider]).contains(&tenant) {
                return Some(json!({ "provider": provider, "tenant": tenant }));
            }
        }
    }
    None
}
