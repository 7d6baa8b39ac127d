//! Exclusive values that belong to several organizations or Members.

use serde_json::{Value, json};

use super::{Orgctl, inconsistencies, report, start_app};
use crate::raw_items::Raw;
use test_support::TestApp;

/// Sets fields of a stored object. Bypasses the writer, which rejects shared values.
async fn set_object(
    app: &TestApp,
    key: crate::raw_items::ItemKey,
    table: &str,
    id: (&str, &str),
    fields: &Value,
) {
    let items = app.stored_items(table).await;
    let object = items.iter().filter_map(|item| serde_json::from_str::<Value>(item.get("object")?).ok());
    let mut object = object.into_iter().find(|object| object[id.0] == id.1).expect("an object");
    object.as_object_mut().expect("an object").extend(fields.as_object().expect("fields").clone());
    Raw(app).set(key, "object", &*object.to_string()).await;
}

async fn set_organization(app: &TestApp, id: &str, fields: &Value) {
    let key = Raw(app).organization_item(id);
    set_object(app, key, &app.tables.organizations, ("organization_id", id), fields).await;
}

async fn set_member(app: &TestApp, id: &str, address: &str, organization: &str, fields: &Value) {
    let key = Raw(app).member_item(address, organization);
    set_object(app, key, &app.tables.members, ("member_id", id), fields).await;
}

#[tokio::test]
async fn shared_connection_and_domain_are_reported() {
    let app = start_app().await;
    let fields = json!({"sso_active_connections": [{"connection_id": "saml-1"}, {"connection_id": ""}], "claimed_email_domains": ["acme.com"]});
    set_organization(&app, "organization-acme", &fields).await;
    assert_eq!(inconsistencies(&app).await, json!([]));
    let fields = json!({"sso_active_connections": [{"connection_id": ""}, {"connection_id": "saml-1"}], "claimed_email_domains": ["ACME.com"]});
    set_organization(&app, "organization-globex", &fields).await;
    let found = report(&app).await;
    insta::assert_snapshot!(found, @"
    Several organizations
      The SSO connection saml-1 belongs to Acme (organization-acme) and Globex (organization-globex)
        Effect: a sign-in by this connection counts as a sign-in of each of these organizations
        Note: first decide which organization is wrong, run `orgctl organization get ID > organization.json` with its id, and remove saml-1 from sso_active_connections in the file
        Repair: orgctl organization put organization.json
      The domain acme.com is claimed by Acme (organization-acme) and Globex (organization-globex)
        Effect: a sign-in by SSO of any of them shows all organizations of a person with an address at acme.com
        Note: first decide which organization is wrong, run `orgctl organization get ID > organization.json` with its id, and remove acme.com from claimed_email_domains in the file
        Repair: orgctl organization put organization.json

    Checked 2 organizations, 3 Members, 1 edge, 2 counters and 5 session items: 2 inconsistencies.
    ");
    let output = Orgctl::on(&app).run(&["check", "--repair"]).await;
    assert_eq!(output.code, Some(3), "shared values are not repaired");
    assert_eq!(output.stdout.trim_end(), found.trim_end());
}

#[tokio::test]
async fn shared_password_and_totp_ids_are_reported() {
    let app = start_app().await;
    let ids = json!({"member_password_id": "password-1", "totp_registration_id": "totp-1"});
    set_member(&app, "member-ann", "ann@acme.example", "organization-acme", &ids).await;
    assert_eq!(inconsistencies(&app).await, json!([]));
    set_member(&app, "member-bob", "bob@acme.example", "organization-acme", &ids).await;
    insta::assert_snapshot!(report(&app).await, @"
    Acme (organization-acme), last changed 2026-01-01T00:00:00Z
      The password password-1 belongs to Member member-ann (ann@acme.example) and Member member-bob (bob@acme.example)
        Effect: the password of one of these people is accepted for the Members of the others
        Note: first decide which Member is wrong, run `orgctl member get ID > member.json` with its id, and remove member_password_id from the file
        Repair: orgctl member put member.json
      The TOTP registration totp-1 belongs to Member member-ann (ann@acme.example) and Member member-bob (bob@acme.example)
        Effect: the authenticator of one of these people is accepted for the Members of the others
        Note: first decide which Member is wrong, run `orgctl member get ID > member.json` with its id, and remove totp_registration_id from the file
        Repair: orgctl member put member.json

    Checked 2 organizations, 3 Members, 1 edge, 2 counters and 5 session items: 2 inconsistencies.
    ");
}

#[tokio::test]
async fn shared_ids_at_one_address_are_accepted() {
    let mut data = test_support::small_data_set();
    data["organizations"][1]["members"].as_array_mut().expect("a list").push(json!(
        {"member_id": "ann-2", "email_address": "ann@acme.example", "member_password_id": "password-1", "totp_registration_id": "totp-1"}
    ));
    data["organizations"][0]["members"][0]["member_password_id"] = json!("password-1");
    data["organizations"][0]["members"][0]["totp_registration_id"] = json!("totp-1");
    let app = TestApp::start(data).await;
    assert_eq!(inconsistencies(&app).await, json!([]));
}

#[tokio::test]
async fn allowed_domain_claimed_by_another_is_a_notice() {
    let app = start_app().await;
    set_organization(&app, "organization-globex", &json!({"claimed_email_domains": ["acme.example"]})).await;
    let own = Orgctl::on(&app).json(&["check"]).await;
    assert_eq!(own["notices"], json!([]), "its own claim");
    set_organization(&app, "organization-globex", &json!({"claimed_email_domains": []})).await;
    set_organization(&app, "organization-acme", &json!({"claimed_email_domains": ["acme.example"]})).await;
    let found = Orgctl::on(&app).json(&["check"]).await;
    assert_eq!(found["inconsistencies"], json!([]));
    insta::assert_snapshot!(found["notices"], @r#"[{"claimed_by":["organization-acme"],"domain":"acme.example","kind":"joinable_by_claimed_domain","organization_id":"organization-globex","text":"people can join Globex (organization-globex) by the domain acme.example, which is claimed by Acme (organization-acme)"}]"#);
    insta::assert_snapshot!(Orgctl::on(&app).text(&["check"]).await, @"
    Notices, which need no repair
      People can join Globex (organization-globex) by the domain acme.example, which is claimed by Acme (organization-acme).

    Checked 2 organizations, 3 Members, 1 edge, 2 counters and 5 session items: no inconsistencies.
    ");
}
