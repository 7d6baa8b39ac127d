//! Which organizations may be joined without an invitation.

use serde_json::{Value, json};

use super::{domain_of, list, text, texts};

/// The common mailbox providers.
const MAILBOX_PROVIDERS: &str = "gmail googlemail aol yahoo ymail icloud me mac hotmail msn live \
    outlook comcast att sbcglobal verizon earthlink mail hey gmx free orange wanadoo laposte \
    libero bol uol ig rediffmail yandex";

/// The public suffixes that the generated worlds use.
const PUBLIC_SUFFIXES: &str = "com net org io de fr it co.uk com.br co ru eu ch ca com.au onmicrosoft.com";

/// The shared and disposable mailbox domains that the generated worlds use.
const SHARED_DOMAINS: &str = "qq.com 163.com 126.com proton.me protonmail.com tutanota.com fastmail.com zoho.com \
    naver.com web.de t-online.de seznam.cz privaterelay.appleid.com mailinator.com";

/// Eligible by the e-mail domain, else by the tenant; the membership's type and details.
pub fn eligibility(organization: &Value, session: &Value) -> Option<(&'static str, Value)> {
    let domain = domain_of(&session["email_address"]);
    if is_eligible_by_domain(organization, domain) {
        return Some(("eligible_to_join_by_email_domain", json!({ "domain": domain })));
    }
    let details = matching_tenant(organization, session)?;
    Some(("eligible_to_join_by_oauth_tenant", details))
}

/// All three together.
fn is_eligible_by_domain(organization: &Value, domain: &str) -> bool {
    // a) just-in-time joining by e-mail; ALL_ALLOWED is no wider than the list.
    let is_open = ["RESTRICTED", "ALL_ALLOWED"].contains(&text(&organization["email_jit_provisioning"]));
    // b) the domain itself is in the list, and it is no common mailbox domain.
    let is_allowed = holds_domain(&organization["email_allowed_domains"], domain);
    // c) another active Member with a verified address of the same domain.
    let has_colleague = list(&organization["members"]).iter().any(|member| {
        member["status"] == "active"
            && member["email_address_verified"] == true
            && domain_of(&member["email_address"]) == domain
    });
    is_open && is_allowed && has_colleague
}

/// An exact, case-insensitive match; common mailbox domains never count.
pub fn holds_domain(domains: &Value, domain: &str) -> bool {
    let is_listed = list(domains).iter().any(|listed| text(listed).eq_ignore_ascii_case(domain));
    is_listed && !is_common_mailbox_domain(domain)
}

/// A provider's name as the label directly under a public suffix, a public suffix itself, or one of the list.
fn is_common_mailbox_domain(domain: &str) -> bool {
    let suffixes = PUBLIC_SUFFIXES.split_whitespace();
    let mut providers = MAILBOX_PROVIDERS.split_whitespace();
    let is_suffix = suffixes.clone().any(|suffix| domain == suffix);
    let is_shared = SHARED_DOMAINS.split_whitespace().any(|shared| domain == shared);
    let is_provider =
        providers.any(|provider| suffixes.clone().any(|suffix| domain == format!("{provider}.{suffix}")));
    is_suffix || is_shared || is_provider
}

/// A tenant of the session that the organization allows: the smallest provider, then the
/// smallest tenant.
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
