//! The organizations that a session sees whose factors are SSO only, or a password of one organization.

mod domain_claims;

use serde_json::{Value, json};

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

/// A session, and the organizations that it sees.
struct Visible {
    session: &'static str,
    factors: Vec<Value>,
    sees: &'static str,
}

fn visible(session: &'static str, factors: Vec<Value>, sees: &'static str) -> Visible {
    Visible { session, factors, sees }
}

fn with_sso_only() -> [Visible; 17] {
    let foreign = |factor: Value| with(factor, json!({"email_address": "eve@evil.test"}));
    let unknown_delivery = |connection: &str| {
        with(factor("sso", "sso_exchange"), json!({"saml_sso_factor": {"provider_id": connection}}))
    };
    let both = "Other: active_member, Owner: active_member";
    [
        visible("saml", vec![saml("c-owner")], OWNER),
        visible("oidc", vec![oidc("c-owner")], OWNER),
        visible("unknown delivery", vec![unknown_delivery("c-owner")], OWNER),
        visible("the other one", vec![saml("c-other")], "Other: active_member"),
        visible("two connections", vec![saml("c-owner"), oidc("c-other")], both),
        visible("unknown connection", vec![saml("c-unknown")], ""),
        visible("unknown delivery, unknown connection", vec![unknown_delivery("c-unknown")], ""),
        visible("no connection", vec![factor("sso", "sso_saml")], ""),
        visible("with phone", vec![saml("c-owner"), sms("+15550000100")], OWNER),
        visible("with app", vec![totp("totp-1"), saml("c-owner")], OWNER),
        visible("with recovery code", vec![recovery_code(), saml("c-owner")], OWNER),
        visible("with something unknown", vec![saml("c-owner"), factor("imported", "imported_auth0")], OWNER),
        visible("with unverified token", vec![saml("c-owner"), unverified_trusted_token()], OWNER),
        visible("with foreign mail", vec![saml("c-owner"), magic_link_to("eve@evil.test")], OWNER),
        visible("with mail without address", vec![saml("c-owner"), factor("email_otp", "email")], OWNER),
        visible("with ignored Slack", vec![saml("c-owner"), foreign(oauth("slack", "U1"))], OWNER),
        visible("ignored SSO", vec![foreign(saml("c-owner"))], ""),
    ]
}

/// A password of one organization opens that organization only.
fn with_password_of_one_organization() -> [Visible; 5] {
    let owner_and_plain = "Owner: active_member, Plain: active_member";
    [
        visible("password", vec![password()], ""),
        visible("password of Plain", vec![password_of("password-plain")], "Plain: active_member"),
        visible("password of a stranger", vec![password_of("password-evil")], ""),
        visible(
            "SSO and password of Plain",
            vec![saml("c-owner"), password_of("password-plain")],
            owner_and_plain,
        ),
        visible("SSO and password", vec![saml("c-owner"), password()], OWNER),
    ]
}

fn without_primary_factor() -> [Visible; 4] {
    [
        visible("nothing", vec![], ""),
        visible("only a second factor", vec![totp("totp-1")], ""),
        visible("only something unknown", vec![factor("imported", "imported_auth0")], ""),
        visible("only an unverified token", vec![unverified_trusted_token()], ""),
    ]
}

/// Any other primary factor opens the list.
fn with_another_primary_factor() -> [Visible; 10] {
    [
        visible("project password", vec![project_password()], EVERYTHING),
        visible("with project password", vec![saml("c-owner"), project_password()], EVERYTHING),
        visible("Slack", vec![oauth("slack", "U1")], EVERYTHING),
        visible("Slack without subject", vec![factor("oauth", "oauth_slack")], EVERYTHING),
        visible("with Slack", vec![oauth("slack", "U1"), saml("c-unknown")], EVERYTHING),
        visible("exchanged GitHub", vec![exchanged("github", "1")], EVERYTHING),
        visible("unverified Google", vec![oauth("google", "1")], EVERYTHING),
        visible("mail", vec![magic_link()], EVERYTHING),
        visible("with code by mail", vec![saml("c-unknown"), email_otp()], EVERYTHING),
        visible("with trusted token", vec![saml("c-unknown"), trusted_token()], EVERYTHING),
    ]
}

#[tokio::test]
async fn session_without_primary_factor_sees_only_verified_organizations() {
    let rows: Vec<Visible> = with_sso_only()
        .into_iter()
        .chain(with_password_of_one_organization())
        .chain(without_primary_factor())
        .chain(with_another_primary_factor())
        .collect();
    let sessions: Vec<Value> =
        rows.iter().map(|row| intermediate(row.session, ANN, row.factors.clone())).collect();
    let app = start_unchecked(world(organizations(json!({})), sessions)).await;
    for Visible { session, sees, .. } in rows {
        assert_eq!(seen(&app, session).await, sees, "{session}");
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
