//! Sessions with nothing but the attacker's own identity provider, or with no primary factor at all.

use serde_json::{Value, json};

use super::{VIC, acme, assert_nothing_gained, evil, member_session, proof_of_identity::ONLY_EVIL};
use test_support::{
    TestApp,
    builders::{
        factor, intermediate, oauth, oidc, password, recovery_code, saml, seen, totp,
        unverified_trusted_token, with, world,
    },
};

#[tokio::test]
async fn own_identity_provider_opens_only_own_organization() {
    let unknown_delivery =
        || with(factor("sso", "sso_exchange"), json!({"saml_sso_factor": {"provider_id": "c-evil"}}));
    let hidden = [
        intermediate("saml", VIC, [saml("c-evil")]),
        intermediate("oidc and app", VIC, [oidc("c-evil"), totp("totp-eve")]),
        intermediate("unknown delivery", VIC, [unknown_delivery()]),
        intermediate("and a password", VIC, [saml("c-evil"), password(), recovery_code()]),
        member_session("member", "Evil", VIC, [saml("c-evil")]),
        member_session("member and app", "Evil", VIC, [oidc("c-evil"), totp("totp-eve"), recovery_code()]),
        member_session("member, unknown delivery", "Evil", VIC, [unknown_delivery()]),
    ];
    let opened = [
        intermediate("saml and Slack", VIC, [saml("c-evil"), oauth("slack", "U-EVE")]),
        intermediate("unknown delivery and Slack", VIC, [unknown_delivery(), oauth("slack", "U-EVE")]),
    ];
    let sessions: Vec<Value> = hidden.iter().chain(&opened).cloned().collect();
    let app = TestApp::start(world([acme(), evil()], sessions)).await;
    for session in &hidden {
        let name = session["name"].as_str().unwrap();
        assert_eq!(seen(&app, name).await, ONLY_EVIL, "{name}");
    }
    assert_eq!(app.discover_by_jwt("member").await.listing(), [ONLY_EVIL]);
    for session in opened {
        assert_nothing_gained(&app, session["name"].as_str().unwrap()).await;
    }
}

#[tokio::test]
async fn sso_with_unknown_delivery_opens_nothing() {
    let of = |delivery_method: &str, detail: Value| with(factor("sso", delivery_method), detail);
    let foreign = json!({"saml_sso_factor": {"provider_id": "c-foreign"}});
    let sessions = [
        intermediate("known", VIC, [of("sso_saml", foreign.clone())]),
        intermediate("unknown", VIC, [of("sso_exchange", foreign.clone())]),
        intermediate("empty delivery", VIC, [of("", foreign)]),
        intermediate("no connection", VIC, [of("sso_exchange", json!({}))]),
    ];
    let app = TestApp::start(world([acme(), evil()], sessions)).await;
    for session in ["known", "unknown", "empty delivery", "no connection"] {
        assert_eq!(seen(&app, session).await, "", "{session}");
    }
}

#[tokio::test]
async fn session_without_primary_factor_sees_own_organization_only() {
    let sessions = [
        intermediate("nothing", VIC, []),
        intermediate("unknown", VIC, [factor("imported", "imported_auth0")]),
        intermediate("unverified token", VIC, [unverified_trusted_token()]),
        member_session("member", "Evil", VIC, []),
    ];
    let app = TestApp::start(world([acme(), evil()], sessions)).await;
    for session in ["nothing", "unknown", "unverified token"] {
        assert_eq!(seen(&app, session).await, "", "{session}");
    }
    assert_eq!(seen(&app, "member").await, ONLY_EVIL);
}
