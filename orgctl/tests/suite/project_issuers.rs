//! `orgctl project issuers`.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::json;

use super::input_files::{file, path};
use test_support::{KEY, KID, Orgctl, PROJECT_ID, TestApp, small_data_set};

const ISSUER: &str = "https://login.customer.example";
const OTHER: &str = "https://login.customer.example:8443/tenant";

/// Returns the outcome of a JWT of Ann's session with this issuer, after the function has read the project again.
async fn outcome(app: &TestApp, issuer: &str) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    app.clock.advance(61);
    let jwt = app.session_jwt("member");
    let claims = URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1).expect("claims")).expect("base64url");
    let mut claims: serde_json::Value = serde_json::from_slice(&claims).expect("JSON");
    claims["iss"] = json!(issuer);
    let jwt = KEY.sign(&KEY.header(), &claims).expect("a JWT");
    app.post(json!({ "session_jwt": jwt })).await.outcome()
}

#[tokio::test]
async fn issuer_is_accepted_between_addition_and_removal() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    assert_eq!(outcome(&app, ISSUER).await, "jwt_invalid_issuer");
    insta::assert_snapshot!(orgctl.text(&["project", "issuers", "add", ISSUER]).await, @"
    added: https://login.customer.example
    issuer
    https://login.customer.example
    ");
    assert_eq!(outcome(&app, ISSUER).await, "200");
    insta::assert_snapshot!(orgctl.text(&["project", "issuers", "add", OTHER]).await, @"
    added: https://login.customer.example:8443/tenant
    issuer
    https://login.customer.example
    https://login.customer.example:8443/tenant
    ");
    insta::assert_snapshot!(orgctl.text(&["project", "issuers", "add", ISSUER]).await, @"
    already present: https://login.customer.example
    issuer
    https://login.customer.example
    https://login.customer.example:8443/tenant
    ");
    insta::assert_snapshot!(orgctl.text(&["project", "issuers", "list"]).await, @"
    issuer
    https://login.customer.example
    https://login.customer.example:8443/tenant
    ");
    insta::assert_snapshot!(orgctl.text(&["project", "show"]).await, @"
    project-test-11111111-1111-4111-8111-111111111111
    valid secrets: 1
    keys: jwk-test-22222222-2222-4222-8222-222222222222
    further issuers: https://login.customer.example, https://login.customer.example:8443/tenant
    ");
    insta::assert_snapshot!(orgctl.text(&["project", "issuers", "remove", ISSUER, "--yes"]).await, @"
    removed: https://login.customer.example
    issuer
    https://login.customer.example:8443/tenant
    ");
    assert_eq!(outcome(&app, ISSUER).await, "jwt_invalid_issuer");
    assert_eq!(outcome(&app, OTHER).await, "200");
}

#[tokio::test]
async fn issuers_are_printed_as_json() {
    let app = TestApp::start(json!({})).await;
    let orgctl = Orgctl::on(&app);
    let add = ["project", "issuers", "add", ISSUER];
    let ignored = json!([]);
    assert_eq!(
        orgctl.json(&add).await,
        json!({"added": [ISSUER], "already_present": [], "issuers": [ISSUER], "ignored": ignored})
    );
    assert_eq!(
        orgctl.json(&add).await,
        json!({"added": [], "already_present": [ISSUER], "issuers": [ISSUER], "ignored": ignored})
    );
    let list = json!({"issuers": [ISSUER], "ignored": ignored});
    assert_eq!(orgctl.json(&["project", "issuers", "list"]).await, list);
    assert_eq!(
        orgctl.json(&["project", "show"]).await,
        json!({"project_id": PROJECT_ID, "valid_secrets": 1, "keys": [KID], "jwt_issuers": [ISSUER]})
    );
    assert_eq!(
        orgctl.json(&["project", "issuers", "remove", ISSUER, "--yes"]).await,
        json!({"issuers": [], "ignored": ignored})
    );
}

#[tokio::test]
async fn every_command_keeps_the_issuers() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app);
    orgctl.text(&["project", "issuers", "add", ISSUER]).await;
    let mut key = KEY.public();
    key["kid"] = json!("new");
    let (jwks, data) = (file(json!({"keys": [key]})), file(json!({"organizations": []})));
    for arguments in [
        &["project", "rotate-secret"][..],
        &["project", "retire-secret", "--yes"],
        &["project", "keys", "add", path(&jwks)],
        &["project", "keys", "remove", "new", "--yes"],
        &["import", path(&data)],
        &["check", "--repair"],
    ] {
        orgctl.text(arguments).await;
        let listed = orgctl.json(&["project", "issuers", "list"]).await;
        assert_eq!(listed["issuers"], json!([ISSUER]), "{arguments:?}");
    }
}

#[tokio::test]
async fn concurrent_commands_lose_no_issuer() {
    let app = TestApp::start(json!({})).await;
    let orgctl = Orgctl::on(&app);
    let issuers: Vec<String> = (1..=4).map(|n| format!("https://login{n}.customer.example")).collect();
    let add = |n: usize| {
        let arguments = ["project", "issuers", "add", issuers[n].as_str()];
        let orgctl = &orgctl;
        async move { orgctl.text(&arguments).await }
    };
    tokio::join!(add(0), add(1), add(2), add(3), async { orgctl.text(&["project", "rotate-secret"]).await });
    let shown = orgctl.json(&["project", "show"]).await;
    let mut stored: Vec<_> = shown["jwt_issuers"].as_array().expect("a list").clone();
    stored.sort_by_key(ToString::to_string);
    assert_eq!((json!(stored), &shown["valid_secrets"]), (json!(issuers), &json!(2)));
}

#[tokio::test]
async fn invalid_issuer_is_refused_with_reason() {
    let app = TestApp::start(json!({})).await;
    let (orgctl, before) = (Orgctl::on(&app), app.stored_items(&app.tables.projects).await);
    let own = format!("stytch.com/{PROJECT_ID}");
    let mut errors = String::new();
    for issuer in [
        "",
        "login.customer.example",
        "http://localhost:3000",
        "https://login.customer.example/",
        "https://Login.customer.example",
        "https://login.customer.example?x=1",
        "https://login.customer.example:443",
        "https://login.customer.example/a b",
        "https://login.customer.example/\u{1b}[2J",
        "https://login.customer.example/a//b",
        "https://test.stytch.com",
        &own,
        &format!("{ISSUER}/{}", "p".repeat(250)),
    ] {
        let output = orgctl.run(&["project", "issuers", "add", issuer]).await;
        assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""), "{issuer:?}");
        errors += output.stderr.lines().next().expect("a line");
        errors += "\n";
    }
    insta::assert_snapshot!(errors, @r#"
    error: invalid value '' for '<ISSUER>': it does not begin with https:// in lower case
    error: invalid value 'login.customer.example' for '<ISSUER>': it does not begin with https:// in lower case
    error: invalid value 'http://localhost:3000' for '<ISSUER>': it does not begin with https:// in lower case
    error: invalid value 'https://login.customer.example/' for '<ISSUER>': it ends with a slash, unlike the issuers that Stytch's SDKs accept
    error: invalid value 'https://Login.customer.example' for '<ISSUER>': its host is not a domain name of lower-case letters, digits and hyphens
    error: invalid value 'https://login.customer.example?x=1' for '<ISSUER>': it contains credentials, a query or a fragment
    error: invalid value 'https://login.customer.example:443' for '<ISSUER>': its port is not a number from 1 to 65535 without leading zeros, or is the default 443
    error: invalid value 'https://login.customer.example/a b' for '<ISSUER>': it contains a space, a control character or a character outside ASCII
    error: invalid value 'https://login.customer.example/' for '<ISSUER>': it contains a space, a control character or a character outside ASCII\u{a}\u{a}For more information, try '--help'.
    error: invalid value 'https://login.customer.example/a//b' for '<ISSUER>': its path has an empty segment, a dot segment, or a character other than A-Z a-z 0-9 - . _ ~
    error: invalid value 'https://test.stytch.com' for '<ISSUER>': its host belongs to all projects of Stytch
    error: invalid value 'stytch.com/project-test-11111111-1111-4111-8111-111111111111' for '<ISSUER>': stytch.com/<project_id> is accepted without being added, and that of another project never is
    error: invalid value 'https://login.customer.example/pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp' for '<ISSUER>': it has more than 256 characters
    "#);
    assert_eq!(app.stored_items(&app.tables.projects).await, before);
}

#[tokio::test]
async fn sixth_or_unknown_issuer_is_refused() {
    let app = TestApp::start(json!({})).await;
    let orgctl = Orgctl::on(&app);
    app.set_jwt_issuers(&[
        "https://a.example",
        "https://b.example",
        "https://c.example",
        "https://d.example",
        ISSUER,
    ])
    .await;
    insta::assert_snapshot!(orgctl.refusal(&["project", "issuers", "add", OTHER]).await, @"error: a project has at most 5 further issuers; remove one first with `orgctl project issuers remove`");
    let mut refusals = String::new();
    for unknown in [OTHER, &format!("{ISSUER}/"), &format!("stytch.com/{PROJECT_ID}"), "https://x\u{1b}[2J"] {
        refusals += &orgctl.refusal(&["project", "issuers", "remove", unknown]).await;
    }
    insta::assert_snapshot!(refusals, @r#"
    error: the project has no further issuer https://login.customer.example:8443/tenant
    error: the project has no further issuer https://login.customer.example/
    error: the project has no further issuer stytch.com/project-test-11111111-1111-4111-8111-111111111111
    error: the project has no further issuer https://x\u{1b}[2J
    "#);
}

#[tokio::test]
async fn dry_run_and_missing_confirmation_change_nothing() {
    let app = TestApp::start(json!({})).await;
    let orgctl = Orgctl::on(&app);
    app.set_jwt_issuers(&[ISSUER]).await;
    let before = app.stored_items(&app.tables.projects).await;
    insta::assert_snapshot!(orgctl.text(&["project", "issuers", "add", "--dry-run", OTHER]).await, @"
    would be added: https://login.customer.example:8443/tenant
    issuer
    https://login.customer.example
    https://login.customer.example:8443/tenant
    ");
    let trial = orgctl.run(&["-q", "project", "issuers", "remove", "--dry-run", ISSUER]).await;
    insta::assert_snapshot!(trial.stdout, @"
    would be removed: https://login.customer.example
    issuer
    ");
    insta::assert_snapshot!(trial.stderr, @"would remove the issuer https://login.customer.example, which invalidates all of its session JWTs");
    let unconfirmed = orgctl.run(&["project", "issuers", "remove", ISSUER]).await;
    assert_eq!((unconfirmed.code, unconfirmed.stdout.as_str()), (Some(2), ""));
    insta::assert_snapshot!(unconfirmed.stderr, @"error: nothing was changed, because standard input is not a terminal; repeat with --yes to remove the issuer https://login.customer.example, which invalidates all of its session JWTs");
    assert_eq!(app.stored_items(&app.tables.projects).await, before);
}

#[tokio::test]
async fn ignored_stored_issuer_is_listed_until_next_write() {
    let app = TestApp::start(json!({})).await;
    let orgctl = Orgctl::on(&app);
    let texts =
        [ISSUER, "https://login.customer.example/\u{1b}[2J", "https://b.example/", "https://c.example"];
    let more = ["https://d.example", "https://e.example", "https://f.example", "https://g.example"];
    let stored = texts.iter().chain(&more).map(|text| AttributeValue::S((*text).to_owned())).collect();
    app.damage_project(&("jwt_issuers".to_owned(), Some(AttributeValue::L(stored)))).await;
    let listed = orgctl.run(&["project", "issuers", "list", "-o", "json"]).await;
    insta::assert_snapshot!(listed.stderr, @"
    warning: the functions ignore stored issuer number 2: it contains a space, a control character or a character outside ASCII
    warning: the functions ignore stored issuer number 3: it ends with a slash, unlike the issuers that Stytch's SDKs accept
    warning: the functions ignore stored issuer number 8: a project has at most 5 further issuers
    ");
    insta::assert_snapshot!(listed.stdout, @r#"
    {
      "ignored": [
        {
          "position": 2,
          "reason": "it contains a space, a control character or a character outside ASCII"
        },
        {
          "position": 3,
          "reason": "it ends with a slash, unlike the issuers that Stytch's SDKs accept"
        },
        {
          "position": 8,
          "reason": "a project has at most 5 further issuers"
        }
      ],
      "issuers": [
        "https://login.customer.example",
        "https://c.example",
        "https://d.example",
        "https://e.example",
        "https://f.example"
      ]
    }
    "#);
    orgctl.text(&["project", "issuers", "remove", "https://c.example", "--yes"]).await;
    assert_eq!(
        orgctl.json(&["project", "issuers", "list"]).await,
        json!({"issuers": [ISSUER, more[0], more[1], more[2]], "ignored": []})
    );
}

#[tokio::test]
async fn issuers_of_wrong_type_are_reported_as_damage() {
    let app = TestApp::start(json!({})).await;
    let orgctl = Orgctl::on(&app);
    app.damage_project(&("jwt_issuers".to_owned(), Some(AttributeValue::S(ISSUER.to_owned())))).await;
    let before = app.stored_items(&app.tables.projects).await;
    insta::assert_snapshot!(orgctl.refusal(&["project", "issuers", "add", OTHER]).await, @"error: damaged item in the projects table (key hash 8df9b59eba6d0aa7): jwt_issuers is not a list of strings; `orgctl check` lists all damaged items, and the command for each");
    let checked = orgctl.run(&["check"]).await;
    assert_eq!(checked.code, Some(3));
    insta::assert_snapshot!(checked.stdout, @"
    Project
      The project is damaged: jwt_issuers is not a list of strings
        Effect: every request is answered with an error
        Note: makes a new secret, which all callers need; the old secrets, keys and further issuers are lost, so add the keys again with `orgctl project keys add`, and the issuers with `orgctl project issuers add`
        Repair: orgctl project create

    Checked 0 organizations, 0 Members, 0 edges, 0 counters and 0 session items: 1 inconsistency.
    ");
    assert_eq!(app.stored_items(&app.tables.projects).await, before);
    // The runbook's command, which loses neither secrets nor keys.
    app.damage_project(&("jwt_issuers".to_owned(), None)).await;
    assert_eq!(
        orgctl.json(&["project", "show"]).await,
        json!({"project_id": PROJECT_ID, "valid_secrets": 1, "keys": [KID], "jwt_issuers": []})
    );
}
