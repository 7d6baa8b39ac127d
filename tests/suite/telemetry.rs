//! The function's log: one line per request, with metrics and without personal data.

mod failures;
mod function;
mod metrics;
mod request_lines;

use serde_json::{Value, json};

use test_support::CapturedLogs;

/// A data set in which one session lists three membership types.
fn data_set() -> Value {
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

/// Returns the only line that was logged since the last call.
fn only_line(lines: &CapturedLogs) -> Value {
    let mut lines = lines.take();
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.remove(0)
}

/// Returns the line with placeholders for the values that vary between runs and for the metadata of metrics.
fn normalized(mut line: Value) -> String {
    if let Some(metadata) = line.get_mut("_aws") {
        *metadata = json!("<metadata>");
    }
    for name in ["duration_ms", "Latency"] {
        if let Some(value) = line.get_mut(name) {
            assert!(value.as_f64().is_some_and(|ms| (0.0..60_000.0).contains(&ms)), "{name}: {value}");
            *value = json!("<ms>");
        }
    }
    if let Some(round_trips) = line.get_mut("store.round_trip_ms") {
        let round_trips = round_trips.as_array_mut().expect("a list");
        for round_trip in round_trips {
            *round_trip = json!(if round_trip.is_f64() { "<ms>" } else { "?" });
        }
    }
    if let Some(id) = line.get_mut("request_id") {
        assert!(id.as_str().is_some_and(|id| id.starts_with("request-id-test-")), "{id}");
        *id = json!("<request id>");
    }
    if let Some(location) = line.get_mut("location") {
        let (module, number) =
            location.as_str().and_then(|text| text.rsplit_once(':')).expect("a module and a line");
        assert!(number.parse::<u32>().is_ok_and(|number| number > 0), "{location}");
        *location = json!(format!("{module}:<line>"));
    }
    serde_json::to_string_pretty(&line).expect("JSON")
}
