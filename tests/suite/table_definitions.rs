//! Compares the code's table definitions with the template and with created tables.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::{KeySchemaElement, ProjectionType, TableDescription};
use org_discovery::{settings::Settings, store::dynamodb::TableNames};
use org_discovery_admin::tables::{TABLES, TableDefinition, create_tables};
use serde_json::{Value, json};

use crate::template::{properties, resource, table_name, template};
use test_support::{PROJECT_ID, TestApp};

/// Returns the logical id of a table in the template, such as `ProjectsTable`.
fn logical_id(definition: &TableDefinition) -> String {
    let (first, remainder) = definition.kind.split_at(1);
    format!("{}{remainder}Table", first.to_uppercase())
}

/// Returns the environment variable for the name of a table, such as `PROJECTS_TABLE`.
fn variable(definition: &TableDefinition) -> String {
    format!("{}_TABLE", definition.kind.to_uppercase())
}

/// Returns a key schema in the format of the template.
fn key_schema(partition_key: &str, sort_key: Option<&str>) -> Value {
    let mut keys = vec![json!({"AttributeName": partition_key, "KeyType": "HASH"})];
    keys.extend(sort_key.map(|name| json!({"AttributeName": name, "KeyType": "RANGE"})));
    Value::Array(keys)
}

#[test]
fn template_has_exactly_the_defined_tables() {
    let expected: BTreeSet<_> = TABLES.iter().map(logical_id).collect();
    let template = template();
    let resources = template["Resources"].as_object().expect("resources").iter();
    let tables = resources.filter(|(_, resource)| resource["Type"] == "AWS::DynamoDB::Table");
    assert_eq!(tables.map(|(id, _)| id.clone()).collect::<BTreeSet<_>>(), expected);
}

#[test]
fn template_tables_have_the_defined_keys() {
    for definition in &TABLES {
        let table = properties(&logical_id(definition));
        let expected = key_schema(definition.partition_key, definition.sort_key);
        assert_eq!(table["KeySchema"], expected, "{}", definition.kind);
        let mut attributes = table["AttributeDefinitions"].as_array().expect("a list").clone();
        attributes.sort_by_key(|attribute| attribute["AttributeName"].as_str().map(str::to_owned));
        let expected: Vec<_> = definition
            .key_attributes()
            .iter()
            .map(|name| json!({"AttributeName": name, "AttributeType": "S"}))
            .collect();
        assert_eq!(attributes, expected, "{}", definition.kind);
    }
}

#[test]
fn template_tables_have_the_defined_indexes() {
    for definition in &TABLES {
        let expected = definition.index.map(|index| {
            json!([{
                "IndexName": index.name,
                "KeySchema": key_schema(index.partition_key, Some(index.sort_key)),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }])
        });
        let table = properties(&logical_id(definition));
        assert_eq!(table.get("GlobalSecondaryIndexes"), expected.as_ref(), "{}", definition.kind);
        assert_eq!(table.get("LocalSecondaryIndexes"), None, "{}", definition.kind);
    }
}

#[test]
fn template_tables_have_the_defined_time_to_live() {
    for definition in &TABLES {
        let expected = definition.time_to_live.map(|name| json!({"AttributeName": name, "Enabled": true}));
        let table = properties(&logical_id(definition));
        assert_eq!(table.get("TimeToLiveSpecification"), expected.as_ref(), "{}", definition.kind);
    }
}

#[test]
fn template_tables_are_retained() {
    for definition in &TABLES {
        let table = resource(&logical_id(definition));
        assert_eq!(table["Condition"], format!("Creates{}", logical_id(definition)));
        assert_eq!(table["DeletionPolicy"], "Retain", "{}", definition.kind);
        assert_eq!(table["UpdateReplacePolicy"], "Retain", "{}", definition.kind);
        assert_eq!(table["Properties"]["BillingMode"], "PAY_PER_REQUEST", "{}", definition.kind);
        assert_eq!(table["Properties"]["TableName"], Value::Null, "a fixed name would prevent a replacement");
    }
}

/// Returns the variables that the template sets for both functions.
fn common_environment(service: &Value) -> Value {
    let mut expected = json!({
        "PROJECT_ID": {"!Ref": "ProjectId"},
        "LOG_LEVEL": {"!Ref": "LogLevel"},
        "POWERTOOLS_SERVICE_NAME": service,
        "POWERTOOLS_METRICS_NAMESPACE": {"!Sub": "OrgDiscovery/${AWS::StackName}"},
    });
    for definition in &TABLES {
        expected[variable(definition)] = table_name(&logical_id(definition));
    }
    expected
}

#[test]
fn outputs_name_the_tables_in_use() {
    let template = template();
    for definition in &TABLES {
        let output = format!("{}Name", logical_id(definition));
        assert_eq!(template["Outputs"][&output]["Value"], table_name(&logical_id(definition)), "{output}");
    }
}

#[test]
fn table_is_created_unless_an_existing_one_is_named() {
    let template = template();
    for definition in &TABLES {
        let id = logical_id(definition);
        let creates = json!({"!Equals": [{"!Ref": format!("Existing{id}")}, ""]});
        assert_eq!(template["Conditions"][format!("Creates{id}")], creates);
        assert_eq!(template["Parameters"][format!("Existing{id}")]["Default"], "");
    }
}

#[test]
fn existing_tables_are_named_together() {
    let assertions = template()["Rules"]["AllExistingTablesOrNone"]["Assertions"].clone();
    let is_empty =
        |definition| json!({"!Equals": [{"!Ref": format!("Existing{}", logical_id(definition))}, ""]});
    let none: Vec<_> = TABLES.iter().map(is_empty).collect();
    let all: Vec<_> = none.iter().map(|empty| json!({"!Not": [empty]})).collect();
    assert_eq!(assertions[0]["Assert"], json!({"!Or": [{"!And": none}, {"!And": all}]}));
}

#[test]
fn exchange_environment_adds_session_limit_and_key() {
    let mut expected = common_environment(&json!({"!Sub": "${AWS::StackName}-exchange"}));
    expected["MAX_SESSION_DURATION_MINUTES"] = json!({"!Ref": "MaxSessionDurationMinutes"});
    let key = json!(["HasSessionJwtKey", {"!Ref": "SessionJwtKeyArn"}, {"!Ref": "AWS::NoValue"}]);
    expected["SESSION_JWT_KEY_ARN"] = json!({ "!If": key });
    assert_eq!(properties("ExchangeFunction")["Environment"]["Variables"], expected);
    let minutes = &template()["Parameters"]["MaxSessionDurationMinutes"];
    let limits = ["Default", "MinValue", "MaxValue"].map(|name| minutes[name].clone());
    assert_eq!(limits, [json!(43_200), json!(5), json!(527_040)]);
}

#[test]
fn function_environment_names_every_table() {
    let expected = common_environment(&json!({"!Ref": "AWS::StackName"}));
    let function = properties("OrgDiscoveryFunction");
    assert_eq!(function["Environment"]["Variables"], expected);
    // Lambda itself sets the remaining variables.
    let given = expected.as_object().expect("an object");
    let settings = Settings::read(|name| match name {
        "AWS_REGION" | "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => Some("lambda's".to_owned()),
        "PROJECT_ID" => given.get(name).map(|_| PROJECT_ID.to_owned()),
        // Another test checks that every level that the parameter allows is valid.
        "LOG_LEVEL" => given.get(name).map(|_| "INFO".to_owned()),
        _ => given.get(name).and_then(|value| value["!If"][1]["!Ref"].as_str()).map(str::to_owned),
    });
    let tables = settings.expect("settings").tables;
    let names = [tables.projects, tables.sessions, tables.members, tables.joinable, tables.organizations];
    assert_eq!(names.as_slice(), TABLES.iter().map(logical_id).collect::<Vec<_>>());
}

fn keys(schema: Option<&[KeySchemaElement]>) -> Vec<(&str, &str)> {
    let schema = schema.unwrap_or_default();
    schema.iter().map(|key| (key.attribute_name(), key.key_type().as_str())).collect()
}

fn expected_keys<'d>(partition_key: &'d str, sort_key: Option<&'d str>) -> Vec<(&'d str, &'d str)> {
    let sort_key = sort_key.map(|name| (name, "RANGE"));
    [(partition_key, "HASH")].into_iter().chain(sort_key).collect()
}

fn assert_created_table(definition: &TableDefinition, table: &TableDescription) {
    let expected = expected_keys(definition.partition_key, definition.sort_key);
    assert_eq!(keys(table.key_schema.as_deref()), expected, "{}", definition.kind);
    let attributes = table.attribute_definitions().iter();
    let mut attributes: Vec<_> =
        attributes.map(|a| (a.attribute_name(), a.attribute_type().as_str())).collect();
    attributes.sort_unstable();
    let expected: Vec<_> = definition.key_attributes().into_iter().map(|name| (name, "S")).collect();
    assert_eq!(attributes, expected, "{}", definition.kind);
    let indexes = table.global_secondary_indexes();
    assert_eq!(indexes.len(), usize::from(definition.index.is_some()), "{}", definition.kind);
    for (index, expected) in indexes.iter().zip(definition.index) {
        assert_eq!(index.index_name(), Some(expected.name));
        let expected = expected_keys(expected.partition_key, Some(expected.sort_key));
        assert_eq!(keys(index.key_schema.as_deref()), expected);
        let projection = index.projection().and_then(|projection| projection.projection_type());
        assert_eq!(projection, Some(&ProjectionType::KeysOnly));
    }
}

#[tokio::test]
async fn created_tables_match_their_definitions() {
    let app = TestApp::start(json!({})).await;
    let prefix = format!("{}-again", app.table_prefix());
    create_tables(&app.client, &TableNames::with_prefix(&prefix)).await.expect("tables");
    for definition in &TABLES {
        let name = format!("{prefix}-{}", definition.kind);
        let response = app.client.describe_table().table_name(&name).send().await.expect("a table");
        assert_created_table(definition, &response.table.expect("a description"));
        let response = app.client.describe_time_to_live().table_name(&name).send().await.expect("a response");
        let expiry = response.time_to_live_description.and_then(|expiry| expiry.attribute_name);
        assert_eq!(expiry.as_deref(), definition.time_to_live, "{}", definition.kind);
    }
    let mut names = app.client.list_tables().into_paginator().items().send();
    let mut created = 0;
    while let Some(name) = names.next().await {
        created += usize::from(name.expect("a name").starts_with(&prefix));
    }
    assert_eq!(created, TABLES.len());
}
