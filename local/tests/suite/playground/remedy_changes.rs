//! Every kind of change in a remedy, on data that needs it.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use super::{
    Page, listed,
    remedies::{apply, remedies},
};
use test_support::builders::{data_set, member, member_id, organization, sso_connection, verified, with};

const PAT: &str = "pat@corp.example";

fn jit() -> Value {
    json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["corp.example"]})
}

/// One organization for each reason for which Pat may not see it.
fn data() -> Value {
    let deleted = || member(PAT, json!({"status": "deleted"}));
    let retired = json!([{"email_id": "email-1", "email_address": PAT}]);
    let tenants =
        json!({"oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": ["T1"]}});
    data_set(
        [
            organization("closed", json!({"email_allowed_domains": ["corp.example"]}), []),
            organization("left", jit(), [deleted(), verified("ada@corp.example")]),
            organization(
                "renamed",
                json!({}),
                [member("p@corp.example", json!({"retired_email_addresses": retired}))],
            ),
            organization("tenant", tenants, [verified("ada@corp.example")]),
            organization("sso", sso_connection("saml-1"), [member(PAT, json!({}))]),
            organization("vanished", json!({}), [verified(PAT)]),
            organization("damaged", json!({}), [verified(PAT)]),
            organization("damaged-member", json!({}), [member(PAT, json!({}))]),
            organization("damaged-counter", jit(), [verified("ada@corp.example")]),
            organization("damaged-empty-counter", jit(), []),
            organization("no-edge", with(jit(), json!({})), [verified("ada@corp.example")]),
        ],
        [],
    )
}

/// Changes an item behind the writer: deletes it, or makes an attribute unreadable.
async fn damage(
    page: &Page,
    table: &str,
    key: [(&str, String); 2],
    attribute: Option<(&str, AttributeValue)>,
) {
    let (client, project) = (page.client(), page.ready["project_id"].as_str().expect("an id"));
    let table = page.ready["tables"][table].as_str().expect("a name");
    let [(partition, of_project), (sort, value)] = key;
    let partition = (partition.to_owned(), AttributeValue::S(format!("{project}#{of_project}")));
    let key = [partition, (sort.to_owned(), AttributeValue::S(value))].into_iter().collect();
    let Some((name, value)) = attribute else {
        client.delete_item().table_name(table).set_key(Some(key)).send().await.expect("deleted");
        return;
    };
    let update = client.update_item().table_name(table).set_key(Some(key));
    let update = update.update_expression("SET #a = :v").expression_attribute_names("#a", name);
    update.expression_attribute_values(":v", value).send().await.expect("changed");
}

async fn load_with_damage(page: &Page) {
    page.call("POST", "import?name=data.json", &data()).await;
    let id = |name: &str| format!("organization-test-{name}");
    let organization = |name: &str, record: &str| [("organization", id(name)), ("record", record.to_owned())];
    let unreadable = || Some(("object", AttributeValue::S("{".to_owned())));
    let count = || Some(("count", AttributeValue::S("many".to_owned())));
    damage(page, "organizations", organization("vanished", "organization"), None).await;
    damage(page, "organizations", organization("damaged", "organization"), unreadable()).await;
    let member = [("address", PAT.to_owned()), ("organization_id", id("damaged-member"))];
    damage(page, "members", member, unreadable()).await;
    for name in ["damaged-counter", "damaged-empty-counter"] {
        damage(page, "organizations", organization(name, "verified#corp.example"), count()).await;
    }
    let edge = [("edge", "domain#corp.example".to_owned()), ("organization_id", id("no-edge"))];
    damage(page, "joinable", edge, None).await;
}

/// Returns the names of the changes of each remedy, by the position that [`remedies`] returns.
fn names(evaluation: &Value, organization: &str, position: usize) -> Vec<String> {
    let all = evaluation["explanation"]["organizations"].as_array().expect("a list");
    let about = all.iter().find(|about| about["organization_id"] == organization).expect("an organization");
    let changes = about["remedies"][position].as_array().expect("a list");
    changes.iter().map(|change| change["change"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test]
async fn every_kind_of_change_is_made() {
    let page = Page::open(&["--no-demo"]).await;
    load_with_damage(&page).await;
    let mut made = BTreeSet::new();
    for situation in [
        json!({"email": PAT, "factors": ["magic_link"]}),
        json!({"email": PAT, "factors": ["sso:saml-9"]}),
        json!({"email": PAT, "factors": ["magic_link"], "tenants": ["slack:T2"]}),
        json!({"session": "member", "member": member_id("sso", PAT), "factors": ["magic_link"]}),
    ] {
        let before = page.evaluate(&situation).await;
        for remedy in remedies(&before) {
            let after = apply(&page, &situation, &remedy).await;
            let evaluation = page.evaluate(&after).await;
            assert!(listed(&evaluation).contains(&remedy.0), "{situation} {remedy:?} {after} {evaluation:#}");
            made.extend(names(&before, &remedy.0, remedy.1));
            page.undo().await;
        }
    }
    insta::assert_snapshot!(made.into_iter().collect::<Vec<_>>().join("\n"), @"
    add_allowed_domain
    add_allowed_tenant
    add_member
    add_verified_member
    allow_email_jit
    allow_tenant_jit
    create_organization
    erase_member
    present_tenant
    reactivate_member
    repair_edges
    restore_counter
    restore_member
    restore_organization
    sign_in_through
    use_another_sign_in_method
    use_intermediate_session
    ");
}
