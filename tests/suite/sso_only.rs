//! The organizations that a session lists if its only primary factors are SSO or one organization's password.

mod domain_claims;

use serde_json::{Value, json};

use test_support::{
    TestApp,
    builders::{
        data_set, discovered, email_otp, factor, intermediate, magic_link, magic_link_to, member,
        member_session, oauth, oauth_exchange, oidc, organization, password, password_with_id,
        project_password, recovery_code, saml, sms, sso_connection, start_unchecked, totp, trusted_token,
        unverified_trusted_token, verified, with,
    },
};

const ANN: &str = "ann@acme.example";
const OWNER: &str = "Owner: active_member";
const ALL_ORGANIZATIONS: &str = "Other: active_member, Owner: active_member, Plain: active_member, \
    Joinable: eligible_to_join_by_email_domain";

/// Four candidate organizations of Ann. `Owner` owns the connection `c-owner` and has these additional settings. In
/// `Plain`, Ann has a password.
fn organizations(owner: Value) -> Vec<Value> {
    let joinable = json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]});
    let ann = with(verified(ANN), json!({"member_password_id": "password-plain"}));
    vec![
        organization("Owner", with(sso_connection("c-owner"), owner), [verified(ANN)]),
        organization("Other", sso_connection("c-other"), [verified(ANN)]),
        organization("Plain", json!({}), [ann]),
        organization("Joinable", joinable, [verified("bob@acme.example")]),
    ]
}

/// A session, and the organizations that it lists.
struct ListingCase {
    session: &'static str,
    factors: Vec<Value>,
    listing: &'static str,
}

fn lists(session: &'static str, factors: Vec<Value>, listing: &'static str) -> ListingCase {
    ListingCase { session, factors, listing }
}

fn with_sso_only() -> [ListingCase; 17] {
    let foreign = |factor: Value| with(factor, json!({"email_address": "eve@evil.test"}));
    let unknown_delivery = |connection: &str| {
        with(factor("sso", "sso_exchange"), json!({"saml_sso_factor": {"provider_id": connection}}))
    };
    let both = "Other: active_member, Owner: active_member";
    [
        lists("saml", vec![saml("c-owner")], OWNER),
        lists("oidc", vec![oidc("c-owner")], OWNER),
        lists("unknown delivery", vec![unknown_delivery("c-owner")], OWNER),
        lists("other connection", vec![saml("c-other")], "Other: active_member"),
        lists("two connections", vec![saml("c-owner"), oidc("c-other")], both),
        lists("unknown connection", vec![saml("c-unknown")], ""),
        lists("unknown delivery, unknown connection", vec![unknown_delivery("c-unknown")], ""),
        lists("no connection", vec![factor("sso", "sso_saml")], ""),
        lists("with phone", vec![saml("c-owner"), sms("+15550000100")], OWNER),
        lists("with app", vec![totp("totp-1"), saml("c-owner")], OWNER),
        lists("with recovery code", vec![recovery_code(), saml("c-owner")], OWNER),
        lists("with unknown factor", vec![saml("c-owner"), factor("imported", "imported_auth0")], OWNER),
        lists("with unverified token", vec![saml("c-owner"), unverified_trusted_token()], OWNER),
        lists("with foreign mail", vec![saml("c-owner"), magic_link_to("eve@evil.test")], OWNER),
        lists("with mail without address", vec![saml("c-owner"), factor("email_otp", "email")], OWNER),
        lists("with ignored Slack", vec![saml("c-owner"), foreign(oauth("slack", "U1"))], OWNER),
        lists("ignored SSO", vec![foreign(saml("c-owner"))], ""),
    ]
}

/// A password of one organization lists only that organization.
fn with_password_of_one_organization() -> [ListingCase; 5] {
    let owner_and_plain = "Owner: active_member, Plain: active_member";
    [
        lists("password", vec![password()], ""),
        lists("password of Plain", vec![password_with_id("password-plain")], "Plain: active_member"),
        lists("password of another Member", vec![password_with_id("password-evil")], ""),
        lists(
            "SSO and password of Plain",
            vec![saml("c-owner"), password_with_id("password-plain")],
            owner_and_plain,
        ),
        lists("SSO and password", vec![saml("c-owner"), password()], OWNER),
    ]
}

fn without_primary_factor() -> [ListingCase; 4] {
    [
        lists("nothing", vec![], ""),
        lists("only a second factor", vec![totp("totp-1")], ""),
        lists("only an unknown factor", vec![factor("imported", "imported_auth0")], ""),
        lists("only an unverified token", vec![unverified_trusted_token()], ""),
    ]
}

/// Any other primary factor lists all organizations.
fn with_another_primary_factor() -> [ListingCase; 10] {
    [
        lists("project password", vec![project_password()], ALL_ORGANIZATIONS),
        lists("with project password", vec![saml("c-owner"), project_password()], ALL_ORGANIZATIONS),
        lists("Slack", vec![oauth("slack", "U1")], ALL_ORGANIZATIONS),
        lists("Slack without subject", vec![factor("oauth", "oauth_slack")], ALL_ORGANIZATIONS),
        lists("with Slack", vec![oauth("slack", "U1"), saml("c-unknown")], ALL_ORGANIZATIONS),
        lists("exchanged GitHub", vec![oauth_exchange("github", "1")], ALL_ORGANIZATIONS),
        lists("unverified Google", vec![oauth("google", "1")], ALL_ORGANIZATIONS),
        lists("mail", vec![magic_link()], ALL_ORGANIZATIONS),
        lists("with email code", vec![saml("c-unknown"), email_otp()], ALL_ORGANIZATIONS),
        lists("with trusted token", vec![saml("c-unknown"), trusted_token()], ALL_ORGANIZATIONS),
    ]
}

#[tokio::test]
async fn sso_or_password_lists_only_its_own_organizations() {
    let rows: Vec<ListingCase> = with_sso_only()
        .into_iter()
        .chain(with_password_of_one_organization())
        .chain(without_primary_factor())
        .chain(with_another_primary_factor())
        .collect();
    let sessions: Vec<Value> =
        rows.iter().map(|row| intermediate(row.session, ANN, row.factors.clone())).collect();
    let app = start_unchecked(data_set(organizations(json!({})), sessions)).await;
    for ListingCase { session, listing, .. } in rows {
        assert_eq!(discovered(&app, session).await, listing, "{session}");
    }
}

#[tokio::test]
async fn member_session_also_lists_its_own_organization() {
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
        (member_session("with mail", "Plain", ANN, [saml("c-unknown"), magic_link()]), everything),
    ];
    let sessions: Vec<Value> = rows.iter().map(|(session, _)| session.clone()).collect();
    let app = TestApp::start(data_set(organizations(json!({})), sessions)).await;
    for (session, expected) in rows {
        let name = session["name"].as_str().unwrap();
        assert_eq!(discovered(&app, name).await, expected, "{name}");
        let by_jwt = app.discover_by_jwt(name).await;
        assert_eq!(by_jwt.listing().join(", "), expected, "{name}");
    }
}

#[tokio::test]
async fn member_session_lists_its_own_unverified_membership() {
    let organizations = [organization("Own", json!({}), [member(ANN, json!({}))])];
    let sessions = [member_session("own", "Own", ANN, []), intermediate("ist", ANN, [])];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    assert_eq!(discovered(&app, "own").await, "Own: active_member");
    assert_eq!(discovered(&app, "ist").await, "");
}
