//! The event corpus in `events/` without that of the exchange in `events/exchange/`, and differences between the three gateways.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::event;
use test_support::{SampleEvent, TestApp, sample_events};

#[tokio::test]
async fn corpus_events_get_expected_responses() {
    let app = TestApp::start_demo().await;
    let events = sample_events("events");
    assert!(events.len() > 30, "{events:?}");
    for SampleEvent { name, event, expected } in events {
        let response = app.send_event(&event).await;
        assert_eq!(response.status, expected.status, "{name}: {}", response.text());
        let cache_control = expected.cache_control.unwrap_or_else(|| "no-store".to_owned());
        assert_eq!(response.headers["cache-control"], cache_control, "{name}");
        match expected.error_type {
            Some(error_type) => assert_eq!(response.error_type(), error_type, "{name}"),
            None => assert_eq!(response.json()["status_code"], 200, "{name}"),
        }
    }
}

#[tokio::test]
async fn corpus_events_list_expected_organizations() {
    let app = TestApp::start_demo().await;
    let all_organizations =
        ["Acme: active_member", "Globex: active_member", "Initech: active_member"].as_slice();
    let acme = ["Acme: eligible_to_join_by_email_domain"].as_slice();
    let cases = [
        ("http-api-consultant.json", all_organizations),
        ("http-api-session-token.json", all_organizations),
        ("http-api-session-jwt.json", all_organizations),
        ("http-api-base64.json", all_organizations),
        ("rest-api-intermediate-session.json", all_organizations),
        ("rest-api-session-token.json", all_organizations),
        ("rest-api-session-jwt.json", all_organizations),
        ("rest-api-base64.json", all_organizations),
        ("function-url-intermediate-session.json", all_organizations),
        ("function-url-session-token.json", all_organizations),
        ("function-url-session-jwt.json", all_organizations),
        ("function-url-base64.json", all_organizations),
        ("function-url-repeated-slashes.json", all_organizations),
        ("http-api-invited-newcomer.json", &["Acme: invited_member"]),
        ("http-api-eligible-by-domain.json", acme),
        ("http-api-eligible-by-slack.json", &["Globex: eligible_to_join_by_oauth_tenant"]),
        ("http-api-not-shown.json", &[]),
    ];
    for (name, organizations) in cases {
        assert_eq!(app.send_event(&event(name).to_string()).await.listing(), organizations, "{name}");
    }
}

#[tokio::test]
async fn rest_event_is_routed_without_its_stage() {
    let app = TestApp::start_demo().await;
    let mut event = event("rest-api-session-token.json");
    for stage in ["prod", "v1", "dev"] {
        event["requestContext"]["stage"] = json!(stage);
        event["requestContext"]["path"] = json!(format!("/{stage}/v1/b2b/discovery/organizations"));
        assert_eq!(app.send_event(&event.to_string()).await.outcome(), "200", "{stage}");
    }
    event["path"] = json!("/prod/v1/b2b/discovery/organizations");
    assert_eq!(
        app.send_event(&event.to_string()).await.error_type(),
        "route_not_found",
        "a stage in the path"
    );
}

#[tokio::test]
async fn query_string_is_ignored() {
    let app = TestApp::start_demo().await;
    let mut http = event("http-api-session-token.json");
    http["rawQueryString"] = json!("session_token=x&a=b&a=%20");
    assert_eq!(app.send_event(&http.to_string()).await.outcome(), "200");
    let mut rest = event("rest-api-session-token.json");
    rest["queryStringParameters"] = json!({"session_token": "x"});
    rest["multiValueQueryStringParameters"] = json!({"session_token": ["x", "y"]});
    assert_eq!(app.send_event(&rest.to_string()).await.outcome(), "200");
}

#[tokio::test]
async fn base64_body_is_decoded_only_if_flagged() {
    let app = TestApp::start_demo().await;
    for name in
        ["http-api-session-token.json", "rest-api-session-token.json", "function-url-session-token.json"]
    {
        let mut event = event(name);
        let body = event["body"].as_str().unwrap().to_owned();
        event["body"] = json!(STANDARD.encode(&body));
        event["isBase64Encoded"] = json!(true);
        assert_eq!(app.send_event(&event.to_string()).await.outcome(), "200", "{name}");
        event["isBase64Encoded"] = json!(false);
        assert_eq!(
            app.send_event(&event.to_string()).await.error_type(),
            "bad_request",
            "{name}, not flagged"
        );
    }
}

#[tokio::test]
async fn event_without_body_has_no_session_arguments() {
    let app = TestApp::start_demo().await;
    for name in
        ["http-api-session-token.json", "rest-api-session-token.json", "function-url-session-token.json"]
    {
        for body in [Value::Null, json!("")] {
            for encoded in [false, true] {
                let mut event = event(name);
                event["body"] = body.clone();
                event["isBase64Encoded"] = json!(encoded);
                let response = app.send_event(&event.to_string()).await;
                assert_eq!(response.error_type(), "no_session_arguments", "{name}: {body}, {encoded}");
            }
        }
    }
}

#[tokio::test]
async fn header_names_are_case_insensitive() {
    let app = TestApp::start_demo().await;
    for name in ["http-api-session-token.json", "rest-api-session-token.json"] {
        let mut event = event(name);
        let headers = event["headers"].as_object().unwrap();
        let value =
            headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization")).unwrap().1.clone();
        event["multiValueHeaders"] = Value::Null;
        for spelling in ["authorization", "Authorization", "AUTHORIZATION"] {
            event["headers"] = json!({ spelling: value });
            assert_eq!(app.send_event(&event.to_string()).await.outcome(), "200", "{name}: {spelling}");
        }
    }
}
