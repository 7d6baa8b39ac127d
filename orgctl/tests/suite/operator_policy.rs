//! The DynamoDB actions of every command, compared with the operators' IAM policy in `docs/data-model.md`.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use org_discovery_admin::tables::TABLES;
use serde_json::{Value, json};

use super::{
    help::every_command,
    input_files::{file, path},
    live_session::live_token,
};
use test_support::{KEY, Orgctl, TestApp, actions, fault_proxy::FaultProxy, small_data_set};

const DOCUMENT: &str = include_str!("../../../docs/data-model.md");

/// The commands, with capital words for files.
const COMMANDS: &str = "\
project list
project show
project rotate-secret
project keys add JWKS
project keys list
project keys remove jwk-test-22222222-2222-4222-8222-222222222222 --yes
project issuers add https://login.customer.example
project issuers list
project issuers remove https://issuer.example --yes
import DATA
export
organization list
organization get acme
organization get Glob
organization update acme --add-domain acme.io --set email_jit_provisioning=RESTRICTED
organization put ORGANIZATION
organization create --token-stdin --name Created
organization delete acme --yes
member list --organization acme
member list --email ann@acme.example
member get member-ann
member update member-ann --set email_address=ann@acme.io
member put MEMBER
member delete member-ann --yes
member reactivate member-ann
member erase member-ann --yes
session create --email ann@acme.example --factor magic_link
session create --member member-ann
session exchange --token-stdin --organization acme
session list --member member-ann
session show --token-stdin
session revoke --member member-ann --yes
session revoke --email ann@acme.example --yes
discover --email ann@acme.example --factor magic_link
explain --email ann@acme.example --factor magic_link
explain --email ann@acme.example --factor magic_link --organization globex
check
check --repair";

type Actions = BTreeSet<String>;

/// Records the actions of a command.
async fn actions_of(app: &TestApp, arguments: &[&str], input: &str) -> Actions {
    let proxy = FaultProxy::start(app.dynamodb_port).await;
    let recorded = Arc::new(Mutex::new(BTreeSet::new()));
    let calls = Arc::clone(&recorded);
    proxy.inject(move |call| {
        calls.lock().expect("a lock").extend(actions(&call.operation, &call.body));
        None
    });
    let orgctl = Orgctl::on(app).with("AWS_ENDPOINT_URL_DYNAMODB", &proxy.url());
    let output = orgctl.run_with(&[&["-q"], arguments].concat(), input).await;
    assert_eq!(output.code, Some(0), "{arguments:?}: {}", output.stderr);
    let named = |(verb, target): &(String, String)| {
        let (table, index) =
            target.split_once('/').map_or((target.as_str(), None), |(table, index)| (table, Some(index)));
        let definition = TABLES.iter().find(|definition| definition.name_in(&app.tables) == table);
        let name = format!("{}_TABLE", definition.expect("one of the tables").kind.to_uppercase());
        format!(
            "dynamodb:{verb} on {}",
            index.map_or_else(|| name.clone(), |index| format!("{name}/{index}"))
        )
    };
    let recorded = recorded.lock().expect("a lock");
    recorded.iter().map(named).collect()
}

/// Returns the actions that the operators' policy allows.
fn allowed() -> Actions {
    let after = DOCUMENT.split_once("#### `orgctl`\n").expect("the heading").1;
    let block = after.split_once("```json\n").expect("a block").1.split_once("```").expect("its end").0;
    let policy: Value = serde_json::from_str(block).expect("JSON");
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let mut allowed = Actions::new();
    for statement in list(&policy["Statement"]) {
        for resource in list(&statement["Resource"]) {
            let resource = text(&resource);
            let name = resource.strip_prefix("arn:aws:dynamodb:REGION:ACCOUNT:table/").expect("a table");
            allowed.extend(
                list(&statement["Action"]).iter().map(|action| format!("{} on {name}", text(action))),
            );
        }
    }
    allowed
}

#[tokio::test]
async fn commands_stay_within_the_operator_policy() {
    let jwks = file(json!({"keys": [KEY.public()]}));
    let organization =
        file(json!({"organization_id": "o-new", "organization_name": "New", "organization_slug": "new"}));
    let member = file(
        json!({"member_id": "m-new", "organization_id": "organization-acme", "email_address": "new@acme.example"}),
    );
    let data = file(
        json!({"organizations": [{"organization_id": "o-i", "organization_name": "I", "organization_slug": "imported",
        "members": [{"member_id": "m-i", "email_address": "i@acme.example"}]}]}),
    );
    let files = [("JWKS", &jwks), ("ORGANIZATION", &organization), ("MEMBER", &member), ("DATA", &data)];
    let fill = |word: &str| {
        let file = files.iter().find(|(name, _)| *name == word).map(|(_, file)| path(file));
        file.unwrap_or(word).to_owned()
    };
    let allowed = allowed();
    let mut table = String::new();
    // Each command runs on its own data.
    for line in COMMANDS.lines() {
        let app = TestApp::start(small_data_set()).await;
        app.set_jwt_issuers(&["https://issuer.example"]).await;
        let words: Vec<String> = line.split(' ').map(fill).collect();
        let arguments: Vec<&str> = words.iter().map(String::as_str).collect();
        let token = if line.contains("--token-stdin") { live_token(&app).await } else { String::new() };
        let actions = actions_of(&app, &arguments, &token).await;
        let forbidden: Vec<_> = actions.difference(&allowed).collect();
        assert!(forbidden.is_empty(), "{line}: {forbidden:?}");
        table.extend([line, "\n"]);
        for action in &actions {
            table.extend(["  ", action, "\n"]);
        }
    }
    assert_eq!(table, include_str!("expected/operator_actions.txt"), "{table}");
    // No command is forgotten, except those that create tables, a project, or use no table.
    let without_policy = [
        "tables create",
        "tables show",
        "project create",
        "project retire-secret",
        "ping",
        "cost",
        "completions",
        "reference",
    ];
    let commands = every_command().await;
    let has_commands =
        |path: &Vec<String>| commands.iter().any(|other| other.len() > path.len() && other.starts_with(path));
    for leaf in commands.iter().filter(|path| !has_commands(path)).map(|path| path.join(" ")) {
        let is_recorded = table.lines().any(|line| line == leaf || line.starts_with(&format!("{leaf} ")));
        assert!(is_recorded || without_policy.contains(&leaf.as_str()), "{leaf}");
    }
}
