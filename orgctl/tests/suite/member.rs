//! `orgctl member`.

use serde_json::{Value, json};

use test_support::{Orgctl, TestApp, small_data_set};

#[tokio::test]
async fn member_is_found_by_id_and_address() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let by_id = orgctl.json(&["member", "get", "member-ann"]).await;
    assert_eq!(by_id["email_address"], "ann@acme.example");
    assert_eq!(by_id, orgctl.json(&["member", "get", "Ann@ACME.example"]).await);
    assert_eq!(by_id, orgctl.json(&["member", "get", "ann@acme.example", "--organization", "acme"]).await);
    for (arguments, reason) in [
        (
            &["member", "get", "unknown@acme.example"][..],
            "no Member has the id or address unknown@acme.example",
        ),
        (&["member", "get", "member-unknown"], "no Member has the id or address member-unknown"),
        (
            &["member", "get", "member-ann", "--organization", "globex"],
            "no Member of Globex has the id or address member-ann; `orgctl member list --organization organization-globex` lists them",
        ),
    ] {
        assert_eq!(orgctl.refusal(arguments).await, format!("error: {reason}\n"));
    }
    assert_eq!(orgctl.run(&["member", "get", "@"]).await.code, Some(2));
}

#[tokio::test]
async fn ambiguous_address_requires_organization_option() {
    let mut app = TestApp::start(small_data_set()).await;
    app.load(json!({"members": [
        {"member_id": "member-ann-2", "organization_id": "organization-globex", "email_address": "ann@acme.example"},
    ], "organizations": [{"organization_id": "organization-globex", "organization_name": "Globex", "organization_slug": "globex"}]}))
    .await;
    let orgctl = Orgctl::on(&app);
    let refusal = orgctl.refusal(&["member", "delete", "ann@acme.example", "--yes"]).await;
    assert!(
        refusal.contains("is a Member of 2 organizations; use a Member id, or --organization:"),
        "{refusal}"
    );
    let got = orgctl.json(&["member", "get", "ann@acme.example", "--organization", "globex"]).await;
    assert_eq!(got["member_id"], "member-ann-2");
}

#[tokio::test]
async fn member_is_deleted_reactivated_and_erased() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    insta::assert_snapshot!(orgctl.text(&["member", "delete", "ann@acme.example", "--yes"]).await, @"
    member-ann (ann@acme.example in organization-acme): deleted
    the person no longer sees the organization and cannot join it again, and the Member's sessions end
    ");
    assert_eq!(app.discover("member").await.error_type(), "session_not_found");
    insta::assert_snapshot!(orgctl.text(&["member", "delete", "ann@acme.example", "--yes"]).await, @"member-ann (ann@acme.example in organization-acme): unchanged");
    insta::assert_snapshot!(orgctl.text(&["member", "reactivate", "member-ann"]).await, @"
    member-ann (ann@acme.example in organization-acme): reactivated
    the person sees the organization again; earlier sessions stay invalid
    ");
    assert_eq!(
        app.discover("member").await.error_type(),
        "session_not_found",
        "earlier sessions stay invalid"
    );
    assert!(app.discover("ist").await.listing().iter().any(|line| line.contains("Acme")));
    let erased = orgctl.json(&["member", "erase", "member-ann", "--yes"]).await;
    let expected = json!({
        "member_id": "member-ann", "organization_id": "organization-acme", "outcome": "erased", "changes": [],
        "effects": [],
    });
    assert_eq!(erased, expected);
    assert!(
        orgctl.refusal(&["member", "erase", "member-ann", "--yes"]).await.contains("no Member has the id")
    );
}

#[tokio::test]
async fn output_of_member_get_can_be_put() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let got = orgctl.text(&["member", "get", "member-ann"]).await;
    let put = orgctl.run_with(&["-q", "member", "put", "-"], &got).await;
    assert_eq!(put.stdout, "member-ann (ann@acme.example in organization-acme): unchanged\n");
    let mut changed: Value = serde_json::from_str(&got).expect("JSON");
    changed["name"] = json!("Ann");
    let put = orgctl.run_with(&["-q", "member", "put", "-"], &changed.to_string()).await;
    assert_eq!(
        put.stdout,
        "member-ann (ann@acme.example in organization-acme): replaced\n  name: (nothing) → Ann\n"
    );
    assert_eq!(orgctl.json(&["member", "get", "member-ann"]).await["name"], "Ann");
}

#[tokio::test]
async fn conflicting_member_is_refused() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let mut refusals = Vec::new();
    for member in [
        json!({"member_id": "member-new", "organization_id": "organization-acme", "email_address": "ann@acme.example"}),
        json!({"member_id": "member-ann", "organization_id": "organization-globex", "email_address": "ann@acme.example"}),
        json!({"member_id": "member-new", "organization_id": "organization-none", "email_address": "new@acme.example"}),
        json!({"member_id": "member-new", "organization_id": "organization-acme", "email_address": "new"}),
    ] {
        let output = orgctl.run_with(&["-q", "member", "put", "-"], &member.to_string()).await;
        assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""));
        refusals.push(output.stderr);
    }
    insta::assert_snapshot!(refusals.concat(), @"
    error: Member member-ann of organization organization-acme already has this address
    error: the id member-ann already belongs to a Member of organization organization-acme
    error: there is no organization organization-none; create it first
    error: standard input: /email_address: expected an email address such as jane@acme.com, but the text has no @
    ");
}
