//! Questions before data is deleted.

use super::input_files::{file, path};
use serde_json::json;
use test_support::{Orgctl, TestApp, small_data_set};

/// Every command that deletes data.
const DESTRUCTIVE: [&[&str]; 7] = [
    &["organization", "delete", "acme"],
    &["member", "delete", "ann@acme.example"],
    &["member", "erase", "member-bob"],
    &["session", "revoke", "--member", "member-ann"],
    &["session", "revoke", "--email", "ann@acme.example"],
    &["project", "retire-secret"],
    &["project", "retire-secret", "--newer"],
];

async fn start() -> TestApp {
    let app = TestApp::start(small_data_set()).await;
    Orgctl::on(&app).text(&["project", "rotate-secret"]).await;
    app
}

#[tokio::test]
async fn deletions_need_confirmation() {
    let app = start().await;
    let before = app.all_items().await;
    let mut refusals = String::new();
    for arguments in DESTRUCTIVE {
        let output = Orgctl::on(&app).run(arguments).await;
        assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        refusals += &output.stderr;
    }
    insta::assert_snapshot!(refusals, @"
    error: nothing was changed, because standard input is not a terminal; repeat with --yes to delete organization Acme (organization-acme): 2 Members, 2 sessions
    error: nothing was changed, because standard input is not a terminal; repeat with --yes to delete Member ann@acme.example (member-ann) of organization-acme: 1 session
    error: nothing was changed, because standard input is not a terminal; repeat with --yes to erase Member bob@acme.example (member-bob) of organization-acme: 1 session
    error: nothing was changed, because standard input is not a terminal; repeat with --yes to revoke 1 session of Member ann@acme.example (member-ann) of organization-acme
    error: nothing was changed, because standard input is not a terminal; repeat with --yes to end all sessions of ann@acme.example in every organization
    error: nothing was changed, because standard input is not a terminal; repeat with --yes to invalidate the older of the two secrets of project-test-11111111-1111-4111-8111-111111111111, which callers may still use
    error: nothing was changed, because standard input is not a terminal; repeat with --yes to invalidate the newer of the two secrets of project-test-11111111-1111-4111-8111-111111111111, which callers may still use
    ");
    assert_eq!(app.all_items().await, before);
}

#[cfg(unix)]
#[tokio::test]
async fn answer_on_the_terminal_decides() {
    let app = start().await;
    let orgctl = Orgctl::on(&app);
    let before = app.all_items().await;
    for arguments in DESTRUCTIVE {
        for answer in ["n\n", "\n", "yess\n", "\u{4}"] {
            let (code, shown) = orgctl.answered_on_terminal(arguments, answer).await;
            assert_eq!(code, Some(1), "{shown}");
            assert!(shown.ends_with("error: nothing was changed\n"), "{shown}");
        }
    }
    assert_eq!(app.all_items().await, before);
    let (code, shown) = orgctl.answered_on_terminal(&["-q", "organization", "delete", "Acm"], "Y\n").await;
    assert_eq!(code, Some(0));
    insta::assert_snapshot!(shown, @"
    Y
    Delete organization Acme (organization-acme): 2 Members, 2 sessions
    Continue? [y/N] organization-acme: deleted
    ");
    assert!(orgctl.refusal(&["organization", "get", "acme"]).await.contains("there is no organization"));
}

#[tokio::test]
async fn confirmed_deletion_says_what_it_deletes() {
    let app = start().await;
    let output = Orgctl::on(&app).run(&["organization", "delete", "acme", "--yes"]).await;
    assert_eq!(output.code, Some(0));
    assert!(
        output.stderr.ends_with("\ndelete organization Acme (organization-acme): 2 Members, 2 sessions\n"),
        "{}",
        output.stderr
    );
}

#[tokio::test]
async fn name_cannot_select_what_is_deleted_unasked() {
    let app = start().await;
    let output = Orgctl::on(&app).run(&["organization", "delete", "Acm", "--yes"]).await;
    assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""));
    insta::assert_snapshot!(output.stderr, @"error: --yes needs an id or slug, because the beginning of a name can select another organization tomorrow; Acm selects organization-acme");
}

/// An interrupted deletion leaves Members without their organization.
#[tokio::test]
async fn interrupted_deletion_can_be_completed() {
    let app = start().await;
    let raw = crate::raw_items::Raw(&app);
    raw.delete(raw.organization_item("organization-acme")).await;
    let output = Orgctl::on(&app).run(&["organization", "delete", "organization-acme", "--yes"]).await;
    assert_eq!((output.code, output.stdout.as_str()), (Some(0), "organization-acme: deleted\n"));
    assert!(
        output.stderr.contains(
            "delete the rest of the organization organization-acme, whose deletion was interrupted: 2 Members"
        ),
        "{}",
        output.stderr
    );
    assert!(
        Orgctl::on(&app).refusal(&["member", "get", "member-ann"]).await.contains("no Member has the id")
    );
}

#[tokio::test]
async fn damaged_organization_can_be_described() {
    let app = start().await;
    let raw = crate::raw_items::Raw(&app);
    raw.set(raw.organization_item("organization-acme"), "schema", 2).await;
    for name in ["organization-acme", "acme"] {
        let output = Orgctl::on(&app).run(&["organization", "delete", name]).await;
        assert_eq!(output.code, Some(2));
        let expected = "to delete the damaged organization organization-acme: 2 Members";
        assert!(output.stderr.contains(expected), "{}", output.stderr);
    }
}

#[tokio::test]
async fn whole_object_needs_no_confirmation() {
    let app = start().await;
    let mut organization = Orgctl::on(&app).json(&["organization", "get", "acme"]).await;
    organization["organization_name"] = json!("Acme 2");
    let file = file(organization);
    Orgctl::on(&app).text(&["organization", "put", path(&file)]).await;
}

/// A Member is removed by its id. After a manual change of the table, the id can lead to another address.
#[tokio::test]
async fn member_whose_id_leads_elsewhere_is_kept() {
    let app = start().await;
    let raw = crate::raw_items::Raw(&app);
    raw.set(raw.id_item("member-ann"), "member_location", "organization-acme#bob@acme.example").await;
    let before = app.all_items().await;
    for verb in ["delete", "erase"] {
        let refusal = Orgctl::on(&app).refusal(&["member", verb, "ann@acme.example", "--yes"]).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(refusal, @"error: the id member-ann does not lead to ann@acme.example; `orgctl check` reports why, and the command that repairs it");
        }
    }
    assert_eq!(app.all_items().await, before);
}
