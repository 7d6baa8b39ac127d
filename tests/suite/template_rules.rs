//! Rules for all parameters, tables, logs, functions and routes of the template.

use std::collections::BTreeSet;

use org_discovery::telemetry::FunctionInfo;
use serde_json::{Map, Value, json};

use crate::template::{properties, resources_of_type, template};
use test_support::TestExchange;

mod alarms;
mod dashboards;

fn parameters() -> Map<String, Value> {
    template()["Parameters"].as_object().expect("parameters").clone()
}

#[test]
fn parameters_are_described_and_bounded() {
    for (name, parameter) in parameters() {
        let description = parameter["Description"].as_str().unwrap_or_default();
        assert!(description.len() > 20 && description.ends_with('.'), "{name}: {description}");
        let is_text = parameter["Type"] == "String";
        let bounded = parameter.get("AllowedValues").is_some()
            || (is_text
                && parameter.get("AllowedPattern").is_some()
                && parameter.get("ConstraintDescription").is_some())
            || (parameter.get("MinValue").is_some() && parameter.get("MaxValue").is_some());
        assert!(bounded, "{name}");
    }
}

#[test]
fn parameters_are_grouped_and_documented() {
    let template = template();
    let groups = template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"].clone();
    let grouped: Vec<Value> = groups
        .as_array()
        .expect("groups")
        .iter()
        .flat_map(|group| group["Parameters"].as_array().expect("names").clone())
        .collect();
    let shown: BTreeSet<_> = grouped.iter().filter_map(Value::as_str).collect();
    let parameters = parameters();
    assert_eq!(shown, parameters.keys().map(String::as_str).collect());
    assert_eq!(grouped.len(), parameters.len(), "a parameter is in two groups");
    let page = include_str!("../../docs/deployment.md");
    let rows: BTreeSet<_> =
        page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | ")).collect();
    for (name, parameter) in &parameters {
        let default = match parameter.get("Default") {
            None => "required".to_owned(),
            Some(Value::String(text)) if text.is_empty() => "none".to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
        };
        let row = rows
            .iter()
            .find(|(documented, _)| documented == name)
            .unwrap_or_else(|| panic!("{name} is not documented"));
        assert!(row.1.starts_with(&format!("{default} | ")), "{name}: {}", row.1);
    }
}

#[test]
fn tables_are_retained_protected_and_encrypted() {
    // The key that DynamoDB owns, unless another key is given.
    let key = json!({"SSEEnabled": true, "SSEType": "KMS", "KMSMasterKeyId": {"!Ref": "KmsKeyArn"}});
    let encryption = json!({"!If": ["HasKmsKey", key, {"!Ref": "AWS::NoValue"}]});
    let tables = resources_of_type("AWS::DynamoDB::Table");
    assert_eq!(tables.len(), 5);
    for (id, table) in tables {
        assert_eq!(
            (&table["DeletionPolicy"], &table["UpdateReplacePolicy"]),
            (&json!("Retain"), &json!("Retain")),
            "{id}"
        );
        let table = &table["Properties"];
        assert_eq!(table["BillingMode"], "PAY_PER_REQUEST", "{id}");
        assert_eq!(table["DeletionProtectionEnabled"], true, "{id}");
        assert_eq!(table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], true, "{id}");
        assert_eq!(table["SSESpecification"], encryption, "{id}");
    }
}

#[test]
fn log_groups_have_the_configured_retention() {
    let logs = resources_of_type("AWS::Logs::LogGroup");
    assert_eq!(logs.len(), 3);
    for (id, log) in logs {
        assert_eq!(log["Properties"]["RetentionInDays"], json!({"!Ref": "LogRetentionInDays"}), "{id}");
    }
}

#[test]
fn access_log_contains_no_personal_data() {
    let stage = properties("ApiStage");
    let format = stage["AccessLogSettings"]["Format"].as_str().expect("a format");
    let format: Map<String, Value> = serde_json::from_str(format).expect("JSON");
    let values: Vec<_> = format.values().filter_map(Value::as_str).collect();
    assert!(values.contains(&"$context.requestId") && values.contains(&"$context.integration.requestId"));
    for value in values {
        assert!(value.starts_with("$context."), "{value}");
        for part in ["path", "authorizer", "header", "identity", "domain"] {
            assert!(!value.contains(part), "{value} may contain a credential or personal data");
        }
    }
}

#[test]
fn selectable_log_levels_are_valid() {
    let parameters = parameters();
    for level in parameters["LogLevel"]["AllowedValues"].as_array().expect("values") {
        let given = |name: &str| (name == "LOG_LEVEL").then(|| level.as_str().expect("a string").to_owned());
        assert!(FunctionInfo::read(given).is_ok(), "{level}");
    }
}

#[test]
fn log_level_governs_lambdas_own_lines() {
    let template = template();
    // Lambda allows DEBUG, INFO and WARN for its own lines.
    let levels = template["Mappings"]["SystemLogLevels"].as_object().expect("levels").clone();
    let own: Vec<_> = levels.iter().map(|(level, own)| (level.as_str(), own["Lambda"].as_str())).collect();
    let warn = Some("WARN");
    assert_eq!(own, [("DEBUG", Some("DEBUG")), ("ERROR", warn), ("INFO", Some("INFO")), ("WARN", warn)]);
    let mut allowed: Vec<_> = parameters()["LogLevel"]["AllowedValues"].as_array().expect("values").clone();
    allowed.sort_by_key(Value::to_string);
    assert_eq!(allowed, levels.keys().map(|level| json!(level)).collect::<Vec<_>>());
    for function in ["OrgDiscoveryFunction", "ExchangeFunction"] {
        let logging = &properties(function)["LoggingConfig"];
        let level = json!({"!FindInMap": ["SystemLogLevels", {"!Ref": "LogLevel"}, "Lambda"]});
        assert_eq!(logging["SystemLogLevel"], level, "{function}");
        assert_eq!(logging["ApplicationLogLevel"], "TRACE", "{function}");
    }
}

/// The build does not see the parameters of a deployment, so the architecture is not one of them.
#[test]
fn architecture_is_in_one_place() {
    assert_eq!(template()["Globals"]["Function"]["Architectures"], json!(["arm64"]));
    for function in ["OrgDiscoveryFunction", "ExchangeFunction"] {
        assert_eq!(properties(function).get("Architectures"), None, "{function}");
    }
    assert!(parameters().keys().all(|name| !name.contains("Architecture")));
}

/// Without this setting, `cargo lambda build` chooses "abort", and a request that panics would get no response.
#[test]
fn release_profile_unwinds_panics() {
    let manifest = include_str!("../../Cargo.toml");
    let release = manifest.split_once("[profile.release]").expect("a profile").1;
    assert!(release.lines().any(|line| line == r#"panic = "unwind""#), "{release}");
}

#[test]
fn api_invokes_the_live_aliases() {
    let functions = [
        ("OrgDiscoveryFunction", "ApiIntegration", "ApiPermission"),
        ("ExchangeFunction", "ExchangeIntegration", "ExchangePermission"),
    ];
    for (function, integration, permission) in functions {
        let alias = json!({"!Ref": format!("{function}.Alias")});
        assert_eq!(properties(function)["AutoPublishAlias"], "live");
        assert_eq!(properties(integration)["IntegrationUri"], alias);
        assert_eq!(properties(integration)["PayloadFormatVersion"], "2.0");
        assert_eq!(properties(permission)["FunctionName"], alias);
    }
    assert_eq!(properties("ApiStage")["StageName"], "$default");
    // Detailed metrics are for several routes, and have a price.
    assert_eq!(properties("ApiStage")["DefaultRouteSettings"].get("DetailedMetricsEnabled"), None);
}

/// The `$default` route sends all other requests to the discovery function.
#[test]
fn api_routes_lead_to_the_function_that_has_them() {
    let target = |integration: &str| json!({"!Sub": format!("integrations/${{{integration}}}")});
    let mut routes: Vec<_> = resources_of_type("AWS::ApiGatewayV2::Route")
        .iter()
        .map(|(_, route)| {
            let route = &route["Properties"];
            (route["RouteKey"].as_str().expect("a key").to_owned(), route["Target"].clone())
        })
        .collect();
    routes.sort_by(|one, other| one.0.cmp(&other.0));
    let exchange = TestExchange::routes().iter();
    let mut expected: Vec<_> =
        exchange.map(|route| (format!("ANY {}", route.path), target("ExchangeIntegration"))).collect();
    expected.push(("$default".to_owned(), target("ApiIntegration")));
    expected.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(routes, expected);
}

/// Without the exchange, the stack has only the resources and outputs that do not belong to it.
#[test]
fn exchange_exists_only_if_enabled() {
    let template = template();
    assert_eq!(parameters()["ExchangeEnabled"]["Default"], "false");
    let enabled = json!({"!Equals": [{"!Ref": "ExchangeEnabled"}, "true"]});
    assert_eq!(template["Conditions"]["ExchangeIsEnabled"], enabled);
    let both = json!({"!And": [{"!Condition": "HasDashboard"}, {"!Condition": "ExchangeIsEnabled"}]});
    assert_eq!(template["Conditions"]["HasExchangeDashboard"], both);
    let mut conditional = BTreeSet::new();
    for section in ["Resources", "Outputs"] {
        for (id, entry) in template[section].as_object().expect("entries") {
            if entry["Condition"] == "ExchangeIsEnabled" || entry["Condition"] == "HasExchangeDashboard" {
                conditional.insert(id.clone());
            } else {
                let log_group =
                    json!({"!If": ["ExchangeIsEnabled", {"!Ref": "ExchangeLogs"}, {"!Ref": "AWS::NoValue"}]});
                let text = entry.to_string().replace(&log_group.to_string(), "");
                for name in ["Exchange", "exchange", "SessionJwtKey", "MaxSessionDuration"] {
                    assert!(!text.contains(name), "{id} mentions {name}");
                }
            }
        }
    }
    let is_of_exchange = |id: &String| id.starts_with("Exchange") || id.ends_with("WriteThrottleAlarm");
    assert!(conditional.iter().all(is_of_exchange), "{conditional:?}");
    assert_eq!(conditional.len(), 19, "{conditional:?}");
}
