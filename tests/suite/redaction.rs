//! The fields of a Member and of an organization that a session with an unverified address sees.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{
        data_set, factor, intermediate, is_unredacted, magic_link, magic_link_to, member, member_session,
        oauth, oauth_exchange, organization, recovery_code, saml, sms, start_unchecked,
        start_with_every_field, totp, unverified_trusted_token, verified, with,
    },
};

const ANN: &str = "ann@acme.example";

/// The keys that keep their value. A new key in the response must be redacted until it is also added here.
const MEMBER_KEYS: [&str; 7] = [
    "organization_id",
    "member_id",
    "email_address",
    "status",
    "email_address_verified",
    "created_at",
    "updated_at",
];
const ORGANIZATION_KEYS: [&str; 17] = [
    "organization_id",
    "organization_name",
    "organization_slug",
    "organization_logo_url",
    "created_at",
    "updated_at",
    "auth_methods",
    "allowed_auth_methods",
    "mfa_policy",
    "mfa_methods",
    "allowed_mfa_methods",
    "email_invites",
    "email_jit_provisioning",
    "sso_jit_provisioning",
    "oauth_tenant_jit_provisioning",
    "sso_active_connections",
    "sso_default_connection_id",
];

/// Entries of the organization and the Member with every field, and of ones without optional fields.
struct Entries {
    unredacted: Value,
    redacted: Value,
    empty: Value,
}

impl Entries {
    async fn load() -> Self {
        let mut app = start_with_every_field().await;
        let (address, bob) = ("ann@everything.example", "bob@default.example");
        let sessions = [
            intermediate("unredacted", address, [magic_link()]),
            intermediate("redacted", address, [oauth("slack", "")]),
            intermediate("empty", bob, [magic_link()]),
        ];
        app.load(data_set([], sessions)).await;
        let entry = async |session: &str| app.discover(session).await.entries().remove(0);
        Self {
            unredacted: entry("unredacted").await,
            redacted: entry("redacted").await,
            empty: entry("empty").await,
        }
    }
}

/// Asserts that each key of the object keeps its value if it is in `shown`, and is empty otherwise.
fn assert_redacted(object: &str, entries: &Entries, shown: &[&str]) {
    let [unredacted, redacted, empty] = [&entries.unredacted, &entries.redacted, &entries.empty]
        .map(|entry| entry.pointer(object).and_then(Value::as_object).expect("an object"));
    let shown: BTreeSet<&str> = shown.iter().copied().collect();
    let all_keys: BTreeSet<&str> = unredacted.keys().map(String::as_str).collect();
    assert!(shown.is_subset(&all_keys), "{object} lacks {:?}", shown.difference(&all_keys));
    assert!(redacted.keys().eq(unredacted.keys()), "{object}");
    for (key, value) in unredacted {
        // If the values were equal, the comparison below would prove nothing. All of Ann's fields are set.
        if !["organization_id", "member_id"].contains(&key.as_str()) {
            assert!(value != &empty[key] || shown.contains(key.as_str()), "{object}.{key} is not set");
        }
        let expected = if shown.contains(key.as_str()) { value } else { &empty[key] };
        assert_eq!(&redacted[key], expected, "{object}.{key}");
    }
}

#[tokio::test]
async fn redacted_entry_keeps_exactly_the_listed_keys() {
    let entries = Entries::load().await;
    assert_redacted("/organization", &entries, &ORGANIZATION_KEYS);
    assert_redacted("/membership/member", &entries, &MEMBER_KEYS);
    assert_eq!(
        entries.redacted["mfa_required"],
        json!({"member_options": null, "secondary_auth_initiated": null})
    );
    assert!(entries.unredacted["mfa_required"]["member_options"].is_object());
    assert_eq!(entries.redacted["membership"]["type"], entries.unredacted["membership"]["type"]);
    assert_eq!(entries.redacted["member_authenticated"], false);
}

#[tokio::test]
async fn redacted_entry_matches_snapshot() {
    let Entries { redacted, .. } = Entries::load().await;
    insta::assert_snapshot!(redacted.to_string(), @r#"{"member_authenticated":false,"membership":{"details":null,"member":{"created_at":"2024-02-29T23:59:59Z","default_mfa_method":"","email_address":"ann@everything.example","email_address_verified":true,"external_id":null,"is_admin":false,"is_breakglass":false,"is_locked":false,"lock_created_at":null,"lock_expires_at":null,"member_id":"member-test-00000000-0000-4000-8000-000000000001","member_password_id":"","mfa_enrolled":false,"mfa_phone_number":"","mfa_phone_number_verified":false,"name":"","oauth_registrations":[],"organization_id":"organization-test-00000000-0000-4000-8000-000000000001","retired_email_addresses":[],"roles":[],"scim_registration":null,"sso_registrations":[],"status":"active","totp_registration_id":"","trusted_metadata":{},"untrusted_metadata":{},"updated_at":"2025-01-01T00:00:59Z"},"type":"active_member"},"mfa_required":{"member_options":null,"secondary_auth_initiated":null},"organization":{"allowed_auth_methods":["password","sso","magic_link"],"allowed_first_party_connected_apps":[],"allowed_mfa_methods":["totp","sms_otp"],"allowed_oauth_tenants":{},"allowed_third_party_connected_apps":[],"auth_methods":"RESTRICTED","claimed_email_domains":[],"created_at":"2026-04-25T16:37:09Z","custom_roles":[],"email_allowed_domains":[],"email_invites":"NOT_ALLOWED","email_jit_provisioning":"RESTRICTED","first_party_connected_apps_allowed_type":"ALL_ALLOWED","mfa_methods":"RESTRICTED","mfa_policy":"REQUIRED_FOR_ALL","oauth_tenant_jit_provisioning":"RESTRICTED","organization_external_id":null,"organization_id":"organization-test-00000000-0000-4000-8000-000000000001","organization_logo_url":"https://everything.example/logo.png","organization_name":"Everything","organization_slug":"everything","rbac_email_implicit_role_assignments":[],"scim_active_connection":null,"scim_active_connections":[],"sso_active_connections":[{"connection_id":"saml-1","display_name":"Okta","identity_provider":"okta"},{"connection_id":"oidc-1","display_name":"","identity_provider":""}],"sso_default_connection_id":"saml-1","sso_jit_provisioning":"RESTRICTED","sso_jit_provisioning_allowed_connections":[],"third_party_connected_apps_allowed_type":"ALL_ALLOWED","trusted_metadata":{},"updated_at":"2026-04-25T22:07:09Z"},"primary_required":{"allowed_auth_methods":["sso","magic_link","email_otp","google_oauth","microsoft_oauth"]}}"#);
}

fn settings() -> Value {
    json!({
        "trusted_metadata": {"plan": "gold"},
        "mfa_policy": "REQUIRED_FOR_ALL",
        "email_allowed_domains": ["acme.example"],
        "sso_active_connections": [{"connection_id": "c-acme", "display_name": "Okta"}],
        "organization_external_id": "external-acme",
    })
}

/// Fields of Ann's Member: a Slack account, a password, a phone and an authenticator app.
fn ann() -> Value {
    json!({
        "name": "Ann", "status": "invited", "email_address_verified": true,
        "oauth_registrations": [{"provider_type": "Slack", "provider_subject": "U1"}],
        "member_password_id": "password-ann", "totp_registration_id": "totp-ann",
        "mfa_phone_number": "+15550000100", "mfa_phone_number_verified": true,
    })
}

/// A session with these factors, and whether they verify the address.
#[derive(Clone)]
struct VerificationCase {
    session: &'static str,
    factors: Vec<Value>,
    is_verified: bool,
}

fn unverified(session: &'static str, factors: Vec<Value>) -> VerificationCase {
    VerificationCase { session, factors, is_verified: false }
}

fn verified_by(session: &'static str, factors: Vec<Value>) -> VerificationCase {
    VerificationCase { session, factors, is_verified: true }
}

#[tokio::test]
async fn entry_is_redacted_unless_address_is_verified() {
    let ignored = magic_link_to("eve@evil.test");
    let rows = [
        unverified("other account", vec![oauth("slack", "U2")]),
        unverified("exchanged Google", vec![oauth_exchange("google", "1")]),
        unverified("unverified Google", vec![oauth("google", "1")]),
        unverified("unverified token", vec![unverified_trusted_token(), oauth("slack", "")]),
        unverified(
            "second factors",
            vec![sms("+15550000100"), totp("totp-ann"), recovery_code(), oauth("slack", "")],
        ),
        unverified("mail to another address", vec![ignored, oauth("slack", "")]),
        unverified("mail without address", vec![factor("magic_link", "email"), oauth("slack", "")]),
        unverified("foreign SSO", vec![saml("c-evil"), oauth("slack", "")]),
        verified_by("own account", vec![oauth("slack", "U1")]),
        verified_by("own connection", vec![saml("c-acme")]),
        verified_by("mail", vec![magic_link()]),
    ];
    let sessions = rows.clone().map(|row| intermediate(row.session, ANN, row.factors));
    let app =
        start_unchecked(data_set([organization("Acme", settings(), [member(ANN, ann())])], sessions)).await;
    for VerificationCase { session, is_verified, .. } in rows {
        let entry = app.discover(session).await.entry("Acme");
        assert_eq!(is_unredacted(&entry), is_verified, "{session}");
        assert_eq!(entry["membership"]["member"]["name"] == "Ann", is_verified, "{session}");
        assert_eq!(entry["organization"]["organization_external_id"].is_string(), is_verified, "{session}");
    }
}

#[tokio::test]
async fn newcomer_sees_redacted_organization_until_address_is_verified() {
    let by_domain = with(settings(), json!({"email_jit_provisioning": "RESTRICTED"}));
    let by_tenant =
        json!({"oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": ["T1"]}});
    let organizations = [
        organization("Domain", by_domain, [verified("bob@acme.example")]),
        organization("Tenant", with(with(settings(), json!({"sso_active_connections": []})), by_tenant), []),
    ];
    let of_tenant = |name: &str, factors: [Value; 1]| {
        with(intermediate(name, ANN, factors), json!({"oauth_tenants": {"slack": ["T1"]}}))
    };
    let sessions = [of_tenant("unverified", [oauth("slack", "U1")]), of_tenant("verified", [magic_link()])];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    for (session, is_verified) in [("unverified", false), ("verified", true)] {
        for name in ["Domain", "Tenant"] {
            let entry = app.discover(session).await.entry(name);
            assert_eq!(is_unredacted(&entry), is_verified, "{session} {name}");
            let domains = if is_verified { json!(["acme.example"]) } else { json!([]) };
            assert_eq!(entry["organization"]["email_allowed_domains"], domains, "{session} {name}");
            assert_eq!(entry["membership"]["member"], json!(null));
            assert_eq!(entry["mfa_required"]["member_options"], json!(null));
        }
        // The details always contain the reason why Ann is eligible.
        let details = app.discover(session).await.entry("Tenant")["membership"]["details"].clone();
        assert_eq!(details, json!({"provider": "slack", "tenant": "T1"}));
    }
}

/// A session, and whether the entry of each organization is unredacted.
struct UnredactedEntries {
    session: &'static str,
    acme: bool,
    bound: bool,
    home: bool,
}

#[tokio::test]
async fn each_entry_is_redacted_independently() {
    let unbound = || with(ann(), json!({"oauth_registrations": []}));
    let without_connection = || with(settings(), json!({"sso_active_connections": []}));
    let organizations = [
        organization("Acme", settings(), [member(ANN, unbound())]),
        organization("Bound", without_connection(), [member(ANN, ann())]),
        organization(
            "Home",
            without_connection(),
            [member(ANN, with(unbound(), json!({"status": "active"})))],
        ),
    ];
    let sessions = [
        intermediate("slack", ANN, [oauth("slack", "U1")]),
        intermediate("slack and SSO", ANN, [oauth("slack", "U2"), saml("c-acme")]),
        member_session("home", "Home", ANN, [oauth("slack", "U2")]),
    ];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    let rows = [
        UnredactedEntries { session: "slack", acme: false, bound: true, home: false },
        UnredactedEntries { session: "slack and SSO", acme: true, bound: false, home: false },
        UnredactedEntries { session: "home", acme: false, bound: false, home: true },
    ];
    for UnredactedEntries { session, acme, bound, home } in rows {
        let expected = [acme, bound, home];
        let response = app.discover(session).await;
        let entries = ["Acme", "Bound", "Home"].map(|name| response.entry(name));
        assert_eq!(entries.clone().map(|entry| is_unredacted(&entry)), expected, "{session}");
        let names = entries.clone().map(|entry| entry["membership"]["member"]["name"] == "Ann");
        assert_eq!(names, expected, "{session}");
        let options = entries.map(|entry| entry["mfa_required"]["member_options"].is_object());
        assert_eq!(options, expected, "{session}");
    }
}
