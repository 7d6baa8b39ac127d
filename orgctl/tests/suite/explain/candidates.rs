//! Candidate organizations, which are explained without `--organization`.

use serde_json::{Value, json};

use super::{JANE, member_with_status, start_app};
use test_support::{
    Orgctl, TestApp,
    builders::{organization_with_id, with},
};

#[tokio::test]
async fn every_candidate_organization_is_explained() {
    let app = start_app().await;
    assert_eq!(Orgctl::on(&app).text(&JANE).await, include_str!("../expected/explain_candidates.txt"));
}

#[tokio::test]
async fn every_relation_makes_organization_a_candidate() {
    let organization = |id: &str, fields: Value| {
        organization_with_id(&format!("shares-{id}"), with(json!({"organization_name": id}), fields))
    };
    let app = TestApp::start(json!({"organizations": [
        organization("allowed-domain", json!({"email_allowed_domains": ["acme.io"]})),
        organization("claimed-domain", json!({"claimed_email_domains": ["acme.io"]})),
        organization("colleague", json!({"members": [member_with_status("m-1", "al@acme.io", "active", true)]})),
        organization("connection", json!({"sso_active_connections": [{"connection_id": "saml-1"}]})),
        organization("deleted-member", json!({"members": [member_with_status("m-2", "jane@acme.io", "deleted", true)]})),
        organization("hint", json!({})),
        organization("tenant", json!({"allowed_oauth_tenants": {"slack": ["T1"]}})),
        organization("nothing", json!({"email_allowed_domains": ["acme.com"], "allowed_oauth_tenants": {"slack": ["T2"]}})),
    ]}))
    .await;
    let factors = ["--factor", "magic_link", "--factor", "sso:saml-1", "--tenant", "slack:T1"];
    let jane = ["explain", "--hint", "shares-hint", "--email", "jane@acme.io"];
    let arguments = [&jane[..], &factors].concat();
    let explained = Orgctl::on(&app).json(&arguments).await;
    let organizations = explained["organizations"].as_array().expect("a list").iter();
    let ids: Vec<_> =
        organizations.map(|organization| organization["organization_id"].as_str().expect("an id")).collect();
    let expected =
        ["allowed-domain", "claimed-domain", "colleague", "connection", "deleted-member", "hint", "tenant"];
    assert_eq!(ids, expected.map(|id| format!("shares-{id}")));
    assert_eq!(explained["other_organizations"], 1);
}
