//! The function's environment variables, and the errors for missing and invalid ones.

use std::collections::BTreeMap;

use org_discovery::{settings::Settings, store::dynamodb::TrustedRoots};

const COMPLETE: [(&str, &str); 9] = [
    ("PROJECT_ID", "project-live-11111111-1111-4111-8111-111111111111"),
    ("PROJECTS_TABLE", "the-projects"),
    ("SESSIONS_TABLE", "the_sessions"),
    ("MEMBERS_TABLE", "the.members"),
    ("JOINABLE_TABLE", "TheJoinable9"),
    ("ORGANIZATIONS_TABLE", "org"),
    ("AWS_REGION", "eu-central-1"),
    ("AWS_ACCESS_KEY_ID", "the-key"),
    ("AWS_SECRET_ACCESS_KEY", "the-secret-key"),
];

/// Reads the settings from the complete environment with these changes.
fn read(changes: &[(&str, Option<&str>)]) -> Result<Settings, String> {
    let mut environment: BTreeMap<&str, &str> = COMPLETE.into();
    for (name, value) in changes {
        match value {
            Some(value) => environment.insert(name, value),
            None => environment.remove(name),
        };
    }
    Settings::read(|name| environment.get(name).map(|value| (*value).to_owned()))
        .map_err(|error| error.to_string())
}

fn read_error(changes: &[(&str, Option<&str>)]) -> String {
    read(changes).expect_err("an incomplete environment")
}

#[test]
fn complete_environment_is_read_unchanged() {
    let settings = read(&[]).expect("settings");
    assert_eq!(settings.project_id.as_str(), "project-live-11111111-1111-4111-8111-111111111111");
    assert_eq!(settings.tables.projects, "the-projects");
    assert_eq!(settings.tables.sessions, "the_sessions");
    assert_eq!(settings.tables.members, "the.members");
    assert_eq!(settings.tables.joinable, "TheJoinable9");
    assert_eq!(settings.tables.organizations, "org");
    assert_eq!(settings.connection.region, "eu-central-1");
    assert_eq!(settings.connection.endpoint_url, None);
    assert_eq!(settings.connection.credentials.access_key_id, "the-key");
    assert_eq!(settings.connection.credentials.secret_access_key, "the-secret-key");
    assert_eq!(settings.connection.credentials.session_token, None);
}

#[test]
fn amazon_roots_apply_only_to_amazon_endpoints() {
    let other = |url| ("AWS_ENDPOINT_URL_DYNAMODB", Some(url));
    let rows = [
        (vec![], TrustedRoots::Amazon),
        (vec![("AWS_REGION", Some("us-east-1"))], TrustedRoots::Amazon),
        (vec![("AWS_REGION", Some("ap-southeast-7"))], TrustedRoots::Amazon),
        (vec![("AWS_REGION", Some("cn-north-1"))], TrustedRoots::System),
        (vec![("AWS_REGION", Some("us-gov-west-1"))], TrustedRoots::System),
        (vec![("AWS_REGION", Some("us-iso-east-1"))], TrustedRoots::System),
        (vec![("AWS_REGION", Some("eusc-de-east-1"))], TrustedRoots::System),
        (vec![("AWS_REGION", Some("nowhere"))], TrustedRoots::System),
        (vec![other("http://127.0.0.1:8000")], TrustedRoots::Amazon),
        (vec![other("https://dynamodb.example")], TrustedRoots::System),
        (vec![("SSL_CERT_FILE", Some("/opt/roots.pem"))], TrustedRoots::System),
        (vec![("SSL_CERT_DIR", Some("/opt/roots"))], TrustedRoots::System),
        (vec![("SSL_CERT_FILE", Some(""))], TrustedRoots::Amazon),
    ];
    for (changes, expected) in rows {
        assert_eq!(read(&changes).expect("settings").connection.roots, expected, "{changes:?}");
    }
}

#[test]
fn empty_environment_reports_every_missing_variable() {
    let error = Settings::read(|_| None).expect_err("an empty environment").to_string();
    insta::assert_snapshot!(error.replace("; ", ";\n"), @"
    invalid configuration: PROJECT_ID is missing;
    PROJECTS_TABLE is missing;
    SESSIONS_TABLE is missing;
    MEMBERS_TABLE is missing;
    JOINABLE_TABLE is missing;
    ORGANIZATIONS_TABLE is missing;
    AWS_REGION is missing;
    AWS_ACCESS_KEY_ID is missing;
    AWS_SECRET_ACCESS_KEY is missing
    ");
}

#[test]
fn container_credentials_are_named_in_the_error() {
    let endpoint = ("AWS_CONTAINER_CREDENTIALS_FULL_URI", Some("http://169.254.170.23/v1/credentials"));
    let error = read_error(&[endpoint, ("AWS_ACCESS_KEY_ID", None), ("AWS_SECRET_ACCESS_KEY", None)]);
    insta::assert_snapshot!(error.replace("; ", ";\n"), @"
    invalid configuration: AWS_CONTAINER_CREDENTIALS_FULL_URI: container credentials are not supported;
    set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN;
    AWS_ACCESS_KEY_ID is missing;
    AWS_SECRET_ACCESS_KEY is missing
    ");
    // With keys in the variables, the endpoint is not needed.
    assert!(read(&[endpoint]).is_ok());
}

#[test]
fn missing_and_invalid_variables_are_reported_together() {
    let error = read_error(&[
        ("PROJECT_ID", Some("project-prod-1")),
        ("PROJECTS_TABLE", Some("a table")),
        ("MEMBERS_TABLE", Some("")),
        ("AWS_REGION", None),
        ("AWS_SECRET_ACCESS_KEY", None),
        ("AWS_ENDPOINT_URL_DYNAMODB", Some("localhost:8000")),
    ]);
    insta::assert_snapshot!(error.replace("; ", ";\n"), @"
    invalid configuration: PROJECT_ID: expected a project id such as project-test-00000000-0000-4000-8000-000000000000;
    PROJECTS_TABLE: expected a table name of 3 to 255 letters, digits, '_', '.' or '-';
    MEMBERS_TABLE is missing;
    AWS_REGION is missing;
    AWS_SECRET_ACCESS_KEY is missing;
    AWS_ENDPOINT_URL_DYNAMODB: expected a URL that begins with http:// or https://
    ");
}

#[test]
fn each_variable_is_required_and_not_empty() {
    for (name, _) in COMPLETE {
        let expected = format!("invalid configuration: {name} is missing");
        assert_eq!(read_error(&[(name, None)]), expected);
        assert_eq!(read_error(&[(name, Some(""))]), expected);
    }
}

#[test]
fn project_id_must_have_the_exact_format() {
    let expected = "invalid configuration: PROJECT_ID: \
                    expected a project id such as project-test-00000000-0000-4000-8000-000000000000";
    for wrong in [
        "11111111-1111-4111-8111-111111111111",
        "project-11111111-1111-4111-8111-111111111111",
        "project-prod-11111111-1111-4111-8111-111111111111",
        "project-test-11111111-1111-4111-8111-11111111111A",
        "project-test-11111111111141118111111111111111",
        "project-test-11111111-1111-4111-8111-111111111111 ",
        "project-test-",
    ] {
        assert_eq!(read_error(&[("PROJECT_ID", Some(wrong))]), expected, "{wrong}");
    }
}

#[test]
fn table_name_must_be_valid_for_dynamodb() {
    for (variable, _) in COMPLETE.iter().filter(|(name, _)| name.ends_with("_TABLE")) {
        let expected = format!(
            "invalid configuration: {variable}: \
             expected a table name of 3 to 255 letters, digits, '_', '.' or '-'"
        );
        for wrong in ["ab", &"a".repeat(256), "a/b", "a table", "täble", "arn:aws:dynamodb:::table/a"] {
            assert_eq!(read_error(&[(variable, Some(wrong))]), expected, "{wrong}");
        }
        for right in ["abc", &"a".repeat(255)] {
            assert!(read(&[(variable, Some(right))]).is_ok(), "{right}");
        }
    }
}

#[test]
fn default_region_is_used_without_region() {
    let fallback = ("AWS_DEFAULT_REGION", Some("us-west-2"));
    let region = |changes: &[_]| read(changes).expect("settings").connection.region;
    assert_eq!(region(&[("AWS_REGION", None), fallback]), "us-west-2");
    assert_eq!(region(&[("AWS_REGION", Some("")), fallback]), "us-west-2");
    assert_eq!(region(&[fallback]), "eu-central-1");
}

#[test]
fn endpoint_url_prefers_the_dynamodb_variable() {
    let (specific, general) = ("AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL");
    let endpoint = |changes: &[_]| read(changes).expect("settings").connection.endpoint_url;
    let (a, b) = (Some("http://127.0.0.1:8000"), Some("https://aws.example"));
    assert_eq!(endpoint(&[(specific, a)]).as_deref(), a);
    assert_eq!(endpoint(&[(general, b)]).as_deref(), b);
    assert_eq!(endpoint(&[(specific, a), (general, b)]).as_deref(), a);
    assert_eq!(endpoint(&[(specific, Some("")), (general, b)]).as_deref(), b);
    assert_eq!(endpoint(&[(specific, Some("")), (general, Some(""))]), None);
}

#[test]
fn endpoint_must_be_an_http_url() {
    for name in ["AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL"] {
        for wrong in ["localhost:8000", "ftp://localhost", "//localhost", "HTTP"] {
            let expected =
                format!("invalid configuration: {name}: expected a URL that begins with http:// or https://");
            assert_eq!(read_error(&[(name, Some(wrong))]), expected, "{wrong}");
        }
    }
}

#[test]
fn temporary_credentials_include_session_token() {
    let token =
        |value| read(&[("AWS_SESSION_TOKEN", value)]).expect("settings").connection.credentials.session_token;
    assert_eq!(token(Some("the-token")).as_deref(), Some("the-token"));
    assert_eq!(token(Some("")), None);
}

#[test]
fn credentials_are_hidden_in_debug_and_errors() {
    let debug_output = format!("{:?}", read(&[("AWS_SESSION_TOKEN", Some("the-token"))]).expect("settings"));
    let error_message =
        read_error(&[("AWS_SESSION_TOKEN", Some("the-token")), ("PROJECT_ID", Some("the-project"))]);
    for text in [debug_output, error_message] {
        for secret in ["the-key", "the-secret-key", "the-token"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
