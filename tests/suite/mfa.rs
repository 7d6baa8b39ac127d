//! When a second factor is needed, which ones count, and what an answer says of them.

use serde_json::{Value, json};

use crate::{
    harness::TestApp,
    sketch::{
        intermediate, magic_link, member, member_session, organization, password, recovery_code, sms, totp,
        verified, with, world,
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

/// Checks for each organization whether `session` still needs a second factor there.
async fn check(app: &TestApp, session: &str, expected: &[(&str, bool)]) {
    let answer = app.discover(session).await;
    assert_eq!(answer.entries().len(), expected.len());
    for (name, needed) in expected {
        let entry = answer.entry(name);
        assert_eq!(entry["mfa_required"].is_object(), *needed, "{session} in {name}");
        assert_eq!(entry["member_authenticated"], !needed, "{session} in {name}");
    }
}

#[tokio::test]
async fn a_second_factor_is_needed_where_the_organization_or_the_member_wants_one() {
    let both = || with(phone("+15550100"), app_of("totp-ann"));
    let organizations = [
        organization("Optional", json!({}), ann(both())),
        organization("Required", required(), ann(both())),
        organization("Enrolled", json!({}), ann(with(both(), json!({"mfa_enrolled": true})))),
        organization("Required, has none", required(), ann(json!({}))),
        organization("Required, invited", required(), ann(with(both(), json!({"status": "invited"})))),
        organization("Required, breakglass", required(), ann(with(both(), json!({"is_breakglass": true})))),
    ];
    let sessions = [
        intermediate("mail", ANN, [magic_link()]),
        intermediate("mail and phone", ANN, [magic_link(), sms("+15550100")]),
        intermediate("mail and app", ANN, [magic_link(), totp("totp-ann")]),
        intermediate("other phone", ANN, [magic_link(), sms("+15550199"), totp("totp-bob")]),
        intermediate("two primary", ANN, [magic_link(), password()]),
    ];
    let app = TestApp::start(world(organizations, sessions)).await;
    let needed = |required: bool| {
        [
            ("Optional", false),
            ("Required", required),
            ("Enrolled", required),
            ("Required, has none", true),
            ("Required, invited", required),
            ("Required, breakglass", required),
        ]
    };
    check(&app, "mail", &needed(true)).await;
    check(&app, "mail and phone", &needed(false)).await;
    check(&app, "mail and app", &needed(false)).await;
    check(&app, "other phone", &needed(true)).await;
    check(&app, "two primary", &needed(true)).await;
}

#[tokio::test]
async fn a_second_factor_counts_only_for_the_member_that_it_belongs_to() {
    let unverified = json!({"mfa_phone_number": "+15550100", "mfa_phone_number_verified": false});
    let organizations = [
        organization("Home", required(), ann(with(phone("+15550100"), app_of("totp-home")))),
        organization("Other app", required(), ann(app_of("totp-other"))),
        organization("Unverified phone", required(), ann(unverified)),
        organization("Other phone", required(), ann(phone("+15550101"))),
        organization("Nothing", required(), ann(json!({}))),
    ];
    let sessions = [
        member_session("app", "Home", ANN, [magic_link(), totp("totp-home")]),
        member_session("phone", "Home", ANN, [magic_link(), sms("+15550100")]),
        member_session("recovery", "Home", ANN, [magic_link(), recovery_code()]),
        intermediate("recovery before", ANN, [magic_link(), recovery_code()]),
        intermediate("empty", ANN, [magic_link(), totp(""), sms("")]),
    ];
    let app = TestApp::start(world(organizations, sessions)).await;
    let at_home = |needed: bool| {
        [
            ("Home", needed),
            ("Other app", true),
            ("Unverified phone", true),
            ("Other phone", true),
            ("Nothing", true),
        ]
    };
    for (session, needed) in
        [("app", false), ("phone", false), ("recovery", false), ("recovery before", true), ("empty", true)]
    {
        check(&app, session, &at_home(needed)).await;
    }
}

#[tokio::test]
async fn a_restricted_organization_takes_the_methods_of_its_list() {
    let restricted = |methods: &[&str]| {
        with(required(), json!({"mfa_methods": "RESTRICTED", "allowed_mfa_methods": methods}))
    };
    let leftover =
        with(required(), json!({"mfa_methods": "ALL_ALLOWED", "allowed_mfa_methods": ["sms_otp"]}));
    let both = || with(phone("+15550100"), app_of("totp-ann"));
    let breakglass = || with(both(), json!({"is_breakglass": true}));
    let organizations = [
        organization("Phone", restricted(&["sms_otp"]), ann(both())),
        organization("App", restricted(&["totp"]), ann(both())),
        organization("Both", restricted(&["totp", "sms_otp"]), ann(both())),
        organization("None", restricted(&[]), ann(both())),
        organization("None, breakglass", restricted(&[]), ann(breakglass())),
        organization("All, a list left over", leftover, ann(both())),
    ];
    let sessions = [
        intermediate("phone", ANN, [magic_link(), sms("+15550100")]),
        intermediate("app", ANN, [magic_link(), totp("totp-ann")]),
        intermediate("phone and app", ANN, [magic_link(), totp("totp-ann"), sms("+15550100")]),
        intermediate("own app, other phone", ANN, [magic_link(), totp("totp-ann"), sms("+15550199")]),
    ];
    let app = TestApp::start(world(organizations, sessions)).await;
    let rows = [
        ("phone", [false, true, false, true, false, false]),
        ("app", [true, false, false, true, false, false]),
        ("phone and app", [false, false, false, true, false, false]),
        ("own app, other phone", [true, false, false, true, false, false]),
    ];
    let names = ["Phone", "App", "Both", "None", "None, breakglass", "All, a list left over"];
    for (session, needed) in rows {
        check(&app, session, &[0, 1, 2, 3, 4, 5].map(|i| (names[i], needed[i]))).await;
    }
}

#[tokio::test]
async fn a_recovery_code_stands_in_for_the_app() {
    let restricted = |method: &str| {
        with(required(), json!({"mfa_methods": "RESTRICTED", "allowed_mfa_methods": [method]}))
    };
    let breakglass = json!({"is_breakglass": true});
    let rows = [
        ("App", restricted("totp"), json!({}), false),
        ("Phone", restricted("sms_otp"), json!({}), true),
        ("Phone, breakglass", restricted("sms_otp"), breakglass, false),
        ("Any", required(), json!({}), false),
    ];
    let organizations =
        rows.clone().map(|(name, settings, fields, _)| organization(name, settings, ann(fields)));
    let sessions =
        rows.clone().map(|(name, ..)| member_session(name, name, ANN, [magic_link(), recovery_code()]));
    let app = TestApp::start(world(organizations, sessions)).await;
    for (name, _, _, needed) in &rows {
        let expected = rows.clone().map(|(other, ..)| (other, *needed || other != *name));
        check(&app, name, &expected).await;
    }
}

#[tokio::test]
async fn without_a_member_nothing_counts() {
    let by_domain =
        json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]});
    let bob =
        || member("bob@acme.example", with(json!({"email_address_verified": true}), app_of("totp-bob")));
    let organizations = [
        organization("Required", with(by_domain.clone(), required()), [bob()]),
        organization("Optional", by_domain, [with(bob(), json!({"mfa_enrolled": true}))]),
    ];
    let everything = [magic_link(), totp("totp-bob"), sms("+15550100"), recovery_code()];
    let app = TestApp::start(world(organizations, [intermediate("ann", ANN, everything)])).await;
    check(&app, "ann", &[("Required", true), ("Optional", false)]).await;
    let needed = json!({"member_options": null, "secondary_auth_initiated": null});
    assert_eq!(app.discover("ann").await.entry("Required")["mfa_required"], needed);
}

#[tokio::test]
async fn a_phone_shows_its_last_four_digits() {
    let rows = [
        ("+1 (555) 010-1234", "XXXXXXX1234"),
        ("+15550101234", "XXXXXXX1234"),
        ("+491701234567", "XXXXXXXX4567"),
        ("12345", "X2345"),
        ("1234", "1234"),
        ("12", "12"),
        ("+", ""),
    ];
    let organizations = rows.map(|(number, masked)| {
        let ids = (
            json!({"organization_id": format!("o-{masked}-{}", number.len())}),
            json!({"member_id": format!("m-{masked}-{}", number.len()), "mfa_phone_number_verified": false}),
        );
        organization(number, with(required(), ids.0), ann(with(phone(number), ids.1)))
    });
    let app = TestApp::start(world(organizations, [intermediate("ann", ANN, [magic_link()])])).await;
    let answer = app.discover("ann").await;
    for (number, masked) in rows {
        let entry = answer.entry(number);
        let options = json!({"mfa_phone_number": masked, "totp_registration_id": ""});
        assert_eq!(entry["mfa_required"]["member_options"], options, "{number}");
        assert_eq!(entry["membership"]["member"]["mfa_phone_number"], number);
    }
}

#[tokio::test]
async fn options_are_named_only_of_a_member_that_has_some() {
    let rows = [
        ("Neither", json!({}), json!(null)),
        ("App", app_of("totp-1"), json!({"mfa_phone_number": "", "totp_registration_id": "totp-1"})),
        (
            "Both",
            with(phone("+15550100"), app_of("totp-1")),
            json!({"mfa_phone_number": "XXXX0100", "totp_registration_id": "totp-1"}),
        ),
    ];
    let organizations = rows.clone().map(|(name, fields, _)| organization(name, required(), ann(fields)));
    let app = TestApp::start(world(organizations, [intermediate("ann", ANN, [magic_link()])])).await;
    for (name, _, options) in rows {
        let needed = json!({"member_options": options, "secondary_auth_initiated": null});
        assert_eq!(app.discover("ann").await.entry(name)["mfa_required"], needed, "{name}");
    }
}
