//! Search pages that return a record twice, because the results changed while the pages were read.

use serde_json::{Value, json};

use super::{import, import_with, refusal};
use test_support::{
    Orgctl, TestApp,
    builders::{member_with_id, organization_with_id, retired_address, with},
};

/// A version of a record, updated in this hour.
fn version(record: Value, hour: u32, fields: Value) -> Value {
    let updated_at = format!("2026-01-01T{hour:02}:00:00Z");
    with(with(record, json!({ "updated_at": updated_at })), fields)
}

fn organization(hour: u32, fields: Value) -> Value {
    version(organization_with_id("acme", json!({"organization_name": "Acme"})), hour, fields)
}

/// A Member of the organization.
fn member(id: &str, address: &str, hour: u32, fields: Value) -> Value {
    let member = member_with_id(id, address, json!({"organization_id": "acme"}));
    version(member, hour, fields)
}

/// Search pages with these lists, in this order.
fn pages(pages: &[Value]) -> String {
    pages.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn newer_version_wins_in_any_order() {
    let old = organization(1, json!({"organization_slug": "old"}));
    let new = organization(2, json!({"organization_slug": "new"}));
    let ann = |hour, name| member("ann", "ann@acme.com", hour, json!({ "name": name }));
    for (first, second) in [(&old, &new), (&new, &old)] {
        let app = TestApp::start(json!({})).await;
        let input = pages(&[
            json!({"organizations": [first]}),
            json!({"members": [ann(3, "third")], "organizations": {"acme": second}}),
            json!({"members": [ann(2, "second"), ann(3, "third"), ann(1, "first")], "organizations": {"acme": new}}),
        ]);
        let output = import(&app, &input).await;
        assert_eq!(output.code, Some(0), "{}", output.stderr);
        insta::allow_duplicates! {
            insta::assert_snapshot!(output.stdout, @"
            imported       added  changed  unchanged
            organizations  1      0        0
            Members        1      0        0
            left out: 2 duplicates, 3 older versions
            ");
        }
        let stored = Orgctl::on(&app).json(&["organization", "get", "acme"]).await;
        assert_eq!(stored["organization_slug"], "new");
        assert_eq!(Orgctl::on(&app).json(&["member", "get", "ann"]).await["name"], "third");
    }
}

#[tokio::test]
async fn taken_version_is_named_with_both_locations() {
    let app = TestApp::start(json!({})).await;
    let input = pages(&[
        json!({"organizations": [organization(1, json!({"organization_slug": "old"}))]}),
        json!({
            "organizations": {"acme": organization(2, json!({}))},
            "members": [member("ann", "ann@acme.com", 5, json!({})), member("ann", "ann@acme.com", 4, json!({"name": "A"}))],
        }),
    ]);
    let output = import(&app, &input).await;
    assert_eq!(output.code, Some(0));
    insta::assert_snapshot!(output.stderr, @"
    warning: standard input: /organizations/0: the newer version (updated_at 2026-01-01T02:00:00Z) was taken (standard input at document 2/organizations/acme)
    warning: standard input: document 2/members/1: the newer version (updated_at 2026-01-01T05:00:00Z) was taken (standard input at document 2/members/0)
    ");
    let json = Orgctl::on(&app).run_with(&["--output", "json", "import", "-"], &input).await;
    let report: Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(report["left_out"]["older_versions"], 2, "{report}");
}

#[tokio::test]
async fn versions_without_order_are_refused() {
    let app = TestApp::start(json!({})).await;
    let equal = [organization(1, json!({})), organization(1, json!({"organization_slug": "other"}))];
    let mut unknown = [organization(1, json!({})), organization(2, json!({"organization_slug": "other"}))];
    unknown[0].as_object_mut().expect("an object").remove("updated_at");
    let newest_twice = [
        organization(1, json!({})),
        organization(2, json!({})),
        organization(2, json!({"organization_slug": "other"})),
    ];
    for versions in [&equal[..], &unknown, &newest_twice] {
        let refused = refusal(&app, json!({"organizations": versions})).await;
        assert!(
            refused.contains("/organizations/1/organization_id: another organization already has this id"),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn member_id_in_two_organizations_is_refused() {
    let app = TestApp::start(json!({})).await;
    let other = with(member("ann", "ann@acme.com", 2, json!({})), json!({"organization_id": "other"}));
    let data = json!({
        "organizations": [organization_with_id("acme", json!({})), organization_with_id("other", json!({}))],
        "members": [member("ann", "ann@acme.com", 1, json!({})), other],
    });
    insta::assert_snapshot!(refusal(&app, &data).await, @"
    error: nothing was imported because of 1 error:
    standard input: /members/1/member_id: another Member already has this id (standard input at /members/0)
    ");
}

#[tokio::test]
async fn values_of_older_versions_do_not_conflict() {
    let app = TestApp::start(json!({})).await;
    let connection =
        json!([{"connection_id": "saml-1", "display_name": "Okta", "identity_provider": "okta"}]);
    let fields = json!({"organization_slug": "acme", "claimed_email_domains": ["acme.com"], "sso_active_connections": connection});
    let other = organization_with_id("other", fields.clone());
    let retires =
        json!({"retired_email_addresses": [retired_address("joe@acme.com")], "member_password_id": "p-1"});
    let data = json!({
        "organizations": [organization(1, fields), other, organization(2, json!({"organization_slug": "new"}))],
        "members": [
            member("ann", "joe@acme.com", 1, json!({"member_password_id": "p-1"})),
            member("amy", "amy@acme.com", 1, retires),
            member("ann", "ann@acme.com", 2, json!({})),
            member("amy", "amy@acme.com", 2, json!({})),
            member("joe", "joe@acme.com", 1, json!({"member_password_id": "p-1"})),
        ],
    });
    let output = import(&app, &data).await;
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    assert!(!output.stderr.contains("password"), "{}", output.stderr);
    assert!(output.stdout.contains("left out: 3 older versions"), "{}", output.stdout);
    assert_eq!(Orgctl::on(&app).json(&["member", "get", "joe@acme.com"]).await["member_id"], "joe");
    assert_eq!(Orgctl::on(&app).run(&["check"]).await.code, Some(0));
}

#[tokio::test]
async fn address_released_by_newer_version_is_reassigned() {
    let app = TestApp::start(json!({
        "organizations": [organization_with_id("acme", json!({}))], "members": [member("ann", "joe@acme.com", 1, json!({}))],
    }))
    .await;
    // The older version of Ann still has Joe's address.
    let data = json!({"members": [
        member("joe", "joe@acme.com", 1, json!({})),
        member("ann", "ann@acme.com", 3, json!({})),
        member("ann", "joe@acme.com", 2, json!({})),
    ]});
    for options in [&["--dry-run"][..], &[]] {
        let output = import_with(&app, options, &data).await;
        assert_eq!(output.code, Some(0), "{}", output.stderr);
        assert!(output.stdout.contains("Members        1      1        0"), "{}", output.stdout);
    }
    assert_eq!(Orgctl::on(&app).json(&["member", "get", "joe@acme.com"]).await["member_id"], "joe");
}
