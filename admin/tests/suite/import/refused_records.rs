//! Refused organizations and Members are reported with file, JSON pointer and reason.

use serde_json::json;

use super::{jane, jane_with, members, organization_with, refusal, refusal_of};

#[test]
fn organization_without_id_is_refused() {
    insta::assert_snapshot!(
        refusal(&json!({"organizations": [{"organization_name": "One"}]})),
        @"data.json: /organizations/0: missing field `organization_id`"
    );
}

#[test]
fn invalid_id_is_refused() {
    for id in ["", "a#b", "a@b", "a b", "a\u{0}b", "ä", &"a".repeat(129)] {
        let refusal = refusal(&json!({"organizations": [{"organization_id": id}]}));
        let expected = "data.json: /organizations/0/organization_id: \
                        expected an id of 1 to 128 visible ASCII characters without '#' and '@'";
        assert_eq!(refusal, expected, "{id}");
    }
    insta::assert_snapshot!(
        refusal(&members(&json!([jane_with("member_id", &json!("a#b"))]))),
        @"data.json: /organizations/0/members/0/member_id: expected an id of 1 to 128 visible ASCII characters without '#' and '@'"
    );
}

#[test]
fn members_that_are_not_list_are_refused() {
    let data = json!({"organizations": [{"organization_id": "org-1", "members": {"member-1": jane()}}]});
    insta::assert_snapshot!(
        refusal(&data),
        @"data.json: invalid type: map, expected a list of Members at /organizations/0/members at line 1 column 31"
    );
}

#[test]
fn repeated_member_list_without_id_is_refused() {
    let text = r#"{"organizations": [{"members": [], "members": [], "organization_id": "org-1"}]}"#;
    insta::assert_snapshot!(refusal_of(&[("data.json", text)]), @"data.json: duplicate field `members` at line 1 column 45");
}

#[test]
fn member_without_id_or_address_is_refused() {
    insta::assert_snapshot!(
        refusal(&members(&json!([{"email_address": "jane@one.example"}]))),
        @"data.json: /organizations/0/members/0: missing field `member_id`"
    );
    insta::assert_snapshot!(
        refusal(&members(&json!([{"member_id": "member-1"}]))),
        @"data.json: /organizations/0/members/0: missing field `email_address`"
    );
    insta::assert_snapshot!(
        refusal(&members(&json!([{}]))),
        @"data.json: /organizations/0/members/0: missing field `email_address`"
    );
}

#[test]
fn malformed_address_is_refused() {
    let local = "the local part (the text before the @)";
    let domain = "the domain (the text after the @) is not supported:";
    let rows = [
        ("", "expected an email address such as jane@acme.com, but the text has no @".to_owned()),
        ("jane", "expected an email address such as jane@acme.com, but the text has no @".to_owned()),
        (
            "jane@localhost@one.example",
            "expected an email address such as jane@acme.com, but the text has more than one @".to_owned(),
        ),
        ("@one.example", format!("{local} is empty")),
        ("j ane@one.example", format!("{local} has a space or a control character")),
        ("j\nane@one.example", format!("{local} has a space or a control character")),
        ("jörg@one.example", format!("{local} has a non-ASCII character")),
        ("\"jane\"@one.example", format!("{local} has one of the characters \" ( ) , : ; < > [ \\ ]")),
        ("jane@", format!("{domain} expected a domain name of at least two labels, such as acme.com")),
        ("jane@one", format!("{domain} expected a domain name of at least two labels, such as acme.com")),
        (
            "jane@one..example",
            format!("{domain} a domain name has no dot at its beginning or end, and no two dots in a row"),
        ),
        ("jane@one-.example", format!("{domain} a part of the domain name begins or ends with a hyphen")),
        (
            "jane@one_two.example",
            format!("{domain} the domain name has a character other than letters, digits, hyphens and dots"),
        ),
        (
            "jane@192.0.2.1",
            format!("{domain} expected a domain name such as acme.com, not an IP address or a number"),
        ),
        ("jane@xn--a.example", format!("{domain} the internationalized domain name is malformed")),
    ];
    for (address, reason) in rows {
        let refusal = refusal(&members(&json!([jane_with("email_address", &json!(address))])));
        assert_eq!(refusal, format!("data.json: /organizations/0/members/0/email_address: {reason}"));
    }
    let long = format!("{}@one.example", "a".repeat(65));
    let refusal = refusal(&members(&json!([jane_with("email_address", &json!(long))])));
    assert!(refusal.ends_with(&format!("{local} is longer than 64 characters")), "{refusal}");
}

#[test]
fn shared_mailbox_domain_is_refused() {
    let allowed =
        organization_with("email_allowed_domains", &json!(["one.example", "gmail.com"]), &json!([]));
    insta::assert_snapshot!(
        refusal(&allowed),
        @"data.json: /organizations/0/email_allowed_domains/1: gmail.com is a shared mailbox domain or a public suffix and cannot be an organization's domain"
    );
    let claimed = organization_with("claimed_email_domains", &json!(["Yahoo.co.uk"]), &json!([]));
    insta::assert_snapshot!(
        refusal(&claimed),
        @"data.json: /organizations/0/claimed_email_domains/0: yahoo.co.uk is a shared mailbox domain or a public suffix and cannot be an organization's domain"
    );
}

#[test]
fn malformed_domain_is_refused() {
    let data = organization_with("email_allowed_domains", &json!(["one.example", "one example"]), &json!([]));
    insta::assert_snapshot!(
        refusal(&data),
        @"data.json: /organizations/0/email_allowed_domains/1: the domain name has a character other than letters, digits, hyphens and dots"
    );
}

#[test]
fn organization_value_of_wrong_type_is_refused() {
    let organization = |field, value| refusal(&organization_with(field, &value, &json!([])));
    insta::assert_snapshot!(
        organization("organization_name", json!(1)),
        @"data.json: /organizations/0/organization_name: invalid type: integer `1`, expected a string"
    );
    insta::assert_snapshot!(
        organization("email_allowed_domains", json!("one.example")),
        @r#"data.json: /organizations/0/email_allowed_domains: invalid type: string "one.example", expected a sequence"#
    );
    insta::assert_snapshot!(
        organization("mfa_policy", json!("REQUIRED")),
        @"data.json: /organizations/0/mfa_policy: unknown variant `REQUIRED`, expected `OPTIONAL` or `REQUIRED_FOR_ALL`"
    );
    insta::assert_snapshot!(
        organization("allowed_auth_methods", json!(["magic_link", "fax"])),
        @"data.json: /organizations/0/allowed_auth_methods/1: unknown variant `fax`, expected one of `sso`, `magic_link`, `email_otp`, `password`, `google_oauth`, `microsoft_oauth`, `slack_oauth`, `github_oauth`, `hubspot_oauth`"
    );
    insta::assert_snapshot!(
        organization("allowed_oauth_tenants", json!({"gitlab": ["T1"]})),
        @"data.json: /organizations/0/allowed_oauth_tenants: unknown variant `gitlab`, expected one of `github`, `hubspot`, `slack`"
    );
    insta::assert_snapshot!(
        organization("created_at", json!("yesterday")),
        @"data.json: /organizations/0/created_at: expected an RFC 3339 time such as 2026-04-25T16:37:09Z"
    );
}

#[test]
fn member_value_of_wrong_type_is_refused() {
    let member = |field, value| refusal(&members(&json!([jane_with(field, &value)])));
    insta::assert_snapshot!(
        member("email_address_verified", json!("true")),
        @r#"data.json: /organizations/0/members/0/email_address_verified: invalid type: string "true", expected a boolean"#
    );
    insta::assert_snapshot!(
        member("status", json!("suspended")),
        @"data.json: /organizations/0/members/0/status: unknown variant `suspended`, expected one of `active`, `pending`, `invited`, `deleted`"
    );
    insta::assert_snapshot!(
        member("roles", json!([{"role_id": 1, "sources": []}])),
        @"data.json: /organizations/0/members/0/roles/0/role_id: invalid type: integer `1`, expected a string"
    );
    insta::assert_snapshot!(
        member("untrusted_metadata", json!("none")),
        @"data.json: /organizations/0/members/0/untrusted_metadata: expected a JSON object"
    );
}

#[test]
fn repeated_field_is_refused() {
    let text = r#"{"organizations": [{"organization_id": "org-1", "organization_id": "org-2"}]}"#;
    insta::assert_snapshot!(
        refusal_of(&[("data.json", text)]),
        @"data.json: /organizations/0: duplicate field `organization_id`"
    );
    let text = r#"{"organizations": [{"organization_id": "org-1", "members": [], "members": []}]}"#;
    insta::assert_snapshot!(
        refusal_of(&[("data.json", text)]),
        @"data.json: duplicate field `members` at line 1 column 73"
    );
}
