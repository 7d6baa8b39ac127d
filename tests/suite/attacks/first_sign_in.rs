//! Honest people who were stuck: each ends in an authenticated entry by doing what the entry asks for.

use serde_json::{Value, json};

use super::VIC;
use test_support::{
    TestApp,
    builders::{
        intermediate, magic_link, member, oauth, organization, primary, project_password, seen, verified,
        with, world,
    },
};

/// An organization that accepts one method, where Vic is a Member of this status or may join.
fn accepting(method: &str, name: &str, status: Option<&str>) -> Value {
    let open = json!({
        "auth_methods": "RESTRICTED", "allowed_auth_methods": [method],
        "email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"],
    });
    let vic = status.map(|status| member(VIC, json!({ "status": status })));
    let members: Vec<Value> = vic.into_iter().chain([verified("bob@acme.example")]).collect();
    organization(name, open, members)
}

#[tokio::test]
async fn newcomer_completes_sign_in_with_only_accepted_method() {
    struct Row {
        method: &'static str,
        factor: Value,
        first_asked: &'static str,
        relations: Vec<(&'static str, Option<&'static str>)>,
    }

    let google = || with(oauth("google", "vic"), json!({"email_verified": false}));
    let newcomers = [("Pending", Some("pending")), ("Invited", Some("invited")), ("Eligible", None)];
    let active = ("Active", Some("active"));
    let everyone = || newcomers.into_iter().chain([active]).collect::<Vec<_>>();
    let rows = [
        Row {
            method: "slack_oauth",
            factor: oauth("slack", "U-VIC"),
            first_asked: "magic_link email_otp",
            relations: everyone(),
        },
        Row {
            method: "password",
            factor: project_password(),
            first_asked: "magic_link email_otp",
            relations: everyone(),
        },
        Row {
            method: "google_oauth",
            factor: google(),
            first_asked: "google_oauth magic_link email_otp",
            relations: newcomers.into(),
        },
    ];
    for row in rows {
        let organizations: Vec<Value> =
            row.relations.iter().map(|(name, status)| accepting(row.method, name, *status)).collect();
        let sessions = [
            intermediate("first", VIC, [row.factor.clone()]),
            intermediate("then mail", VIC, [row.factor.clone(), magic_link()]),
            intermediate("mail first", VIC, [magic_link()]),
        ];
        let app = TestApp::start(world(organizations, sessions)).await;
        for (name, _) in &row.relations {
            let entry = async |session: &str| app.discover(session).await.entry(name);
            assert_eq!(primary(&entry("first").await), row.first_asked, "{name} {}", row.method);
            assert_eq!(primary(&entry("mail first").await), row.method, "{name}");
            assert_eq!(entry("then mail").await["member_authenticated"], true, "{name} {}", row.method);
        }
    }
}

#[tokio::test]
async fn unregistered_unverified_google_account_does_not_authenticate_member() {
    // On purpose: an operator registers the account or accepts another method.
    let google = || with(oauth("google", "vic"), json!({"email_verified": false}));
    let sessions = [
        intermediate("both", VIC, [google(), magic_link()]),
        intermediate("verified", VIC, [with(google(), json!({"email_verified": true}))]),
    ];
    let organizations = [accepting("google_oauth", "Active", Some("active"))];
    let app = TestApp::start(world(organizations, sessions)).await;
    assert_eq!(seen(&app, "both").await, "Active: active_member");
    assert_eq!(primary(&app.discover("both").await.entry("Active")), "google_oauth");
    assert_eq!(app.discover("verified").await.entry("Active")["member_authenticated"], true);
}
