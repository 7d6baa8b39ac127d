//! `orgctl organization`.

use serde_json::{Value, json};

use test_support::{Orgctl, TestApp, small_data_set};

#[tokio::test]
async fn organization_is_found_by_id_and_slug() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let by_slug = orgctl.json(&["organization", "get", "acme"]).await;
    assert_eq!(by_slug["organization_name"], "Acme");
    assert_eq!(by_slug, orgctl.json(&["organization", "get", "organization-acme"]).await);
    let text = orgctl.text(&["organization", "get", "acme"]).await;
    assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), by_slug);
    insta::assert_snapshot!(orgctl.refusal(&["organization", "get", "unknown"]).await, @"error: there is no organization with the id, slug or name unknown; `orgctl organization list` lists all organizations");
}

#[tokio::test]
async fn slug_of_another_organization_is_refused() {
    let app = TestApp::start(small_data_set()).await;
    let second = json!({"organization_id": "organization-acme-2", "organization_slug": "ACME"}).to_string();
    let output = Orgctl::on(&app).run_with(&["-q", "organization", "put", "-"], &second).await;
    assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""));
    insta::assert_snapshot!(output.stderr, @"error: the slug acme belongs to organization organization-acme");
    assert_eq!(
        Orgctl::on(&app).json(&["organization", "get", "acme"]).await["organization_id"],
        "organization-acme"
    );
}

#[tokio::test]
async fn member_at_retired_address_is_refused() {
    let mut data = small_data_set();
    data["organizations"][0]["members"][0]["retired_email_addresses"] =
        json!([{"email_address": "maiden@acme.example"}]);
    let app = TestApp::start(data).await;
    let clash = json!({"member_id": "dup", "organization_id": "organization-acme", "email_address": "Maiden@acme.example"});
    let output = Orgctl::on(&app).run_with(&["-q", "member", "put", "-"], &clash.to_string()).await;
    assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""));
    insta::assert_snapshot!(output.stderr, @"error: Member member-ann of organization organization-acme retired this address, so no other Member can use it");
}

#[tokio::test]
async fn retired_address_cannot_join() {
    let mut data = small_data_set();
    data["organizations"][1]["members"][0]["retired_email_addresses"] =
        json!([{"email_address": "maiden@acme.example"}]);
    let app = TestApp::start(data).await;
    let discover = async |email: &str| {
        Orgctl::on(&app).text(&["discover", "--email", email, "--factor", "magic_link"]).await
    };
    assert!(discover("new@acme.example").await.contains("Globex"));
    insta::assert_snapshot!(discover("maiden@acme.example").await, @"No organizations for maiden@acme.example. Run `orgctl explain` to find out why.");
}

#[tokio::test]
async fn output_of_organization_get_can_be_put() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let got = orgctl.text(&["organization", "get", "globex"]).await;
    let put = orgctl.run_with(&["-q", "organization", "put", "-"], &got).await;
    assert_eq!(put.stdout, "organization-globex (globex): unchanged\n");
    assert!(app.discover("ist").await.listing().iter().any(|line| line.contains("Globex")));
    let closed = got
        .replace("\"email_jit_provisioning\": \"RESTRICTED\"", "\"email_jit_provisioning\": \"NOT_ALLOWED\"");
    assert_ne!(closed, got);
    let put = orgctl.run_with(&["-q", "--output", "json", "organization", "put", "-"], &closed).await;
    let expected = json!({
        "organization_id": "organization-globex",
        "outcome": "replaced",
        "changes": [{"field": "email_jit_provisioning", "before": "RESTRICTED", "after": "NOT_ALLOWED"}],
        "effects": ["2 people can no longer join by acme.example"],
    });
    assert_eq!(serde_json::from_str::<Value>(&put.stdout).expect("JSON"), expected);
    assert!(!app.discover("ist").await.listing().iter().any(|line| line.contains("Globex")));
}

#[tokio::test]
async fn malformed_organization_is_refused() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    for input in [
        "{",
        "[]",
        r#"{"organization_name": "New"}"#,
        r#"{"organization_id": "organization-new", "organization_name": "New", "organization_slug": "new", "email_allowed_domains": ["gmail.com"]}"#,
    ] {
        let output = orgctl.run_with(&["-q", "organization", "put", "-"], input).await;
        assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""), "{input}");
        assert!(output.stderr.starts_with("error: ") && output.stderr.ends_with('\n'), "{}", output.stderr);
    }
    let refusal = orgctl.refusal(&["organization", "get", "organization-new"]).await;
    assert!(
        refusal.contains("there is no organization with the id, slug or name organization-new"),
        "{refusal}"
    );
}

#[tokio::test]
async fn unknown_fields_are_refused_unless_allowed() {
    let app = TestApp::start(json!({})).await;
    let input = r#"{"organization_id": "organization-new", "organization_name": "New", "organization_slug": "new", "colour": "red"}"#;
    let output = Orgctl::on(&app).run_with(&["-q", "organization", "put", "-"], input).await;
    assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""));
    insta::assert_snapshot!(output.stderr, @r#"
    error: nothing was written, because of unknown fields; correct them, or use --allow-unknown to ignore them:
    standard input: unknown field "colour"
    "#);
    let allowed = ["-q", "organization", "put", "--allow-unknown", "-"];
    let output = Orgctl::on(&app).run_with(&allowed, input).await;
    assert_eq!((output.code, output.stdout.as_str()), (Some(0), "organization-new (new): created\n"));
    insta::assert_snapshot!(output.stderr, @r#"warning: standard input: unknown field "colour" was ignored"#);
}

#[tokio::test]
async fn organization_is_deleted_with_its_members() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    assert_eq!(
        orgctl.text(&["organization", "delete", "acme", "--yes"]).await,
        "organization-acme: deleted\n"
    );
    assert_eq!(app.discover("member").await.error_type(), "session_not_found");
    assert!(
        orgctl.refusal(&["member", "get", "member-ann"]).await.contains("no Member has the id or address")
    );
    insta::assert_snapshot!(orgctl.refusal(&["organization", "delete", "acme", "--yes"]).await, @"error: there is no organization with the id, slug or name acme; `orgctl organization list` lists all organizations");
}
