//! Failed calls to AWS: each error names the cause, and the next step.

use std::{fs, path::Path};

use test_support::{
    Orgctl, TestApp,
    fault_proxy::{Fault, FaultProxy},
    small_data_set,
};

/// Runs `organization get acme` while DynamoDB answers an operation with an error, and returns the error of the program.
async fn refusal(operation: &'static str, code: &'static str, message: &'static str) -> String {
    let app = TestApp::start(small_data_set()).await;
    let proxy = FaultProxy::start(app.dynamodb_port).await;
    proxy.inject(move |call| (call.operation == operation).then_some(Fault::Refused(code, message)));
    let orgctl = Orgctl::on(&app).with("AWS_ENDPOINT_URL_DYNAMODB", &proxy.url());
    let error = orgctl.refusal(&["explain", "--email", "ann@acme.example", "--factor", "magic_link"]).await;
    let error = error.replace(&app.table_prefix(), "PREFIX").replace(&proxy.url(), "URL");
    // Both tables are queried at the same time.
    error.replace("PREFIX-joinable", "PREFIX-members")
}

#[tokio::test]
async fn refused_calls_name_action_table_and_next_step() {
    let mut errors = String::new();
    for (operation, code, message) in [
        (
            "GetItem",
            "AccessDeniedException",
            "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-central-1:111122223333:table/PREFIX-projects because no identity-based policy allows the dynamodb:GetItem action",
        ),
        ("Query", "AccessDeniedException", ""),
        ("BatchGetItem", "AccessDeniedException", "denied"),
        ("Scan", "AccessDeniedException", "denied"),
        ("GetItem", "ResourceNotFoundException", "Requested resource not found"),
        ("GetItem", "ExpiredTokenException", "The security token included in the request is expired"),
        ("GetItem", "UnrecognizedClientException", "The security token included in the request is invalid."),
        ("GetItem", "InvalidSignatureException", "The request signature we calculated does not match"),
        ("Query", "ValidationException", "unknown\u{1b}[2J attribute"),
    ] {
        errors += &refusal(operation, code, message).await;
    }
    insta::assert_snapshot!(errors, @r#"
    error: access denied: dynamodb:GetItem on PREFIX-projects: User: arn:aws:iam::111122223333:user/ann is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-central-1:111122223333:table/PREFIX-projects because no identity-based policy allows the dynamodb:GetItem action; docs/data-model.md has the IAM policy for operators
    error: access denied: dynamodb:Query on PREFIX-members: AccessDeniedException; docs/data-model.md has the IAM policy for operators
    error: access denied: dynamodb:BatchGetItem on PREFIX-organizations: denied; docs/data-model.md has the IAM policy for operators
    error: access denied: dynamodb:Scan on PREFIX-organizations: denied; docs/data-model.md has the IAM policy for operators
    error: no table is named PREFIX-projects at URL; check --table-prefix, --region and --endpoint-url, and see `orgctl tables show`
    error: the AWS credentials have expired (dynamodb:GetItem on PREFIX-projects); sign in again, for example with `aws sso login` or `aws login`
    error: AWS does not know these credentials (UnrecognizedClientException: The security token included in the request is invalid.); check --profile and AWS_ACCESS_KEY_ID
    error: AWS rejects the signature (InvalidSignatureException: The request signature we calculated does not match); check AWS_SECRET_ACCESS_KEY and the clock of this computer
    error: dynamodb:Query on PREFIX-members failed: ValidationException: unknown\u{1b}[2J attribute
    "#);
}

#[tokio::test]
async fn throttled_call_names_action_and_table() {
    let app = TestApp::start(small_data_set()).await;
    let proxy = FaultProxy::start(app.dynamodb_port).await;
    proxy.inject(move |call| (call.operation == "GetItem").then_some(Fault::Throttled));
    let orgctl = Orgctl::on(&app).with("AWS_ENDPOINT_URL_DYNAMODB", &proxy.url());
    let error = orgctl.refusal(&["project", "show"]).await;
    insta::assert_snapshot!(error.replace(&app.table_prefix(), "PREFIX"), @"error: DynamoDB throttles dynamodb:GetItem on PREFIX-projects; try again later, or increase the capacity of the table");
}

#[tokio::test]
async fn missing_table_is_named() {
    let app = TestApp::start(small_data_set()).await;
    let orgctl = Orgctl::on(&app).with("TABLE_PREFIX", "mistyped");
    let error = orgctl.refusal(&["project", "show"]).await;
    let url = format!("http://127.0.0.1:{}", app.dynamodb_port);
    insta::assert_snapshot!(error.replace(&url, "URL"), @"error: no table is named mistyped-projects at URL; check --table-prefix, --region and --endpoint-url, and see `orgctl tables show`");
}

#[tokio::test]
async fn endpoint_that_is_down_is_named_with_its_cause() {
    let orgctl = Orgctl::unconfigured()
        .with("TABLE_PREFIX", "test")
        .with("PROJECT_ID", test_support::PROJECT_ID)
        .with("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:9");
    insta::assert_snapshot!(orgctl.refusal(&["project", "show"]).await, @"error: cannot connect to http://127.0.0.1:9: Connection refused (os error 111); check --endpoint-url, --region and the network");
    insta::assert_snapshot!(orgctl.run(&["-v", "project", "show"]).await.stderr, @"
    error: cannot connect to http://127.0.0.1:9: Connection refused (os error 111); check --endpoint-url, --region and the network
      caused by: connector error
      caused by: io error
      caused by: client error (Connect)
      caused by: tcp connect error
      caused by: Connection refused (os error 111)
    ");
    let unknown_host = orgctl.with("AWS_ENDPOINT_URL_DYNAMODB", "http://localhost:9");
    assert!(
        unknown_host.refusal(&["project", "show"]).await.contains("cannot connect to http://localhost:9")
    );
}

#[tokio::test]
async fn endpoint_without_scheme_is_a_usage_error() {
    for url in ["127.0.0.1:8000", "localhost:8000", "dynamodb.eu-central-1.amazonaws.com", "ftp://127.0.0.1"]
    {
        let orgctl = Orgctl::unconfigured().with("TABLE_PREFIX", "test");
        let output = orgctl.run(&["--endpoint-url", url, "tables", "show"]).await;
        assert_eq!((output.code, output.stdout.as_str()), (Some(2), ""), "{url}");
        assert!(
            output.stderr.contains("http://") && output.stderr.contains("--endpoint-url"),
            "{}",
            output.stderr
        );
        let from_variable = orgctl.with("AWS_ENDPOINT_URL_DYNAMODB", url).run(&["tables", "show"]).await;
        assert_eq!(from_variable.code, Some(2), "{url}");
    }
}

/// Runs the program with an AWS configuration file and without other settings.
async fn with_configuration(configuration: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    fs::write(file("config"), configuration).expect("written");
    let orgctl = Orgctl::unconfigured()
        .with("TABLE_PREFIX", "test")
        .with("HOME", folder.path().to_str().expect("a path"))
        .with("AWS_CONFIG_FILE", &file("config"))
        .with("AWS_SHARED_CREDENTIALS_FILE", &file("credentials"))
        .with("AWS_EC2_METADATA_DISABLED", "true");
    let output = orgctl.run(arguments).await;
    assert_eq!(output.stdout, "", "{arguments:?}");
    (output.code, output.stderr.replace(&folder.path().display().to_string(), "HOME"))
}

#[tokio::test]
async fn unknown_profile_is_refused_with_the_known_ones() {
    let configuration = "[default]\nregion = eu-central-1\n[profile live]\nregion = eu-west-1\n";
    let (code, error) = with_configuration(configuration, &["--profile", "life", "tables", "show"]).await;
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(error, @"error: no AWS profile is named life; the profiles are: default, live");
    let (_, error) = with_configuration("", &["--profile", "live", "tables", "show"]).await;
    insta::assert_snapshot!(error, @"error: no AWS profile is named live; the profiles are: none");
}

#[tokio::test]
async fn missing_region_is_a_usage_error() {
    let configuration = "[default]\naws_access_key_id = a\naws_secret_access_key = b\n";
    let (code, error) = with_configuration(configuration, &["tables", "show"]).await;
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(error, @"error: no AWS Region given; use --region, set AWS_REGION, or add a region to the profile");
}

#[tokio::test]
async fn sign_in_is_suggested_for_sessions_that_ended() {
    let region = "region = eu-central-1\n";
    let mut errors = String::new();
    for profile in [
        format!("[default]\n{region}"),
        format!("[default]\n{region}login_session = arn:aws:iam::111122223333:user/ann\n"),
        format!(
            "[default]\n{region}sso_session = acme\nsso_account_id = 111122223333\nsso_role_name = Admin\n[sso-session acme]\nsso_region = eu-central-1\nsso_start_url = https://acme.awsapps.com/start\n"
        ),
        format!("[default]\n{region}credential_process = {}\n", Path::new("/nowhere/credentials").display()),
    ] {
        let (code, error) = with_configuration(&profile, &["tables", "show"]).await;
        assert_eq!(code, Some(1), "{error}");
        errors += &error;
    }
    insta::assert_snapshot!(errors, @"
    error: no AWS credentials found; use --profile, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in, for example with `aws sso login` or `aws login`
    error: the AWS credentials cannot be loaded: failed to read `HOME/.aws/login/cache/617a42bf0cc7e52ae16d10443f260d451c255a489505091810c95d5c7ec927d1.json`: No such file or directory (os error 2); check --profile, or sign in again, for example with `aws sso login` or `aws login`
    error: the AWS credentials cannot be loaded: an error occurred while loading an access token: failed to load the cached SSO token; check --profile, or sign in again, for example with `aws sso login` or `aws login`
    error: the AWS credentials cannot be loaded: an error occurred while loading credentials: Error retrieving credentials: external process exited with code exit status: 127. Stderr: sh: 1: /nowhere/credentials: not found; check --profile, or sign in again, for example with `aws sso login` or `aws login`
    ");
}

#[tokio::test]
async fn region_of_selected_profile_is_used() {
    let keys = "aws_access_key_id = a\naws_secret_access_key = b\n";
    let configuration =
        format!("[default]\nregion = us-east-1\n{keys}[profile live]\nregion = eu-west-1\n{keys}");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("config");
    fs::write(&file, configuration).expect("written");
    let orgctl = Orgctl::unconfigured()
        .with("TABLE_PREFIX", "test")
        .with("AWS_CONFIG_FILE", file.to_str().expect("a path"))
        // The request must not leave this machine.
        .with("HTTPS_PROXY", "http://127.0.0.1:9");
    for (arguments, region) in [
        (&["--profile", "live"][..], "eu-west-1"),
        (&[], "us-east-1"),
        (&["--region", "eu-north-1"], "eu-north-1"),
    ] {
        let error = orgctl.refusal(&[arguments, &["project", "list"]].concat()).await;
        assert!(error.contains(&format!("https://dynamodb.{region}.amazonaws.com")), "{error}");
    }
}
