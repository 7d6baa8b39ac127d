//! The three known fields, and unknown fields.

use serde_json::json;

use super::{FIELDS, body_with_token, outcome};
use test_support::{ApiCall, TestApp, small_data_set};

async fn outcome_of(app: &TestApp, body: String) -> String {
    outcome(&app.call(ApiCall::with_body(body)).await, app.token("ist"))
}

#[tokio::test]
async fn non_string_value_is_refused_naming_its_field() {
    let app = TestApp::start(small_data_set()).await;
    let token = app.token("ist");
    let values = [
        "1",
        "0",
        "-1.5e3",
        "1e999",
        "true",
        "false",
        "{}",
        "[]",
        "[\"x\"]",
        "[null]",
        "{\"token\":\"x\"}",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\ud800x\"",
    ];
    for field in FIELDS {
        let quoted = [format!("[\"{token}\"]"), format!("{{\"$ne\":\"{token}\"}}")];
        for value in values.iter().copied().chain(quoted.iter().map(String::as_str)) {
            let response = app.call(ApiCall::with_body(format!("{{\"{field}\":{value}}}"))).await;
            assert_eq!(outcome(&response, token), "bad_request", "{field}: {value}");
            let names_field =
                response.json()["error_message"].as_str().unwrap().contains(&format!(" {field} "));
            assert!(names_field, "{field}: {}", response.text());
        }
    }
    assert!(app.reads.list().is_empty());
}

#[tokio::test]
async fn null_and_empty_string_count_as_absent() {
    let app = TestApp::start(small_data_set()).await;
    for field in FIELDS {
        for value in [json!(null), json!("")] {
            assert_eq!(outcome_of(&app, json!({ field: value }).to_string()).await, "no_session_arguments");
        }
    }
    for first in ["null", "\"\""] {
        for second in ["null", "\"\""] {
            let others = format!(r#""session_token":{first},"session_jwt":{second},"#);
            assert_eq!(outcome_of(&app, body_with_token(&app, &others, "")).await, "200", "{others}");
        }
    }
    let all = r#"{"intermediate_session_token":null,"session_token":"","session_jwt":null}"#;
    assert_eq!(outcome_of(&app, all.to_owned()).await, "no_session_arguments");
}

#[tokio::test]
async fn white_space_does_not_count_as_absent() {
    let app = TestApp::start(small_data_set()).await;
    for (field, expected) in
        FIELDS.iter().zip(["invalid_session_token", "invalid_session_token", "unable_to_parse_session_jwt"])
    {
        assert_eq!(outcome_of(&app, json!({ *field: " " }).to_string()).await, expected, "{field}");
    }
}

#[tokio::test]
async fn duplicate_known_key_is_refused() {
    let app = TestApp::start(small_data_set()).await;
    let repeated = format!(r#","intermediate_session_token":"{}""#, app.token("ist"));
    for after in [
        repeated.as_str(),
        r#","intermediate_session_token":null"#,
        r#","intermediate_session_token":"""#,
        r#","intermediate\u005fsession_token":null"#,
        r#","session_jwt":null,"session_jwt":null"#,
        r#","session_token":"","session_token":"""#,
    ] {
        assert_eq!(outcome_of(&app, body_with_token(&app, "", after)).await, "bad_request", "{after}");
    }
    for field in FIELDS {
        let twice = format!(r#"{{"{field}":null,"{field}":null}}"#);
        assert_eq!(outcome_of(&app, twice).await, "bad_request", "{field}");
    }
}

#[tokio::test]
async fn unknown_keys_are_ignored_even_if_repeated() {
    let app = TestApp::start(small_data_set()).await;
    for before in [
        r#""x":1,"#,
        r#""x":1,"x":[1],"x":{"y":null},"#,
        r#""":"","":"","#,
        r#""x":"\ud800","#,
        r#""x":{"intermediate_session_token":1,"session_jwt":"a"},"#,
        r#""Session_Token":"a","session_token ":"a","sessionToken":"a","#,
        r#""public_token":"a","project_id":"b","#,
        r#""x":1e999,"#,
        r#""x\u0000":"\u0000","#,
        r#""__proto__":{"session_token":"a"},"#,
    ] {
        assert_eq!(outcome_of(&app, body_with_token(&app, before, "")).await, "200", "{before}");
    }
}

#[tokio::test]
async fn escaped_key_and_token_are_decoded() {
    let app = TestApp::start(small_data_set()).await;
    let body =
        body_with_token(&app, "", "").replace("session_token", r"session\u005ftoken").replace('=', r"\u003d");
    assert!(body.contains(r"\u005f") && body.contains(r"\u003d"), "{body}");
    assert_eq!(outcome_of(&app, body).await, "200");
}
