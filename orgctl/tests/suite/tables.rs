//! `orgctl tables`.

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};

use test_support::{Orgctl, TestApp, project_id};

#[tokio::test]
async fn created_tables_are_listed() {
    let app = TestApp::empty(project_id()).await;
    let orgctl = Orgctl::on(&app).with("TABLE_PREFIX", "fresh");
    let text = orgctl.text(&["tables", "create"]).await;
    insta::assert_snapshot!(text, @"
    table                status  keys                      index                                              time to live
    fresh-projects       ACTIVE  project_id
    fresh-sessions       ACTIVE  token_hash                sessions_by_member (member, token_hash)            expires_at
    fresh-members        ACTIVE  address, organization_id  members_by_organization (organization, member_id)
    fresh-joinable       ACTIVE  edge, organization_id
    fresh-organizations  ACTIVE  organization, record
    ");
    assert_eq!(orgctl.text(&["tables", "create"]).await, text, "existing tables are kept");
    assert_eq!(orgctl.text(&["tables", "show"]).await, text);
}

#[tokio::test]
async fn tables_are_printed_as_json() {
    let app = TestApp::empty(project_id()).await;
    let shown = Orgctl::on(&app).json(&["tables", "show"]).await;
    let members = format!("{:#}", shown["tables"][2]).replace(&app.table_prefix(), "test");
    insta::assert_snapshot!(members, @r#"
    {
      "as_defined": true,
      "indexes": [
        {
          "keys": [
            "organization",
            "member_id"
          ],
          "name": "members_by_organization",
          "status": "ACTIVE"
        }
      ],
      "keys": [
        "address",
        "organization_id"
      ],
      "kind": "members",
      "name": "test-members",
      "status": "ACTIVE",
      "time_to_live": null
    }
    "#);
    assert_eq!(shown["tables"].as_array().map(Vec::len), Some(5));
}

#[tokio::test]
async fn missing_tables_are_reported() {
    let app = TestApp::empty(project_id()).await;
    let output = Orgctl::on(&app).run(&["--table-prefix", "nowhere", "tables", "show"]).await;
    assert_eq!(output.code, Some(1));
    insta::assert_snapshot!(output.stdout, @"
    table                  status   keys  index  time to live
    nowhere-projects       missing
    nowhere-sessions       missing
    nowhere-members        missing
    nowhere-joinable       missing
    nowhere-organizations  missing
    ");
    insta::assert_snapshot!(output.stderr, @"error: 5 of 5 tables are missing or have the wrong definition; `orgctl tables create` creates missing tables, but a table with other keys must be deleted first");
}

#[tokio::test]
async fn table_with_wrong_keys_is_reported() {
    let app = TestApp::empty(project_id()).await;
    let key = KeySchemaElement::builder().attribute_name("pk").key_type(KeyType::Hash).build();
    let attribute =
        AttributeDefinition::builder().attribute_name("pk").attribute_type(ScalarAttributeType::S).build();
    let request =
        app.client.create_table().table_name("odd-projects").billing_mode(BillingMode::PayPerRequest);
    let request = request.key_schema(key.expect("a key")).attribute_definitions(attribute.expect("one"));
    request.send().await.expect("a table");
    let output = Orgctl::on(&app).run(&["--table-prefix", "odd", "tables", "create"]).await;
    assert_eq!(output.code, Some(1));
    assert!(output.stdout.contains("odd-projects       ACTIVE, wrong definition  pk"), "{}", output.stdout);
}
