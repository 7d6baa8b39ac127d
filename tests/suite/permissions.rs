//! The function's permissions in the template: exactly the calls that it makes on the tables.

use serde_json::{Value, json};

use crate::template::{properties, template};
use test_support::{TestApp, small_data_set};

/// The policies of the function's role, each with its condition, if any.
fn policies() -> Vec<(Value, Option<String>)> {
    let role = properties("FunctionRole");
    let policies = role["Policies"].as_array().expect("policies");
    let policy = |policy: &Value| match &policy["!If"] {
        Value::Null => (policy.clone(), None),
        policy_if => {
            assert_eq!(policy_if[2], json!({"!Ref": "AWS::NoValue"}));
            (policy_if[1].clone(), policy_if[0].as_str().map(str::to_owned))
        }
    };
    policies.iter().map(policy).collect()
}

/// The action and the resource of every unconditional statement.
fn statements() -> Vec<(Value, Value)> {
    let policies = policies().into_iter().filter(|(_, condition)| condition.is_none());
    let statements = policies
        .map(|(policy, _)| policy)
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
fn function_role_allows_only_reads_and_logging() {
    let arn = |id: &str| json!({"!GetAtt": format!("{id}.Arn")});
    // No index, because indexes do not support consistent reads, and no wildcard.
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

#[tokio::test]
async fn policy_allows_exactly_the_calls_made() {
    let app = TestApp::start(small_data_set()).await;
    app.discover("ist").await;
    app.discover("member").await;
    app.discover_by_jwt("member").await;
    let table = |resource: &Value| {
        let id =
            resource["!GetAtt"].as_str().expect("an attribute").strip_suffix("Table.Arn")?.to_lowercase();
        Some(format!("{}-{id}", app.table_prefix()))
    };
    let mut allowed: Vec<(String, String)> = statements()
        .iter()
        .filter_map(|(action, resource)| {
            let verb = action.as_str()?.strip_prefix("dynamodb:")?;
            Some((verb.to_owned(), table(resource)?))
        })
        .collect();
    allowed.sort();
    assert_eq!(app.calls.list(), allowed);
}

#[test]
fn encryption_and_tracing_policies_are_minimal() {
    let conditional: Vec<_> =
        policies().into_iter().filter_map(|(policy, condition)| Some((condition?, policy))).collect();
    let statement = |index: usize| conditional[index].1["PolicyDocument"]["Statement"][0].clone();
    assert_eq!(conditional.len(), 2);
    assert_eq!((conditional[0].0.as_str(), conditional[1].0.as_str()), ("HasKmsKey", "TracingIsActive"));
    assert_eq!(
        statement(0),
        json!({
            "Effect": "Allow", "Action": "kms:Decrypt", "Resource": {"!Ref": "KmsKeyArn"},
            "Condition": {"StringEquals": {"kms:ViaService": {"!Sub": "dynamodb.${AWS::Region}.${AWS::URLSuffix}"}}},
        })
    );
    assert_eq!(
        statement(1),
        json!({
            "Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*",
        })
    );
}

#[test]
fn function_has_no_other_permissions() {
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
    assert_eq!(iam, ["AWS::IAM::Role"], "no separate policy");
}
