//! Addresses that pass from one Member to another.

use serde_json::{Value, json};

use super::{file, path};
use crate::{harness::TestApp, orgctl::program::Orgctl};

fn data(members: &Value) -> Value {
    json!({"organizations": [{"organization_id": "org", "members": members}]})
}

fn member(id: &str, address: &str) -> Value {
    json!({"member_id": id, "email_address": format!("{address}@acme.example")})
}

fn deleted(id: &str, address: &str) -> Value {
    json!({"member_id": id, "email_address": format!("{address}@acme.example"), "status": "deleted"})
}

/// Imports `before`, then `after`: first to see what would be, which must be what is then done, then again, which must change
/// nothing. Gives who has which address in the end.
async fn handed_on(before: Value, after: Value, counts: Value) -> Vec<(String, String)> {
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
    let mut ended = Vec::new();
    for id in ["a", "b", "c", "d"] {
        let got = Orgctl::on(&app).run(&["--output", "json", "member", "get", id]).await;
        if let Ok(member) = serde_json::from_str::<Value>(&got.stdout) {
            let address = member["email_address"].as_str().expect("an address").to_owned();
            ended.push((id.to_owned(), address.trim_end_matches("@acme.example").to_owned()));
        }
    }
    let check = Orgctl::on(&app).run(&["check"]).await;
    assert_eq!(check.code, Some(0), "{}", check.stdout);
    ended
}

/// What an import did. It may warn.
async fn imported(app: &TestApp, arguments: &[&str]) -> Value {
    let ended = Orgctl::on(app).run(&[&["--output", "json"], arguments].concat()).await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    serde_json::from_str(&ended.stdout).expect("JSON")
}

fn at(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(id, address)| ((*id).to_owned(), (*address).to_owned())).collect()
}

#[tokio::test]
async fn a_newcomer_gets_the_address_that_another_leaves_further_down() {
    let after = json!([member("b", "x"), member("a", "y")]);
    let counts = json!({"added": 1, "changed": 1, "unchanged": 0});
    let ended = handed_on(json!([member("a", "x")]), after, counts).await;
    assert_eq!(ended, at(&[("a", "y"), ("b", "x")]));
}

#[tokio::test]
async fn a_whole_row_moves_up() {
    let before = json!([member("a", "w"), member("b", "x"), member("c", "y")]);
    let after = json!([member("d", "w"), member("a", "x"), member("b", "y"), member("c", "z")]);
    let ended = handed_on(before, after, json!({"added": 1, "changed": 3, "unchanged": 0})).await;
    assert_eq!(ended, at(&[("a", "x"), ("b", "y"), ("c", "z"), ("d", "w")]));
}

#[tokio::test]
async fn a_member_who_is_deleted_now_leaves_its_address() {
    let after = json!([deleted("a", "x"), member("b", "x")]);
    let counts = json!({"added": 1, "changed": 1, "unchanged": 0});
    let ended = handed_on(json!([member("a", "x")]), after, counts).await;
    assert_eq!(ended, at(&[("b", "x")]));
}

#[tokio::test]
async fn two_who_swap_are_refused_and_nothing_of_them_changes() {
    let app = TestApp::start(json!({})).await;
    let before = data(&json!([member("a", "x"), member("b", "y")]));
    Orgctl::on(&app).json(&["import", path(&file(before))]).await;
    let swapped = file(data(&json!([member("a", "y"), member("b", "x")])));
    for arguments in [&["import", "--dry-run", path(&swapped)][..], &["import", path(&swapped)]] {
        let ended = Orgctl::on(&app).run(arguments).await;
        assert_eq!(ended.code, Some(1));
        insta::allow_duplicates! {
            insta::assert_snapshot!(ended.stderr.replace(path(&swapped), "swapped.json"), @"
            error: 2 records contradict what the tables hold; left out:
            swapped.json: /organizations/0/members/0: organization org has another Member with this address: b
            swapped.json: /organizations/0/members/1: organization org has another Member with this address: a
            ");
        }
    }
}
