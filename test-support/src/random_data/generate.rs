//! Strategies for random writes.
//!
//! They draw from small sets of organizations, addresses, ids and tenants, so that conflicts are frequent.

use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::{select, subsequence},
};
use serde_json::{Value, json};

const DOMAINS: [&str; 3] = ["acme.com", "beta.io", "corp.de"];
pub const ADDRESSES: [&str; 7] = [
    "ann@acme.com",
    "bob@acme.com",
    "cy@beta.io",
    "dee@sub.acme.com",
    "eve@gmail.com",
    "flo@corp.de",
    "gus@qq.com",
];
pub const METHODS: [&str; 9] = [
    "hubspot_oauth",
    "sso",
    "password",
    "magic_link",
    "slack_oauth",
    "email_otp",
    "google_oauth",
    "github_oauth",
    "microsoft_oauth",
];

/// A call of the writer.
#[derive(Debug, Clone)]
pub enum Write {
    PutOrganization(Value),
    DeleteOrganization(String),
    PutMember(Value),
    DeleteMember(String, String),
    ReactivateMember(String, String),
    EraseMember(String, String),
}

pub fn organization_id() -> impl Strategy<Value = String> {
    (0..4_u8).prop_map(|n| format!("organization-{n}"))
}

fn member_id() -> impl Strategy<Value = String> {
    (0..9_u8).prop_map(|n| format!("member-{n}"))
}

pub fn some_of<const N: usize>(values: [&'static str; N]) -> impl Strategy<Value = Vec<&'static str>> {
    subsequence(values.to_vec(), 0..=N)
}

/// Returns a unique slug that contains every kind of character that is allowed in a slug.
fn slug_of(organization_id: &str) -> String {
    format!("Slug.of_{organization_id}~")
}

pub fn random_organization() -> impl Strategy<Value = Value> {
    let jit_provisioning = (
        select(vec!["RESTRICTED", "RESTRICTED", "ALL_ALLOWED", "NOT_ALLOWED"]),
        some_of(DOMAINS),
        select(vec!["RESTRICTED", "NOT_ALLOWED"]),
        some_of(["T1", "T2", "T10"]),
        some_of(["T1", "G1"]),
    );
    let sign_in = (
        select(vec!["ALL_ALLOWED", "RESTRICTED"]),
        some_of(METHODS),
        select(vec!["OPTIONAL", "REQUIRED_FOR_ALL"]),
        select(vec!["ALL_ALLOWED", "RESTRICTED"]),
        some_of(["sms_otp", "totp"]),
        some_of(["saml-1", "oidc-1", "oidc-2"]),
    );
    let name = select(vec!["Beta", "beta", "Ärger", "acme", "Zoo", "ZOO"]);
    (organization_id(), name, some_of(DOMAINS), jit_provisioning, sign_in).prop_map(
        |(id, name, claimed, jit_provisioning, sign_in)| {
            let (by_domain, domains, by_tenant, slack, github) = jit_provisioning;
            let (methods, allowed, mfa_policy, mfa_methods, allowed_mfa, connections) = sign_in;
            let connection =
                |id| json!({"connection_id": id, "display_name": "x", "identity_provider": "okta"});
            json!({
                "organization_id": id, "organization_name": name, "organization_slug": slug_of(&id),
                "created_at": "2025-01-01T00:00:00Z", "updated_at": "2025-01-02T00:00:00Z",
                "trusted_metadata": {"z": 1, "a": [true, null]},
                "email_jit_provisioning": by_domain, "email_allowed_domains": domains,
                "claimed_email_domains": claimed,
                "oauth_tenant_jit_provisioning": by_tenant,
                "allowed_oauth_tenants": {"slack": slack, "github": github},
                "auth_methods": methods, "allowed_auth_methods": allowed,
                "mfa_policy": mfa_policy, "mfa_methods": mfa_methods, "allowed_mfa_methods": allowed_mfa,
                "sso_active_connections": connections.into_iter().map(connection).collect::<Vec<_>>(),
            })
        },
    )
}

/// The fields of a Member to which factors can be bound: password, phone, TOTP registration, OAuth registrations.
fn bindings() -> impl Strategy<Value = Value> {
    let account = |provider: &str, subject: &str| json!({"provider_type": provider, "provider_subject": subject, "member_oauth_registration_id": "r"});
    let accounts = vec![
        account("Google", "g1"),
        account("MICROSOFT", "m1"),
        account("Slack", "s1"),
        account("GITHUB", "h1"),
        account("Hubspot", "b1"),
        account("google", ""),
        account("Okta", "g1"),
    ];
    let bindings = (
        select(vec!["", "", "password-1", "password-2"]),
        any::<bool>(),
        select(vec!["", "+15550000001", "+15550000002"]),
        any::<bool>(),
        select(vec!["", "totp-1", "totp-2"]),
        subsequence(accounts, 0..=3),
    );
    bindings.prop_map(|(password, enrolled, phone, phone_verified, totp, accounts)| {
        json!({
            "member_password_id": password, "mfa_enrolled": enrolled, "mfa_phone_number": phone,
            "mfa_phone_number_verified": phone_verified, "totp_registration_id": totp,
            "oauth_registrations": accounts,
        })
    })
}

fn retired_addresses() -> impl Strategy<Value = Vec<Value>> {
    let some = subsequence(ADDRESSES.to_vec(), 1..=2);
    let addresses = prop_oneof![3 => Just(Vec::new()), 1 => some];
    addresses.prop_map(|addresses| {
        let retired = |address: &str| json!({"email_address": address.to_uppercase(), "email_id": "e"});
        addresses.into_iter().map(retired).collect()
    })
}

pub fn random_member() -> impl Strategy<Value = Value> {
    let state = (
        select(vec!["active", "active", "active", "pending", "invited", "deleted"]),
        any::<bool>(),
        any::<bool>(),
        select(vec![json!(null), json!(null), json!("2025-03-01T00:00:00Z")]),
    );
    (member_id(), organization_id(), select(ADDRESSES.to_vec()), state, bindings(), retired_addresses()).prop_map(
        |(id, organization, address, (status, verified, breakglass, created_at), bindings, retired)| {
            let mut member = json!({
                "member_id": id, "organization_id": organization, "email_address": address, "name": "Ann Other",
                "status": status, "email_address_verified": verified, "is_breakglass": breakglass,
                "created_at": created_at, "retired_email_addresses": retired,
            });
            let fields = bindings.as_object().cloned().unwrap_or_default();
            member.as_object_mut().expect("an object").extend(fields);
            member
        },
    )
}

pub fn writes() -> impl Strategy<Value = Vec<Write>> {
    let ids = || (organization_id(), member_id());
    let write = prop_oneof![
        5 => random_organization().prop_map(Write::PutOrganization),
        1 => organization_id().prop_map(Write::DeleteOrganization),
        12 => random_member().prop_map(Write::PutMember),
        2 => ids().prop_map(|(organization, member)| Write::DeleteMember(organization, member)),
        2 => ids().prop_map(|(organization, member)| Write::ReactivateMember(organization, member)),
        1 => ids().prop_map(|(organization, member)| Write::EraseMember(organization, member)),
    ];
    vec(write, 1..40)
}
