//! Second factors: where one is required, which ones count, and the options that an answer names.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{
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
async fn organization_or_enrolled_member_requires_second_factor() {
    let both = || with(phone("+15550000100"), app_of("totp-ann"));
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
        intermediate("mail and phone", ANN, [magic_link(), sms("+15550000100")]),
        intermediate("mail and app", ANN, [magic_link(), totp("totp-ann")]),
        intermediate("other phone", ANN, [magic_link(), sms("+15550000199"), totp("totp-bob")]),
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
async fn restricted_organization_accepts_second_factors_of_its_list() {
    let restricted = |methods: &[&str]| {
        with(required(), json!({"mfa_methods": "RESTRICTED", "allowed_mfa_methods": methods}))
    };
    let leftover =
        with(required(), json!({"mfa_methods": "ALL_ALLOWED", "allowed_mfa_methods": ["sms_otp"]}));
    let both = || with(phone("+15550000100"), app_of("totp-ann"));
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
        intermediate("phone", ANN, [magic_link(), sms("+15550000100")]),
        intermediate("app", ANN, [magic_link(), totp("totp-ann")]),
        intermediate("phone and app", ANN, [magic_link(), totp("totp-ann"), sms("+15550000100")]),
        intermediate("own app, other phone", ANN, [magic_link(), totp("totp-ann"), sms("+15550000199")]),
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
async fn recovery_code_counts_as_totp() {
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
    let app = TestApp::start(world(organizations, [intermediate("ann", ANN, everything)])).await;
    check(&app, "ann", &[("Required", true), ("Optional", false)]).await;
    let needed = json!({"member_options": null, "secondary_auth_initiated": null});
    assert_eq!(app.discover("ann").await.entry("Required")["mfa_required"], needed);
}

#[tokio::test]
async fn phone_shows_only_its_last_four_digits() {
    let rows = [
        ("+15550101234", "XXXXXXX1234"),
        ("+491701234567", "XXXXXXXX4567"),
        ("+290123456", "XXXXX3456"),
        ("+123456789012345", "XXXXXXXXXXX2345"),
    ];
    // Verified or not.
    let organizations = rows.map(|(number, _)| {
        let unverified = json!({"mfa_phone_number_verified": number.len() % 2 == 0});
        organization(number, required(), ann(with(phone(number), unverified)))
    });
    let app = TestApp::start(world(organizations, [intermediate("ann", ANN, [magic_link()])])).await;
    let answer = app.discover("ann").await;
    for (number, masked) in rows {
        let entry = answer.entry(number);
        let options = json!({"mfa_phone_number": masked, "totp_registration_id": ""});
        assert_eq!(entry["mfa_required"]["member_options"], options, "{number}");
        assert_eq!(entry["membership"]["member"]["mfa_phone_number"], masked, "{number}");
    }
}

#[tokio::test]
async fn malformed_stored_phone_is_masked() {
    let rows = [
        ("+1 (555) 010-1234", "XXXXXXX1234"),
        ("12345", "X2345"),
        ("1234", "1234"),
        ("12", "12"),
        ("\u{661}\u{662}\u{663}\u{664}\u{665}", ""),
        ("none", ""),
    ];
    let session = [intermediate("ann", ANN, [magic_link()])];
    let app =
        TestApp::start(world([organization("Acme", required(), ann(phone("+15550101234")))], session)).await;
    for (number, masked) in rows {
        store_phone(&app, number).await;
        let entry = app.discover("ann").await.entry("Acme");
        let expected = json!({"mfa_phone_number": masked, "totp_registration_id": ""});
        assert_eq!(entry["mfa_required"]["member_options"], expected, "{number}");
        assert_eq!(entry["membership"]["member"]["mfa_phone_number"], masked, "{number}");
    }
}

/// Writes the number into Ann's item, past the writer, which accepts E.164 only.
async fn store_phone(app: &TestApp, number: &str) {
    let rows = app.client.scan().table_name(&app.tables.members).send().await.unwrap().items.unwrap();
    let mut row = rows.into_iter().find(|row| row.contains_key("object")).expect("a Member's item");
    let mut object: Value = serde_json::from_str(row["object"].as_s().unwrap()).unwrap();
    object["mfa_phone_number"] = json!(number);
    row.insert("object".to_owned(), AttributeValue::S(object.to_string()));
    app.client.put_item().table_name(&app.tables.members).set_item(Some(row)).send().await.unwrap();
}

#[tokio::test]
async fn own_phone_is_masked_until_second_factor() {
    let number = "+15550101234";
    let enrolled = json!({"mfa_enrolled": true});
    let restricted = with(required(), json!({"mfa_methods": "RESTRICTED", "allowed_mfa_methods": ["totp"]}));
    let organizations = [
        organization("Required", required(), ann(phone(number))),
        organization("Required, restricted", restricted, ann(phone(number))),
        organization("Enrolled", json!({}), ann(with(phone(number), enrolled))),
        organization("Optional", json!({}), ann(phone(number))),
        organization("Required, no phone", required(), ann(json!({}))),
    ];
    let sessions = [
        intermediate("mail", ANN, [magic_link()]),
        intermediate("mail and phone", ANN, [magic_link(), sms(number)]),
        // The primary factor is missing, and the address is verified: the phone was shown, so it is not masked.
        member_session("phone", "Required", ANN, [sms(number)]),
    ];
    let app = TestApp::start(world(organizations, sessions)).await;
    let shown = async |session: &str, name: &str| {
        app.discover(session).await.entry(name)["membership"]["member"]["mfa_phone_number"].clone()
    };
    let masked = "XXXXXXX1234";
    let rows = [
        ("Required", masked, number),
        ("Required, restricted", masked, masked),
        ("Enrolled", masked, number),
        ("Optional", number, number),
        ("Required, no phone", "", ""),
    ];
    for (name, by_mail, by_phone) in rows {
        assert_eq!(shown("mail", name).await, by_mail, "{name}");
        assert_eq!(shown("mail and phone", name).await, by_phone, "{name}");
    }
    assert_eq!(shown("phone", "Required").await, number);
}

#[tokio::test]
async fn options_list_enrolled_and_accepted_second_factors() {
    struct Row {
        name: &'static str,
        accepts: Option<&'static [&'static str]>,
        member: Value,
        phone_number: &'static str,
        totp: &'static str,
    }
    let row = |name, accepts, member, [phone_number, totp]: [&'static str; 2]| Row {
        name,
        accepts,
        member,
        phone_number,
        totp,
    };
    let both = || with(phone("+15550000100"), app_of("totp-1"));
    let breakglass = || with(both(), json!({"is_breakglass": true}));
    let masked = "XXXXXXX0100";
    // Nothing in both columns is `null`.
    let rows = [
        row("Neither", None, json!({}), ["", ""]),
        row("App", None, app_of("totp-1"), ["", "totp-1"]),
        row("Phone", None, phone("+15550000100"), [masked, ""]),
        row("Both", None, both(), [masked, "totp-1"]),
        row("Both, phone accepted", Some(&["sms_otp"]), both(), [masked, ""]),
        row("Both, app accepted", Some(&["totp"]), both(), ["", "totp-1"]),
        row("Both, both accepted", Some(&["totp", "sms_otp"]), both(), [masked, "totp-1"]),
        row("Both, nothing accepted", Some(&[]), both(), ["", ""]),
        row("App, phone accepted", Some(&["sms_otp"]), app_of("totp-1"), ["", ""]),
        row("Phone, app accepted", Some(&["totp"]), phone("+15550000100"), ["", ""]),
        row("Breakglass, nothing accepted", Some(&[]), breakglass(), [masked, "totp-1"]),
    ];
    let organizations: Vec<Value> = rows
        .iter()
        .map(|row| {
            let restriction = row.accepts.map_or_else(
                || json!({"allowed_mfa_methods": ["sms_otp"]}),
                |methods| json!({"mfa_methods": "RESTRICTED", "allowed_mfa_methods": methods}),
            );
            organization(row.name, with(required(), restriction), ann(row.member.clone()))
        })
        .collect();
    let app = TestApp::start(world(organizations, [intermediate("ann", ANN, [magic_link()])])).await;
    let answer = app.discover("ann").await;
    for row in rows {
        let options = match (row.phone_number, row.totp) {
            ("", "") => json!(null),
            (phone_number, totp) => {
                json!({"mfa_phone_number": phone_number, "totp_registration_id": totp})
            }
        };
        let needed = json!({"member_options": options, "secondary_auth_initiated": null});
        assert_eq!(answer.entry(row.name)["mfa_required"], needed, "{}", row.name);
    }
}
