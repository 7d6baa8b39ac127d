//! Valid and malformed `Authorization` headers.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE},
};
use serde_json::{Value, json};

use super::{body_with_token, outcome};
use test_support::{ApiCall, KEY, PROJECT_ID, SECRET, TestApp, basic, small_data_set};

const INVALID: &str = "invalid_authorization_header";

/// The outcome of an otherwise valid request with this header.
async fn outcome_with(app: &TestApp, authorization: &str) -> String {
    let authorization = Some(authorization.to_owned());
    let call = ApiCall { authorization, ..ApiCall::with_body(body_with_token(app, "", "")) };
    outcome(&app.call(call).await, app.token("ist"))
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    format!("Basic {}", STANDARD.encode(bytes))
}

#[tokio::test]
async fn basic_scheme_allows_any_case_and_extra_spaces() {
    let app = TestApp::start(small_data_set()).await;
    let pair = STANDARD.encode(format!("{PROJECT_ID}:{SECRET}"));
    for scheme in ["Basic ", "basic ", "BASIC ", "bAsIc ", "Basic     "] {
        assert_eq!(outcome_with(&app, &format!("{scheme}{pair}")).await, "200", "{scheme:?}");
    }
    for scheme in
        ["", "Basic", "Basic\t", "Bearer ", "Digest ", "Basics ", "Basi ", "Basic: ", "Basic,", "=Basic "]
    {
        assert_eq!(outcome_with(&app, &format!("{scheme}{pair}")).await, INVALID, "{scheme:?}");
    }
}

#[tokio::test]
async fn malformed_authorization_header_is_refused() {
    let app = TestApp::start(small_data_set()).await;
    let pair = format!("{PROJECT_ID}:{SECRET}");
    let good = STANDARD.encode(&pair);
    let headers = [
        ("empty", String::new()),
        ("only a scheme", "Basic".to_owned()),
        ("a scheme and a space", "Basic ".to_owned()),
        ("not base64", "Basic !!!!".to_owned()),
        ("an unencoded pair", format!("Basic {pair}")),
        ("no colon", encoded(PROJECT_ID)),
        ("two values joined by a comma", format!("Basic {good}, Basic {good}")),
        ("a parameter", format!("Basic {good} charset=utf-8")),
        ("too much padding", format!("Basic {good}====")),
        ("a character outside base64 in the middle", format!("Basic {}.{}", &good[..10], &good[10..])),
        ("a space in the middle", format!("Basic {} {}", &good[..10], &good[10..])),
        (
            "the base64url alphabet",
            format!("Basic {}", URL_SAFE.encode(format!("{PROJECT_ID}:\u{3ff}\u{3ff}?>?>"))),
        ),
        ("invalid UTF-8", encoded([format!("{PROJECT_ID}:").as_bytes(), b"\xff\xfe"].concat())),
        ("a pair over 1 KiB", encoded(format!("{pair}{}", "x".repeat(1000)))),
        ("a non-ASCII letter", format!("Basic {good}é")),
        ("a bearer token", format!("Bearer {SECRET}")),
        ("a JWT", format!("Bearer {}", app.session_jwt("member"))),
    ];
    for (name, header) in headers {
        assert_eq!(outcome_with(&app, &header).await, INVALID, "{name}");
    }
    assert!(app.reads.list().is_empty());
}

#[tokio::test]
async fn control_character_in_credentials_is_refused() {
    let app = TestApp::start(small_data_set()).await;
    for control in ['\0', '\t', '\n', '\r', '\u{1b}', '\u{7f}', '\u{85}'] {
        for pair in [
            format!("{control}{PROJECT_ID}:{SECRET}"),
            format!("{PROJECT_ID}{control}:{SECRET}"),
            format!("{PROJECT_ID}:{control}{SECRET}"),
            format!("{PROJECT_ID}:{SECRET}{control}"),
        ] {
            assert_eq!(outcome_with(&app, &encoded(&pair)).await, INVALID, "{pair:?}");
        }
    }
}

#[tokio::test]
async fn project_id_is_text_before_first_colon() {
    let app = TestApp::start(small_data_set()).await;
    let other = "project-test-99999999-9999-4999-8999-999999999999";
    let upper = PROJECT_ID.to_uppercase();
    for project in ["", "project", other, &upper, &format!(" {PROJECT_ID}"), &format!("{PROJECT_ID} ")] {
        let outcome = outcome_with(&app, &basic(project, SECRET)).await;
        assert_eq!(outcome, "invalid_project_id_authentication", "{project:?}");
    }
    let swapped = outcome_with(&app, &basic(SECRET, PROJECT_ID)).await;
    assert_eq!(swapped, "invalid_project_id_authentication");
    assert!(app.reads.list().is_empty());
}

#[tokio::test]
async fn secret_must_match_exactly() {
    let app = TestApp::start(small_data_set()).await;
    let (shorter, longer, upper) = (&SECRET[..SECRET.len() - 1], format!("{SECRET}x"), SECRET.to_uppercase());
    for secret in ["", ":", " ", shorter, &longer, &upper, &format!(":{SECRET}"), &format!("{SECRET} "), "é"]
    {
        assert_eq!(
            outcome_with(&app, &basic(PROJECT_ID, secret)).await,
            "unauthorized_credentials",
            "{secret:?}"
        );
    }
    let hash = org_discovery::domain::SecretHash::of(SECRET);
    assert_eq!(outcome_with(&app, &basic(PROJECT_ID, hash.as_str())).await, "unauthorized_credentials");
}

#[tokio::test]
async fn secret_may_contain_colons_and_non_ascii_letters() {
    let app = TestApp::start(small_data_set()).await;
    app.set_project(&["a:b:c", ":äöü 😀"], &[KEY.public()]).await;
    app.clock.advance(61);
    assert_eq!(outcome_with(&app, &basic(PROJECT_ID, "a:b:c")).await, "200");
    assert_eq!(outcome_with(&app, &basic(PROJECT_ID, ":äöü 😀")).await, "200");
    assert_eq!(outcome_with(&app, &basic(PROJECT_ID, "a")).await, "unauthorized_credentials");
}

#[tokio::test]
async fn base64_padding_is_optional() {
    let app = TestApp::start(small_data_set()).await;
    app.set_project(&["ss", "sss"], &[KEY.public()]).await;
    app.clock.advance(61);
    for secret in ["ss", "sss"] {
        let pair = format!("{PROJECT_ID}:{secret}");
        let (padded, bare) = (STANDARD.encode(&pair), STANDARD_NO_PAD.encode(&pair));
        assert_ne!(padded, bare);
        for encoded in [padded, bare] {
            assert_eq!(outcome_with(&app, &format!("Basic {encoded}")).await, "200", "{encoded}");
        }
    }
}

#[tokio::test]
async fn duplicate_headers_are_refused_even_if_equal() {
    let app = TestApp::start(small_data_set()).await;
    let mut event: Value =
        serde_json::from_str(include_str!("../../../events/rest-api-session-token.json")).unwrap();
    event["headers"] = Value::Null;
    event["body"] = json!(body_with_token(&app, "", ""));
    let (good, wrong) = (basic(PROJECT_ID, SECRET), basic(PROJECT_ID, "wrong"));
    for (values, expected) in [
        (vec![&good], "200"),
        (vec![&good, &good], INVALID),
        (vec![&good, &wrong], INVALID),
        (vec![&wrong, &good], INVALID),
    ] {
        event["multiValueHeaders"] = json!({ "Authorization": values });
        let response = app.send_event(&event.to_string()).await;
        assert_eq!(outcome(&response, app.token("ist")), expected, "{} values", values.len());
    }
    event["multiValueHeaders"] = json!({ "Authorization": [good], "authorization": [good] });
    assert_eq!(outcome(&app.send_event(&event.to_string()).await, ""), INVALID);
}
