//! Retired addresses: they never make a person eligible, and no other Member of the organization can have them.

use org_discovery::domain::{Member, MemberId, OrganizationId};
use org_discovery_admin::{Outcome, Refusal, WriteError};
use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{
        data_set, discovered, intermediate, magic_link, member, member_id, organization, organization_id,
        verified, with,
    },
};

const OLD: &str = "jane.maiden@acme.example";
const NEW: &str = "jane@acme.example";

fn open() -> Value {
    json!({
        "email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"],
        "oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": ["T1"]},
    })
}

fn retiring(addresses: &[&str]) -> Value {
    let retired: Vec<Value> = addresses.iter().map(|address| json!({ "email_address": address })).collect();
    json!({ "retired_email_addresses": retired })
}

fn person(address: &str) -> Value {
    with(intermediate(address, address, [magic_link()]), json!({"oauth_tenants": {"slack": ["T1"]}}))
}

#[tokio::test]
async fn retired_address_does_not_make_organization_eligible() {
    let jane = |fields: Value| with(verified(NEW), with(retiring(&["other@acme.example", OLD]), fields));
    let by_tenant = with(open(), json!({"email_jit_provisioning": "NOT_ALLOWED"}));
    let colleague = || verified("bob@acme.example");
    let organizations = [
        organization("Active", open(), [jane(json!({})), colleague()]),
        organization("Invited", open(), [jane(json!({"status": "invited"})), colleague()]),
        organization("Pending", open(), [jane(json!({"status": "pending"})), colleague()]),
        organization("Unverified", open(), [jane(json!({"email_address_verified": false})), colleague()]),
        organization("Deleted", open(), [jane(json!({"status": "deleted"})), colleague()]),
        organization("By tenant", by_tenant, [jane(json!({})), colleague()]),
        organization("Not retired", open(), [verified(NEW), colleague()]),
        organization(
            "Other spelling",
            open(),
            [with(verified(NEW), retiring(&["Jane.Maiden@ACME.example"]))],
        ),
        organization("Own", json!({}), [with(verified(OLD), json!({}))]),
    ];
    let sessions = [person(OLD), person("new@acme.example"), person("other@acme.example")];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    let eligible = "Deleted: eligible_to_join_by_email_domain, Not retired: eligible_to_join_by_email_domain";
    assert_eq!(discovered(&app, OLD).await, format!("Own: active_member, {eligible}"));
    let others = discovered(&app, "new@acme.example").await;
    for name in ["Active", "Invited", "Pending", "Unverified", "Deleted", "Not retired", "Other spelling"] {
        assert!(others.contains(&format!("{name}: eligible_to_join_by_email_domain")), "{name} in {others}");
    }
    assert!(others.contains("By tenant: eligible_to_join_by_oauth_tenant"), "{others}");
    // Every address in the list counts as retired.
    let other = discovered(&app, "other@acme.example").await;
    assert_eq!(other, format!("{eligible}, Other spelling: eligible_to_join_by_email_domain"));
}

/// Starts an app with one organization: Jane, who has a retired address, and Bob.
async fn acme() -> TestApp {
    let jane = with(verified(NEW), retiring(&[OLD]));
    let acme = organization("Acme", open(), [jane, verified("bob@acme.example")]);
    TestApp::start(data_set([acme], [person(OLD)])).await
}

fn acme_id() -> OrganizationId {
    OrganizationId::parse(&organization_id("Acme")).unwrap()
}

fn id_of(address: &str) -> MemberId {
    MemberId::parse(&member_id("Acme", address)).unwrap()
}

/// Writes the Member of Acme with this id and this address.
async fn put(app: &TestApp, id: &MemberId, address: &str, fields: Value) -> Result<Outcome, WriteError> {
    let json = with(member(address, json!({"member_id": id, "organization_id": acme_id()})), fields);
    let member: Member = serde_json::from_value(json).unwrap();
    app.writer.members().put(&member, app.now()).await
}

#[tokio::test]
async fn another_member_at_retired_address_is_refused() {
    let app = acme().await;
    let expected = Refusal::AddressRetired { organization_id: acme_id(), member_id: id_of(NEW) };
    for (fields, address) in [
        (json!({}), OLD),
        (json!({"status": "invited"}), OLD),
        (json!({"email_address_verified": true}), "Jane.Maiden@acme.EXAMPLE"),
    ] {
        let tables = app.all_items().await;
        let refused = put(&app, &id_of("new one"), address, fields.clone()).await;
        assert_eq!(refused, Err(WriteError::Refused(expected.clone())), "{fields}");
        // An existing Member cannot move there either.
        let refused = put(&app, &id_of("bob@acme.example"), address, fields.clone()).await;
        assert_eq!(refused, Err(WriteError::Refused(expected.clone())), "{fields}");
        assert_eq!(app.all_items().await, tables, "{fields}");
    }
    // Another organization may use the address.
    let globex = organization("Globex", json!({}), [verified(OLD)]);
    let mut app = app;
    app.load(data_set([globex], [])).await;
    assert_eq!(discovered(&app, OLD).await, "Globex: active_member");
}

#[tokio::test]
async fn retiring_address_of_live_member_is_refused() {
    let app = acme().await;
    let bob = "bob@acme.example";
    let taken = |member: &str| {
        Err(WriteError::Refused(Refusal::RetiredAddressTaken {
            organization_id: acme_id(),
            member_id: id_of(member),
        }))
    };
    let tables = app.all_items().await;
    assert_eq!(put(&app, &id_of(NEW), NEW, retiring(&[OLD, bob])).await, taken(bob));
    assert_eq!(
        put(&app, &id_of("new"), "new@acme.example", retiring(&["BOB@acme.example"])).await,
        taken(bob)
    );
    // Two Members cannot retire the same address.
    assert_eq!(put(&app, &id_of(bob), bob, retiring(&[OLD])).await, taken(NEW));
    assert_eq!(app.all_items().await, tables);
    // A deleted Member no longer holds its address.
    app.writer.members().delete(&acme_id(), &id_of(bob)).await.unwrap();
    assert_eq!(put(&app, &id_of(NEW), NEW, retiring(&[OLD, bob])).await, Ok(Outcome::Changed));
    assert_eq!(app.writer.members().reactivate(&acme_id(), &id_of(bob)).await, Ok(Outcome::Absent));
}

#[tokio::test]
async fn member_returns_to_its_retired_address() {
    let app = acme().await;
    let retired_addresses = retiring(&[NEW, OLD]);
    assert_eq!(put(&app, &id_of(NEW), OLD, retired_addresses).await, Ok(Outcome::Changed));
    let entry = app.discover(OLD).await.entry("Acme");
    let retired = &entry["membership"]["member"]["retired_email_addresses"];
    assert_eq!(
        *retired,
        json!([{"email_address": NEW, "email_id": ""}]),
        "the current address is removed from the list"
    );
    // The previous address is now retired.
    let refused = put(&app, &id_of("new one"), NEW, json!({})).await;
    assert!(matches!(refused, Err(WriteError::Refused(Refusal::AddressRetired { .. }))), "{refused:?}");
}

#[tokio::test]
async fn released_address_can_be_used_again() {
    let changes: [(&str, Value); 3] = [
        ("unlinked", retiring(&[])),
        ("deleted", json!({"status": "deleted"})),
        ("moved", retiring(&["x@acme.example"])),
    ];
    for (name, fields) in changes {
        let app = acme().await;
        assert_eq!(discovered(&app, OLD).await, "", "{name}");
        put(&app, &id_of(NEW), NEW, with(json!({"email_address_verified": true}), fields)).await.unwrap();
        assert_eq!(discovered(&app, OLD).await, "Acme: eligible_to_join_by_email_domain", "{name}");
        assert_eq!(put(&app, &id_of("new one"), OLD, json!({})).await, Ok(Outcome::Added), "{name}");
    }
}

#[tokio::test]
async fn reactivation_reserves_retired_addresses_again() {
    let app = acme().await;
    app.writer.members().delete(&acme_id(), &id_of(NEW)).await.unwrap();
    assert_eq!(discovered(&app, OLD).await, "Acme: eligible_to_join_by_email_domain");
    app.writer.members().reactivate(&acme_id(), &id_of(NEW)).await.unwrap();
    assert_eq!(discovered(&app, OLD).await, "");
    app.writer.members().delete(&acme_id(), &id_of(NEW)).await.unwrap();
    put(&app, &id_of("new one"), OLD, json!({})).await.unwrap();
    let refused = app.writer.members().reactivate(&acme_id(), &id_of(NEW)).await;
    let taken = Refusal::RetiredAddressTaken { organization_id: acme_id(), member_id: id_of("new one") };
    assert_eq!(refused, Err(WriteError::Refused(taken)));
    // Erasing the Member does not affect the new owner of its retired address.
    app.writer.members().erase(&acme_id(), &id_of(NEW)).await.unwrap();
    assert_eq!(discovered(&app, OLD).await, "Acme: active_member");
}
