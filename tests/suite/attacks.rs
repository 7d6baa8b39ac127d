//! End-to-end attacks on other people's organizations.
//!
//! Vic is a Member of Acme. Eve controls the organization Evil: she can change any setting and invite any address.

mod first_sign_in;
mod foreign_sso;
mod proof_of_identity;
mod stolen_mailbox;

use org_discovery::domain::{MemberId, OrganizationId};
use serde_json::{Value, json};

use crate::mailbox_providers::store_domains_unchecked;
use test_support::{
    TestApp,
    builders::{
        data_set, discovered, intermediate, magic_link, member, member_id, member_session, oauth,
        organization, organization_id, recovery_code, required_methods, sms, sso_connection, totp, verified,
        with,
    },
};

const VIC: &str = "vic@acme.example";
const EMAIL_FIRST: &str = "magic_link email_otp google_oauth microsoft_oauth";

fn open_to(domains: &[&str]) -> Value {
    json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": domains})
}

/// Acme, where Vic's Member has Slack and GitHub registrations, a password, an authenticator app and a phone.
fn acme() -> Value {
    let vic = json!({
        "name": "Vic",
        "oauth_registrations": [
            {"provider_type": "Slack", "provider_subject": "U-VIC"},
            {"provider_type": "Github", "provider_subject": "1"},
        ],
        "member_password_id": "password-vic",
        "mfa_enrolled": true,
        "totp_registration_id": "totp-vic",
        "mfa_phone_number": "+15550000100",
        "mfa_phone_number_verified": true,
    });
    let settings = json!({"trusted_metadata": {"plan": "gold"}});
    organization("Acme", settings, [with(verified(VIC), vic)])
}

/// Asserts that the entry for Acme is redacted and not authenticated.
async fn assert_redacted_and_unauthenticated(app: &TestApp, session: &str) {
    let entry = app.discover(session).await.entry("Acme");
    assert_eq!(entry["member_authenticated"], false, "{session}");
    assert_eq!(required_methods(&entry), EMAIL_FIRST, "{session}");
    assert_eq!(entry["membership"]["member"]["name"], "", "{session}");
    assert_eq!(entry["organization"]["trusted_metadata"], json!({}), "{session}");
    assert_eq!(entry["mfa_required"]["member_options"], json!(null), "{session}");
}

/// Evil, where Eve invited Vic, marked the address as verified, and registered her own credentials for his Member.
fn evil() -> Value {
    let puppet = json!({
        "name": "Vic", "email_address_verified": true,
        "member_password_id": "password-eve", "totp_registration_id": "totp-eve",
        "mfa_phone_number": "+15550000666", "mfa_phone_number_verified": true,
        "oauth_registrations": [{"provider_type": "Slack", "provider_subject": "U-EVE"}],
        "sso_registrations": [{"connection_id": "c-evil"}],
    });
    let settings = with(sso_connection("c-evil"), open_to(&["acme.example"]));
    organization("Evil", settings, [member(VIC, puppet)])
}

#[tokio::test]
async fn organization_without_verified_member_of_domain_stays_hidden() {
    let of = |address: &str, status: &str, verified: bool| {
        member(address, json!({"status": status, "email_address_verified": verified}))
    };
    let members_without_proof = [
        of("eve@evil.test", "active", true),
        of("eve@acme.example.evil.test", "active", true),
        of("ceo@acme.example", "active", false),
        of("cto@acme.example", "pending", true),
        of("cfo@acme.example", "invited", true),
        of("coo@acme.example", "deleted", true),
    ];
    let fake_acme = |members: Vec<Value>| organization("Acme Inc.", open_to(&["acme.example"]), members);
    let newcomer = intermediate("newcomer", "new@acme.example", [magic_link()]);
    let mut app = TestApp::start(data_set([fake_acme(members_without_proof.to_vec())], [newcomer])).await;
    assert_eq!(discovered(&app, "newcomer").await, "");
    // A verified Member of the domain makes the organization eligible.
    app.load(data_set([fake_acme(vec![verified(VIC)])], [])).await;
    assert_eq!(discovered(&app, "newcomer").await, "Acme Inc.: eligible_to_join_by_email_domain");
}

#[tokio::test]
async fn free_mailbox_domain_makes_no_organization_eligible() {
    let eve = [verified("eve@googlemail.co.uk"), verified("eve@evil.test"), verified("eve@acme.example")];
    let settings = with(open_to(&["acme.example"]), sso_connection("c-evil"));
    let sessions = ["vic@googlemail.co.uk", "vic@evil.test"]
        .map(|address| intermediate(address, address, [magic_link()]));
    let app = TestApp::start(data_set([organization("Evil", settings, eve)], sessions)).await;
    let domains = ["googlemail.co.uk", "evil.test"].map(str::to_owned);
    store_domains_unchecked(&app, "email_allowed_domains", &domains).await;
    assert_eq!(discovered(&app, "vic@googlemail.co.uk").await, "");
    assert_eq!(discovered(&app, "vic@evil.test").await, "Evil: eligible_to_join_by_email_domain");
}

#[tokio::test]
async fn look_alike_domain_makes_no_organization_eligible() {
    let look_alikes = [
        "notacme.example",
        "acme.example.evil.test",
        "evil.acme.example",
        "acme-example.test",
        "acme.example.com",
        "acmee.example",
        "\u{430}cme.example",
        "acm\u{435}.example",
        "a\u{301}cme.example",
    ];
    let mut sessions: Vec<Value> =
        look_alikes.iter().map(|d| intermediate(d, &format!("eve@{d}"), [magic_link()])).collect();
    sessions.push(intermediate("colleague", "new@ACME\u{3002}example", [magic_link()]));
    let acme = organization("Acme", open_to(&["acme.example"]), [verified(VIC)]);
    let app = TestApp::start(data_set([acme], sessions)).await;
    for domain in look_alikes {
        assert_eq!(discovered(&app, domain).await, "", "{domain}");
    }
    assert_eq!(discovered(&app, "colleague").await, "Acme: eligible_to_join_by_email_domain");
}

#[tokio::test]
async fn removed_member_cannot_rejoin_by_domain_or_tenant() {
    let by_tenant =
        json!({"oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": ["T1"]}});
    let eve = member("eve@acme.example", json!({"status": "deleted", "email_address_verified": true}));
    let settings = with(open_to(&["acme.example"]), by_tenant);
    let acme = organization("Acme", settings, [verified(VIC), eve]);
    let person = |name: &str, address: &str| {
        let factors = [magic_link(), oauth("slack", "U-EVE")];
        with(intermediate(name, address, factors), json!({"oauth_tenants": {"slack": ["T1"]}}))
    };
    let sessions = [
        person("eve", "eve@acme.example"),
        person("EVE", "EVE@Acme.Example"),
        person("full width", "eve@\u{ff41}cme\u{3002}example"),
        person("another person", "new@acme.example"),
    ];
    let app = TestApp::start(data_set([acme], sessions)).await;
    for session in ["eve", "EVE", "full width"] {
        assert_eq!(discovered(&app, session).await, "", "{session}");
    }
    assert_eq!(discovered(&app, "another person").await, "Acme: eligible_to_join_by_email_domain");
    let acme = OrganizationId::parse(&organization_id("Acme")).unwrap();
    let eve = MemberId::parse(&member_id("Acme", "eve@acme.example")).unwrap();
    app.writer.members().reactivate(&acme, &eve).await.unwrap();
    assert_eq!(discovered(&app, "eve").await, "Acme: active_member");
}

#[tokio::test]
async fn second_factor_satisfies_only_its_own_organization() {
    let strict = || json!({"mfa_policy": "REQUIRED_FOR_ALL"});
    let vic_with = |phone: &str, app: &str| {
        let fields = json!({
            "mfa_phone_number": phone, "mfa_phone_number_verified": true, "totp_registration_id": app,
        });
        [with(verified(VIC), fields)]
    };
    let organizations = [
        organization("Bank", strict(), vic_with("+15550000100", "totp-bank")),
        organization("Evil", strict(), vic_with("+15550000666", "totp-evil")),
    ];
    // An attacker with access to Vic's mail enrolls a phone and an app in Evil.
    let sessions = [
        member_session("app", "Evil", VIC, [magic_link(), totp("totp-evil")]),
        member_session("phone", "Evil", VIC, [magic_link(), sms("+15550000666")]),
        member_session("recovery code", "Evil", VIC, [magic_link(), recovery_code()]),
        intermediate("intermediate", VIC, [magic_link(), totp("totp-evil"), sms("+15550000666")]),
    ];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    for session in ["app", "phone", "recovery code", "intermediate"] {
        let response = app.discover(session).await;
        let entries = ["Bank", "Evil"].map(|name| response.entry(name)["member_authenticated"].clone());
        assert_eq!(entries, [json!(false), json!(true)], "{session}");
        assert!(response.entry("Bank")["mfa_required"].is_object(), "{session}");
    }
}

#[tokio::test]
async fn session_does_not_outlive_its_member() {
    let acme_of = |id: &str| {
        let eve = with(verified("eve@acme.example"), json!({ "member_id": id }));
        data_set([organization("Acme", json!({}), [eve])], [])
    };
    let own_id = member_id("Acme", "eve@acme.example");
    let year = json!({"expires_in_seconds": 31_536_000});
    let session = with(member_session("eve", "Acme", "eve@acme.example", [magic_link()]), year);
    let mut app = TestApp::start(acme_of(&own_id)).await;
    app.load(data_set([], [session])).await;
    let (acme, eve) =
        (OrganizationId::parse(&organization_id("Acme")).unwrap(), MemberId::parse(&own_id).unwrap());
    let jwt = app.session_jwt("eve");
    assert_eq!(discovered(&app, "eve").await, "Acme: active_member");
    app.writer.members().delete(&acme, &eve).await.unwrap();
    for _ in 0..2 {
        assert_eq!(discovered(&app, "eve").await, "session_not_found");
        let by_jwt = app.post(json!({ "session_jwt": jwt })).await;
        assert_eq!(by_jwt.outcome(), "session_not_found");
        // Reactivating the Member does not restore the session.
        app.writer.members().reactivate(&acme, &eve).await.unwrap();
    }
}
