//! Exclusive values, which can belong to only one organization or Member.

use serde_json::{Value, json};

use super::{import, import_with, refusal};
use crate::input_files::{file, path};
use test_support::{
    Orgctl, TestApp,
    builders::{member_with_id, organization_with_id, retired_address, with},
};

/// An organization with these fields, whose name is its id.
fn organization_named(id: &str, fields: Value) -> Value {
    with(organization_with_id(id, json!({ "organization_name": id })), fields)
}

fn connection(id: &str) -> Value {
    json!({"connection_id": id, "display_name": "Okta", "identity_provider": "okta"})
}

fn retires(address: &str) -> Value {
    json!({"retired_email_addresses": [retired_address(address)]})
}

#[tokio::test]
async fn shared_connection_or_claimed_domain_is_refused() {
    let app = TestApp::start(json!({})).await;
    let data = json!({"organizations": [
        organization_named("a", json!({"sso_active_connections": [connection("saml-1")]})),
        organization_named("b", json!({
            "sso_active_connections": [connection("saml-2"), connection("saml-1")], "claimed_email_domains": ["acme.com"],
        })),
        organization_named("c", json!({"claimed_email_domains": ["acme.io", "ACME.com"]})),
    ]});
    insta::assert_snapshot!(refusal(&app, &data).await, @"
    error: nothing was imported because of 2 errors:
    standard input: /organizations/1/sso_active_connections/1/connection_id: another organization already has the SSO connection saml-1 (standard input at /organizations/0/sso_active_connections/0/connection_id)
    standard input: /organizations/2/claimed_email_domains/1: another organization already claims acme.com (standard input at /organizations/1/claimed_email_domains/0)
    ");
}

#[tokio::test]
async fn repeated_slug_in_any_case_is_refused() {
    let app = TestApp::start(json!({})).await;
    let slug = |slug: &str| json!({ "organization_slug": slug });
    let one = file(
        json!({"organizations": [organization_named("s1", slug("acme")), organization_named("s2", slug("acme"))]}),
    );
    let two = file(
        json!({"organizations": [organization_named("s3", slug("ACME")), organization_named("s4", slug("other"))]}),
    );
    let refused = Orgctl::on(&app).refusal(&["import", path(&one), path(&two)]).await;
    insta::assert_snapshot!(refused.replace(path(&one), "one.json").replace(path(&two), "two.json"), @"
    error: nothing was imported because of 2 errors:
    one.json: /organizations/1/organization_slug: another organization already has the slug acme, ignoring case (one.json at /organizations/0/organization_slug)
    two.json: /organizations/0/organization_slug: another organization already has the slug acme, ignoring case (one.json at /organizations/0/organization_slug)
    ");
}

#[tokio::test]
async fn stored_connection_or_claimed_domain_is_refused() {
    let app = TestApp::start(json!({"organizations": [
        organization_named("stored-a", json!({"sso_active_connections": [connection("saml-1")]})),
        organization_named("stored-b", json!({"claimed_email_domains": ["acme.com"]})),
        organization_named("replaced", json!({
            "sso_active_connections": [connection("saml-2")], "claimed_email_domains": ["acme.io"],
        })),
    ]}))
    .await;
    let data = json!({"organizations": [
        organization_named("a", json!({"sso_active_connections": [connection("saml-2"), connection("saml-1")]})),
        organization_named("b", json!({"claimed_email_domains": ["acme.io", "ACME.com"]})),
        organization_named("replaced", json!({})),
    ]});
    let refused = refusal(&app, &data).await;
    insta::assert_snapshot!(refused, @"
    error: nothing was imported because of 2 errors:
    standard input: /organizations/0/sso_active_connections/1/connection_id: the stored organization stored-a, which is not in the input, already has the SSO connection saml-1; remove it from one of the two
    standard input: /organizations/1/claimed_email_domains/1: the stored organization stored-b, which is not in the input, already claims acme.com; remove it from one of the two
    ");
    let dry_run = import_with(&app, &["--dry-run"], &data).await;
    assert_eq!((dry_run.code, dry_run.stderr), (Some(1), refused));
}

#[tokio::test]
async fn values_of_replaced_organizations_are_imported() {
    let owner = |connection_id: &str, domain: &str| json!({"sso_active_connections": [connection(connection_id)], "claimed_email_domains": [domain]});
    let app = TestApp::start(json!({"organizations": [
        organization_named("a", owner("saml-1", "acme.com")), organization_named("b", owner("saml-2", "acme.io")),
        organization_named("other", json!({"organization_slug": "other"})),
    ]}))
    .await;
    let exchanged = json!({"organizations": [
        organization_named("a", owner("saml-2", "acme.io")), organization_named("b", owner("saml-1", "acme.com")),
    ]});
    for _ in 0..2 {
        let output = import(&app, &exchanged).await;
        assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
    }
}

#[tokio::test]
async fn stored_conflicts_are_listed_up_to_limit() {
    let domains = json!((0..150).map(|n| format!("acme-{n}.example")).collect::<Vec<_>>());
    let claims = |id: &str| organization_named(id, json!({"claimed_email_domains": domains}));
    let app = TestApp::start(json!({"organizations": [claims("stored")]})).await;
    let refused = refusal(&app, json!({"organizations": [claims("new")]})).await;
    assert!(refused.starts_with("error: nothing was imported because of 150 errors:\n"), "{refused}");
    assert!(refused.contains("\nand 50 more\n"), "{refused}");
}

#[tokio::test]
async fn organizations_without_slug_or_named_twice_are_imported() {
    let app = TestApp::start(json!({})).await;
    let fields = json!({"sso_active_connections": [connection("saml-1")], "claimed_email_domains": ["acme.com"], "organization_slug": "acme"});
    let data = json!({"organizations": [
        organization_named("a", fields.clone()), organization_named("a", fields), organization_named("b", json!({})), organization_named("c", json!({})),
    ]});
    let output = import(&app, &data).await;
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
}

#[tokio::test]
async fn member_at_retired_address_is_refused() {
    let app = TestApp::start(json!({})).await;
    let data = json!({"organizations": [
        organization_named("acme", json!({"members": [
            member_with_id("dup", "Jane.Maiden@acme.com", json!({})),
            member_with_id("jane", "jane.married@acme.com", retires("jane.maiden@acme.com")),
            member_with_id("joan", "joan@acme.com", retires("JANE.maiden@acme.com")),
        ]})),
        organization_named("other", json!({"members": [member_with_id("else", "jane.maiden@acme.com", json!({}))]})),
    ]});
    insta::assert_snapshot!(refusal(&app, &data).await, @"
    error: nothing was imported because of 2 errors:
    standard input: /organizations/0/members/0/email_address: another Member has retired this address (standard input at /organizations/0/members/2/retired_email_addresses/0/email_address)
    standard input: /organizations/0/members/2/retired_email_addresses/0/email_address: another Member has retired this address (standard input at /organizations/0/members/1/retired_email_addresses/0/email_address)
    ");
}

#[tokio::test]
async fn member_returning_to_retired_address_is_imported() {
    let app = TestApp::start(json!({})).await;
    let mut deleted = member_with_id("gone", "gone@acme.com", retires("jane@acme.com"));
    deleted["status"] = json!("deleted");
    let data = json!({"organizations": [organization_named("acme", json!({"members": [
        member_with_id("jane", "jane@acme.com", retires("jane@acme.com")), deleted,
    ]}))]});
    let output = import(&app, &data).await;
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
}

#[tokio::test]
async fn deleted_member_at_retired_address_is_skipped() {
    let app = TestApp::start(json!({})).await;
    let mut deleted = member_with_id("gone", "jane.maiden@acme.com", json!({}));
    deleted["status"] = json!("deleted");
    let data = json!({"organizations": [organization_named("acme", json!({"members": [
        deleted, member_with_id("jane", "jane@acme.com", retires("jane.maiden@acme.com")),
    ]}))]});
    let output = import(&app, &data).await;
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    insta::assert_snapshot!(output.stderr, @"warning: standard input: /organizations/0/members/0: the deleted Member was skipped because another Member has its address");
    assert_eq!(Orgctl::on(&app).run(&["member", "get", "gone"]).await.code, Some(1));
}

#[tokio::test]
async fn shared_password_or_totp_id_causes_warning() {
    let app = TestApp::start(json!({})).await;
    let ids =
        |password: &str, totp: &str| json!({"member_password_id": password, "totp_registration_id": totp});
    let data = json!({"organizations": [
        organization_named("acme", json!({"members": [
            member_with_id("jane", "jane@acme.com", ids("password-1", "")), member_with_id("joe", "joe@acme.com", ids("password-2", "totp-1")),
            member_with_id("jim", "jim@acme.com", ids("", "")), member_with_id("jack", "jack@acme.com", ids("", "")),
        ]})),
        organization_named("other", json!({"members": [
            member_with_id("jane-2", "jane@acme.com", ids("password-1", "")), member_with_id("john", "john@acme.com", ids("password-2", "totp-1")),
        ]})),
    ]});
    let output = import(&app, &data).await;
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    insta::assert_snapshot!(output.stderr, @"
    warning: standard input: /organizations/1/members/1/totp_registration_id: a Member with another address has the same totp_registration_id (standard input at /organizations/0/members/1/totp_registration_id)
    warning: standard input: /organizations/1/members/1/member_password_id: a Member with another address has the same member_password_id (standard input at /organizations/0/members/1/member_password_id)
    ");
}

#[tokio::test]
async fn input_conflicts_are_listed_up_to_limit() {
    let app = TestApp::start(json!({})).await;
    let of = |n: usize| organization_named(&format!("o-{n}"), json!({"organization_slug": "one"}));
    let refused = refusal(&app, json!({"organizations": (0..250).map(of).collect::<Vec<_>>()})).await;
    assert!(refused.starts_with("error: nothing was imported because of 249 errors:\n"), "{refused}");
    assert!(refused.contains("\nand 149 more\n"), "{refused}");
}
