//! Every membership type, with a complete sign-in, without a primary factor, and without a second factor, for each
//! credential: the answer, and the items before and after.

use std::fmt::Write;

use serde_json::{Value, json};
use test_support::{
    TestApp,
    builders::{
        data_set, intermediate, magic_link, member, member_session, oauth, organization, organization_id,
        sms, verified, with,
    },
};

use crate::calls::{Credential, assert_consistent, exchange_by, list_of, raw_items, stored_members};

const JANE: &str = "jane@acme.example";
const PHONE: &str = "+15550100000";

/// The factor that the session still lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    Nothing,
    PrimaryFactor,
    SecondFactor,
}

/// The relation of Jane to the organization `Target`.
const RELATIONS: [&str; 5] = ["active", "pending", "invited", "domain", "tenant"];

/// Returns the organization `Target`, in which another person of the domain is a verified Member.
fn target(relation: &str, missing: Missing) -> Value {
    let phone = json!({"mfa_phone_number": PHONE, "mfa_phone_number_verified": true});
    let mut members = vec![verified("colleague@acme.example")];
    if ["active", "pending", "invited"].contains(&relation) {
        members.push(with(member(JANE, json!({ "status": relation })), phone));
    }
    let mut settings = json!({"organization_slug": "target"});
    if relation == "domain" {
        settings = with(
            settings,
            json!({
            "email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]}),
        );
    }
    if relation == "tenant" {
        settings = with(
            settings,
            json!({
            "oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": ["T1"]}}),
        );
    }
    match missing {
        Missing::Nothing => {}
        Missing::PrimaryFactor => {
            settings =
                with(settings, json!({"auth_methods": "RESTRICTED", "allowed_auth_methods": ["password"]}));
        }
        Missing::SecondFactor => settings = with(settings, json!({"mfa_policy": "REQUIRED_FOR_ALL"})),
    }
    organization("Target", settings, members)
}

async fn start(relation: &str, missing: Missing) -> TestApp {
    let home = organization("Home", json!({}), [verified(JANE)]);
    let tenants = json!({"oauth_tenants": {"slack": ["T1"]}});
    let sessions = [
        with(intermediate("Intermediate", JANE, [magic_link(), oauth("slack", "U1")]), tenants),
        member_session("Member", "Home", JANE, [magic_link()]),
    ];
    TestApp::start(data_set([home, target(relation, missing)], sessions)).await
}

/// Runs one row of the table and returns its line.
async fn row(relation: &str, missing: Missing, credential: Credential) -> String {
    let app = start(relation, missing).await;
    let session = if credential == Credential::Intermediate { "Intermediate" } else { "Member" };
    let before = raw_items(&app).await;
    let response = exchange_by(&app, session, &organization_id("Target"), credential).await;
    let after = raw_items(&app).await;
    assert_consistent(&app).await;
    let mut line = format!("{relation} {missing:?} {credential:?}: {}", response.outcome());
    if response.status.is_success() {
        let _ = write!(line, " {}", answer(&response.json()));
    }
    let _ = write!(line, " | {}", changes(&before, &after));
    if response.json()["member_authenticated"] == true {
        let entry = list_of(&app, &response).await.entry("Target");
        assert_eq!(entry["member_authenticated"], true, "{line}");
        assert_eq!(entry["membership"]["type"], "active_member", "{line}");
        let members = stored_members(&app).await;
        let jane = members.iter().find(|member| {
            member["email_address"] == JANE && member["organization_id"] == organization_id("Target")
        });
        let jane = jane.expect("a stored Member");
        assert_eq!(response.json()["member"], *jane, "{line}");
        let _ = write!(line, " | {} verified={}", jane["status"], jane["email_address_verified"]);
    }
    line
}

/// Returns the tokens and requirements of an answer.
fn answer(body: &Value) -> String {
    let is_set = |name: &str| !body[name].as_str().expect("a text").is_empty();
    let names = ["session_token", "session_jwt", "intermediate_session_token", "member_id"];
    let mut set: Vec<&str> = names.into_iter().filter(|name| is_set(name)).collect();
    let objects = ["member", "member_session", "primary_required", "mfa_required"];
    set.extend(objects.into_iter().filter(|name| !body[*name].is_null()));
    set.join("+")
}

/// Returns the number of added and removed items of each table; a replaced item counts as both.
fn changes(before: &[Vec<test_support::StoredItem>], after: &[Vec<test_support::StoredItem>]) -> String {
    let names = ["sessions", "members", "joinable", "organizations"];
    let mut text = Vec::new();
    for ((name, before), after) in names.iter().zip(before).zip(after) {
        let added = after.iter().filter(|item| !before.contains(item)).count();
        let removed = before.iter().filter(|item| !after.contains(item)).count();
        if added + removed > 0 {
            text.push(format!("{name} +{added} -{removed}"));
        }
    }
    if text.is_empty() { "no change".to_owned() } else { text.join(", ") }
}

#[tokio::test]
async fn every_type_requirement_and_credential() {
    let mut lines = Vec::new();
    for relation in RELATIONS {
        for missing in [Missing::Nothing, Missing::PrimaryFactor, Missing::SecondFactor] {
            for credential in [Credential::Intermediate, Credential::Token, Credential::Jwt] {
                lines.push(Box::pin(row(relation, missing, credential)).await);
            }
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test]
async fn second_factor_completes_exchange() {
    let home = organization("Home", json!({}), [verified(JANE)]);
    let sessions = [intermediate("Both", JANE, [magic_link(), sms(PHONE)])];
    let organizations = [home, target("invited", Missing::SecondFactor)];
    let app = TestApp::start(data_set(organizations, sessions)).await;
    let response = exchange_by(&app, "Both", "TARGET", Credential::Intermediate).await;
    assert_eq!(response.json()["member_authenticated"], true, "{}", response.text());
    let types: Vec<Value> = response.json()["member_session"]["authentication_factors"]
        .as_array()
        .expect("factors")
        .iter()
        .map(|factor| factor["type"].clone())
        .collect();
    assert_eq!(types, ["magic_link", "otp"]);
    assert_eq!(response.json()["member"]["mfa_phone_number"], PHONE);
}
