//! The organizations that a session sees that shows nothing but SSO, or a password of one organization.

use serde_json::{Value, json};

use crate::mailbox_providers::admit_past_the_check;
use test_support::{
    TestApp,
    builders::{
        connection, email_otp, exchanged, factor, intermediate, magic_link, magic_link_to, member,
        member_session, oauth, oidc, organization, password, password_of, project_password, recovery_code,
        saml, seen, sms, start_unchecked, totp, trusted_token, unverified_trusted_token, verified, with,
        world,
    },
};

const ANN: &str = "ann@acme.example";
const OWNER: &str = "Owner: active_member";
const EVERYTHING: &str = "Other: active_member, Owner: active_member, Plain: active_member, \
    Joinable: eligible_to_join_by_email_domain";

/// Four organizations that concern Ann. `Owner` owns the connection `c-owner`, and has these settings too. In
/// `Plain`, Ann has a password.
fn organizations(owner: Value) -> Vec<Value> {
    let joinable = json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]});
    let ann = with(verified(ANN), json!({"member_password_id": "password-plain"}));
    vec![
        organization("Owner", with(connection("c-owner"), owner), [verified(ANN)]),
        organization("Other", connection("c-other"), [verified(ANN)]),
        organization("Plain", json!({}), [ann]),
        organization("Joinable", joinable, [verified("bob@acme.example")]),
    ]
}

#[tokio::test]
async fn session_without_primary_factor_sees_only_verified_organizations() {
    let foreign = |factor: Value| with(factor, json!({"email_address": "eve@evil.test"}));
    let unknown_delivery = |connection: &str| {
        with(factor("sso", "sso_exchange"), json!({"saml_sso_factor": {"provider_id": connection}}))
    };
    let both = "Other: active_member, Owner: active_member";
    let owner_and_plain = "Owner: active_member, Plain: active_member";
    let rows = [
        ("saml", vec![saml("c-owner")], OWNER),
        ("oidc", vec![oidc("c-owner")], OWNER),
        ("unknown delivery", vec![unknown_delivery("c-owner")], OWNER),
        ("the other one", vec![saml("c-other")], "Other: active_member"),
        ("two connections", vec![saml("c-owner"), oidc("c-other")], both),
        ("unknown connection", vec![saml("c-unknown")], ""),
        ("unknown delivery, unknown connection", vec![unknown_delivery("c-unknown")], ""),
        ("no connection", vec![factor("sso", "sso_saml")], ""),
        ("with phone", vec![saml("c-owner"), sms("+15550000100")], OWNER),
        ("with app", vec![totp("totp-1"), saml("c-owner")], OWNER),
        ("with recovery code", vec![recovery_code(), saml("c-owner")], OWNER),
        ("with something unknown", vec![saml("c-owner"), factor("imported", "imported_auth0")], OWNER),
        ("with unverified token", vec![saml("c-owner"), unverified_trusted_token()], OWNER),
        ("with foreign mail", vec![saml("c-owner"), magic_link_to("eve@evil.test")], OWNER),
        ("with mail without address", vec![saml("c-owner"), factor("email_otp", "email")], OWNER),
        ("with ignored Slack", vec![saml("c-owner"), foreign(oauth("slack", "U1"))], OWNER),
        ("ignored SSO", vec![foreign(saml("c-owner"))], ""),
        // A password of one organization opens that organization only.
        ("password", vec![password()], ""),
        ("password of Plain", vec![password_of("password-plain")], "Plain: active_member"),
        ("password of a stranger", vec![password_of("password-evil")], ""),
        ("SSO and password of Plain", vec![saml("c-owner"), password_of("password-plain")], owner_and_plain),
        ("SSO and password", vec![saml("c-owner"), password()], OWNER),
        // Nothing, and nothing but second factors.
        ("nothing", vec![], ""),
        ("only a second factor", vec![totp("totp-1")], ""),
        ("only something unknown", vec![factor("imported", "imported_auth0")], ""),
        ("only an unverified token", vec![unverified_trusted_token()], ""),
        // Any other primary factor opens the list.
        ("project password", vec![project_password()], EVERYTHING),
        ("with project password", vec![saml("c-owner"), project_password()], EVERYTHING),
        ("Slack", vec![oauth("slack", "U1")], EVERYTHING),
        ("Slack without subject", vec![factor("oauth", "oauth_slack")], EVERYTHING),
        ("with Slack", vec![oauth("slack", "U1"), saml("c-unknown")], EVERYTHING),
        ("exchanged GitHub", vec![exchanged("github", "1")], EVERYTHING),
        ("unverified Google", vec![oauth("google", "1")], EVERYTHING),
        ("mail", vec![magic_link()], EVERYTHING),
        ("with code by mail", vec![saml("c-unknown"), email_otp()], EVERYTHING),
        ("with trusted token", vec![saml("c-unknown"), trusted_token()], EVERYTHING),
    ];
    let sessions: Vec<Value> =
        rows.iter().map(|(name, factors, _)| intermediate(name, ANN, factors.clone())).collect();
    let app = start_unchecked(world(organizations(json!({})), sessions)).await;
    for (session, _, expected) in rows {
        assert_eq!(seen(&app, session).await, expected, "{session}");
    }
}

#[tokio::test]
async fn member_session_also_sees_its_own_organization() {
    let everything = "Other: active_member, Owner: active_member, Plain: active_member";
    let rows = [
        (member_session("own", "Owner", ANN, [saml("c-owner")]), OWNER),
        (
            member_session("another", "Plain", ANN, [saml("c-owner")]),
            "Owner: active_member, Plain: active_member",
        ),
        (member_session("unknown", "Plain", ANN, [saml("c-unknown")]), "Plain: active_member"),
        (member_session("password", "Other", ANN, [password()]), "Other: active_member"),
        (member_session("nothing", "Other", ANN, []), "Other: active_member"),
        (member_session("second factor", "Other", ANN, [totp("totp-1")]), "Other: active_member"),
        (member_session("mail too", "Plain", ANN, [saml("c-unknown"), magic_link()]), everything),
    ];
    let sessions: Vec<Value> = rows.iter().map(|(session, _)| session.clone()).collect();
    let app = TestApp::start(world(organizations(json!({})), sessions)).await;
    for (session, expected) in rows {
        let name = session["name"].as_str().unwrap();
        assert_eq!(seen(&app, name).await, expected, "{name}");
        let by_jwt = app.discover_by_jwt(name).await;
        assert_eq!(by_jwt.listing().join(", "), expected, "{name}");
    }
}

#[tokio::test]
async fn member_session_sees_its_own_unverified_membership() {
    let organizations = [organization("Own", json!({}), [member(ANN, json!({}))])];
    let sessions = [member_session("own", "Own", ANN, []), intermediate("ist", ANN, [])];
    let app = TestApp::start(world(organizations, sessions)).await;
    assert_eq!(seen(&app, "own").await, "Own: active_member");
    assert_eq!(seen(&app, "ist").await, "");
}

#[tokio::test]
async fn connection_of_domain_claimant_opens_everything() {
    let claims = |domains: &[&str]| json!({ "claimed_email_domains": domains });
    let rows = [
        (claims(&["acme.example"]), EVERYTHING),
        (claims(&["other.example", "ACME.example"]), EVERYTHING),
        (claims(&["other.example"]), OWNER),
        (claims(&["mail.acme.example"]), OWNER),
        (claims(&["notacme.example"]), OWNER),
        (claims(&["acme.example.evil.test"]), OWNER),
        (claims(&[]), OWNER),
        // A list of domains that may join is not a claim.
        (json!({"email_allowed_domains": ["acme.example"]}), OWNER),
    ];
    let unknown_delivery =
        with(factor("sso", "sso_exchange"), json!({"oidc_sso_factor": {"provider_id": "c-owner"}}));
    let sessions = [
        intermediate("ann", ANN, [saml("c-owner")]),
        intermediate("unknown delivery", ANN, [unknown_delivery]),
        intermediate("no SSO", ANN, []),
    ];
    let mut app = TestApp::start(world([], sessions)).await;
    for (owner, expected) in rows {
        app.load(world(organizations(owner.clone()), [])).await;
        assert_eq!(seen(&app, "ann").await, expected, "{owner}");
        assert_eq!(seen(&app, "unknown delivery").await, expected, "{owner}");
        assert_eq!(seen(&app, "no SSO").await, "", "{owner}");
    }
}

#[tokio::test]
async fn domain_claim_counts_only_for_connection_owner() {
    let claim = || json!({"claimed_email_domains": ["acme.example"]});
    let removed = member(ANN, json!({"status": "deleted"}));
    let also_owner = with(connection("c-third"), claim());
    let mut organizations = organizations(json!({}));
    organizations[1] = organization("Other", with(connection("c-other"), claim()), [verified(ANN)]);
    // Data files do not repeat a claim, but other writers may.
    let stranger = organization("Stranger", also_owner, [verified("bob@acme.example")]);
    let left = organization("Left", with(connection("c-left"), claim()), [removed]);
    let sessions = [
        intermediate("another organization claims", ANN, [saml("c-owner")]),
        intermediate("a stranger claims", ANN, [saml("c-third")]),
        intermediate("an organization that removed her claims", ANN, [saml("c-left")]),
        intermediate("the owner claims", ANN, [saml("c-other")]),
        intermediate("one of two claims", ANN, [saml("c-owner"), saml("c-other")]),
        member_session("member", "Plain", ANN, [saml("c-other")]),
    ];
    let mut app = TestApp::start(world(organizations, sessions)).await;
    app.load(world([stranger], [])).await;
    app.load(world([left], [])).await;
    let rows = [
        ("another organization claims", OWNER),
        ("a stranger claims", ""),
        ("an organization that removed her claims", ""),
        ("the owner claims", EVERYTHING),
        ("one of two claims", EVERYTHING),
        ("member", "Other: active_member, Owner: active_member, Plain: active_member"),
    ];
    for (session, expected) in rows {
        assert_eq!(seen(&app, session).await, expected, "{session}");
    }
}

#[tokio::test]
async fn newcomer_by_claimed_domain_sees_everything() {
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
async fn claim_to_shared_domain_is_ignored() {
    let joinable = json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]});
    let domains = ["gmail.com", "qq.com", "co.uk", "onmicrosoft.com", "acme.test"].map(str::to_owned);
    let people = || domains.iter().map(|domain| verified(&format!("ann@{domain}")));
    let members: Vec<Value> = people().chain([verified("bob@acme.example")]).collect();
    let owner = organization("Owner", with(connection("c"), joinable), members);
    let sessions = domains.clone().map(|d| intermediate(&d, &format!("ann@{d}"), [saml("c")]));
    let mut app = TestApp::start(world([owner], sessions)).await;
    admit_past_the_check(&app, "claimed_email_domains", &domains).await;
    app.load(world([organization("Plain", json!({}), people().collect::<Vec<_>>())], [])).await;
    for domain in &domains[..4] {
        assert_eq!(seen(&app, domain).await, OWNER, "{domain}");
    }
    assert_eq!(seen(&app, "acme.test").await, "Owner: active_member, Plain: active_member");
}
