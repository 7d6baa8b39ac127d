//! Masked phone numbers in responses.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use super::{ANN, ann, phone, required};
use test_support::{
    TestApp,
    builders::{data_set, intermediate, magic_link, member_session, organization, sms, with},
};

#[derive(Clone, Copy)]
struct PhoneNumber {
    stored: &'static str,
    masked: &'static str,
}

#[tokio::test]
async fn masked_phone_shows_only_last_four_digits() {
    let rows = [
        PhoneNumber { stored: "+15550101234", masked: "XXXXXXX1234" },
        PhoneNumber { stored: "+491701234567", masked: "XXXXXXXX4567" },
        PhoneNumber { stored: "+290123456", masked: "XXXXX3456" },
        PhoneNumber { stored: "+123456789012345", masked: "XXXXXXXXXXX2345" },
    ];
    // Masking does not depend on verification.
    let organizations = rows.map(|PhoneNumber { stored: number, .. }| {
        let verification = json!({"mfa_phone_number_verified": number.len() % 2 == 0});
        organization(number, required(), ann(with(phone(number), verification)))
    });
    let app = TestApp::start(data_set(organizations, [intermediate("ann", ANN, [magic_link()])])).await;
    let response = app.discover("ann").await;
    for PhoneNumber { stored: number, masked } in rows {
        let entry = response.entry(number);
        let options = json!({"mfa_phone_number": masked, "totp_registration_id": ""});
        assert_eq!(entry["mfa_required"]["member_options"], options, "{number}");
        assert_eq!(entry["membership"]["member"]["mfa_phone_number"], masked, "{number}");
    }
}

#[tokio::test]
async fn malformed_stored_phone_is_masked() {
    let rows = [
        PhoneNumber { stored: "+1 (555) 010-1234", masked: "XXXXXXX1234" },
        PhoneNumber { stored: "12345", masked: "X2345" },
        PhoneNumber { stored: "1234", masked: "1234" },
        PhoneNumber { stored: "12", masked: "12" },
        PhoneNumber { stored: "\u{661}\u{662}\u{663}\u{664}\u{665}", masked: "" },
        PhoneNumber { stored: "none", masked: "" },
    ];
    let session = [intermediate("ann", ANN, [magic_link()])];
    let app =
        TestApp::start(data_set([organization("Acme", required(), ann(phone("+15550101234")))], session))
            .await;
    for PhoneNumber { stored: number, masked } in rows {
        store_phone(&app, number).await;
        let entry = app.discover("ann").await.entry("Acme");
        let expected = json!({"mfa_phone_number": masked, "totp_registration_id": ""});
        assert_eq!(entry["mfa_required"]["member_options"], expected, "{number}");
        assert_eq!(entry["membership"]["member"]["mfa_phone_number"], masked, "{number}");
    }
}

/// Stores the number in Ann's item without the writer, which accepts only E.164.
async fn store_phone(app: &TestApp, number: &str) {
    let items = app.client.scan().table_name(&app.tables.members).send().await.unwrap().items.unwrap();
    let mut item = items.into_iter().find(|item| item.contains_key("object")).expect("a Member's item");
    let mut object: Value = serde_json::from_str(item["object"].as_s().unwrap()).unwrap();
    object["mfa_phone_number"] = json!(number);
    item.insert("object".to_owned(), AttributeValue::S(object.to_string()));
    app.client.put_item().table_name(&app.tables.members).set_item(Some(item)).send().await.unwrap();
}

/// An organization, and the phone number in its entry after each sign-in.
struct ShownPhone {
    organization: &'static str,
    by_email: &'static str,
    by_email_and_phone: &'static str,
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
        // The primary factor is missing, but the address is verified and the phone was used, so it is not masked.
        member_session("phone", "Required", ANN, [sms(number)]),
    ];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    let shown = async |session: &str, name: &str| {
        app.discover(session).await.entry(name)["membership"]["member"]["mfa_phone_number"].clone()
    };
    let masked = "XXXXXXX1234";
    let rows = [
        ShownPhone { organization: "Required", by_email: masked, by_email_and_phone: number },
        ShownPhone { organization: "Required, restricted", by_email: masked, by_email_and_phone: masked },
        ShownPhone { organization: "Enrolled", by_email: masked, by_email_and_phone: number },
        ShownPhone { organization: "Optional", by_email: number, by_email_and_phone: number },
        ShownPhone { organization: "Required, no phone", by_email: "", by_email_and_phone: "" },
    ];
    for ShownPhone { organization, by_email, by_email_and_phone } in rows {
        assert_eq!(shown("mail", organization).await, by_email, "{organization}");
        assert_eq!(shown("mail and phone", organization).await, by_email_and_phone, "{organization}");
    }
    assert_eq!(shown("phone", "Required").await, number);
}
