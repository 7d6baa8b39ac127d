//! The organizations that a session lists, their membership types and their order.

use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{
        data_set, discovered, intermediate, magic_link, member, member_session, organization, verified, with,
    },
};

const ANN: &str = "ann@acme.example";

fn by_domain() -> Value {
    json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]})
}

fn by_tenant() -> Value {
    json!({"oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": ["T1"]}})
}

fn by_both() -> Value {
    with(by_domain(), by_tenant())
}

fn ann_with_status(status: &str) -> Value {
    member(ANN, json!({ "status": status }))
}

fn colleague() -> Value {
    verified("bob@acme.example")
}

/// An intermediate session of Ann with a Slack tenant.
fn ann_session(name: &str) -> Value {
    with(intermediate(name, ANN, [magic_link()]), json!({"oauth_tenants": {"slack": ["T1"]}}))
}

#[tokio::test]
async fn session_kind_determines_listed_membership_types() {
    let organizations = [
        organization("By tenant", by_tenant(), []),
        organization("By domain", by_domain(), [colleague()]),
        organization("Invited", json!({}), [ann_with_status("invited")]),
        organization("Pending", json!({}), [ann_with_status("pending")]),
        organization("Active", json!({}), [ann_with_status("active")]),
        organization("Elsewhere", json!({}), [colleague()]),
    ];
    let sessions = [ann_session("intermediate"), member_session("member", "Active", ANN, [magic_link()])];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    let members = ["Active: active_member", "Pending: pending_member", "Invited: invited_member"];
    let joinable =
        ["By domain: eligible_to_join_by_email_domain", "By tenant: eligible_to_join_by_oauth_tenant"];
    let response = app.discover("intermediate").await;
    assert_eq!(response.listing(), [members.as_slice(), joinable.as_slice()].concat());
    assert_eq!(response.entry("Active")["membership"]["details"], json!(null));
    assert_eq!(response.entry("Active")["membership"]["member"]["email_address"], ANN);
    let of_domain = response.entry("By domain")["membership"].clone();
    assert_eq!(of_domain["details"], json!({"domain": "acme.example"}));
    assert_eq!(of_domain["member"], json!(null));
    let of_tenant = response.entry("By tenant")["membership"].clone();
    assert_eq!(of_tenant["details"], json!({"provider": "slack", "tenant": "T1"}));
    assert_eq!(of_tenant["member"], json!(null));
    assert_eq!(app.discover("member").await.listing(), members);
    assert_eq!(app.discover_by_jwt("member").await.listing(), members);
}

/// An organization, the status of Ann's Member in it, and the membership type of its entry, if it is listed.
#[derive(Clone)]
struct MembershipTypeCase {
    name: &'static str,
    settings: Value,
    status: Option<&'static str>,
    membership_type: Option<&'static str>,
}

fn shown(
    name: &'static str,
    settings: Value,
    status: Option<&'static str>,
    membership_type: &'static str,
) -> MembershipTypeCase {
    MembershipTypeCase { name, settings, status, membership_type: Some(membership_type) }
}

fn hidden(name: &'static str, settings: Value, status: &'static str) -> MembershipTypeCase {
    MembershipTypeCase { name, settings, status: Some(status), membership_type: None }
}

#[tokio::test]
async fn highest_ranked_membership_type_is_listed() {
    let rows = [
        shown("Active and both", by_both(), Some("active"), "active_member"),
        shown("Pending and both", by_both(), Some("pending"), "pending_member"),
        shown("Invited and both", by_both(), Some("invited"), "invited_member"),
        shown("Both", by_both(), None, "eligible_to_join_by_email_domain"),
        shown("Tenant", by_tenant(), None, "eligible_to_join_by_oauth_tenant"),
        hidden("Removed and domain", by_domain(), "deleted"),
        hidden("Removed and tenant", by_tenant(), "deleted"),
        hidden("Removed and both", by_both(), "deleted"),
    ];
    let organizations = rows.clone().map(|MembershipTypeCase { name, settings, status, .. }| {
        let members: Vec<Value> = status.map(ann_with_status).into_iter().chain([colleague()]).collect();
        organization(name, settings, members)
    });
    let app = TestApp::start(data_set(organizations, [ann_session("ann")])).await;
    let mut expected: Vec<String> =
        rows.iter().filter_map(|row| Some(format!("{}: {}", row.name, row.membership_type?))).collect();
    let mut listing = app.discover("ann").await.listing();
    expected.sort();
    listing.sort();
    assert_eq!(listing, expected);
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct NameAndId<'o> {
    name: &'o str,
    id: &'o str,
}

fn named<'o>(name: &'o str, id: &'o str) -> NameAndId<'o> {
    NameAndId { name, id }
}

#[tokio::test]
async fn groups_are_sorted_by_name_then_id() {
    // In the order of the response: by code point, digits come before letters and `ä` after `z`.
    let active = [
        named("10 Downing", "organization-9"),
        named("ALPHA", "organization-1"),
        named("Alpha", "organization-2"),
        named("alpha", "organization-3"),
        named("alphabet", "organization-0"),
        named("Zoë", "organization-8"),
        named("ZZ", "organization-7"),
        named("ärger", "organization-6"),
        named("Ärzte", "organization-5"),
    ];
    let invited = [named("AAA", "organization-a"), named("aab", "organization-b")];
    let in_group = |NameAndId { name, id }: NameAndId, status: &str| {
        let members = [member(ANN, json!({"member_id": format!("member-{id}"), "status": status}))];
        organization(name, json!({ "organization_id": id }), members)
    };
    let mut organizations: Vec<Value> = active.iter().map(|row| in_group(*row, "active")).collect();
    organizations.extend(invited.iter().map(|row| in_group(*row, "invited")));
    organizations.reverse();
    let app = TestApp::start(data_set(organizations, [ann_session("ann")])).await;
    let entries = app.discover("ann").await.entries();
    let listed: Vec<NameAndId> = entries
        .iter()
        .map(|entry| &entry["organization"])
        .map(|o| named(o["organization_name"].as_str().unwrap(), o["organization_id"].as_str().unwrap()))
        .collect();
    assert_eq!(listed, [active.as_slice(), invited.as_slice()].concat());
}

/// An organization, and Ann's Member in it.
struct Membership {
    organization: &'static str,
    status: &'static str,
    is_verified: bool,
}

#[tokio::test]
async fn verified_active_memberships_come_first() {
    let rows = [
        Membership { organization: "Zoo", status: "active", is_verified: true },
        Membership { organization: "Beta", status: "active", is_verified: false },
        Membership { organization: "alpha", status: "active", is_verified: true },
        Membership { organization: "Alpha 2", status: "active", is_verified: false },
        // The other groups are ordered by name alone.
        Membership { organization: "P2", status: "pending", is_verified: true },
        Membership { organization: "P1", status: "pending", is_verified: false },
        Membership { organization: "I2", status: "invited", is_verified: true },
        Membership { organization: "I1", status: "invited", is_verified: false },
    ];
    let mut organizations = rows.map(|Membership { organization: name, status, is_verified }| {
        let fields = json!({"status": status, "email_address_verified": is_verified});
        organization(name, json!({}), [member(ANN, fields)])
    });
    organizations.reverse();
    let sessions = [ann_session("ist"), member_session("member", "Zoo", ANN, [magic_link()])];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    for session in ["ist", "member"] {
        let entries = app.discover(session).await.entries();
        let names: Vec<&str> = entries
            .iter()
            .map(|entry| entry["organization"]["organization_name"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["alpha", "Zoo", "Alpha 2", "Beta", "P1", "P2", "I1", "I2"], "{session}");
    }
}

#[tokio::test]
async fn lock_changes_only_its_own_fields() {
    let lock = json!({
        "is_locked": true, "lock_created_at": "2025-12-31T00:00:00Z", "lock_expires_at": "2026-12-31T00:00:00Z",
    });
    let locked = organization("Acme", json!({}), [with(verified(ANN), lock)]);
    let sessions = [ann_session("ann"), member_session("member", "Acme", ANN, [magic_link()])];
    let mut app = TestApp::start(data_set([locked], sessions)).await;
    let while_locked = [app.discover("ann").await.entry("Acme"), app.discover("member").await.entry("Acme")];
    app.load(data_set([organization("Acme", json!({}), [verified(ANN)])], [])).await;
    let while_unlocked =
        [app.discover("ann").await.entry("Acme"), app.discover("member").await.entry("Acme")];
    for (mut locked, unlocked) in while_locked.into_iter().zip(while_unlocked) {
        let member = &mut locked["membership"]["member"];
        assert_eq!(member["is_locked"], true);
        *member = with(
            member.clone(),
            json!({"is_locked": false, "lock_created_at": null, "lock_expires_at": null}),
        );
        assert_eq!(locked, unlocked);
    }
}

#[tokio::test]
async fn address_variant_lists_no_membership() {
    let organizations = [organization("Acme", json!({}), [verified(ANN)])];
    let sessions = [
        intermediate("ann", ANN, [magic_link()]),
        intermediate("tagged", "ann+x@acme.example", [magic_link()]),
        intermediate("dotted", "a.nn@acme.example", [magic_link()]),
        intermediate("other domain", "ann@acme.test", [magic_link()]),
    ];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    assert_eq!(discovered(&app, "ann").await, "Acme: active_member");
    for address_variant in ["tagged", "dotted", "other domain"] {
        assert_eq!(discovered(&app, address_variant).await, "", "{address_variant}");
    }
}
