//! What somebody sees who has shown nothing but a sign-in at an identity provider.

use serde_json::{Value, json};

use crate::{
    harness::TestApp,
    mailbox_providers::admit_past_the_check,
    sketch::{
        connection, factor, intermediate, magic_link, member, member_session, oauth, oidc, organization,
        password, recovery_code, saml, seen, sms, totp, verified, with, world,
    },
};

const ANN: &str = "ann@acme.example";
const OWNER: &str = "Owner: active_member";
const EVERYTHING: &str = "Other: active_member, Owner: active_member, Plain: active_member, \
    Joinable: eligible_to_join_by_email_domain";

/// Four organizations that concern Ann. One owns the connection `c-owner`, and has these settings besides.
fn organizations(owner: Value) -> Vec<Value> {
    let joinable = json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]});
    vec![
        organization("Owner", with(connection("c-owner"), owner), [verified(ANN)]),
        organization("Other", connection("c-other"), [verified(ANN)]),
        organization("Plain", json!({}), [verified(ANN)]),
        organization("Joinable", joinable, [verified("bob@acme.example")]),
    ]
}

#[tokio::test]
async fn a_session_with_nothing_but_sso_sees_only_whose_connection_it_came_through() {
    let rows = [
        ("saml", vec![saml("c-owner")], OWNER),
        ("oidc", vec![oidc("c-owner")], OWNER),
        ("the other one", vec![saml("c-other")], "Other: active_member"),
        ("both", vec![saml("c-owner"), oidc("c-other")], "Other: active_member, Owner: active_member"),
        ("unknown connection", vec![saml("c-unknown")], ""),
        ("no connection", vec![factor("sso", "sso_saml")], ""),
        ("with phone", vec![saml("c-owner"), sms("+15550100")], OWNER),
        ("with app", vec![totp("totp-1"), saml("c-owner")], OWNER),
        ("with recovery code", vec![recovery_code(), saml("c-owner")], OWNER),
        ("with something unknown", vec![saml("c-owner"), factor("imported", "imported_auth0")], OWNER),
        ("with password", vec![saml("c-owner"), password()], EVERYTHING),
        ("with Slack", vec![oauth("slack", "U1"), saml("c-unknown")], EVERYTHING),
        ("with mail", vec![saml("c-unknown"), magic_link()], EVERYTHING),
        ("no SSO", vec![password()], EVERYTHING),
        ("only a second factor", vec![totp("totp-1")], EVERYTHING),
        ("nothing", vec![], EVERYTHING),
    ];
    let sessions: Vec<Value> =
        rows.iter().map(|(name, factors, _)| intermediate(name, ANN, factors.clone())).collect();
    let app = TestApp::start(world(organizations(json!({})), sessions)).await;
    for (session, _, expected) in rows {
        assert_eq!(seen(&app, session).await, expected, "{session}");
    }
}

#[tokio::test]
async fn a_member_session_also_sees_its_own_organization() {
    let sessions = [
        member_session("own", "Owner", ANN, [saml("c-owner")]),
        member_session("another", "Plain", ANN, [saml("c-owner")]),
        member_session("unknown", "Plain", ANN, [saml("c-unknown")]),
        member_session("mail too", "Plain", ANN, [saml("c-unknown"), magic_link()]),
    ];
    let app = TestApp::start(world(organizations(json!({})), sessions)).await;
    let rows = [
        ("own", OWNER),
        ("another", "Owner: active_member, Plain: active_member"),
        ("unknown", "Plain: active_member"),
        ("mail too", "Other: active_member, Owner: active_member, Plain: active_member"),
    ];
    for (session, expected) in rows {
        assert_eq!(seen(&app, session).await, expected, "{session}");
        let by_jwt = app.discover_by_jwt(session).await;
        assert_eq!(by_jwt.listing().join(", "), expected, "{session}");
    }
}

#[tokio::test]
async fn the_identity_provider_of_who_claims_the_domain_opens_everything() {
    let claims = |domains: &[&str]| json!({ "claimed_email_domains": domains });
    let rows = [
        (claims(&["acme.example"]), EVERYTHING),
        (claims(&["other.example", "ACME.example"]), EVERYTHING),
        (claims(&["other.example"]), OWNER),
        (claims(&["mail.acme.example"]), OWNER),
        (claims(&["notacme.example"]), OWNER),
        (claims(&["acme.example.evil.test"]), OWNER),
        (claims(&[]), OWNER),
        // A list of domains that may join is no claim.
        (json!({"email_allowed_domains": ["acme.example"]}), OWNER),
    ];
    let sessions = [intermediate("ann", ANN, [saml("c-owner")])];
    let mut app = TestApp::start(world([], sessions)).await;
    for (owner, expected) in rows {
        app.load(world(organizations(owner.clone()), [])).await;
        assert_eq!(seen(&app, "ann").await, expected, "{owner}");
    }
}

#[tokio::test]
async fn a_claim_counts_only_of_a_listed_organization_that_owns_the_connection() {
    let claim = || json!({"claimed_email_domains": ["acme.example"]});
    let removed = member(ANN, json!({"status": "deleted"}));
    let also_owner = with(connection("c-third"), claim());
    let mut organizations = organizations(json!({}));
    organizations[1] = organization("Other", with(connection("c-other"), claim()), [verified(ANN)]);
    organizations.push(organization("Stranger", also_owner.clone(), [verified("bob@acme.example")]));
    organizations.push(organization("Left", with(connection("c-left"), claim()), [removed]));
    let sessions = [
        intermediate("somebody else claims", ANN, [saml("c-owner")]),
        intermediate("who claims is a stranger", ANN, [saml("c-third")]),
        intermediate("who claims has removed her", ANN, [saml("c-left")]),
        intermediate("who claims vouches", ANN, [saml("c-other")]),
        intermediate("one of two claims", ANN, [saml("c-owner"), saml("c-other")]),
        member_session("member", "Plain", ANN, [saml("c-other")]),
    ];
    let app = TestApp::start(world(organizations, sessions)).await;
    let rows = [
        ("somebody else claims", OWNER),
        ("who claims is a stranger", ""),
        ("who claims has removed her", ""),
        ("who claims vouches", EVERYTHING),
        ("one of two claims", EVERYTHING),
        ("member", "Other: active_member, Owner: active_member, Plain: active_member"),
    ];
    for (session, expected) in rows {
        assert_eq!(seen(&app, session).await, expected, "{session}");
    }
}

#[tokio::test]
async fn who_may_join_an_organization_that_claims_the_domain_sees_everything() {
    let joinable = json!({
        "email_jit_provisioning": "RESTRICTED",
        "email_allowed_domains": ["acme.example"],
        "claimed_email_domains": ["acme.example"],
    });
    let organizations = [
        organization("Claims", with(connection("c"), joinable), [verified("bob@acme.example")]),
        organization("Plain", json!({}), [verified(ANN)]),
    ];
    let app = TestApp::start(world(organizations, [intermediate("ann", ANN, [saml("c")])])).await;
    let expected = "Plain: active_member, Claims: eligible_to_join_by_email_domain";
    assert_eq!(seen(&app, "ann").await, expected);
}

#[tokio::test]
async fn nobody_is_the_authority_for_a_mailbox_provider() {
    let joinable = json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]});
    let domains = ["gmail.com", "acme.test"].map(str::to_owned);
    let people = || domains.iter().map(|domain| verified(&format!("ann@{domain}")));
    let members: Vec<Value> = people().chain([verified("bob@acme.example")]).collect();
    let owner = organization("Owner", with(connection("c"), joinable), members);
    let sessions = domains.clone().map(|d| intermediate(&d, &format!("ann@{d}"), [saml("c")]));
    let mut app = TestApp::start(world([owner], sessions)).await;
    admit_past_the_check(&app, "claimed_email_domains", &domains).await;
    app.load(world([organization("Plain", json!({}), people().collect::<Vec<_>>())], [])).await;
    assert_eq!(seen(&app, "gmail.com").await, OWNER);
    assert_eq!(seen(&app, "acme.test").await, "Owner: active_member, Plain: active_member");
}
