//! `orgctl project list`, `organization list`, `member list` and `session list`.

use serde_json::{Value, json};

use test_support::{
    Orgctl, TestApp,
    builders::{data_set, member_with_id, organization_with_id},
    small_data_set,
};

use crate::raw_items::Raw;

/// Three organizations with different domains, tenants and numbers of Members.
async fn start() -> TestApp {
    let members = |count: usize| -> Vec<Value> {
        (0..count)
            .map(|n| member_with_id(&format!("m-{count}-{n}"), &format!("p{n}@acme.io"), json!({})))
            .collect()
    };
    let organization = |id: &str, fields: Value, count: usize| {
        let mut object = organization_with_id(id, fields);
        object["members"] = members(count).into();
        object
    };
    TestApp::start(data_set(
        [
            organization("o-acme", json!({"organization_name": "Acme", "organization_slug": "acme", "email_allowed_domains": ["acme.io"], "claimed_email_domains": ["acme.com"]}), 2),
            organization("o-labs", json!({"organization_name": "Acme Labs", "organization_slug": "acme-labs", "allowed_oauth_tenants": {"slack": ["T1"]}}), 1),
            organization("o-globex", json!({"organization_name": "Globex", "organization_slug": "globex"}), 0),
        ],
        [],
    ))
    .await
}

/// Sorts the rows of a printed list, which are in no particular order.
pub fn sorted(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].sort_unstable();
    lines.join("\n")
}

fn ids(list: &Value, field: &str, id: &str) -> Vec<String> {
    let rows = list[field].as_array().expect("a list").iter();
    let mut ids: Vec<_> = rows.map(|row| row[id].as_str().expect("an id").to_owned()).collect();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn organizations_are_listed_with_members_and_domains() {
    let app = start().await;
    let listed = Orgctl::on(&app).text(&["organization", "list"]).await;
    insta::assert_snapshot!(sorted(&listed), @"
    name       slug       id        Members  domains
    Acme       acme       o-acme    2        acme.com, acme.io
    Acme Labs  acme-labs  o-labs    1
    Globex     globex     o-globex  0
    ");
}

#[tokio::test]
async fn organizations_are_selected_by_domain_tenant_and_name() {
    let app = start().await;
    for (arguments, expected) in [
        (&["--domain", "acme.io"][..], &["o-acme"][..]),
        (&["--domain", "ACME.com"], &["o-acme"]),
        (&["--domain", "other.io"], &[]),
        (&["--tenant", "slack:T1"], &["o-labs"]),
        (&["--tenant", "github:T1"], &[]),
        (&["--name", "aCME"], &["o-acme", "o-labs"]),
        (&["--name", "acme", "--tenant", "slack:T1"], &["o-labs"]),
    ] {
        let listed = Orgctl::on(&app).json(&[&["organization", "list"], arguments].concat()).await;
        assert_eq!(ids(&listed, "organizations", "organization_id"), expected, "{arguments:?}");
        assert_eq!(listed.get("next"), None);
    }
}

#[tokio::test]
async fn limited_list_continues_after_its_last_row() {
    let app = start().await;
    let orgctl = Orgctl::on(&app);
    let list = ["organization", "list", "--limit", "2"];
    let first = orgctl.json(&list).await;
    let next = first["next"].as_str().expect("an id");
    assert_eq!(first["organizations"][1]["organization_id"], next);
    let second = orgctl.json(&[&list[..], &["--after", next]].concat()).await;
    assert_eq!(second.get("next"), None);
    let mut all = ids(&first, "organizations", "organization_id");
    all.extend(ids(&second, "organizations", "organization_id"));
    all.sort_unstable();
    assert_eq!(all, ["o-acme", "o-globex", "o-labs"]);
    let text = orgctl.run(&[&["-q"], &list[..]].concat()).await;
    assert_eq!(text.stderr, format!("the list has more rows; continue with --after {next}\n"));

    let members = ["member", "list", "--organization", "acme", "--limit", "1"];
    let first = orgctl.json(&members).await;
    assert_eq!(first["next"], "m-2-0");
    let second = orgctl.json(&[&members[..], &["--after", "m-2-0"]].concat()).await;
    assert_eq!(ids(&second, "members", "member_id"), ["m-2-1"]);
    assert_eq!(second.get("next"), None);
}

#[tokio::test]
async fn list_can_be_continued_with_filter() {
    let app = start().await;
    let orgctl = Orgctl::on(&app);
    let list = ["organization", "list", "--name", "acme", "--limit", "1"];
    let first = orgctl.json(&list).await;
    let next = first["next"].as_str().expect("an id");
    let second = orgctl.json(&[&list[..], &["--after", next]].concat()).await;
    assert_eq!(second.get("next"), None);
    assert_ne!(first["organizations"], second["organizations"]);
}

#[tokio::test]
async fn members_are_selected_by_status_and_domain() {
    let mut data = small_data_set();
    let invited = json!({"member_id": "member-ivy", "email_address": "ivy@other.example", "status": "invited", "name": "Ivy"});
    data["organizations"][0]["members"].as_array_mut().expect("a list").push(invited);
    let app = TestApp::start(data).await;
    let orgctl = Orgctl::on(&app);
    insta::assert_snapshot!(orgctl.text(&["member", "list", "--organization", "Acm"]).await, @"
    address            status   name  id          roles
    ann@acme.example   active         member-ann
    bob@acme.example   active         member-bob
    ivy@other.example  invited  Ivy   member-ivy
    ");
    for (arguments, expected) in [
        (&["--status", "invited"][..], &["member-ivy"][..]),
        (&["--status", "deleted"], &[]),
        (&["--domain", "ACME.example"], &["member-ann", "member-bob"]),
        (&["--domain", "acme.example", "--status", "invited"], &[]),
    ] {
        let list = [&["member", "list", "--organization", "acme"], arguments].concat();
        assert_eq!(ids(&orgctl.json(&list).await, "members", "member_id"), expected, "{arguments:?}");
    }
    let ndjson = orgctl.text(&["-o", "ndjson", "member", "list", "--organization", "acme"]).await;
    let rows: Vec<Value> = ndjson.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[2]["email_address"], "ivy@other.example");
}

#[tokio::test]
async fn members_of_address_are_listed_in_every_organization() {
    let app = start().await;
    let orgctl = Orgctl::on(&app);
    let list = ["member", "list", "--email", "P0@ACME.io"];
    insta::assert_snapshot!(sorted(&orgctl.text(&list).await), @"
    organization  status  name  id     roles
    Acme          active        m-2-0
    Acme Labs     active        m-1-0
    ");
    for (arguments, expected) in [(&[][..], &["m-1-0", "m-2-0"][..]), (&["--status", "deleted"], &[])] {
        let listed = orgctl.json(&[&list, arguments].concat()).await;
        assert_eq!(ids(&listed, "members", "member_id"), expected, "{arguments:?}");
    }
    let none = orgctl.run(&["member", "list", "--email", "eve@evil.example"]).await;
    assert_eq!((none.code, none.stdout.as_str()), (Some(0), ""));
    assert_eq!(none.stderr, "No organization has a Member with the address eve@evil.example.\n");
    let neither = orgctl.run(&["member", "list"]).await;
    assert_eq!(neither.code, Some(2), "{}", neither.stderr);
}

#[tokio::test]
async fn limited_list_of_address_continues_after_its_last_row() {
    let app = start().await;
    let orgctl = Orgctl::on(&app);
    let list = ["member", "list", "--email", "p0@acme.io", "--limit", "1"];
    let first = orgctl.json(&list).await;
    let next = first["next"].as_str().expect("an id");
    assert_eq!(ids(&first, "members", "member_id"), [next]);
    let second = orgctl.json(&[&list[..], &["--after", next]].concat()).await;
    assert_eq!(second.get("next"), None);
    let mut all = ids(&first, "members", "member_id");
    all.extend(ids(&second, "members", "member_id"));
    all.sort_unstable();
    assert_eq!(all, ["m-1-0", "m-2-0"]);
    let error = orgctl.run(&[&list[..], &["--after", "m-none"]].concat()).await;
    assert_eq!(
        (error.code, error.stderr.as_str()),
        (Some(1), "error: the Member m-none does not exist anymore; list from the beginning\n")
    );
}

#[tokio::test]
async fn damaged_parts_of_address_are_reported() {
    let app = start().await;
    let raw = Raw(&app);
    raw.set(raw.organization_item("o-acme"), "schema", 2).await;
    let list = ["member", "list", "--email", "p0@acme.io"];
    let text = Orgctl::on(&app).text(&list).await;
    assert!(text.contains("o-acme"), "the id replaces the unreadable name: {text}");
    raw.set(raw.member_item("p0@acme.io", "o-labs"), "schema", 2).await;
    let output = Orgctl::on(&app).run(&list).await;
    assert_eq!(output.code, Some(3));
    assert_eq!(
        output.stderr,
        "error: the list is incomplete without 1 damaged Member; `orgctl check` lists them\n"
    );
}

#[tokio::test]
async fn empty_lists_say_so() {
    let app = start().await;
    let orgctl = Orgctl::on(&app);
    let members = orgctl.run(&["member", "list", "--organization", "globex"]).await;
    assert_eq!((members.code, members.stdout.as_str()), (Some(0), ""));
    assert_eq!(members.stderr, "No Members of o-globex.\n");
    let listed = orgctl.run(&["-o", "json", "organization", "list", "--domain", "unused.example"]).await;
    assert_eq!(
        (listed.code, listed.stdout.as_str(), listed.stderr.as_str()),
        (Some(0), "{\"organizations\":[]}\n", "")
    );
    let listed = orgctl.run(&["-o", "ndjson", "organization", "list", "--domain", "unused.example"]).await;
    assert_eq!((listed.code, listed.stdout.as_str(), listed.stderr.as_str()), (Some(0), "", ""));
}

#[tokio::test]
async fn damaged_items_make_list_incomplete() {
    let app = start().await;
    let raw = Raw(&app);
    raw.set(raw.organization_item("o-labs"), "schema", 2).await;
    let output = Orgctl::on(&app).run(&["-o", "json", "organization", "list"]).await;
    assert_eq!(output.code, Some(3));
    let listed: Value = serde_json::from_str(&output.stdout).expect("JSON");
    assert_eq!(ids(&listed, "organizations", "organization_id"), ["o-acme", "o-globex"]);
    insta::assert_snapshot!(output.stderr, @"
    warning: left out: damaged item in the organizations table (key hash 2295f8b73fa17ed4): unknown schema version 2
    error: the list is incomplete without 1 damaged item; `orgctl check` lists them
    ");
    let members = Orgctl::on(&app).json(&["member", "list", "--organization", "o-labs"]).await;
    assert_eq!(ids(&members, "members", "member_id"), ["m-1-0"], "the Members of a damaged organization");
}

#[tokio::test]
async fn sessions_of_member_are_listed() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let created =
        orgctl.json(&["session", "create", "--member", "member-ann", "--factor", "email_otp"]).await;
    let list = ["session", "list", "--member", "ann@acme.example"];
    let listed = orgctl.json(&list).await;
    let rows = listed["sessions"].as_array().expect("a list");
    assert_eq!(
        (rows.len(), &rows[0]["validity"], &rows[1]["validity"]),
        (2, &json!("expired"), &json!("valid"))
    );
    assert_eq!(rows[1]["member_session_id"], created["member_session_id"]);
    let text = orgctl.text(&list).await;
    let row = text.lines().last().expect("a row");
    assert!(row.contains("valid") && row.ends_with("otp/email"), "{text}");
    orgctl.text(&["session", "revoke", "--member", "member-ann", "--yes"]).await;
    let empty = orgctl.run(&list).await;
    assert_eq!((empty.code, empty.stderr.as_str()), (Some(0), "ann@acme.example has no sessions.\n"));
}

#[tokio::test]
async fn projects_are_listed_even_if_damaged() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app).without("PROJECT_ID");
    insta::assert_snapshot!(orgctl.text(&["project", "list"]).await, @"
    project                                            valid secrets  keys
    project-test-11111111-1111-4111-8111-111111111111  1              jwk-test-22222222-2222-4222-8222-222222222222
    ");
    let raw = Raw(&app);
    raw.set(raw.project_item(), "schema", 2).await;
    let output = orgctl.run(&["project", "list"]).await;
    insta::assert_snapshot!(format!("{}{}", output.stdout, output.stderr), @"
    project                                            valid secrets  keys
    project-test-11111111-1111-4111-8111-111111111111  damaged
    warning: damaged item in the projects table (key hash 8df9b59eba6d0aa7): unknown schema version 2; replace it with `orgctl project create`
    ");
}

#[tokio::test]
async fn closed_pipe_ends_a_list() {
    let app = start().await;
    let mut child = Orgctl::on(&app).spawn(&["organization", "list"]);
    drop(child.stdout.take());
    let output = child.wait_with_output().await.expect("a process");
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}
