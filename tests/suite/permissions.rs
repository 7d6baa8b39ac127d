//! What the template lets the function do: the calls that it makes, on the tables themselves, and nothing else.

use serde_json::{Value, json};

use crate::template::{properties, template};

/// Every statement of the function's role, as action and resource.
fn statements() -> Vec<(Value, Value)> {
    let role = properties("FunctionRole");
    let policies = role["Policies"].as_array().expect("policies");
    let statements = policies
        .iter()
        .flat_map(|policy| policy["PolicyDocument"]["Statement"].as_array().expect("statements").clone());
    statements
        .map(|statement| {
            assert_eq!(statement["Effect"], "Allow");
            assert_eq!(statement.as_object().map(serde_json::Map::len), Some(3), "{statement}");
            (statement["Action"].clone(), statement["Resource"].clone())
        })
        .collect()
}

#[test]
fn the_function_may_make_one_call_on_each_table_and_write_its_log() {
    let arn = |id: &str| json!({"!GetAtt": format!("{id}.Arn")});
    // No index: none can be read consistently. No pattern.
    let expected = [
        (json!("dynamodb:GetItem"), arn("ProjectsTable")),
        (json!("dynamodb:GetItem"), arn("SessionsTable")),
        (json!("dynamodb:Query"), arn("MembersTable")),
        (json!("dynamodb:Query"), arn("JoinableTable")),
        (json!("dynamodb:BatchGetItem"), arn("OrganizationsTable")),
        (json!(["logs:CreateLogStream", "logs:PutLogEvents"]), arn("FunctionLogs")),
    ];
    assert_eq!(statements(), expected);
}

#[test]
fn nothing_else_gives_the_function_permissions() {
    let role = properties("FunctionRole");
    assert_eq!(role.get("ManagedPolicyArns"), None);
    let trust = role["AssumeRolePolicyDocument"]["Statement"].as_array().expect("statements").clone();
    let lambda = json!({
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    });
    assert_eq!(trust, [lambda]);
    let function = properties("OrgDiscoveryFunction");
    assert_eq!(function["Role"], json!({"!GetAtt": "FunctionRole.Arn"}));
    assert_eq!(function.get("Policies"), None);
    let template = template();
    let resources = template["Resources"].as_object().expect("resources");
    let kinds = resources.values().filter_map(|resource| resource["Type"].as_str());
    let iam: Vec<_> = kinds.filter(|kind| kind.starts_with("AWS::IAM::")).collect();
    assert_eq!(iam, ["AWS::IAM::Role"], "no policy stands apart");
}
