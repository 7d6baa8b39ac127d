//! Retired addresses: they do not make anyone eligible, and no other Member of the organization can have them.

use org_discovery::domain::{Member, MemberId, OrganizationId};
use org_discovery_admin::{Outcome, Refusal, WriteError};
use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{
        intermediate, magic_link, member, member_id, organization, organization_id, seen, verified, with,
        world,
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
async fn retired_address_makes_organization_not_eligible() {
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
    let app = TestApp::start(world(organizations, sessions)).await;
    let eligible = "Deleted: eligible_to_join_by_email_domain, Not retired: eligible_to_join_by_email_domain";
    assert_eq!(seen(&app, OLD).await, format!("Own: active_member, {eligible}"));
    let others = seen(&app, "new@acme.example").await;
    for name in ["Active", "Invited", "Pending", "Unverified", "Deleted", "Not retired", "Other spelling"] {
        assert!(others.contains(&format!("{name}: eligible_to_join_by_email_domain")), "{name} in {others}");
    }
    assert!(others.contains("By tenant: eligible_to_join_by_oauth_tenant"), "{others}");
    // Every address of the list is retired.
    let other = seen(&app, "other@acme.example").await;
    assert_eq!(other, format!("{eligible}, Other spelling: eligible_to_join_by_email_domain"));
}

/// One organization with Jane, who has retired an address, and Bob.
async fn acme() -> TestApp {
    let jane = with(verified(NEW), retiring(&[OLD]));
    let acme = organization("Acme", open(), [jane, verified("bob@acme.example")]);
    TestApp::start(world([acme], [person(OLD)])).await
}

fn acme_id() -> OrganizationId {
    OrganizationId::parse(&organization_id("Acme")).unwrap()
}

fn id_of(address: &str) -> MemberId {
    MemberId::parse(&member_id("Acme", address)).unwrap()
}

/// Writes a Member of Acme: the one with this id, at this address.
async fn put(app: &TestApp, id: &MemberId, address: &str, fields: Value) -> Result<Outcome, WriteError> {
    let json = with(member(address, json!({"member_id": id, "organization_id": acme_id()})), fields);
    let member: Member = serde_json::from_value(json).unwrap();
    app.writer.members().put(&member, app.now()).await
}

#[tokio::test]
async fn another_member_on_retired_address_is_refused() {
    let app = acme().await;
    let expected = Refusal::AddressRetired { organization_id: acme_id(), member_id: id_of(NEW) };
    for (fields, address) in [
        (json!({}), OLD),
        (json!({"status": "invited"}), OLD),
        (json!({"email_address_verified": true}), "Jane.Maiden@acme.EXAMPLE"),
    ] {
        let before = app.everything().await;
        let refused = put(&app, &id_of("new one"), address, fields.clone()).await;
        assert_eq!(refused, Err(WriteError::Refused(expected.clone())), "{fields}");
        // An existing Member cannot move there either.
        let refused = put(&app, &id_of("bob@acme.example"), address, fields.clone()).await;
        assert_eq!(refused, Err(WriteError::Refused(expected.clone())), "{fields}");
        assert_eq!(app.everything().await, before, "{fields}");
    }
    // Another organization may use the address.
    let elsewhere = organization("Globex", json!({}), [verified(OLD)]);
    let mut app = app;
    app.load(world([elsewhere], [])).await;
    assert_eq!(seen(&app, OLD).await, "Globex: active_member");
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
    let before = app.everything().await;
    assert_eq!(put(&app, &id_of(NEW), NEW, retiring(&[OLD, bob])).await, taken(bob));
    assert_eq!(
        put(&app, &id_of("new"), "new@acme.example", retiring(&["BOB@acme.example"])).await,
        taken(bob)
    );
    // Nor can two Members retire one address.
    assert_eq!(put(&app, &id_of(bob), bob, retiring(&[OLD])).await, taken(NEW));
    assert_eq!(app.everything().await, before);
    // A deleted Member gives way.
    app.writer.members().delete(&acme_id(), &id_of(bob)).await.unwrap();
    assert_eq!(put(&app, &id_of(NEW), NEW, retiring(&[OLD, bob])).await, Ok(Outcome::Changed));
    assert_eq!(app.writer.members().reactivate(&acme_id(), &id_of(bob)).await, Ok(Outcome::Absent));
}

#[tokio::test]
async fn member_returns_to_its_retired_address() {
    let app = acme().await;
    let back = retiring(&[NEW, OLD]);
    assert_eq!(put(&app, &id_of(NEW), OLD, back).await, Ok(Outcome::Changed));
    let entry = app.discover(OLD).await.entry("Acme");
    let retired = &entry["membership"]["member"]["retired_email_addresses"];
    assert_eq!(*retired, json!([{"email_address": NEW, "email_id": ""}]), "its own address leaves the list");
    // The address that it left is retired now.
    let refused = put(&app, &id_of("new one"), NEW, json!({})).await;
    assert!(matches!(refused, Err(WriteError::Refused(Refusal::AddressRetired { .. }))), "{refused:?}");
}

#[tokio::test]
async fn unlinked_address_is_free_again() {
    let acts: [(&str, Value); 3] = [
        ("unlinked", retiring(&[])),
        ("deleted", json!({"status": "deleted"})),
        ("moved", retiring(&["x@acme.example"])),
    ];
    for (name, fields) in acts {
        let app = acme().await;
        assert_eq!(seen(&app, OLD).await, "", "{name}");
        put(&app, &id_of(NEW), NEW, with(json!({"email_address_verified": true}), fields)).await.unwrap();
        assert_eq!(seen(&app, OLD).await, "Acme: eligible_to_join_by_email_domain", "{name}");
        assert_eq!(put(&app, &id_of("new one"), OLD, json!({})).await, Ok(Outcome::Added), "{name}");
    }
}

#[tokio::test]
async fn reactivation_takes_back_freed_retired_addresses() {
    let app = acme().await;
    app.writer.members().delete(&acme_id(), &id_of(NEW)).await.unwrap();
    assert_eq!(seen(&app, OLD).await, "Acme: eligible_to_join_by_email_domain");
    app.writer.members().reactivate(&acme_id(), &id_of(NEW)).await.unwrap();
    assert_eq!(seen(&app, OLD).await, "");
    app.writer.members().delete(&acme_id(), &id_of(NEW)).await.unwrap();
    put(&app, &id_of("new one"), OLD, json!({})).await.unwrap();
    let refused = app.writer.members().reactivate(&acme_id(), &id_of(NEW)).await;
    let taken = Refusal::RetiredAddressTaken { organization_id: acme_id(), member_id: id_of("new one") };
    assert_eq!(refused, Err(WriteError::Refused(taken)));
    // Erased with its Member.
    app.writer.members().erase(&acme_id(), &id_of(NEW)).await.unwrap();
    assert_eq!(seen(&app, OLD).await, "Acme: active_member");
}
