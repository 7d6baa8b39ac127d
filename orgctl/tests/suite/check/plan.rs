//! The plan of `check --repair`, its question, and dry runs.

use std::collections::BTreeSet;

use org_discovery_admin::consistency::{Inconsistency, RepairAction, Repaired};
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
    insta::assert_snapshot!(after_target(&refused), @"
    will be repaired: Globex (organization-globex): the joinable edge domain#acme.example does not exist
    will be repaired by erasing the Member: organization-acme: Member member-ann (ann@acme.example) belongs to this organization, which does not exist
    will be repaired by erasing the Member: organization-acme: Member member-bob (bob@acme.example) belongs to this organization, which does not exist
    will not be repaired: items that name no organization: the id item of Member member-gus is damaged: member_location is malformed
    error: nothing was changed, because standard input is not a terminal; repeat with --yes to erase 2 Members whose organization does not exist
    ");
    assert_eq!(app.all_items().await, before, "nothing was changed");
    let repaired = orgctl.run(&["check", "--repair", "--yes"]).await;
    assert_eq!(repaired.code, Some(3), "the damaged item remains");
    insta::assert_snapshot!(repaired.stdout, @r#"
    organization-acme, does not exist
      Repaired by erasing the Member: Member member-ann (ann@acme.example) belongs to this organization, which does not exist
        removed: {"created_at":"2026-01-01T00:00:00Z","default_mfa_method":"","email_address":"ann@acme.example","email_address_verified":true,"external_id":null,"is_admin":false,"is_breakglass":false,"is_locked":false,"lock_created_at":null,"lock_expires_at":null,"member_id":"member-ann","member_password_id":"","mfa_enrolled":false,"mfa_phone_number":"","mfa_phone_number_verified":false,"name":"","oauth_registrations":[],"organization_id":"organization-acme","retired_email_addresses":[],"roles":[],"scim_registration":null,"sso_registrations":[],"status":"active","totp_registration_id":"","trusted_metadata":{},"untrusted_metadata":{},"updated_at":"2026-01-01T00:00:00Z"}
      Repaired by erasing the Member: Member member-bob (bob@acme.example) belongs to this organization, which does not exist
        removed: {"created_at":"2026-01-01T00:00:00Z","default_mfa_method":"","email_address":"bob@acme.example","email_address_verified":true,"external_id":null,"is_admin":false,"is_breakglass":false,"is_locked":false,"lock_created_at":null,"lock_expires_at":null,"member_id":"member-bob","member_password_id":"","mfa_enrolled":false,"mfa_phone_number":"","mfa_phone_number_verified":false,"name":"","oauth_registrations":[],"organization_id":"organization-acme","retired_email_addresses":[],"roles":[],"scim_registration":null,"sso_registrations":[],"status":"active","totp_registration_id":"","trusted_metadata":{},"untrusted_metadata":{},"updated_at":"2026-01-01T00:00:00Z"}

    Globex (organization-globex), last changed 2026-01-01T00:00:00Z
      Repaired: the joinable edge domain#acme.example does not exist

    Items that name no organization
      The id item of Member member-gus is damaged: member_location is malformed
        Effect: none in lists; commands with the id of the Member fail
        Note: removes the item, and writes it again if it is needed
        Repair: orgctl check --repair --remove-damaged

    Checked 1 organization, 1 Member, 1 edge, 2 counters and 5 session items: 1 inconsistency left. 3 inconsistencies repaired.
    "#);
    insta::assert_snapshot!(after_target(&repaired), @"
    will be repaired: Globex (organization-globex): the joinable edge domain#acme.example does not exist
    will be repaired by erasing the Member: organization-acme: Member member-ann (ann@acme.example) belongs to this organization, which does not exist
    will be repaired by erasing the Member: organization-acme: Member member-bob (bob@acme.example) belongs to this organization, which does not exist
    will not be repaired: items that name no organization: the id item of Member member-gus is damaged: member_location is malformed
    erase 2 Members whose organization does not exist
    error: 1 inconsistency left; the report names the command for each
    ");
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
    insta::assert_snapshot!(error, @"error: nothing was changed, because standard input is not a terminal; repeat with --yes to remove 2 damaged items");
    assert_eq!(app.all_items().await, before, "nothing was changed");
}

#[tokio::test]
async fn dry_run_prints_the_plan_only() {
    let app = start_with_losses().await;
    let before = app.all_items().await;
    let output = Orgctl::on(&app).run(&["--dry-run", "check", "--repair", "--remove-damaged"]).await;
    assert_eq!(output.code, Some(3));
    insta::assert_snapshot!(output.stdout, @"
    organization-acme, does not exist
      Member member-ann (ann@acme.example) belongs to this organization, which does not exist
        Effect: ann@acme.example does not see it; every request of this person logs a warning
        Member last changed: 2026-01-01T00:00:00Z
        Note: erases the Member
        Repair: orgctl check --repair
        Plan: would be repaired by erasing the Member
      Member member-bob (bob@acme.example) belongs to this organization, which does not exist
        Effect: bob@acme.example does not see it; every request of this person logs a warning
        Member last changed: 2026-01-01T00:00:00Z
        Note: erases the Member
        Repair: orgctl check --repair
        Plan: would be repaired by erasing the Member

    Globex (organization-globex), last changed 2026-01-01T00:00:00Z
      The joinable edge domain#acme.example does not exist
        Effect: people with an address at acme.example cannot join
        Repair: orgctl check --repair
        Plan: would be repaired

    Items that name no organization
      The id item of Member member-gus is damaged: member_location is malformed
        Effect: none in lists; commands with the id of the Member fail
        Note: removes the item, and writes it again if it is needed
        Repair: orgctl check --repair --remove-damaged
        Plan: would be removed

    Checked 1 organization, 3 Members, 0 edges, 2 counters and 5 session items: 4 inconsistencies.
    ");
    insta::assert_snapshot!(after_target(&output), @"error: 4 inconsistencies found; the report names the command for each");
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
    let remaining = &repaired.remaining.inconsistencies;
    let left: Vec<_> = remaining.iter().filter_map(Inconsistency::repair_action).collect();
    assert_eq!(left, [RepairAction::EraseMember, RepairAction::EraseMember, RepairAction::RemoveDamaged]);
    assert_ne!(inconsistencies(&app).await, json!([]));
}
