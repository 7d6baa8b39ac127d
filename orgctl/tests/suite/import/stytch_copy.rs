//! Copies of a Stytch project.

mod fake_stytch;

use std::fmt::Write as _;

use serde_json::{Value, json};

use test_support::{
    Orgctl, ProgramOutput, TestApp,
    builders::{member_with_id, organization_with_id, with},
};

use fake_stytch::{FakeStytch, Reply, members_page, organizations_page};

const PROJECT: &str = "project-test-22222222-2222-4222-8222-222222222222";
const SECRET: &str = "secret-test-source-project";

/// Copies from the server.
async fn copy(app: &TestApp, stytch: &FakeStytch, secret: &str) -> ProgramOutput {
    let orgctl = Orgctl::on(app).with("STYTCH_SECRET", secret).with("STYTCH_PROJECT_ID", PROJECT);
    orgctl.run(&["import", "--from-stytch", &stytch.url]).await
}

fn organization(id: &str, hour: u32) -> Value {
    organization_with_id(
        id,
        json!({"updated_at": format!("2026-01-01T{hour:02}:00:00Z"), "organization_name": format!("{id} {hour}")}),
    )
}

fn member(id: &str, organization: &str, hour: u32) -> Value {
    let fields = json!({"organization_id": organization, "updated_at": format!("2026-01-01T{hour:02}:00:00Z"), "name": format!("{id} {hour}")});
    member_with_id(id, &format!("{id}@{organization}.example"), fields)
}

#[tokio::test]
async fn project_is_copied_by_one_command() {
    let app = TestApp::start(json!({})).await;
    let by_id = json!({"acme": organization("acme", 1)});
    let stytch = FakeStytch::start(
        PROJECT,
        SECRET,
        [
            organizations_page(&[organization("acme", 1)], 2, Some("two")),
            // A request that is throttled is repeated.
            Reply::throttled(1),
            // Acme was updated and returned again.
            organizations_page(&[organization("acme", 2), organization("globex", 1)], 2, None),
            members_page(&[member("ann", "acme", 1), member("bob", "acme", 1)], &by_id, 3, Some("three")),
            Reply::failed(500),
            // The total has changed meanwhile, and Bob moved to the second page.
            members_page(
                &[member("bob", "acme", 2), member("cat", "globex", 1), member("dan", "globex", 1)],
                &by_id,
                4,
                None,
            ),
        ],
    )
    .await;
    let output = copy(&app, &stytch, SECRET).await;
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    insta::assert_snapshot!(output.stdout, @"
    imported       added  changed  unchanged
    organizations  2      0        0
    Members        4      0        0
    left out: 4 older versions
    ");
    assert_eq!(Orgctl::on(&app).json(&["member", "get", "bob"]).await["name"], "bob 2");
    assert_eq!(Orgctl::on(&app).json(&["organization", "get", "acme"]).await["organization_name"], "acme 2");
    let warnings: Vec<&str> = output.stderr.lines().filter(|line| line.starts_with("warning:")).collect();
    insta::assert_snapshot!(warnings.join("\n"), @"
    warning: 127.0.0.1: /organizations/0: the newer version (updated_at 2026-01-01T02:00:00Z) was taken (127.0.0.1 at document 2/organizations/0)
    warning: 127.0.0.1: document 3/organizations/acme: the newer version (updated_at 2026-01-01T02:00:00Z) was taken (127.0.0.1 at document 2/organizations/0)
    warning: 127.0.0.1: document 4/organizations/acme: the newer version (updated_at 2026-01-01T02:00:00Z) was taken (127.0.0.1 at document 2/organizations/0)
    warning: 127.0.0.1: document 3/members/1: the newer version (updated_at 2026-01-01T02:00:00Z) was taken (127.0.0.1 at document 4/members/0)
    ");
    assert!(output.stderr.contains("127.0.0.1 responds with status 429"), "{}", output.stderr);
    assert!(!format!("{output:?}").contains(SECRET), "{output:?}");
    let requests = stytch.requests();
    insta::assert_snapshot!(requests.join("\n"), @r#"
    POST /v1/b2b/organizations/search {"limit":1000}
    POST /v1/b2b/organizations/search {"cursor":"two","limit":1000}
    POST /v1/b2b/organizations/search {"cursor":"two","limit":1000}
    POST /v1/b2b/organizations/members/search {"limit":1000,"organization_ids":["acme","globex"]}
    POST /v1/b2b/organizations/members/search {"cursor":"three","limit":1000,"organization_ids":["acme","globex"]}
    POST /v1/b2b/organizations/members/search {"cursor":"three","limit":1000,"organization_ids":["acme","globex"]}
    "#);
}

#[tokio::test]
async fn results_that_moved_are_read_again() {
    let app = TestApp::start(json!({})).await;
    let by_id = json!({"acme": organization("acme", 1)});
    let stytch = FakeStytch::start(
        PROJECT,
        SECRET,
        [
            organizations_page(&[organization("acme", 1)], 1, None),
            // One of three Members is not on any page.
            members_page(&[member("ann", "acme", 1), member("bob", "acme", 1)], &by_id, 3, None),
            members_page(
                &[member("bob", "acme", 1), member("cat", "acme", 1), member("ann", "acme", 1)],
                &by_id,
                3,
                None,
            ),
        ],
    )
    .await;
    let output = copy(&app, &stytch, SECRET).await;
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    assert!(output.stdout.contains("Members        3      0        0"), "{}", output.stdout);
}

#[tokio::test]
async fn incomplete_search_is_refused() {
    let app = TestApp::start(json!({})).await;
    let page = || organizations_page(&[organization("acme", 1)], 2, None);
    let stytch = FakeStytch::start(PROJECT, SECRET, [page(), page(), page()]).await;
    let before = app.all_items().await;
    let output = copy(&app, &stytch, SECRET).await;
    assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""));
    assert!(output.stderr.contains("did not return all results in 3 attempts"), "{}", output.stderr);
    assert_eq!(app.all_items().await, before);
}

/// Copies from a server that replies once, and returns the error.
async fn refused(reply: Reply, secret: &str) -> String {
    let app = TestApp::start(json!({})).await;
    let stytch = FakeStytch::start(PROJECT, SECRET, [reply]).await;
    let before = app.all_items().await;
    let output = copy(&app, &stytch, secret).await;
    assert_eq!((output.code, output.stdout.as_str()), (Some(1), ""));
    assert!(!output.stderr.contains(secret), "{}", output.stderr);
    assert_eq!(app.all_items().await, before);
    let line = output.stderr.lines().find(|line| line.starts_with("error:")).expect("an error");
    line.to_owned()
}

#[tokio::test]
async fn errors_of_stytch_are_shown_escaped() {
    let empty = || organizations_page(&[], 0, None);
    insta::assert_snapshot!(refused(empty(), "secret-test-wrong").await, @"error: 127.0.0.1 responds with status 401 (unauthorized_credentials): Unauthorized credentials; check --stytch-project and the environment variable STYTCH_SECRET");
    let hostile = json!({"status_code": 400, "error_type": "bad\u{1b}[8m", "error_message": format!("no {SECRET}\nhere")});
    insta::assert_snapshot!(refused(Reply::error(400, &hostile), SECRET).await, @r#"error: 127.0.0.1 responds with status 400 (bad\u{1b}[8m): no …\u{a}here"#);
    insta::assert_snapshot!(refused(Reply::error(200, &json!({"users": []})), SECRET).await, @"error: 127.0.0.1 does not respond with a page of a search: missing field `results_metadata` at line 1 column 12");
    insta::assert_snapshot!(refused(Reply::redirect(), SECRET).await, @"error: 127.0.0.1 responds with status 307");
}

#[tokio::test]
async fn arguments_of_a_copy_are_checked() {
    let app = TestApp::start(json!({})).await;
    let full = || Orgctl::on(&app).with("STYTCH_SECRET", SECRET).with("STYTCH_PROJECT_ID", PROJECT);
    let rows = [
        (full().without("STYTCH_SECRET"), vec!["--from-stytch"]),
        (full().without("STYTCH_PROJECT_ID"), vec!["--from-stytch"]),
        (full(), vec!["--from-stytch", "--stytch-project", "acme"]),
        (full(), vec!["--from-stytch", "http://api.stytch.com"]),
        (full(), vec!["--from-stytch", "pages.json"]),
        (full(), vec!["pages.json", "--from-stytch"]),
        (full(), vec![]),
    ];
    let mut errors = String::new();
    for (orgctl, arguments) in rows {
        let output = orgctl.run(&[&["--quiet", "import"][..], &arguments].concat()).await;
        assert_eq!(output.code, Some(2), "{arguments:?}: {}", output.stderr);
        let error = output.stderr.lines().take_while(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        let _ = writeln!(errors, "{}\n  {error}", arguments.join(" "));
    }
    insta::assert_snapshot!(errors, @"
    --from-stytch
      error: no secret given; set the environment variable STYTCH_SECRET to the secret of project-test-22222222-2222-4222-8222-222222222222
    --from-stytch
      error: no Stytch project given; use --stytch-project ID or set STYTCH_PROJECT_ID
    --from-stytch --stytch-project acme
      error: --stytch-project: expected a project id such as project-test-00000000-0000-4000-8000-000000000000
    --from-stytch http://api.stytch.com
      error: expected a URL such as https://api.stytch.com after --from-stytch, because the secret is sent only over https
    --from-stytch pages.json
      error: expected a URL such as https://api.stytch.com after --from-stytch, not a file or other text
    pages.json --from-stytch
      error: the argument '[FILE]...' cannot be used with '--from-stytch [<URL>]'

      error: the following required arguments were not provided:
      <FILE>...
    ");
}

#[tokio::test]
async fn environment_does_not_affect_files() {
    let app = TestApp::start(json!({})).await;
    let orgctl = Orgctl::on(&app).with("STYTCH_PROJECT_ID", "").with("STYTCH_SECRET", "");
    let data = json!({"organizations": [with(organization("acme", 1), json!({}))]});
    let output = orgctl.run_with(&["import", "-"], &data.to_string()).await;
    assert_eq!(output.code, Some(0), "{}", output.stderr);
}
