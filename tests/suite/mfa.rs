//! Second factors: the organizations that require one, and the factors that count as one.

mod options;
mod phones;

use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{
        data_set, intermediate, magic_link, member, member_session, organization, password, recovery_code,
        sms, totp, verified, with,
    },
};

const ANN: &str = "ann@acme.example";

fn phone(number: &str) -> Value {
    json!({"mfa_phone_number": number, "mfa_phone_number_verified": true})
}

fn app_of(id: &str) -> Value {
    json!({ "totp_registration_id": id })
}

fn required() -> Value {
    json!({"mfa_policy": "REQUIRED_FOR_ALL"})
}

fn ann(fields: Value) -> [Value; 1] {
    [with(verified(ANN), fields)]
}

/// Asserts that `session` lists `organizations`, and that exactly those in `needed_in` still require a second factor.
async fn assert_second_factor_needed(
    app: &TestApp,
    session: &str,
    organizations: &[&str],
    needed_in: &[&str],
) {
    let response = app.discover(session).await;
    assert_eq!(response.entries().len(), organizations.len());
    for name in organizations {
        let (entry, is_needed) = (response.entry(name), needed_in.contains(name));
        assert_eq!(entry["mfa_required"].is_object(), is_needed, "{session} in {name}");
        assert_eq!(entry["member_authenticated"], !is_needed, "{session} in {name}");
    }
}

#[tokio::test]
async fn organization_or_enrolled_member_requires_second_factor() {
    let both = || with(phone("+15550000100"), app_of("totp-ann"));
    let organizations = [
        organization("Optional", json!({}), ann(both())),
        organization("Required", required(), ann(both())),
        organization("Enrolled", json!({}), ann(with(both(), json!({"mfa_enrolled": true})))),
        organization("Required, no second factor", required(), ann(json!({}))),
        organization("Required, invited", required(), ann(with(both(), json!({"status": "invited"})))),
        organization("Required, breakglass", required(), ann(with(both(), json!({"is_breakglass": true})))),
    ];
    let sessions = [
        intermediate("mail", ANN, [magic_link()]),
        intermediate("mail and phone", ANN, [magic_link(), sms("+15550000100")]),
        intermediate("mail and app", ANN, [magic_link(), totp("totp-ann")]),
        intermediate("other phone", ANN, [magic_link(), sms("+15550000199"), totp("totp-bob")]),
        intermediate("two primary", ANN, [magic_link(), password()]),
    ];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    let all = [
        "Optional",
        "Required",
        "Enrolled",
        "Required, no second factor",
        "Required, invited",
        "Required, breakglass",
    ];
    let all_but_optional = &all[1..];
    let without_any_factor = &["Required, no second factor"];
    assert_second_factor_needed(&app, "mail", &all, all_but_optional).await;
    assert_second_factor_needed(&app, "mail and phone", &all, without_any_factor).await;
    assert_second_factor_needed(&app, "mail and app", &all, without_any_factor).await;
    assert_second_factor_needed(&app, "other phone", &all, all_but_optional).await;
    assert_second_factor_needed(&app, "two primary", &all, all_but_optional).await;
}

#[tokio::test]
async fn second_factor_counts_only_for_bound_member() {
    let unverified = json!({"mfa_phone_number": "+15550000100", "mfa_phone_number_verified": false});
    let organizations = [
        organization("Home", required(), ann(with(phone("+15550000100"), app_of("totp-home")))),
        organization("Other app", required(), ann(app_of("totp-other"))),
        organization("Unverified phone", required(), ann(unverified)),
        organization("Other phone", required(), ann(phone("+15550000101"))),
        organization("Nothing", required(), ann(json!({}))),
    ];
    let sessions = [
        member_session("app", "Home", ANN, [magic_link(), totp("totp-home")]),
        member_session("phone", "Home", ANN, [magic_link(), sms("+15550000100")]),
        member_session("recovery", "Home", ANN, [magic_link(), recovery_code()]),
        intermediate("intermediate recovery", ANN, [magic_link(), recovery_code()]),
        intermediate("empty", ANN, [magic_link(), totp(""), sms("")]),
    ];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    let all = ["Home", "Other app", "Unverified phone", "Other phone", "Nothing"];
    let all_but_home = &all[1..];
    for session in ["app", "phone", "recovery"] {
        assert_second_factor_needed(&app, session, &all, all_but_home).await;
    }
    for session in ["intermediate recovery", "empty"] {
        assert_second_factor_needed(&app, session, &all, &all).await;
    }
}

#[tokio::test]
async fn restricted_organization_accepts_only_listed_second_factors() {
    let restricted = |methods: &[&str]| {
        with(required(), json!({"mfa_methods": "RESTRICTED", "allowed_mfa_methods": methods}))
    };
    let unused_list =
        with(required(), json!({"mfa_methods": "ALL_ALLOWED", "allowed_mfa_methods": ["sms_otp"]}));
    let both = || with(phone("+15550000100"), app_of("totp-ann"));
    let breakglass = || with(both(), json!({"is_breakglass": true}));
    let organizations = [
        organization("Phone", restricted(&["sms_otp"]), ann(both())),
        organization("App", restricted(&["totp"]), ann(both())),
        organization("Both", restricted(&["totp", "sms_otp"]), ann(both())),
        organization("None", restricted(&[]), ann(both())),
        organization("None, breakglass", restricted(&[]), ann(breakglass())),
        organization("All, unused list", unused_list, ann(both())),
    ];
    let sessions = [
        intermediate("phone", ANN, [magic_link(), sms("+15550000100")]),
        intermediate("app", ANN, [magic_link(), totp("totp-ann")]),
        intermediate("phone and app", ANN, [magic_link(), totp("totp-ann"), sms("+15550000100")]),
        intermediate("own app, other phone", ANN, [magic_link(), totp("totp-ann"), sms("+15550000199")]),
    ];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    let all = ["Phone", "App", "Both", "None", "None, breakglass", "All, unused list"];
    assert_second_factor_needed(&app, "phone", &all, &["App", "None"]).await;
    assert_second_factor_needed(&app, "app", &all, &["Phone", "None"]).await;
    assert_second_factor_needed(&app, "phone and app", &all, &["None"]).await;
    assert_second_factor_needed(&app, "own app, other phone", &all, &["Phone", "None"]).await;
}

/// An organization, Ann's Member in it, and whether a recovery code in the Member's session counts there.
#[derive(Clone)]
struct RecoveryCase {
    organization: &'static str,
    settings: Value,
    member: Value,
    counts: bool,
}

#[tokio::test]
async fn recovery_code_counts_as_totp() {
    let restricted = |method: &str| {
        with(required(), json!({"mfa_methods": "RESTRICTED", "allowed_mfa_methods": [method]}))
    };
    let breakglass = json!({"is_breakglass": true});
    let rows = [
        RecoveryCase { organization: "App", settings: restricted("totp"), member: json!({}), counts: true },
        RecoveryCase {
            organization: "Phone",
            settings: restricted("sms_otp"),
            member: json!({}),
            counts: false,
        },
        RecoveryCase {
            organization: "Phone, breakglass",
            settings: restricted("sms_otp"),
            member: breakglass,
            counts: true,
        },
        RecoveryCase { organization: "Any", settings: required(), member: json!({}), counts: true },
    ];
    let names = rows.clone().map(|row| row.organization);
    let organizations = rows.clone().map(|row| organization(row.organization, row.settings, ann(row.member)));
    let sessions = names.map(|name| member_session(name, name, ANN, [magic_link(), recovery_code()]));
    let app = TestApp::start(data_set(organizations, sessions)).await;
    for RecoveryCase { organization, counts, .. } in rows {
        let is_needed = |name: &&str| *name != organization || !counts;
        let needed_in: Vec<&str> = names.into_iter().filter(is_needed).collect();
        assert_second_factor_needed(&app, organization, &names, &needed_in).await;
    }
}

#[tokio::test]
async fn second_factor_without_member_does_not_count() {
    let by_domain =
        json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]});
    let bob =
        || member("bob@acme.example", with(json!({"email_address_verified": true}), app_of("totp-bob")));
    let organizations = [
        organization("Required", with(by_domain.clone(), required()), [bob()]),
        organization("Optional", by_domain, [with(bob(), json!({"mfa_enrolled": true}))]),
    ];
    let everything = [magic_link(), totp("totp-bob"), sms("+15550000100"), recovery_code()];
    let app = TestApp::start(data_set(organizations, [intermediate("ann", ANN, everything)])).await;
    assert_second_factor_needed(&app, "ann", &["Required", "Optional"], &["Required"]).await;
    let needed = json!({"member_options": null, "secondary_auth_initiated": null});
    assert_eq!(app.discover("ann").await.entry("Required")["mfa_required"], needed);
}
