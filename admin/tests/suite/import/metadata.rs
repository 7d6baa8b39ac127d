//! Metadata objects are returned unchanged from the imported file.

use serde_json::json;

use super::{jane_session, refusal_of};
use test_support::{TestApp, check_files};

/// Imports `metadata`, given as JSON text, in the three metadata fields, and returns the response body.
async fn response_with(metadata: &str) -> String {
    let text = format!(
        r#"{{"organizations": [{{
            "organization_id": "org-1",
            "trusted_metadata": {metadata},
            "members": [{{
                "member_id": "member-1",
                "email_address": "jane@one.example",
                "email_address_verified": true,
                "trusted_metadata": {metadata},
                "untrusted_metadata": {metadata}
            }}]
        }}], "sessions": [{}]}}"#,
        jane_session()
    );
    let data = check_files(&[("data.json", &text)]).expect("valid data");
    let mut app = TestApp::start(json!({})).await;
    // The second import compares the objects with the stored ones.
    for _ in 0..2 {
        app.load_checked(&data).await;
    }
    app.discover("jane").await.text().to_owned()
}

async fn assert_unchanged(metadata: &str) {
    let response = response_with(metadata).await;
    for field in ["trusted_metadata", "untrusted_metadata"] {
        assert!(response.contains(&format!("\"{field}\":{metadata}")), "{metadata} is not in {response}");
    }
    assert_eq!(response.matches(metadata).count(), 3, "{response}");
}

#[tokio::test]
async fn numbers_keep_their_notation() {
    assert_unchanged(
        r#"{"n":[1.0,1.10,-0,-0.0,1e2,1E+2,12345678901234567890123456789,0.1000000000000000000001]}"#,
    )
    .await;
}

#[tokio::test]
async fn arbitrary_keys_keep_their_order() {
    assert_unchanged(
        r#"{"z":1,"a":2,"":3,"__proto__":{"polluted":true},"constructor":null,"$ref":"/a","a b":[],"members":{}}"#,
    )
    .await;
}

#[tokio::test]
async fn strings_keep_characters_and_escapes() {
    assert_unchanged(
        r#"{"t":"Grüße, 世界 🦀","u":"\u00fc\ud83e\udd80","e":"a \"b\" \\ \/ \n\t\u0000 { } [ ]"}"#,
    )
    .await;
}

#[tokio::test]
async fn whitespace_is_kept_only_inside_strings() {
    let response = response_with("{ \"a b\" :\n\t[ 1 , \" two  \\\" three \" ] }").await;
    assert_eq!(response.matches(r#":{"a b":[1," two  \" three "]}"#).count(), 3, "{response}");
}

#[tokio::test]
async fn deep_nesting_is_accepted() {
    // The metadata object itself is the first of 64 levels.
    let depth = 63;
    assert_unchanged(&format!("{{\"d\":{}{}}}", "[".repeat(depth), "]".repeat(depth))).await;
}

#[test]
fn excessive_nesting_is_refused() {
    let metadata = format!("{{\"d\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let text =
        format!(r#"{{"organizations":[{{"organization_id":"org-1","trusted_metadata":{metadata}}}]}}"#);
    insta::assert_snapshot!(
        refusal_of(&[("data.json", &text)]),
        @"data.json: /organizations/0: not JSON: recursion limit exceeded at line 1 column 177"
    );
}

#[test]
fn metadata_that_is_not_object_is_refused() {
    let text = r#"{"organizations":[{"organization_id":"org-1","trusted_metadata":["plan"]}]}"#;
    insta::assert_snapshot!(
        refusal_of(&[("data.json", text)]),
        @"data.json: /organizations/0/trusted_metadata: expected a JSON object"
    );
}
