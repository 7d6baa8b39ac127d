//! Metrics that CloudWatch extracts from log lines.

use std::collections::BTreeSet;

use boon::{Compiler, Schemas};
use serde_json::{Value, json};

use super::data_set;
use test_support::{ApiCall, Read, TestApp};

/// Returns the log lines of every kind of request that has metrics.
async fn lines() -> Vec<Value> {
    let app = TestApp::start(data_set()).await;
    app.discover("jane").await;
    app.discover_by_jwt("member").await;
    app.post(json!({})).await;
    app.call(ApiCall { path: "/nowhere", ..ApiCall::default() }).await;
    app.call(ApiCall { method: "GET", ..ApiCall::default() }).await;
    app.reads.panic(Read::Organizations);
    app.discover("jane").await;
    let lines = app.logs.take();
    assert_eq!(lines.len(), 6);
    lines
}

/// Returns every metric of a line: its dimensions with their values, its name and its value.
fn metrics(line: &Value) -> Vec<(String, String, f64)> {
    let mut found = Vec::new();
    for directive in line["_aws"]["CloudWatchMetrics"].as_array().expect("directives") {
        for set in directive["Dimensions"].as_array().expect("sets") {
            let names = set.as_array().expect("names").iter().map(|name| name.as_str().expect("a string"));
            let pair = |name| format!("{name}={}", line[name].as_str().expect("a string"));
            let dimensions = names.map(pair).collect::<Vec<_>>().join(" ");
            for metric in directive["Metrics"].as_array().expect("metrics") {
                let name = metric["Name"].as_str().expect("a name");
                let value = line[name].as_f64().unwrap_or_else(|| panic!("{name} is not a number: {line}"));
                found.push((dimensions.clone(), name.to_owned(), value));
            }
        }
    }
    found
}

#[tokio::test]
async fn log_lines_match_the_embedded_metric_format() {
    let schema: Value = serde_json::from_str(include_str!("emf-schema.json")).expect("a schema");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource("emf.json", schema).expect("a schema");
    let schema = compiler.compile("emf.json", &mut schemas).expect("a schema");
    let mut sample = json!({"_aws": {"Timestamp": "today", "CloudWatchMetrics": []}});
    assert!(
        schemas.validate(&sample, schema).is_err(),
        "the schema accepts a line with an invalid timestamp"
    );
    sample["_aws"]["Timestamp"] = json!(1);
    assert!(schemas.validate(&sample, schema).is_ok());
    for line in lines().await {
        if let Err(error) = schemas.validate(&line, schema) {
            panic!("{error:#}: {line}");
        }
        assert!(line.to_string().len() < 256 * 1024, "larger than CloudWatch accepts");
    }
}

#[tokio::test]
async fn metric_dimensions_are_bounded() {
    let mut series = BTreeSet::new();
    for line in lines().await {
        series.extend(metrics(&line).into_iter().map(|(dimensions, name, _)| format!("{name} {dimensions}")));
    }
    let series: Vec<_> = series.into_iter().collect();
    insta::assert_snapshot!(series.join("\n"), @"
    ColdStarts service=org-discovery
    Errors service=org-discovery
    Errors service=org-discovery error_type=internal_server_error
    Errors service=org-discovery error_type=method_not_allowed
    Errors service=org-discovery error_type=no_session_arguments
    Errors service=org-discovery error_type=route_not_found
    Latency service=org-discovery
    OrganizationsReturned service=org-discovery
    ReadUnits service=org-discovery
    Requests service=org-discovery
    ");
}

#[tokio::test]
async fn errors_are_counted_in_total_and_by_type() {
    let errors: Vec<_> = lines()
        .await
        .iter()
        .map(|line| {
            let errors = metrics(line).into_iter().filter(|(_, name, _)| name == "Errors");
            errors
                .map(|(dimensions, _, value)| format!("{dimensions}: {value}"))
                .collect::<Vec<_>>()
                .join(", ")
        })
        .collect();
    insta::assert_snapshot!(errors.join("\n"), @"
    service=org-discovery: 0
    service=org-discovery: 0
    service=org-discovery: 1, service=org-discovery error_type=no_session_arguments: 1
    service=org-discovery: 1, service=org-discovery error_type=route_not_found: 1
    service=org-discovery: 1, service=org-discovery error_type=method_not_allowed: 1
    service=org-discovery: 1, service=org-discovery error_type=internal_server_error: 1
    ");
}
