//! Large data: all pages and batches are read, and responses that are too large for Lambda are shortened.

mod item_copies;
mod measurement;
mod organization_limit;
mod removal;
mod shortened;

use std::time::Duration;

use serde_json::{Value, json};

use item_copies::{items, numbered, put_copies};
use test_support::{ApiCall, TestApp};

fn factor() -> Value {
    json!([{"type": "magic_link", "delivery_method": "email", "email_factor": {"email_address": "jane@acme.com"}}])
}

/// Jane as a verified Member of `count` organizations, with `padding` bytes of metadata per Member.
fn memberships(count: usize, padding: usize) -> Value {
    let organization = |n: usize| {
        json!({"organization_id": format!("o{n:04}"), "organization_name": format!("Organization {n:04}"), "members": [
            {"member_id": format!("m{n}"), "email_address": "jane@acme.com", "email_address_verified": true,
             "untrusted_metadata": {"padding": "x".repeat(padding)}}]})
    };
    json!({
        "organizations": (0..count).map(organization).collect::<Vec<_>>(),
        "sessions": [{"name": "jane", "kind": "intermediate", "email_address": "jane@acme.com",
                      "authentication_factors": factor()}],
    })
}

/// Starts an app with a request deadline of one minute, so that the tests also pass on a busy machine.
async fn start(data: Value) -> TestApp {
    let mut app = TestApp::start(data).await;
    app.handler = app.handler.with_budget(Duration::from_mins(1));
    app
}

#[tokio::test]
async fn two_thousand_memberships_fit_one_response() {
    let app = start(memberships(1, 0)).await;
    let (organizations, members) = (&app.tables.organizations, &app.tables.members);
    let organization = items(&app, organizations, "Organization 0000").await.remove(0);
    put_copies(&app, organizations, &organization, numbered(1..2000, "o0000", "Organization 0000")).await;
    let member = items(&app, members, "untrusted_metadata").await.remove(0);
    put_copies(&app, members, &member, numbered(1..2000, "o0000", "Organization 0000")).await;
    let response = app.discover("jane").await;
    let listing = response.listing();
    assert_eq!(listing.len(), 2000);
    assert!(listing.is_sorted());
    assert_eq!(listing.last().map(String::as_str), Some("Organization 0000: active_member"));
    assert!(response.headers.get("content-encoding").is_none());
}

#[tokio::test]
async fn large_response_succeeds_only_when_compressed() {
    let app = start(memberships(300, 20_000)).await;
    let org_discovery_admin::import::SessionCredential::Intermediate(token) =
        &app.sessions["jane"].credential
    else {
        panic!("an intermediate session")
    };
    let body = Some(json!({"intermediate_session_token": token.expose()}).to_string());
    let plain = app.call(ApiCall { body: body.clone(), ..ApiCall::default() }).await;
    assert_eq!(plain.outcome(), "internal_server_error");
    let accepting = vec![("accept-encoding", "br, gzip".to_owned())];
    let compressed = app.call(ApiCall { body, headers: accepting, ..ApiCall::default() }).await;
    assert_eq!(
        (compressed.status.as_u16(), &compressed.headers["content-encoding"]),
        (200, &"gzip".parse().unwrap())
    );
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(compressed.bytes.as_slice()), &mut text)
        .expect("gzip");
    let json: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(json["discovered_organizations"].as_array().map(Vec::len), Some(300));
}

#[tokio::test]
async fn members_on_several_pages_are_found() {
    let app = start(memberships(30, 60_000)).await;
    assert_eq!(app.discover("jane").await.listing().len(), 30);
}

#[tokio::test]
async fn joinable_organizations_on_several_pages_are_found() {
    let app = start(json!({
        "organizations": [{"organization_id": "template", "organization_name": "Template",
            "email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.com"], "members": [
            {"member_id": "amy", "email_address": "amy@acme.com", "email_address_verified": true}]}],
        "sessions": [{"name": "jane", "kind": "intermediate", "email_address": "jane@acme.com",
                      "authentication_factors": factor()}],
    }))
    .await;
    let (organizations, joinable) = (&app.tables.organizations, &app.tables.joinable);
    let replacements = || numbered(1..1500, "template", "Template");
    let template = items(&app, organizations, "organization_name").await.remove(0);
    let counter = items(&app, organizations, "verified#acme.com").await.remove(0);
    put_copies(&app, organizations, &template, replacements()).await;
    let edge = items(&app, joinable, "template").await.remove(0);
    put_copies(&app, joinable, &edge, replacements()).await;
    // Every third organization has no verified Member of the domain.
    let with_counter = replacements()
        .enumerate()
        .filter(|(index, _)| !index.is_multiple_of(3))
        .map(|(_, replacements)| replacements);
    put_copies(&app, organizations, &counter, with_counter).await;
    assert_eq!(app.discover("jane").await.listing().len(), 1000);
}
