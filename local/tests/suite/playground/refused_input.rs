//! Refused input, with the messages of `orgctl`.

use serde_json::json;
use tempfile::NamedTempFile;

use super::{Page, refusal_text};

/// Texts of organizations and Members that are refused.
const ORGANIZATIONS: [&str; 6] = [
    "{",
    "[]",
    r#"{"organization_id": "a b", "email_allowed_domains": ["no domain", 7]}"#,
    r#"{"organization_id": "o", "name": "O"}"#,
    r#"{"organization_id": "o", "organization_slug": "acme"}"#,
    r#"{"organization_id": "o", "email_allowed_domains": ["gmail.com"], "organization_slug": "?"}"#,
];
const MEMBERS: [&str; 3] = [
    r#"{"member_id": "m", "organization_id": "unknown", "email_address": "a@b.example"}"#,
    r#"{"member_id": "m", "organization_id": "unknown", "email_address": "a"}"#,
    r#"{"member_id": "m", "organization_id": "organization-test-00000000-0000-4000-8000-000000000001", "email_address": "carla@consulting.example"}"#,
];

/// Returns the messages of the page and of `orgctl put` for the same text. Each names its source.
async fn messages(page: &Page, kind: &str, name: &str, text: &str) -> [String; 2] {
    let file = NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), text).expect("written");
    let path = file.path().to_str().expect("a path");
    let of_orgctl = page.orgctl().refusal(&[&name.to_lowercase(), "put", path]).await;
    let of_page = page.refusal("PUT", kind, &json!({"text": text})).await;
    [of_page.replace(&format!("{name}: "), "<source>: "), of_orgctl.replace(path, "<source>")]
}

#[tokio::test]
async fn messages_are_those_of_orgctl() {
    let page = Page::with_demo().await;
    let before = page.tables().await;
    let mut all = Vec::new();
    let organizations = ORGANIZATIONS.map(|text| ("organizations", "organization", text));
    let members = MEMBERS.map(|text| ("members", "Member", text));
    for (kind, name, text) in organizations.into_iter().chain(members) {
        let [of_page, of_orgctl] = messages(&page, kind, name, text).await;
        // `orgctl` has other first lines, which name its options.
        for line in of_page.lines().filter(|line| !line.starts_with("nothing was written")) {
            assert!(of_orgctl.contains(line), "{line} is not in {of_orgctl}");
        }
        all.push(of_page);
    }
    insta::assert_snapshot!(all.join("\n\n"), @r#"
    nothing was written:
    <source>: not JSON: EOF while parsing an object at line 1 column 1

    nothing was written:
    <source>: expected a JSON object

    nothing was written:
    <source>: /organization_id: expected an id of 1 to 128 visible ASCII characters without '#' and '@'

    nothing was written, because of unknown fields; correct the names:
    <source>: unknown field "name"

    the slug acme belongs to organization organization-test-00000000-0000-4000-8000-000000000001

    gmail.com is a shared mailbox domain or a public suffix and cannot be an organization's domain

    there is no organization unknown; create it first

    nothing was written:
    <source>: /email_address: expected an email address such as jane@acme.com, but the text has no @

    Member member-test-00000000-0000-4000-8000-000000000011 of organization organization-test-00000000-0000-4000-8000-000000000001 already has this address
    "#);
    assert_eq!(page.tables().await, before);
}

#[tokio::test]
async fn invalid_requests_have_a_reason() {
    let page = Page::with_demo().await;
    let mut reasons = Vec::new();
    for (method, path, body) in [
        ("POST", "evaluations", "{"),
        ("POST", "evaluations", r#"{"session": "other"}"#),
        ("POST", "undo", "{}"),
        ("POST", "import", "{}"),
        ("PATCH", "organizations/o", "{}"),
        ("PUT", "members", "[]"),
    ] {
        let reply = page.send(method, path, body.as_bytes()).await;
        reasons.push(format!("{} {}", reply.status, refusal_text(&reply)));
    }
    insta::assert_snapshot!(reasons.join("\n"), @"
    422 not JSON: EOF while parsing an object at line 1 column 1
    422 invalid: unknown variant `other`, expected `intermediate` or `member` at line 1 column 19
    422 invalid: missing field `id` at line 1 column 2
    422 parameters: Failed to deserialize query string: missing field `name`
    422 invalid: missing field `set` at line 1 column 2
    422 invalid: invalid length 0, expected struct WholeObject with 2 elements at line 1 column 2
    ");
}
