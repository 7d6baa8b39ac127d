//! Sessions that contain only SSO by the attacker's identity provider, or no primary factor.

use serde_json::{Value, json};

use super::{
    VIC, acme, assert_redacted_and_unauthenticated, evil, member_session, proof_of_identity::ONLY_EVIL,
};
use test_support::{
    TestApp,
    builders::{
        data_set, discovered, factor, intermediate, oauth, oidc, password, recovery_code, saml, totp,
        unverified_trusted_token, with,
    },
};

#[tokio::test]
async fn attackers_sso_lists_only_attackers_organization() {
    let unknown_delivery =
        || with(factor("sso", "sso_exchange"), json!({"saml_sso_factor": {"provider_id": "c-evil"}}));
    let hidden = [
        intermediate("saml", VIC, [saml("c-evil")]),
        intermediate("oidc and app", VIC, [oidc("c-evil"), totp("totp-eve")]),
        intermediate("unknown delivery", VIC, [unknown_delivery()]),
        intermediate("saml and password", VIC, [saml("c-evil"), password(), recovery_code()]),
        member_session("member", "Evil", VIC, [saml("c-evil")]),
        member_session("member and app", "Evil", VIC, [oidc("c-evil"), totp("totp-eve"), recovery_code()]),
        member_session("member, unknown delivery", "Evil", VIC, [unknown_delivery()]),
    ];
    let listed = [
        intermediate("saml and Slack", VIC, [saml("c-evil"), oauth("slack", "U-EVE")]),
        intermediate("unknown delivery and Slack", VIC, [unknown_delivery(), oauth("slack", "U-EVE")]),
    ];
    let sessions: Vec<Value> = hidden.iter().chain(&listed).cloned().collect();
    let app = TestApp::start(data_set([acme(), evil()], sessions)).await;
    for session in &hidden {
        let name = session["name"].as_str().unwrap();
        assert_eq!(discovered(&app, name).await, ONLY_EVIL, "{name}");
    }
    assert_eq!(app.discover_by_jwt("member").await.listing(), [ONLY_EVIL]);
    for session in listed {
        assert_redacted_and_unauthenticated(&app, session["name"].as_str().unwrap()).await;
    }
}

#[tokio::test]
async fn sso_with_unknown_delivery_lists_no_organization() {
    let of = |delivery_method: &str, detail: Value| with(factor("sso", delivery_method), detail);
    let foreign = json!({"saml_sso_factor": {"provider_id": "c-foreign"}});
    let sessions = [
        intermediate("known", VIC, [of("sso_saml", foreign.clone())]),
        intermediate("unknown", VIC, [of("sso_exchange", foreign.clone())]),
        intermediate("empty delivery", VIC, [of("", foreign)]),
        intermediate("no connection", VIC, [of("sso_exchange", json!({}))]),
    ];
    let app = TestApp::start(data_set([acme(), evil()], sessions)).await;
    for session in ["known", "unknown", "empty delivery", "no connection"] {
        assert_eq!(discovered(&app, session).await, "", "{session}");
    }
}

#[tokio::test]
async fn session_without_primary_factor_lists_own_organization_only() {
    let sessions = [
        intermediate("nothing", VIC, []),
        intermediate("unknown", VIC, [factor("imported", "imported_auth0")]),
        intermediate("unverified token", VIC, [unverified_trusted_token()]),
        member_session("member", "Evil", VIC, []),
    ];
    let app = TestApp::start(data_set([acme(), evil()], sessions)).await;
    for session in ["nothing", "unknown", "unverified token"] {
        assert_eq!(discovered(&app, session).await, "", "{session}");
    }
    assert_eq!(discovered(&app, "member").await, ONLY_EVIL);
}
