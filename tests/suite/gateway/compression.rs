//! Large responses are compressed only for clients that accept gzip.

use std::io::Read;

use flate2::read::GzDecoder;
use serde_json::{Value, json};

use test_support::{
    ApiCall, ApiResponse, TestApp,
    builders::{intermediate, magic_link, member_with_id},
};

/// Bytes of metadata in each organization.
const METADATA: usize = 60_000;

/// Starts an app where `small` is a Member of 14 organizations, for a response below 1 MB, and `large` of 20.
async fn app() -> TestApp {
    let organization = |index: usize| {
        let mut members = vec![person_member(index, "large")];
        members.extend((index < 14).then(|| person_member(index, "small")));
        json!({
            "organization_id": format!("organization-{index}"), "organization_name": format!("Company {index}"),
            "organization_slug": format!("company-{index}"), "members": members,
            "trusted_metadata": {"notes": "x".repeat(METADATA)},
        })
    };
    let organizations: Vec<Value> = (0..20).map(organization).collect();
    TestApp::start(json!({"organizations": organizations, "sessions": [person_session("large"), person_session("small")]}))
        .await
}

fn person_member(index: usize, name: &str) -> Value {
    let fields = json!({"email_address_verified": true, "status": "active"});
    member_with_id(&format!("member-{name}-{index}"), &format!("{name}@person.example"), fields)
}

fn person_session(name: &str) -> Value {
    intermediate(name, &format!("{name}@person.example"), [magic_link()])
}

async fn discover_with(app: &TestApp, session: &str, accept_encoding: Option<&str>) -> ApiResponse {
    let body = json!({"intermediate_session_token": app.token(session)}).to_string();
    let headers = accept_encoding.map(|value| ("accept-encoding", value.to_owned())).into_iter().collect();
    app.call(ApiCall { headers, ..ApiCall::with_body(body) }).await
}

fn is_compressed(response: &ApiResponse) -> bool {
    assert_eq!(response.status, 200);
    assert_eq!(response.headers["content-type"], "application/json");
    assert_eq!(response.headers["cache-control"], "no-store");
    let content_encoding = response.headers.get("content-encoding").map(|coding| coding.to_str().unwrap());
    assert_eq!(content_encoding, response.bytes.starts_with(b"\x1f\x8b").then_some("gzip"));
    content_encoding.is_some()
}

#[tokio::test]
async fn compressed_response_equals_plain_response() {
    let app = app().await;
    let plain = discover_with(&app, "large", None).await;
    let compressed = discover_with(&app, "large", Some("gzip")).await;
    assert!(!is_compressed(&plain) && is_compressed(&compressed));
    assert!(plain.bytes.len() > 1_000_000 && compressed.bytes.len() < 100_000);
    assert_eq!(compressed.headers["vary"], "accept-encoding");
    let mut text = String::new();
    GzDecoder::new(&compressed.bytes[..]).read_to_string(&mut text).unwrap();
    let mut json: Value = serde_json::from_str(&text).unwrap();
    let mut other = plain.json();
    for response in [&mut json, &mut other] {
        response["request_id"] = Value::Null;
    }
    assert!(json == other, "the responses differ in more than the request id");
}

#[tokio::test]
async fn response_below_one_megabyte_is_not_compressed() {
    let app = app().await;
    let response = discover_with(&app, "small", Some("gzip")).await;
    assert!(!is_compressed(&response));
    assert!((800_000..1_000_000).contains(&response.bytes.len()), "{}", response.bytes.len());
}

#[tokio::test]
async fn only_clients_accepting_gzip_get_compressed_response() {
    let app = app().await;
    let accepting = ["GZIP", "br , gzip ; q=0.001", "br;q=1.0, *;q=0.1"];
    let refusing = ["", "br, *;q=0", "GZIP; q=0.000", "gzipped, not-gzip", "gzip;q=none"];
    for (values, expected) in [(&accepting[..], true), (&refusing, false)] {
        for value in values {
            assert_eq!(
                is_compressed(&discover_with(&app, "large", Some(value)).await),
                expected,
                "{value:?}"
            );
        }
    }
}

#[tokio::test]
async fn named_coding_overrides_wildcard() {
    let app = app().await;
    assert!(!is_compressed(&discover_with(&app, "large", Some("*;q=0.5, gzip;q=0")).await));
    assert!(is_compressed(&discover_with(&app, "large", Some("*;q=0, gzip")).await));
}

#[tokio::test]
async fn quality_parameter_is_case_insensitive() {
    let app = app().await;
    assert!(!is_compressed(&discover_with(&app, "large", Some("gzip;Q=0")).await));
    assert!(is_compressed(&discover_with(&app, "large", Some("gzip;Q=0.5")).await));
}
