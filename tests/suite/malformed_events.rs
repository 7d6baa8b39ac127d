//! Events whose malformed values make `lambda_http` panic unless they are sanitized first.

use serde_json::{Value, json};

use test_support::{ApiCall, TestApp};

/// Returns a valid event with this change.
fn changed_event(change: impl FnOnce(&mut Value)) -> String {
    let mut event = ApiCall { body: Some("{}".to_owned()), ..ApiCall::default() }.into_event();
    change(&mut event);
    event.to_string()
}

#[tokio::test]
async fn unusual_query_host_and_path_cause_no_panic() {
    let app = TestApp::start(json!({})).await;
    for query in ["x=\"1\"", "<", "a b", "%", "ü", "\u{0}", "[]{}|^`"] {
        let event = changed_event(|event| {
            event["rawQueryString"] = json!(query);
            event["queryStringParameters"] = json!({"x": query});
        });
        assert_eq!(app.send_event(&event).await.outcome(), "no_session_arguments", "{query}");
    }
    for host in ["", " ", "[", "a b", "host:port", "ü.example", "user@host"] {
        let event = changed_event(|event| {
            event["headers"]["host"] = json!(host.trim());
            event["requestContext"]["domainName"] = json!(host);
        });
        assert_eq!(app.send_event(&event).await.outcome(), "no_session_arguments", "{host}");
    }
    for path in ["", "x", ":99999", "//", "/\"<>", "/%", "/ü", "/a b", "/[]", "/..", "?"] {
        let event = changed_event(|event| {
            event["rawPath"] = json!(path);
            event["requestContext"]["http"]["path"] = json!(path);
        });
        assert_eq!(app.send_event(&event).await.outcome(), "route_not_found", "{path}");
    }
}

#[tokio::test]
async fn body_wrongly_flagged_as_base64_is_refused() {
    let app = TestApp::start(json!({})).await;
    for body in ["not base64!", "{}", "A"] {
        let event = changed_event(|event| {
            event["body"] = json!(body);
            event["isBase64Encoded"] = json!(true);
        });
        let outcome = app.send_event(&event).await.outcome();
        assert_eq!(outcome, if body == "{}" { "no_session_arguments" } else { "bad_request" }, "{body}");
    }
}
