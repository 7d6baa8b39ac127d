//! Settings for tables, endpoint and credentials, and the messages if they are missing or invalid.

use serde_json::json;

use super::input_files::{file, path};
use test_support::{Orgctl, TestApp, project_id};

#[tokio::test]
async fn missing_table_prefix_is_reported() {
    let output = Orgctl::unconfigured().run(&["tables", "show"]).await;
    assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""));
    insta::assert_snapshot!(output.stderr, @"error: no tables given; use --table-prefix or --stack-outputs, or set the table variables: invalid configuration: PROJECTS_TABLE is missing; SESSIONS_TABLE is missing; MEMBERS_TABLE is missing; JOINABLE_TABLE is missing; ORGANIZATIONS_TABLE is missing");
}

#[tokio::test]
async fn table_variables_are_accepted() {
    let app = TestApp::empty(project_id()).await;
    let (prefix, mut orgctl) = (app.table_prefix(), Orgctl::on(&app).without("TABLE_PREFIX"));
    for kind in ["PROJECTS", "SESSIONS", "MEMBERS", "JOINABLE", "ORGANIZATIONS"] {
        let name: &'static str = format!("{kind}_TABLE").leak();
        orgctl = orgctl.with(name, &format!("{prefix}-{}", kind.to_lowercase()));
    }
    assert!(orgctl.text(&["tables", "show"]).await.contains(&format!("{prefix}-projects")));
}

#[tokio::test]
async fn cloudformation_stack_output_is_accepted() {
    let app = TestApp::empty(project_id()).await;
    let prefix = app.table_prefix();
    let stack_output = |kind: &str| json!({"OutputKey": format!("{kind}TableName"), "OutputValue": format!("{prefix}-{}", kind.to_lowercase())});
    let outputs = ["Projects", "Sessions", "Members", "Joinable", "Organizations"].map(stack_output);
    let file = file(json!({"Stacks": [{"StackName": "org-discovery", "Outputs": outputs}]}));
    let orgctl = Orgctl::on(&app).without("TABLE_PREFIX");
    assert!(
        orgctl
            .text(&["tables", "show", "--stack-outputs", path(&file)])
            .await
            .contains(&format!("{prefix}-projects"))
    );
    let output = orgctl.run(&["tables", "show", "--stack-outputs", "Cargo.toml"]).await;
    assert_eq!(output.code, Some(2));
    assert!(
        output
            .stderr
            .starts_with("error: Cargo.toml: expected the output of `aws cloudformation describe-stacks"),
        "{}",
        output.stderr
    );
}

#[tokio::test]
async fn unreachable_dynamodb_is_reported() {
    let orgctl = Orgctl::unconfigured().with("TABLE_PREFIX", "test");
    let error = orgctl.refusal(&["--endpoint-url", "http://127.0.0.1:9", "tables", "show"]).await;
    insta::assert_snapshot!(error, @"error: cannot connect to http://127.0.0.1:9: Connection refused (os error 111); check --endpoint-url, --region and the network");
}

#[tokio::test]
async fn missing_credentials_are_reported() {
    let orgctl =
        Orgctl::unconfigured().with("TABLE_PREFIX", "test").with("AWS_EC2_METADATA_DISABLED", "true");
    let error = orgctl.refusal(&["--region", "eu-central-1", "tables", "show"]).await;
    insta::assert_snapshot!(error, @"error: no AWS credentials found; use --profile, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in, for example with `aws sso login` or `aws login`");
    let error = orgctl
        .with("AWS_ACCESS_KEY_ID", "a")
        .with("AWS_SECRET_ACCESS_KEY", "b")
        .run(&["tables", "show"])
        .await;
    assert_eq!((error.code, error.stdout.as_str()), (Some(2), ""));
    let error = error.stderr;
    insta::assert_snapshot!(error, @"error: no AWS Region given; use --region, set AWS_REGION, or add a region to the profile");
}
