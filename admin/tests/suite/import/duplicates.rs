//! Duplicate ids, addresses, names and tokens, within a file and across files.

use serde_json::{Value, json};

use org_discovery::domain::SystemEntropy;
use org_discovery_admin::import::{Counts, Mode};

use super::{refusal, refusal_of, session_with, warnings};
use test_support::{
    TestApp,
    builders::{member_with_id, organization_with_id},
    check_files,
};

const TOKEN: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// Data with one organization.
fn data_with(organization_id: &str, members: &Value) -> Value {
    json!({"organizations": [organization_with_id(organization_id, json!({ "members": members }))]})
}

/// A Member with only an id and an address.
fn plain_member(id: &str, address: &str) -> Value {
    member_with_id(id, address, json!({}))
}

/// A member session of Jane with this session id.
fn member_session_with_id(name: &str, id: &str) -> Value {
    json!({
        "name": name,
        "kind": "member",
        "email_address": "jane@one.example",
        "organization_id": "org-1",
        "member_id": "member-1",
        "member_session_id": id,
    })
}

/// Returns the errors of `first` in `a.json` and `second` in `b.json`.
fn across(first: &Value, second: &Value) -> String {
    refusal_of(&[("a.json", &first.to_string()), ("b.json", &second.to_string())])
}

#[test]
fn repeated_organization_id_is_refused() {
    let data = json!({"organizations": [{"organization_id": "org-1"}, {"organization_id": "org-1", "organization_name": "One"}]});
    insta::assert_snapshot!(
        refusal(&data),
        @"data.json: /organizations/1/organization_id: another organization already has this id (data.json at /organizations/0)"
    );
    let one = data_with("org-1", &json!([]));
    let mut other = one.clone();
    other["organizations"][0]["organization_name"] = json!("One");
    insta::assert_snapshot!(
        across(&one, &other),
        @"b.json: /organizations/0/organization_id: another organization already has this id (a.json at /organizations/0)"
    );
}

#[test]
fn repeated_member_id_in_any_organization_is_refused() {
    let two =
        json!([plain_member("member-1", "jane@one.example"), plain_member("member-1", "joe@one.example")]);
    insta::assert_snapshot!(
        refusal(&data_with("org-1", &two)),
        @"data.json: /organizations/0/members/1/member_id: another Member already has this id (data.json at /organizations/0/members/0)"
    );
    let of = |id| data_with(id, &json!([plain_member("member-1", "jane@one.example")]));
    insta::assert_snapshot!(
        across(&of("org-1"), &of("org-2")),
        @"b.json: /organizations/0/members/0/member_id: another Member already has this id (a.json at /organizations/0/members/0)"
    );
}

#[tokio::test]
async fn repeated_record_is_imported_once() {
    let one = data_with("org-1", &json!([plain_member("member-1", "jane@one.example")])).to_string();
    let data = check_files(&[("a.json", &one), ("b.json", &one)]).expect("valid data");
    assert_eq!((data.records(), data.warnings().len()), (4, 0));
    let app = TestApp::start(json!({})).await;
    let report = data.run(&app.writer, app.now(), &SystemEntropy, Mode::Write, &()).await.expect("imported");
    let added = Counts { added: 1, ..Counts::default() };
    assert_eq!((report.organizations, report.members), (added, added));
}

#[test]
fn repeated_address_in_any_case_is_refused() {
    let two =
        json!([plain_member("member-1", "jane@one.example"), plain_member("member-2", "JANE@One.Example")]);
    insta::assert_snapshot!(
        refusal(&data_with("org-1", &two)),
        @"data.json: /organizations/0/members/1/email_address: another Member of the organization already has this address (data.json at /organizations/0/members/0)"
    );
    let first = data_with("org-1", &json!([plain_member("member-1", "jane@one.example")]));
    let mut second = json!({"members": [plain_member("member-2", "jane@one.example")]});
    second["members"][0]["organization_id"] = json!("org-1");
    insta::assert_snapshot!(
        across(&first, &second),
        @"b.json: /members/0/email_address: another Member of the organization already has this address (a.json at /organizations/0/members/0)"
    );
}

#[test]
fn address_in_several_organizations_is_imported() {
    let first = data_with("org-1", &json!([plain_member("member-1", "jane@one.example")]));
    let second = data_with("org-2", &json!([plain_member("member-2", "jane@one.example")]));
    assert_eq!(across(&first, &second), "not refused");
}

#[test]
fn deleted_member_with_reused_address_is_skipped() {
    let mut gone = plain_member("member-1", "jane@one.example");
    gone["status"] = json!("deleted");
    let back = plain_member("member-2", "Jane@one.example");
    let expected = "the deleted Member was skipped because another Member has its address";
    let warned = |first: &Value, second: &Value| {
        let data = data_with("org-1", &json!([first, second]));
        assert_eq!(refusal(&data), "not refused");
        warnings(&data)
    };
    assert_eq!(warned(&gone, &back), format!("data.json: /organizations/0/members/0: {expected}"));
    assert_eq!(warned(&back, &gone), format!("data.json: /organizations/0/members/1: {expected}"));
}

#[test]
fn repeated_session_name_is_refused() {
    let two = json!({"sessions": [session_with("note", &json!("a")), session_with("note", &json!("b"))]});
    insta::assert_snapshot!(
        refusal(&two),
        @"data.json: /sessions/1/name: another session already has this name (data.json at /sessions/0/name)"
    );
    let one = json!({"sessions": [session_with("note", &json!("a"))]});
    insta::assert_snapshot!(
        across(&one, &one),
        @"b.json: /sessions/0/name: another session already has this name (a.json at /sessions/0/name)"
    );
}

#[test]
fn repeated_token_is_refused_without_printing_it() {
    let mut second = session_with("token", &json!(TOKEN));
    second["name"] = json!("again");
    let data = json!({"sessions": [session_with("token", &json!(TOKEN)), second]});
    insta::assert_snapshot!(
        refusal(&data),
        @"data.json: /sessions/1/token: another session already has this token (data.json at /sessions/0/token)"
    );
    let first = json!({"sessions": [session_with("token", &json!(TOKEN))]});
    insta::assert_snapshot!(
        across(&first, &json!({"sessions": [second]})),
        @"b.json: /sessions/0/token: another session already has this token (a.json at /sessions/0/token)"
    );
}

#[test]
fn repeated_session_id_is_refused() {
    let of = |name| json!({"sessions": [member_session_with_id(name, "session-1")]});
    let both = json!({"sessions": [member_session_with_id("a", "session-1"), member_session_with_id("b", "session-1")]});
    insta::assert_snapshot!(
        refusal(&both),
        @"data.json: /sessions/1/member_session_id: another session already has this id (data.json at /sessions/0/member_session_id)"
    );
    insta::assert_snapshot!(
        across(&of("a"), &of("b")),
        @"b.json: /sessions/0/member_session_id: another session already has this id (a.json at /sessions/0/member_session_id)"
    );
}
