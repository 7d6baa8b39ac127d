//! The findings in JSON output.

use serde_json::Value;

use super::{Orgctl, start_app};
use crate::raw_items::Raw;
use test_support::TestApp;

async fn start_with_two_findings() -> TestApp {
    let app = start_app().await;
    let raw = Raw(&app);
    raw.delete(raw.edge_item("domain#acme.example", "organization-globex")).await;
    raw.delete(raw.id_item("member-bob")).await;
    app
}

#[tokio::test]
async fn json_has_the_information_of_the_text() {
    let app = start_with_two_findings().await;
    let output = Orgctl::on(&app).run(&["--output", "json", "check"]).await;
    assert_eq!(output.code, Some(3));
    insta::assert_snapshot!(output.stdout, @r#"
    {
      "dry_run": false,
      "inconsistencies": [
        {
          "command": "orgctl check --repair",
          "edge": "domain#acme.example",
          "effect": "people with an address at acme.example cannot join",
          "kind": "edge_missing",
          "note": null,
          "organization_id": "organization-globex",
          "organization_name": "Globex",
          "organization_updated_at": "2026-01-01T00:00:00Z",
          "problem": "the joinable edge domain#acme.example does not exist",
          "repair_action": "rebuild"
        },
        {
          "command": "orgctl check --repair",
          "effect": "commands do not find the Member by its id, and another Member can get the id",
          "email_address": "bob@acme.example",
          "kind": "member_id_missing",
          "member_id": "member-bob",
          "note": null,
          "organization_id": "organization-acme",
          "organization_name": "Acme",
          "organization_updated_at": "2026-01-01T00:00:00Z",
          "problem": "no id item names the location of Member member-bob (bob@acme.example)",
          "repair_action": "rebuild",
          "taken_by": null,
          "updated_at": "2026-01-01T00:00:00Z"
        }
      ],
      "notices": [],
      "read": {
        "counters": 2,
        "edges": 0,
        "members": 3,
        "organizations": 2,
        "session_items": 5
      },
      "repaired": []
    }
    "#);
}

#[tokio::test]
async fn ndjson_has_one_finding_per_line() {
    let app = start_with_two_findings().await;
    let output = Orgctl::on(&app).run(&["--output", "ndjson", "check"]).await;
    let lines: Vec<Value> =
        output.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let kinds: Vec<_> = lines.iter().map(|line| (line["status"].as_str(), line["kind"].as_str())).collect();
    assert_eq!(kinds, [(Some("found"), Some("edge_missing")), (Some("found"), Some("member_id_missing"))]);
    let repaired = Orgctl::on(&app).run(&["--output", "ndjson", "check", "--repair"]).await;
    assert_eq!(repaired.stdout.matches("\"status\":\"repaired\"").count(), 2, "{}", repaired.stdout);
    assert_eq!(Orgctl::on(&app).text(&["--output", "ndjson", "check"]).await, "");
}

#[tokio::test]
async fn pure_check_announces_no_target() {
    let app = start_with_two_findings().await;
    let output = Orgctl::on(&app).run(&["check"]).await;
    insta::assert_snapshot!(output.stderr, @"error: 2 inconsistencies found; the report names the command for each");
}
