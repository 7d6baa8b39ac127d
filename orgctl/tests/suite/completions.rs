//! Completions: the program as the scripts of the shells start it, and a real bash with the script.

mod bash;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use test_support::{Orgctl, TestApp, small_data_set};
use tokio::net::TcpListener;

use crate::{
    input_files::{file, path},
    raw_items::Raw,
};

const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

/// Requests the completions of the last word, as the script of `shell` does. Returns one line for each.
async fn complete_in(shell: &'static str, orgctl: Orgctl, words: &[&str]) -> Vec<String> {
    let index = (words.len() - 1).to_string();
    let orgctl = orgctl.with("COMPLETE", shell).with("_CLAP_COMPLETE_INDEX", &index).with("_CLAP_IFS", "\n");
    let output = orgctl.run(&[&["--"], words].concat()).await;
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""), "{words:?}");
    output.stdout.lines().map(str::to_owned).collect()
}

async fn complete(orgctl: Orgctl, words: &[&str]) -> Vec<String> {
    complete_in("bash", orgctl, words).await
}

fn without_options(candidates: Vec<String>) -> Vec<String> {
    candidates.into_iter().filter(|candidate| !candidate.starts_with('-')).collect()
}

#[tokio::test]
async fn scripts_exist_for_every_shell() {
    for shell in SHELLS {
        let script = Orgctl::unconfigured().text(&["completions", shell]).await;
        assert!(script.contains("orgctl") && script.contains(shell), "{shell}: {script}");
        let registered = Orgctl::unconfigured().with("COMPLETE", shell).run(&[]).await;
        assert_eq!((registered.code, registered.stderr.as_str()), (Some(0), ""), "{shell}");
        assert_eq!(registered.stdout.trim(), script.trim(), "{shell}");
    }
}

#[tokio::test]
async fn commands_and_options_are_completed() {
    for shell in SHELLS {
        let found = complete_in(shell, Orgctl::unconfigured(), &["orgctl", "organization", "up"]).await;
        assert!(found.iter().any(|line| line.starts_with("update")), "{shell}: {found:?}");
    }
    let found = complete(Orgctl::unconfigured(), &["orgctl", "member", "list", "--stat"]).await;
    assert_eq!(found, ["--status"]);
    let found = complete(Orgctl::unconfigured(), &["orgctl", "member", "list", "--status", "in"]).await;
    assert_eq!(found, ["invited"]);
}

#[tokio::test]
async fn organizations_are_completed_with_names() {
    let app = TestApp::start(small_data_set()).await;
    for (shell, expected) in [
        ("bash", "acme"),
        ("elvish", "acme"),
        ("fish", "acme\tAcme"),
        ("powershell", "acme\tAcme"),
        ("zsh", "acme:Acme"),
    ] {
        let words = ["orgctl", "member", "list", "--organization", "ac"];
        assert_eq!(complete_in(shell, Orgctl::on(&app), &words).await, [expected], "{shell}");
    }
    let found = complete(Orgctl::on(&app), &["orgctl", "organization", "get", ""]).await;
    assert_eq!(without_options(found), ["acme", "globex"]);
    let found = complete(Orgctl::on(&app), &["orgctl", "organization", "get", "organization-g"]).await;
    assert_eq!(found, ["organization-globex"]);
    let found = complete(Orgctl::on(&app), &["orgctl", "session", "create", "--hint=gl"]).await;
    assert_eq!(found, ["--hint=globex"]);
}

#[tokio::test]
async fn members_of_named_organization_are_completed() {
    let app = TestApp::start(small_data_set()).await;
    for organization in ["acme", "organization-acme"] {
        let words = ["orgctl", "member", "get", "--organization", organization, ""];
        let found = without_options(complete(Orgctl::on(&app), &words).await);
        assert_eq!(found, ["ann@acme.example", "bob@acme.example"], "{organization}");
    }
    let words = ["orgctl", "session", "list", "--organization=acme", "--member", "member-b"];
    assert_eq!(complete_in("fish", Orgctl::on(&app), &words).await, ["member-bob\t(active)"]);
    let found = complete(Orgctl::on(&app), &["orgctl", "session", "list", "--member", ""]).await;
    assert_eq!(found, Vec::<String>::new(), "without --organization");
}

#[tokio::test]
async fn projects_are_completed_without_project() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = || Orgctl::on(&app).without("PROJECT_ID");
    let project = app.writer.project_id().to_string();
    assert_eq!(complete(orgctl(), &["orgctl", "--project", "project-"]).await, [project]);
    assert_eq!(complete(orgctl(), &["orgctl", "--project", "x"]).await, Vec::<String>::new());
}

#[tokio::test]
async fn profiles_are_completed_from_configuration_file() {
    let config =
        file("[default]\nregion = eu-west-1\n[profile staging]\n[profile production]\n[profile a b]\n");
    let orgctl = Orgctl::unconfigured().with("AWS_CONFIG_FILE", path(&config));
    let orgctl = orgctl.with("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
    let found = complete(orgctl, &["orgctl", "check", "--profile", ""]).await;
    assert_eq!(found, ["default", "production", "staging"]);
}

#[tokio::test]
async fn connection_options_of_line_are_used() {
    let app = TestApp::start(small_data_set()).await;
    let url = format!("http://127.0.0.1:{}", app.dynamodb_port);
    let (prefix, project) = (app.table_prefix(), format!("--project={}", app.writer.project_id()));
    let words = [
        "orgctl",
        "--endpoint-url",
        &url,
        "--table-prefix",
        &prefix,
        &project,
        "organization",
        "delete",
        "gl",
    ];
    assert_eq!(complete(Orgctl::unconfigured(), &words).await, ["globex"]);
}

/// An organization and a Member whose values a shell would interpret.
fn hostile_data() -> Value {
    let named = |id: &str, slug: &str, name: &str| json!({"organization_id": id, "organization_slug": slug, "organization_name": name, "members": []});
    let mut plain = named("organization-1", "plain", "Name");
    plain["members"] = json!([
        {"member_id": "member-1", "email_address": "`id`$x@acme.example"},
        {"member_id": "member;id", "email_address": "a|b@acme.example"},
    ]);
    json!({"organizations": [plain, named("organization-$(id)", "", "x"), named("organization-3", "", "y")]})
}

#[tokio::test]
async fn hostile_values_are_left_out() {
    let app = TestApp::start(hostile_data()).await;
    let raw = Raw(&app);
    let object = json!({
        "organization_id": "organization-1", "organization_slug": "$(touch x)", "created_at": "2026-01-01T00:00:00Z",
        "organization_name": "A\u{1b}[8m\nFORGED\tx:y\u{202e}", "updated_at": "2026-01-01T00:00:00Z",
    });
    raw.set(raw.organization_item("organization-1"), "object", &*object.to_string()).await;
    for shell in SHELLS {
        let found = complete_in(shell, Orgctl::on(&app), &["orgctl", "organization", "get", "o"]).await;
        let values: Vec<_> = found.iter().filter_map(|line| line.split(['\t', ':']).next()).collect();
        assert_eq!(values, ["organization-1", "organization-3"], "{shell}: {found:?}");
        let text = found.join("\n").replace('\n', "");
        assert!(
            !text.replace('\t', "").chars().any(|c| c.is_control() || c == '\u{202e}'),
            "{shell}: {text:?}"
        );
    }
    let words = ["orgctl", "member", "get", "--organization", "organization-1", ""];
    let found = without_options(complete(Orgctl::on(&app), &words).await);
    assert_eq!(found, ["member-1"]);
}

#[tokio::test]
async fn failures_are_silent_and_quick() {
    let app = TestApp::start(small_data_set()).await;
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let silent = format!("http://{}", silent.local_addr().expect("an address"));
    for (case, orgctl) in [
        ("nothing configured", Orgctl::unconfigured()),
        ("no server", Orgctl::on(&app).with("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:9")),
        ("no answer", Orgctl::on(&app).with("AWS_ENDPOINT_URL_DYNAMODB", &silent)),
        ("no tables", Orgctl::on(&app).with("TABLE_PREFIX", "unknown")),
        ("invalid project", Orgctl::on(&app).with("PROJECT_ID", "unknown")),
        ("invalid URL", Orgctl::on(&app).with("AWS_ENDPOINT_URL_DYNAMODB", "unknown")),
    ] {
        let begun = Instant::now();
        let found = complete(orgctl, &["orgctl", "organization", "get", "a"]).await;
        assert_eq!(found, Vec::<String>::new(), "{case}");
        assert!(begun.elapsed() < Duration::from_secs(10), "{case}: {:?}", begun.elapsed());
    }
}
