//! First sign-ins of legitimate users: completing the required methods authenticates the entry.

use serde_json::{Value, json};

use super::VIC;
use test_support::{
    TestApp,
    builders::{
        data_set, discovered, intermediate, magic_link, member, oauth, organization, project_password,
        required_methods, verified, with,
    },
};

/// An organization that accepts one method. Vic is a Member with this status or, without a status, may join by domain.
fn accepting(method: &str, name: &str, status: Option<&str>) -> Value {
    let open = json!({
        "auth_methods": "RESTRICTED", "allowed_auth_methods": [method],
        "email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"],
    });
    let vic = status.map(|status| member(VIC, json!({ "status": status })));
    let members: Vec<Value> = vic.into_iter().chain([verified("bob@acme.example")]).collect();
    organization(name, open, members)
}

/// An organization and the status of Vic's Member. Without a status, Vic is not a Member but may join by domain.
#[derive(Clone, Copy)]
struct Relation {
    name: &'static str,
    status: Option<&'static str>,
}

const NEWCOMERS: [Relation; 3] = [
    Relation { name: "Pending", status: Some("pending") },
    Relation { name: "Invited", status: Some("invited") },
    Relation { name: "Eligible", status: None },
];
const ACTIVE: Relation = Relation { name: "Active", status: Some("active") };

/// A method that each of these organizations accepts as its only one.
struct AcceptedMethod {
    name: &'static str,
    factor: Value,
    /// The methods that are still required after signing in with only the factor.
    still_required: &'static str,
    relations: Vec<Relation>,
}

fn unverified_google() -> Value {
    with(oauth("google", "vic"), json!({"email_verified": false}))
}

fn accepted_methods() -> [AcceptedMethod; 3] {
    let all_relations = || NEWCOMERS.into_iter().chain([ACTIVE]).collect();
    [
        AcceptedMethod {
            name: "slack_oauth",
            factor: oauth("slack", "U-VIC"),
            still_required: "magic_link email_otp",
            relations: all_relations(),
        },
        AcceptedMethod {
            name: "password",
            factor: project_password(),
            still_required: "magic_link email_otp",
            relations: all_relations(),
        },
        AcceptedMethod {
            name: "google_oauth",
            factor: unverified_google(),
            still_required: "google_oauth magic_link email_otp",
            relations: NEWCOMERS.into(),
        },
    ]
}

#[tokio::test]
async fn newcomer_completes_sign_in_with_only_accepted_method() {
    for method in accepted_methods() {
        let relations = method.relations.iter();
        let organizations: Vec<Value> =
            relations.map(|relation| accepting(method.name, relation.name, relation.status)).collect();
        let sessions = [
            intermediate("first", VIC, [method.factor.clone()]),
            intermediate("then mail", VIC, [method.factor.clone(), magic_link()]),
            intermediate("mail first", VIC, [magic_link()]),
        ];
        let app = TestApp::start(data_set(organizations, sessions)).await;
        for Relation { name, .. } in &method.relations {
            let entry = async |session: &str| app.discover(session).await.entry(name);
            assert_eq!(
                required_methods(&entry("first").await),
                method.still_required,
                "{name} {}",
                method.name
            );
            assert_eq!(required_methods(&entry("mail first").await), method.name, "{name}");
            assert_eq!(entry("then mail").await["member_authenticated"], true, "{name} {}", method.name);
        }
    }
}

#[tokio::test]
async fn unregistered_unverified_google_account_does_not_authenticate_member() {
    // Intended: the operator has to register the account or accept another method.
    let sessions = [
        intermediate("both", VIC, [unverified_google(), magic_link()]),
        intermediate("verified", VIC, [with(unverified_google(), json!({"email_verified": true}))]),
    ];
    let organizations = [accepting("google_oauth", "Active", Some("active"))];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    assert_eq!(discovered(&app, "both").await, "Active: active_member");
    assert_eq!(required_methods(&app.discover("both").await.entry("Active")), "google_oauth");
    assert_eq!(app.discover("verified").await.entry("Active")["member_authenticated"], true);
}
