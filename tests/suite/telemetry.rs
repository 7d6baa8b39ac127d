//! What the function tells of itself: one line for each request, with its metrics, and nothing of people.

mod function;
mod metrics;

use std::time::Duration;

use org_discovery::store::StoreError;
use serde_json::{Value, json};

use test_support::{Call, Lines, PROJECT_ID, Read, TestApp, basic};

/// A world in which one session leads to three kinds of relation.
fn world() -> Value {
    let open = json!({"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"]});
    let organization = |id: &str, settings: &Value, members: Value| {
        let mut organization = json!({"organization_id": id, "organization_name": id, "members": members});
        organization.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        organization
    };
    let jane = |id: &str, status: &str| json!({"member_id": id, "email_address": "jane@acme.example", "status": status, "email_address_verified": true});
    let factors = json!([{"type": "magic_link", "delivery_method": "email",
        "email_factor": {"email_address": "jane@acme.example"}}]);
    let other =
        json!({"member_id": "amy", "email_address": "amy@acme.example", "email_address_verified": true});
    json!({
        "organizations": [
            organization("one", &json!({}), json!([jane("j1", "active")])),
            organization("two", &json!({}), json!([jane("j2", "active")])),
            organization("three", &json!({}), json!([jane("j3", "invited")])),
            organization("four", &open, json!([other])),
        ],
        "sessions": [
            {"name": "jane", "kind": "intermediate", "email_address": "jane@acme.example",
             "authentication_factors": factors},
            {"name": "member", "kind": "member", "email_address": "jane@acme.example", "organization_id": "one",
             "member_id": "j1", "authentication_factors": factors},
        ],
    })
}

/// The one line that was written since the last time.
fn the_line(lines: &Lines) -> Value {
    let mut lines = lines.take();
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.remove(0)
}

/// The same with everything that differs from run to run replaced, and without the metadata of metrics.
fn steady(mut line: Value) -> String {
    if let Some(metadata) = line.get_mut("_aws") {
        *metadata = json!("<metadata>");
    }
    for name in ["duration_ms", "Latency"] {
        if let Some(value) = line.get_mut(name) {
            assert!(value.as_f64().is_some_and(|ms| (0.0..60_000.0).contains(&ms)), "{name}: {value}");
            *value = json!("<ms>");
        }
    }
    if let Some(waves) = line.get_mut("store.wave_ms") {
        let waves = waves.as_array_mut().expect("a list");
        for wave in waves {
            *wave = json!(if wave.is_f64() { "<ms>" } else { "?" });
        }
    }
    if let Some(id) = line.get_mut("request_id") {
        assert!(id.as_str().is_some_and(|id| id.starts_with("request-id-test-")), "{id}");
        *id = json!("<request id>");
    }
    if let Some(location) = line.get_mut("location") {
        let (module, number) = location.as_str().and_then(|text| text.rsplit_once(':')).expect("a place");
        assert!(number.parse::<u32>().is_ok_and(|number| number > 0), "{location}");
        *location = json!(format!("{module}:<line>"));
    }
    serde_json::to_string_pretty(&line).expect("JSON")
}

#[tokio::test]
async fn answer_is_one_line_with_its_metrics() {
    let app = TestApp::start(world()).await;
    let answer = app.discover("jane").await;
    assert_eq!(answer.entries().len(), 4);
    let line = the_line(&app.lines);
    assert_eq!(line["request_id"], answer.json()["request_id"], "the caller's own name of the request");
    insta::assert_snapshot!(line["_aws"], @r#"{"CloudWatchMetrics":[{"Dimensions":[["service"]],"Metrics":[{"Name":"Requests","Unit":"Count"},{"Name":"Latency","Unit":"Milliseconds"},{"Name":"ColdStarts","Unit":"Count"},{"Name":"ReadUnits","Unit":"Count"},{"Name":"OrganizationsReturned","Unit":"Count"}],"Namespace":"OrgDiscovery"},{"Dimensions":[["service"]],"Metrics":[{"Name":"Errors","Unit":"Count"}],"Namespace":"OrgDiscovery"}],"Timestamp":1767225600000}"#);
    insta::assert_snapshot!(steady(line), @r#"
    {
      "ColdStarts": 1,
      "Errors": 0,
      "Latency": "<ms>",
      "OrganizationsReturned": 4,
      "ReadUnits": 7.5,
      "Requests": 1,
      "_aws": "<metadata>",
      "cold_start": true,
      "credential.kind": "intermediate_session_token",
      "duration_ms": "<ms>",
      "http.request.method": "POST",
      "http.response.status_code": 200,
      "http.route": "/v1/b2b/discovery/organizations",
      "level": "INFO",
      "message": "request answered",
      "organizations.active_member": 2,
      "organizations.eligible_to_join_by_email_domain": 1,
      "organizations.invited_member": 1,
      "person.hash": "0ed02b639f9314ad",
      "request_id": "<request id>",
      "service": "org-discovery",
      "store.attempts": 4,
      "store.calls": 4,
      "store.read_units": 7.5,
      "store.wave_ms": [
        "<ms>",
        "<ms>",
        "<ms>"
      ],
      "store.waves": 3,
      "timestamp": "2026-01-01T00:00:00.000Z"
    }
    "#);
}

#[tokio::test]
async fn jwt_costs_two_round_trips() {
    let app = TestApp::start(world()).await;
    app.discover("member").await;
    let token = the_line(&app.lines);
    assert_eq!((&token["credential.kind"], &token["store.waves"]), (&json!("session_token"), &json!(3)));
    app.discover_by_jwt("member").await;
    let jwt = the_line(&app.lines);
    assert_eq!((&jwt["credential.kind"], &jwt["store.waves"]), (&json!("session_jwt"), &json!(2)));
    assert_eq!(token["store.read_units"], jwt["store.read_units"], "the same reads, in fewer waves");
    assert_eq!((&token["cold_start"], &jwt["cold_start"]), (&json!(true), &json!(false)));
    assert_eq!((&token["ColdStarts"], &jwt["ColdStarts"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn refusal_is_one_line() {
    let app = TestApp::start(world()).await;
    app.post(json!({"session_token": "mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q"})).await;
    insta::assert_snapshot!(steady(the_line(&app.lines)), @r#"
    {
      "ColdStarts": 1,
      "Errors": 1,
      "Latency": "<ms>",
      "ReadUnits": 1.0,
      "Requests": 1,
      "_aws": "<metadata>",
      "cold_start": true,
      "credential.kind": "session_token",
      "duration_ms": "<ms>",
      "error_type": "session_not_found",
      "http.request.method": "POST",
      "http.response.status_code": 404,
      "http.route": "/v1/b2b/discovery/organizations",
      "level": "INFO",
      "message": "request refused",
      "request_id": "<request id>",
      "service": "org-discovery",
      "store.attempts": 1,
      "store.calls": 1,
      "store.read_units": 1.0,
      "store.wave_ms": [
        "<ms>"
      ],
      "store.waves": 1,
      "timestamp": "2026-01-01T00:00:00.000Z"
    }
    "#);
}

#[tokio::test]
async fn failure_is_one_line_with_its_cause() {
    let app = TestApp::start(world()).await;
    app.reads.fail(Read::Members, StoreError::Unavailable("no answer in time".to_owned()));
    assert_eq!(app.discover("jane").await.outcome(), "internal_server_error");
    insta::assert_snapshot!(steady(the_line(&app.lines)), @r#"
    {
      "ColdStarts": 1,
      "Errors": 1,
      "Latency": "<ms>",
      "ReadUnits": 1.0,
      "Requests": 1,
      "_aws": "<metadata>",
      "cold_start": true,
      "credential.kind": "intermediate_session_token",
      "duration_ms": "<ms>",
      "error.cause": "the store is not available: no answer in time",
      "error_type": "internal_server_error",
      "http.request.method": "POST",
      "http.response.status_code": 500,
      "http.route": "/v1/b2b/discovery/organizations",
      "level": "ERROR",
      "message": "request failed",
      "request_id": "<request id>",
      "service": "org-discovery",
      "store.attempts": 1,
      "store.calls": 1,
      "store.read_units": 1.0,
      "store.wave_ms": [
        "<ms>",
        "<ms>"
      ],
      "store.waves": 2,
      "timestamp": "2026-01-01T00:00:00.000Z"
    }
    "#);
    app.reads.fail(Read::Members, StoreError::Throttled("ThrottlingException".to_owned()));
    assert_eq!(app.discover("jane").await.outcome(), "too_many_requests");
    let line = the_line(&app.lines);
    assert_eq!((&line["level"], &line["error_type"]), (&json!("ERROR"), &json!("too_many_requests")));
}

#[tokio::test]
async fn panic_is_logged_and_answered_in_the_envelope() {
    let app = TestApp::start(world()).await;
    app.reads.panic(Read::Members);
    let answer = app.discover("jane").await;
    assert_eq!(answer.outcome(), "internal_server_error");
    let line = the_line(&app.lines);
    let cause = line["error.cause"].as_str().expect("a cause");
    assert!(cause.starts_with("a panic at test-support/src/observed.rs:"), "{cause}");
    assert!(!cause.contains("jane"), "{cause}");
    assert_eq!(line["level"], "ERROR");
    app.reads.recover();
    assert_eq!(app.discover("jane").await.entries().len(), 4, "the next request is answered");
}

#[tokio::test]
async fn timed_out_request_is_one_line() {
    let mut app = TestApp::start(world()).await;
    app.endpoint = app.endpoint.with_budget(Duration::from_millis(300));
    app.reads.stall(Read::Organizations);
    assert_eq!(app.discover("jane").await.outcome(), "internal_server_error");
    let line = the_line(&app.lines);
    assert_eq!(line["error.cause"], "the request's time ran out");
    assert_eq!(line["store.waves"], 3);
}

#[tokio::test]
async fn damaged_item_is_logged_on_its_own_line() {
    let app = TestApp::start(world()).await;
    let address = format!("{PROJECT_ID}#jane@acme.example");
    let key = [("address", address.as_str()), ("organization_id", "two")];
    app.damage(&app.tables.members, key, &("object".to_owned(), None)).await;
    let listed = app.discover("jane").await;
    assert_eq!(listed.entries().len(), 3);
    let lines = app.lines.take();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(listed.json()["request_id"], lines[1]["request_id"]);
    insta::assert_snapshot!(steady(lines[0].clone()), @r#"
    {
      "cold_start": true,
      "key_hash": "0ed02b639f9314ad",
      "level": "WARN",
      "location": "org_discovery::store::dynamodb::failure:<line>",
      "message": "a damaged item was passed over",
      "organization_id": "two",
      "reason": "object is missing",
      "service": "org-discovery",
      "table": "members",
      "timestamp": "2026-01-01T00:00:00.000Z"
    }
    "#);
}

#[tokio::test]
async fn health_check_is_a_line_without_metrics() {
    let app = TestApp::start(world()).await;
    app.call(Call { path: "/health", method: "GET", ..Call::default() }).await;
    insta::assert_snapshot!(steady(the_line(&app.lines)), @r#"
    {
      "cold_start": true,
      "duration_ms": "<ms>",
      "http.request.method": "GET",
      "http.response.status_code": 200,
      "http.route": "/health",
      "level": "INFO",
      "message": "request answered",
      "request_id": "<request id>",
      "service": "org-discovery",
      "timestamp": "2026-01-01T00:00:00.000Z"
    }
    "#);
}

#[tokio::test]
async fn caller_supplied_text_is_not_logged() {
    let app = TestApp::start(world()).await;
    let made_up = Call { path: "/v1/tokens/abcdefghijklmnop", method: "SECRETWORD", ..Call::default() };
    assert_eq!(app.call(made_up).await.outcome(), "route_not_found");
    insta::assert_snapshot!(steady(the_line(&app.lines)), @r#"
    {
      "ColdStarts": 1,
      "Errors": 1,
      "Latency": "<ms>",
      "Requests": 1,
      "_aws": "<metadata>",
      "cold_start": true,
      "duration_ms": "<ms>",
      "error_type": "route_not_found",
      "http.request.method": "_OTHER",
      "http.response.status_code": 404,
      "level": "INFO",
      "message": "request refused",
      "request_id": "<request id>",
      "service": "org-discovery",
      "timestamp": "2026-01-01T00:00:00.000Z"
    }
    "#);
    app.call(Call { authorization: Some(basic("project-of-mine", "secret-of-mine")), ..Call::default() })
        .await;
    let line = the_line(&app.lines).to_string();
    assert!(!line.contains("of-mine"), "{line}");
}
