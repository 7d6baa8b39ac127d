//! Files that are refused as a whole.

use serde_json::json;

use super::{members, refusal, refusal_of};

fn refusal_of_text(text: &str) -> String {
    refusal_of(&[("data.json", text)])
}

#[test]
fn file_that_is_not_json_is_refused() {
    insta::assert_snapshot!(
        refusal_of_text("organizations: []"),
        @"data.json: not JSON: expected value at line 1 column 1"
    );
    insta::assert_snapshot!(
        refusal_of_text(""),
        @"data.json: not JSON: EOF while parsing a value at line 1 column 0"
    );
    insta::assert_snapshot!(
        refusal_of_text("{\"organizations\": [\n  {},\n]}"),
        @"
    data.json: /organizations/0: missing field `organization_id`
    data.json: not JSON: trailing comma at line 3 column 1
    "
    );
    insta::assert_snapshot!(
        refusal_of_text("{} {}"),
        @"
    data.json: expected an organization, a Member or a session, or lists of organizations, members or sessions
    data.json: document 2: expected an organization, a Member or a session, or lists of organizations, members or sessions
    "
    );
    insta::assert_snapshot!(refusal_of_text("[]"), @"data.json: expected an organization, a Member or a session, or lists of organizations, members or sessions");
    insta::assert_snapshot!(refusal_of_text(r#"{"organizations": []} x"#), @"data.json: document 2: not JSON: expected value at line 1 column 23");
}

#[test]
fn top_level_non_list_is_refused() {
    insta::assert_snapshot!(
        refusal(&json!({"organizations": 7})),
        @"data.json: invalid type: integer `7`, expected a list at /organizations at line 1 column 19"
    );
    insta::assert_snapshot!(refusal(&json!({"members": null})), @"data.json: /members: expected a list");
    insta::assert_snapshot!(refusal(&json!({"members": {}})), @"data.json: invalid type: map, expected a list at /members at line 1 column 13");
    insta::assert_snapshot!(
        refusal(&json!({"sessions": null})),
        @"data.json: invalid type: null, expected a list at /sessions at line 1 column 16"
    );
}

#[test]
fn repeated_top_level_list_is_refused() {
    insta::assert_snapshot!(
        refusal_of_text(r#"{"sessions": [], "sessions": []}"#),
        @"data.json: duplicate field `sessions` at line 1 column 28"
    );
}

#[test]
fn lone_surrogate_is_refused() {
    let text = r#"{"organizations": [{"organization_id": "org-1", "trusted_metadata": {"a": "\ud83e"}}]}"#;
    insta::assert_snapshot!(
        refusal_of_text(text),
        @"data.json: /organizations/0: not JSON: unexpected end of hex escape at line 1 column 60"
    );
}

#[test]
fn all_files_with_errors_are_named() {
    let good = members(&json!([])).to_string();
    let files = [("a.json", "["), ("b.json", good.as_str()), ("c.json", "[1]")];
    insta::assert_snapshot!(refusal_of(&files), @"
    a.json: not JSON: EOF while parsing a list at line 1 column 1
    c.json: invalid type: integer `1`, expected a JSON object at /0 at line 1 column 3
    ");
}

#[test]
fn all_errors_of_file_are_reported_together() {
    let data = json!({
        "organizations": [
            {"organization_id": "org 1"},
            {"organization_id": "org-2", "mfa_policy": "SOMETIMES", "members": [{"member_id": "member-1"}]},
            {"organization_id": "org-3", "members": [
                {"member_id": "member-2", "email_address": "unknown"},
                {"member_id": "member-3", "email_address": "joe@one.example", "is_admin": "yes"},
            ]},
        ],
        "members": [{"member_id": "member-4", "email_address": "jim@one.example"}],
        "sessions": [
            {"name": "a", "kind": "cookie", "email_address": "jane@one.example"},
            {"name": "b", "kind": "member", "email_address": "jane@one.example"},
        ],
    });
    insta::assert_snapshot!(refusal(&data), @r#"
    data.json: /organizations/0/organization_id: expected an id of 1 to 128 visible ASCII characters without '#' and '@'
    data.json: /organizations/1/mfa_policy: unknown variant `SOMETIMES`, expected `OPTIONAL` or `REQUIRED_FOR_ALL`
    data.json: /organizations/1/members/0: missing field `email_address`
    data.json: /organizations/2/members/0/email_address: expected an email address such as jane@acme.com, but the text has no @
    data.json: /organizations/2/members/1/is_admin: invalid type: string "yes", expected a boolean
    data.json: /sessions/0/kind: unknown variant `cookie`, expected `intermediate` or `member`
    data.json: /sessions/1: missing field `organization_id`
    data.json: /members/0: missing field `organization_id`
    "#);
}

#[test]
fn all_conflicts_of_file_are_reported_together() {
    let data = json!({
        "organizations": [
            {"organization_id": "org-1", "email_allowed_domains": ["gmail.com"], "members": [
                {"member_id": "member-1", "email_address": "jane@one.example"},
                {"member_id": "member-1", "email_address": "jane@one.example", "name": "Jane"},
                {"member_id": "member-3", "email_address": "jane@one.example"},
            ]},
            {"organization_id": "org-1", "claimed_email_domains": ["one.example", "yahoo.co.uk"]},
        ],
        "members": [
            {"member_id": "member-2", "organization_id": "org-2", "email_address": "joe@one.example"},
        ],
    });
    insta::assert_snapshot!(refusal(&data), @"
    data.json: /organizations/0/email_allowed_domains/0: gmail.com is a shared mailbox domain or a public suffix and cannot be an organization's domain
    data.json: /organizations/1/claimed_email_domains/1: yahoo.co.uk is a shared mailbox domain or a public suffix and cannot be an organization's domain
    data.json: /organizations/1/organization_id: another organization already has this id (data.json at /organizations/0)
    data.json: /organizations/0/members/1/member_id: another Member already has this id (data.json at /organizations/0/members/0)
    data.json: /organizations/0/members/2/email_address: another Member of the organization already has this address (data.json at /organizations/0/members/0)
    data.json: /members/0/organization_id: organization org-2 is not in the input
    ");
}

#[test]
fn conflicts_are_reported_together_with_malformed_records() {
    let data = json!({"organizations": [
        {"organization_id": "org 1"},
        {"organization_id": "org-2", "email_allowed_domains": ["gmail.com"]},
    ], "members": [{"member_id": "member-1", "organization_id": "org 1", "email_address": "jane@one.example"}]});
    insta::assert_snapshot!(refusal(&data), @"
    data.json: /members/0/organization_id: expected an id of 1 to 128 visible ASCII characters without '#' and '@'
    data.json: /organizations/0/organization_id: expected an id of 1 to 128 visible ASCII characters without '#' and '@'
    data.json: /organizations/1/email_allowed_domains/0: gmail.com is a shared mailbox domain or a public suffix and cannot be an organization's domain
    ");
}
