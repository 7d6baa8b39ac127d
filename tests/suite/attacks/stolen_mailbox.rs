//! An attacker who reads the victim's mail still needs a method that the organization accepts.

use serde_json::json;

use super::VIC;
use test_support::{
    TestApp,
    builders::{
        data_set, intermediate, magic_link, member, oauth, oauth_exchange, organization, password,
        password_with_id, project_password, required_methods, verified, verified_oauth, with,
    },
};

#[tokio::test]
async fn mailbox_and_foreign_google_account_do_not_authenticate() {
    let google = || json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": ["google_oauth"]});
    let registered = json!({"oauth_registrations": [{"provider_type": "Google", "provider_subject": "vic"}]});
    let invited = with(registered.clone(), json!({"status": "invited"}));
    let organizations = [
        organization("Registered", google(), [with(verified(VIC), registered)]),
        organization("Not registered", google(), [verified(VIC)]),
        organization("Invited, registered", google(), [member(VIC, invited)]),
    ];
    let unverified = with(oauth("google", "eve"), json!({"email_verified": false}));
    let sessions = [
        intermediate("Google", VIC, [magic_link(), oauth("google", "eve")]),
        intermediate("unverified", VIC, [magic_link(), unverified]),
        intermediate("exchanged", VIC, [magic_link(), oauth_exchange("google", "eve")]),
        intermediate("Microsoft", VIC, [magic_link(), verified_oauth("microsoft", "eve")]),
        intermediate("Vic's own", VIC, [magic_link(), oauth("google", "vic")]),
    ];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    let names = ["Registered", "Not registered", "Invited, registered"];
    for session in ["Google", "unverified", "exchanged", "Microsoft"] {
        let response = app.discover(session).await;
        for name in names {
            let entry = response.entry(name);
            assert_eq!(required_methods(&entry), "google_oauth", "{session} {name}");
            assert_eq!(entry["member_authenticated"], false, "{session} {name}");
        }
    }
    let response = app.discover("Vic's own").await;
    let authenticated = names.map(|name| response.entry(name)["member_authenticated"].clone());
    assert_eq!(authenticated, [json!(true), json!(false), json!(true)]);
}

/// A session and the methods that the organizations `Slack` and `Password` still require.
struct Row {
    session: &'static str,
    slack: &'static str,
    password: &'static str,
}

#[tokio::test]
async fn mail_does_not_replace_registered_account_or_password() {
    let only = |method: &str| json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": [method]});
    let registered =
        json!({"oauth_registrations": [{"provider_type": "Slack", "provider_subject": "U-VIC"}]});
    let organizations = [
        organization("Slack", only("slack_oauth"), [with(verified(VIC), registered)]),
        organization(
            "Password",
            only("password"),
            [with(verified(VIC), json!({"member_password_id": "p-vic"}))],
        ),
    ];
    let sessions = [
        intermediate("Eve's Slack", VIC, [magic_link(), oauth("slack", "U-EVE")]),
        intermediate("Eve's password", VIC, [magic_link(), password_with_id("p-eve")]),
        intermediate("password without id", VIC, [magic_link(), password()]),
        intermediate("Vic's Slack", VIC, [oauth("slack", "U-VIC")]),
        // A writer sets this scope only if a person has one password for the whole project.
        intermediate("project password", VIC, [project_password()]),
    ];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    let rows = [
        Row { session: "Eve's Slack", slack: "slack_oauth", password: "password" },
        Row { session: "Eve's password", slack: "slack_oauth", password: "password" },
        Row { session: "password without id", slack: "slack_oauth", password: "password" },
        Row { session: "Vic's Slack", slack: "satisfied", password: "magic_link email_otp" },
        Row { session: "project password", slack: "magic_link email_otp", password: "satisfied" },
    ];
    for Row { session, slack, password } in rows {
        let response = app.discover(session).await;
        let required = ["Slack", "Password"].map(|name| required_methods(&response.entry(name)));
        assert_eq!(required, [slack, password], "{session}");
    }
}
