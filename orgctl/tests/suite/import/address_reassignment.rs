//! Imports in which a Member gets the address of another Member.

use serde_json::{Value, json};

use crate::input_files::{file, path};
use test_support::{
    Orgctl, TestApp,
    builders::{member_with_id, organization_with_id, retired_address, with},
};

fn data(members: &Value) -> Value {
    json!({"organizations": [organization_with_id("org", json!({ "members": members }))]})
}

fn acme_address(local_part: &str) -> String {
    format!("{local_part}@acme.example")
}

/// A Member at acme.example.
fn acme_member(id: &str, local_part: &str) -> Value {
    member_with_id(id, &acme_address(local_part), json!({}))
}

fn deleted(id: &str, local_part: &str) -> Value {
    with(acme_member(id, local_part), json!({"status": "deleted"}))
}

/// Imports `before`, then `after` as a dry run, as an import and as an import again. Asserts that the dry run reports
/// the same as the import, and that the second import changes nothing. Returns the Members and their addresses.
async fn reassigned(before: Value, after: Value, counts: Value) -> Vec<String> {
    let app = TestApp::start(json!({})).await;
    Orgctl::on(&app).json(&["import", path(&file(data(&before)))]).await;
    let file = file(data(&after));
    let planned = imported(&app, &["import", "--dry-run", path(&file)]).await;
    let done = imported(&app, &["import", path(&file)]).await;
    assert_eq!((&planned["members"], &planned["refused"]), (&done["members"], &done["refused"]));
    assert_eq!(done["members"], counts);
    assert_eq!(done["refused"], json!([]));
    let again = imported(&app, &["import", path(&file)]).await;
    assert_eq!((&again["members"]["added"], &again["members"]["changed"]), (&json!(0), &json!(0)));
    let mut members = Vec::new();
    for id in ["a", "b", "c", "d"] {
        let got = Orgctl::on(&app).run(&["--output", "json", "member", "get", id]).await;
        if let Ok(member) = serde_json::from_str::<Value>(&got.stdout) {
            let address = member["email_address"].as_str().expect("an address").to_owned();
            members.push(format!("{id} has {}", address.trim_end_matches("@acme.example")));
        }
    }
    let check = Orgctl::on(&app).run(&["check"]).await;
    assert_eq!(check.code, Some(0), "{}", check.stdout);
    members
}

/// Runs an import, which must succeed but may print warnings, and returns its report.
pub async fn imported(app: &TestApp, arguments: &[&str]) -> Value {
    let output = Orgctl::on(app).run(&[&["--output", "json"], arguments].concat()).await;
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    serde_json::from_str(&output.stdout).expect("JSON")
}

#[tokio::test]
async fn new_member_gets_address_released_later() {
    let after = json!([acme_member("b", "x"), acme_member("a", "y")]);
    let counts = json!({"added": 1, "changed": 1, "unchanged": 0});
    let members = reassigned(json!([acme_member("a", "x")]), after, counts).await;
    assert_eq!(members, ["a has y", "b has x"]);
}

#[tokio::test]
async fn chain_of_addresses_is_reassigned() {
    let before = json!([acme_member("a", "w"), acme_member("b", "x"), acme_member("c", "y")]);
    let after =
        json!([acme_member("d", "w"), acme_member("a", "x"), acme_member("b", "y"), acme_member("c", "z")]);
    let members = reassigned(before, after, json!({"added": 1, "changed": 3, "unchanged": 0})).await;
    assert_eq!(members, ["a has x", "b has y", "c has z", "d has w"]);
}

#[tokio::test]
async fn newly_deleted_member_releases_its_address() {
    let after = json!([deleted("a", "x"), acme_member("b", "x")]);
    let counts = json!({"added": 1, "changed": 1, "unchanged": 0});
    let members = reassigned(json!([acme_member("a", "x")]), after, counts).await;
    assert_eq!(members, ["b has x"]);
}

/// A Member that retires these addresses.
fn retiring(id: &str, local_part: &str, retired: &[&str]) -> Value {
    let retired: Vec<_> =
        retired.iter().map(|local_part| retired_address(&acme_address(local_part))).collect();
    with(acme_member(id, local_part), json!({ "retired_email_addresses": retired }))
}

#[tokio::test]
async fn address_no_longer_retired_is_reassigned() {
    let after = json!([acme_member("b", "x"), acme_member("a", "y")]);
    let counts = json!({"added": 1, "changed": 1, "unchanged": 0});
    let members = reassigned(json!([retiring("a", "y", &["x"])]), after, counts).await;
    assert_eq!(members, ["a has y", "b has x"]);
}

#[tokio::test]
async fn address_released_by_another_can_be_retired() {
    let before = json!([acme_member("a", "x"), acme_member("b", "y"), retiring("c", "z", &["w"])]);
    // `b` retires an address of `a` and an address of `c`.
    let after = json!([retiring("b", "y", &["x", "w"]), acme_member("a", "v"), acme_member("c", "z")]);
    let members = reassigned(before, after, json!({"added": 0, "changed": 3, "unchanged": 0})).await;
    assert_eq!(members, ["a has v", "b has y", "c has z"]);
}

#[tokio::test]
async fn member_depending_on_two_others_is_written_last() {
    let before = json!([acme_member("a", "x"), retiring("c", "z", &["w"])]);
    let after = json!([retiring("d", "x", &["w"]), acme_member("a", "v"), acme_member("c", "z")]);
    let members = reassigned(before, after, json!({"added": 1, "changed": 2, "unchanged": 0})).await;
    assert_eq!(members, ["a has v", "c has z", "d has x"]);
}

#[tokio::test]
async fn deleted_member_with_taken_address_releases_old_one() {
    // `a` is skipped, because `b` has its new address. Its old address goes to `c`.
    let after = json!([deleted("a", "y"), acme_member("b", "y"), acme_member("c", "x")]);
    let counts = json!({"added": 2, "changed": 1, "unchanged": 0});
    let members = reassigned(json!([acme_member("a", "x")]), after, counts).await;
    assert_eq!(members, ["b has y", "c has x"]);
}

/// Imports `before`, then `after` as a dry run and as an import, and asserts that both print the same error.
pub async fn refused(before: Value, after: Value) -> (TestApp, String) {
    let app = TestApp::start(json!({})).await;
    Orgctl::on(&app).json(&["import", path(&file(before))]).await;
    let file = file(after);
    let planned = Orgctl::on(&app).run(&["--quiet", "import", "--dry-run", path(&file)]).await;
    let done = Orgctl::on(&app).run(&["--quiet", "import", path(&file)]).await;
    let were = if done.stderr.contains(" were left out:") { "were left out:" } else { "was left out:" };
    assert_eq!((planned.code, done.code), (Some(3), Some(3)));
    assert_eq!(planned.stderr.replace("would be left out:", were), done.stderr);
    let summary = planned.stdout.replace("would be left out", "left out").replace("would be ", "imported ");
    assert_eq!(summary, done.stdout);
    (app, done.stderr.replace(path(&file), "after.json"))
}

#[tokio::test]
async fn second_conflict_of_member_is_reported() {
    let before = data(&json!([acme_member("a", "x"), acme_member("c", "w")]));
    // `c` is not in the input, so it keeps its address.
    let after = data(&json!([retiring("d", "x", &["w"]), acme_member("a", "v"), acme_member("e", "u")]));
    let (app, refused) = refused(before, after).await;
    insta::assert_snapshot!(refused, @"
    error: 1 record conflicts with stored data and was left out:
    after.json: /organizations/0/members/0: cannot retire the address: it belongs to Member c of organization org
    ");
    assert_eq!(Orgctl::on(&app).json(&["member", "get", "e"]).await["email_address"], "u@acme.example");
}

#[tokio::test]
async fn members_swapping_addresses_are_refused_unchanged() {
    let app = TestApp::start(json!({})).await;
    let before = data(&json!([acme_member("a", "x"), acme_member("b", "y")]));
    Orgctl::on(&app).json(&["import", path(&file(before))]).await;
    let swapped = file(data(&json!([acme_member("a", "y"), acme_member("b", "x")])));
    for arguments in
        [&["--quiet", "import", "--dry-run", path(&swapped)][..], &["--quiet", "import", path(&swapped)]]
    {
        let output = Orgctl::on(&app).run(arguments).await;
        assert_eq!(output.code, Some(3));
        let printed =
            output.stderr.replace(path(&swapped), "swapped.json").replace("would be left", "were left");
        insta::allow_duplicates! {
            insta::assert_snapshot!(printed, @"
            error: 2 records conflict with stored data and were left out:
            swapped.json: /organizations/0/members/0: Member b of organization org already has this address
            swapped.json: /organizations/0/members/1: Member a of organization org already has this address
            ");
        }
    }
}
