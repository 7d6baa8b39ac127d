//! Refused sessions are reported with file, JSON pointer and reason.

use serde_json::{Value, json};

use super::{data_with_sessions, jane_session, refusal, session_with};

fn refusal_with(field: &str, value: &Value) -> String {
    refusal(&data_with_sessions(&json!([session_with(field, value)])))
}

fn refusal_without(field: &str) -> String {
    let mut session = session_with("organization_id", &json!("org-1"));
    session["kind"] = json!("member");
    session["member_id"] = json!("member-1");
    session.as_object_mut().expect("an object").remove(field);
    refusal(&data_with_sessions(&json!([session])))
}

#[test]
fn session_without_name_kind_or_address_is_refused() {
    insta::assert_snapshot!(refusal_without("name"), @"data.json: /sessions/0: missing field `name`");
    insta::assert_snapshot!(refusal_without("kind"), @"data.json: /sessions/0: missing field `kind`");
    insta::assert_snapshot!(
        refusal_without("email_address"),
        @"data.json: /sessions/0: missing field `email_address`"
    );
}

#[test]
fn member_session_without_organization_or_member_is_refused() {
    insta::assert_snapshot!(
        refusal_without("organization_id"),
        @"data.json: /sessions/0: missing field `organization_id`"
    );
    insta::assert_snapshot!(
        refusal_without("member_id"),
        @"data.json: /sessions/0: missing field `member_id`"
    );
}

#[test]
fn unknown_session_kind_is_refused() {
    insta::assert_snapshot!(
        refusal_with("kind", &json!("cookie")),
        @"data.json: /sessions/0/kind: unknown variant `cookie`, expected `intermediate` or `member`"
    );
    insta::assert_snapshot!(
        refusal_with("kind", &json!("Member")),
        @"data.json: /sessions/0/kind: unknown variant `Member`, expected `intermediate` or `member`"
    );
}

#[test]
fn intermediate_session_over_24_hours_is_refused() {
    let (day, year) = (24 * 60 * 60, 366 * 24 * 60 * 60);
    let pointer = "data.json: /sessions/0/expires_in_seconds";
    let expected = format!("{pointer}: an intermediate session can last at most 24 hours");
    for seconds in [day, -day, -year, 0] {
        assert_eq!(refusal_with("expires_in_seconds", &json!(seconds)), "not refused", "{seconds}");
    }
    for seconds in [day + 1, year, i64::MAX] {
        assert_eq!(refusal_with("expires_in_seconds", &json!(seconds)), expected, "{seconds}");
    }
}

#[test]
fn member_session_over_366_days_is_refused() {
    let year = 366 * 24 * 60 * 60;
    let refused = |seconds: i64| {
        let mut session = session_with("kind", &json!("member"));
        session["organization_id"] = json!("org-1");
        session["member_id"] = json!("member-1");
        session["expires_in_seconds"] = json!(seconds);
        refusal(&json!({"sessions": [session]}))
    };
    let expected = "data.json: /sessions/0/expires_in_seconds: a member session can last at most 366 days";
    for seconds in [year, -year, 0] {
        assert_eq!(refused(seconds), "not refused", "{seconds}");
    }
    for seconds in [year + 1, -year - 1, i64::MAX, i64::MIN] {
        assert_eq!(refused(seconds), expected, "{seconds}");
    }
}

#[test]
fn lifetime_that_is_not_integer_is_refused() {
    insta::assert_snapshot!(
        refusal_with("expires_in_seconds", &json!(1.5)),
        @"data.json: /sessions/0/expires_in_seconds: invalid type: floating point `1.5`, expected i64"
    );
    insta::assert_snapshot!(
        refusal_with("expires_in_seconds", &json!("600")),
        @r#"data.json: /sessions/0/expires_in_seconds: invalid type: string "600", expected i64"#
    );
    insta::assert_snapshot!(
        refusal_with("expires_in_seconds", &json!(u64::MAX)),
        @"data.json: /sessions/0/expires_in_seconds: invalid value: integer `18446744073709551615`, expected i64"
    );
}

#[test]
fn malformed_given_token_is_refused() {
    let expected = "data.json: /sessions/0/token: expected a token of 43 to 512 base64url characters";
    for token in ["", &"a".repeat(42), &"a".repeat(513), &"a+".repeat(22), &"ä".repeat(44)] {
        assert_eq!(refusal_with("token", &json!(token)), expected, "{token}");
    }
}

#[test]
fn malformed_given_session_id_is_refused() {
    let mut session = session_with("member_session_id", &json!("a#b"));
    session["kind"] = json!("member");
    session["organization_id"] = json!("org-1");
    session["member_id"] = json!("member-1");
    insta::assert_snapshot!(
        refusal(&data_with_sessions(&json!([session]))),
        @"data.json: /sessions/0/member_session_id: expected an id of 1 to 128 visible ASCII characters without '#' and '@'"
    );
}

#[test]
fn malformed_factors_tenants_or_hint_are_refused() {
    insta::assert_snapshot!(
        refusal_with("authentication_factors", &json!({"type": "magic_link"})),
        @"data.json: /sessions/0/authentication_factors: expected a list of authentication factors, each an object"
    );
    insta::assert_snapshot!(
        refusal_with("authentication_factors", &json!(["magic_link"])),
        @"data.json: /sessions/0/authentication_factors: expected a list of authentication factors, each an object"
    );
    insta::assert_snapshot!(
        refusal_with("oauth_tenants", &json!({"gitlab": ["T1"]})),
        @"data.json: /sessions/0/oauth_tenants: unknown variant `gitlab`, expected one of `github`, `hubspot`, `slack`"
    );
    insta::assert_snapshot!(
        refusal_with("oauth_tenants", &json!({"slack": "T1"})),
        @r#"data.json: /sessions/0/oauth_tenants: invalid type: string "T1", expected a sequence"#
    );
    insta::assert_snapshot!(
        refusal_with("organization_id_hint", &json!("a b")),
        @"data.json: /sessions/0/organization_id_hint: expected an id of 1 to 128 visible ASCII characters without '#' and '@'"
    );
    insta::assert_snapshot!(
        refusal_with("email_address", &json!("jane")),
        @"data.json: /sessions/0/email_address: expected an email address such as jane@acme.com, but the text has no @"
    );
}

#[test]
fn valid_session_is_accepted() {
    assert_eq!(refusal(&data_with_sessions(&json!([jane_session()]))), "not refused");
}
