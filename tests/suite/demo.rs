//! Responses for the demo's sessions.

use serde_json::Value;

use test_support::TestApp;

fn demo() -> Value {
    serde_json::from_str(include_str!("../../local/demo/data.json")).expect("JSON")
}

#[tokio::test]
async fn demo_sessions_list_expected_organizations() {
    let app = TestApp::start(demo()).await;
    let all_organizations = ["Acme: active_member", "Globex: active_member", "Initech: active_member"];
    assert_eq!(app.discover("consultant").await.listing(), all_organizations);
    assert_eq!(app.discover("member-session").await.listing(), all_organizations);
    assert_eq!(app.discover_by_jwt("member-session").await.listing(), all_organizations);
    assert_eq!(app.discover("invited-newcomer").await.listing(), ["Acme: invited_member"]);
    assert_eq!(
        app.discover("eligible-by-domain").await.listing(),
        ["Acme: eligible_to_join_by_email_domain"]
    );
    assert_eq!(
        app.discover("eligible-by-slack").await.listing(),
        ["Globex: eligible_to_join_by_oauth_tenant"]
    );
    assert_eq!(app.discover("not-shown").await.listing(), [""; 0]);
    assert_eq!(app.discover("expired").await.outcome(), "intermediate_session_not_found");
    let unverified = app.discover("github-unproven").await.entry("Globex");
    assert_eq!(unverified["member_authenticated"], false);
    assert_eq!(unverified["membership"]["member"]["name"], "");
    let mfa = app.discover("mfa-required").await.entry("Initech");
    assert_eq!(mfa["mfa_required"]["member_options"]["mfa_phone_number"], "XXXXXXX1234");
    let tied = app.discover("tied-to-globex").await.json();
    assert_eq!(
        tied["organization_id_hint"],
        tied["discovered_organizations"][0]["organization"]["organization_id"]
    );
}
