//! The plan of `check --repair`, its question, and dry runs.

use std::collections::BTreeSet;

use org_discovery_admin::consistency::{RepairAction, Repaired};
use serde_json::json;

use super::{Orgctl, inconsistencies, start_app};
use crate::raw_items::Raw;
use test_support::{ProgramOutput, TestApp};

/// Starts an app with a missing edge, a damaged id item, and Members whose organization does not exist.
async fn start_with_losses() -> TestApp {
    let app = start_app().await;
    let raw = Raw(&app);
    raw.delete(raw.organization_item("organization-acme")).await;
    raw.delete(raw.slug_item("acme")).await;
    raw.delete(raw.edge_item("domain#acme.example", "organization-globex")).await;
    raw.set(raw.id_item("member-gus"), "member_location", "nowhere").await;
    app
}

/// Returns standard error without its first line, which names the tables.
fn after_target(output: &ProgramOutput) -> String {
    let (target, rest) = output.stderr.split_once('\n').expect("several lines");
    let target = target.trim_start_matches("dry run, nothing is written: ");
    assert!(target.starts_with("project project-test-"), "{target}");
    rest.to_owned()
}

#[tokio::test]
async fn losses_are_planned_and_need_a_confirmation() {
    let app = start_with_losses().await;
    let (orgctl, before) = (Orgctl::on(&app), app.all_items().await);
    let refused = orgctl.run(&["check", "--repair"]).await;
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""));
    insta::assert_snapshot!(after_target(&refused), @"");
    assert_eq!(app.all_items().await, before, "nothing was changed");
    let repaired = orgctl.run(&["check", "--repair", "--yes"]).await;
    assert_eq!(repaired.code, Some(3), "the damaged item remains");
    insta::assert_snapshot!(repaired.stdout, @"");
    insta::assert_snapshot!(after_target(&repaired), @"");
}

#[tokio::test]
async fn removal_without_confirmation_states_the_count() {
    let app = start_app().await;
    let raw = Raw(&app);
    raw.set(raw.id_item("member-gus"), "member_location", "nowhere").await;
    raw.set(raw.session_item("0000"), "kind", "cookie").await;
    let before = app.all_items().await;
    let refused = Orgctl::on(&app).run(&["--quiet", "check", "--repair", "--remove-damaged"]).await;
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""));
    let error = refused.stderr.lines().last().expect("a line");
    insta::assert_snapshot!(error, @"");
    assert_eq!(app.all_items().await, before, "nothing was changed");
}

#[tokio::test]
async fn dry_run_prints_the_plan_only() {
    let app = start_with_losses().await;
    let before = app.all_items().await;
    let output = Orgctl::on(&app).run(&["--dry-run", "check", "--repair", "--remove-damaged"]).await;
    assert_eq!(output.code, Some(3));
    insta::assert_snapshot!(output.stdout, @"");
    insta::assert_snapshot!(after_target(&output), @"");
    assert_eq!(app.all_items().await, before, "nothing was written");
}

#[tokio::test]
async fn dry_run_of_clean_tables_succeeds() {
    let app = start_app().await;
    let output = Orgctl::on(&app).run(&["--dry-run", "check", "--repair"]).await;
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""));
}

#[tokio::test]
async fn unapproved_losses_are_left() {
    let app = start_with_losses().await;
    let mut repaired = Repaired::default();
    let allowed = BTreeSet::from([RepairAction::Rebuild]);
    app.writer.consistency().check_and_repair(app.now(), &allowed, &mut repaired).await.expect("repairs");
    assert_eq!(repaired.repairs.len(), 1, "the edge");
    let left: Vec<_> =
        repaired.remaining.inconsistencies.iter().filter_map(|left| left.repair_action()).collect();
    assert_eq!(left, [RepairAction::EraseMember, RepairAction::EraseMember, RepairAction::RemoveDamaged]);
    assert_ne!(inconsistencies(&app).await, json!([]));
}
