//! Binding of a member session and its factors to the session's own Member.

use serde_json::{Value, json};

use super::{ANN, UNVERIFIED};
use test_support::{
    TestApp,
    builders::{
        data_set, intermediate, magic_link, member, member_session, oauth, organization, organization_id,
        password, password_with_id, project_password, required_methods, verified, with,
    },
};

// An organization that accepts only passwords also requires an email factor, which verifies the address.
const VERIFY: &str = "magic_link email_otp";
const PASSWORD_OR_VERIFY: &str = "password magic_link email_otp";
const SATISFIED: &str = "satisfied";
const EVERY_METHOD: &str =
    "magic_link email_otp password google_oauth microsoft_oauth slack_oauth github_oauth hubspot_oauth";

/// A session and the methods that each organization still requires.
struct PasswordCase {
    session: Value,
    home: &'static str,
    away: &'static str,
    no_password: &'static str,
    open: &'static str,
}

fn password_cases() -> [PasswordCase; 5] {
    let unbound_slack = || oauth("slack", "");
    let tied_to_home = json!({"organization_id_hint": organization_id("Home")});
    let verify_everywhere =
        |session| PasswordCase { session, home: VERIFY, away: VERIFY, no_password: VERIFY, open: UNVERIFIED };
    [
        PasswordCase {
            home: SATISFIED,
            ..verify_everywhere(member_session("own", "Home", ANN, [password(), unbound_slack()]))
        },
        PasswordCase {
            no_password: PASSWORD_OR_VERIFY,
            ..verify_everywhere(member_session(
                "own, no password",
                "No password",
                ANN,
                [password(), unbound_slack()],
            ))
        },
        verify_everywhere(with(intermediate("tied", ANN, [password(), unbound_slack()]), tied_to_home)),
        PasswordCase {
            home: PASSWORD_OR_VERIFY,
            away: SATISFIED,
            ..verify_everywhere(member_session(
                "own, named",
                "Home",
                ANN,
                [password_with_id("password-away"), unbound_slack()],
            ))
        },
        PasswordCase {
            session: intermediate("project", ANN, [project_password()]),
            home: SATISFIED,
            away: SATISFIED,
            no_password: VERIFY,
            open: SATISFIED,
        },
    ]
}

#[tokio::test]
async fn password_without_id_is_bound_to_own_member_only() {
    let with_password =
        |id: &str| member(ANN, json!({"email_address_verified": true, "member_password_id": id}));
    let only_password = json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": ["password"]});
    let organizations = [
        organization("Home", only_password.clone(), [with_password("password-home")]),
        organization("Away", only_password.clone(), [with_password("password-away")]),
        organization("No password", only_password, [verified(ANN)]),
        organization("Open", json!({}), [with_password("password-open")]),
    ];
    let cases = password_cases();
    let sessions: Vec<Value> = cases.iter().map(|case| case.session.clone()).collect();
    let app = TestApp::start(data_set(organizations, sessions)).await;
    for case in cases {
        let name = case.session["name"].as_str().unwrap();
        let response = app.discover(name).await;
        let needs = ["Home", "Away", "No password", "Open"].map(|org| required_methods(&response.entry(org)));
        assert_eq!(needs, [case.home, case.away, case.no_password, case.open], "{name}");
    }
}

/// A session and the methods that each organization still requires.
struct SessionCase {
    session: &'static str,
    home: &'static str,
    away: &'static str,
    unverified: &'static str,
}

#[tokio::test]
async fn member_session_verifies_its_own_verified_member_only() {
    let organizations = [
        organization("Home", json!({}), [verified(ANN)]),
        organization("Away", json!({}), [verified(ANN)]),
        organization("Unverified", json!({}), [member(ANN, json!({}))]),
    ];
    let slack = || [oauth("slack", "U1")];
    let sessions = [
        member_session("home", "Home", ANN, slack()),
        member_session("unverified", "Unverified", ANN, slack()),
        intermediate("intermediate", ANN, slack()),
        member_session("by mail", "Unverified", ANN, [magic_link()]),
    ];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    let everywhere =
        |session, required| SessionCase { session, home: required, away: required, unverified: required };
    // The Slack account is not registered and no factor verifies the address: a member session alone does not make
    // the account count.
    let cases = [
        SessionCase { home: EVERY_METHOD, ..everywhere("home", UNVERIFIED) },
        everywhere("unverified", UNVERIFIED),
        everywhere("intermediate", UNVERIFIED),
        everywhere("by mail", SATISFIED),
    ];
    for SessionCase { session, home, away, unverified } in cases {
        let response = app.discover(session).await;
        let needs = ["Home", "Away", "Unverified"].map(|name| required_methods(&response.entry(name)));
        assert_eq!(needs, [home, away, unverified], "{session}");
    }
}
