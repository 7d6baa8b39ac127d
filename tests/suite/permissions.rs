//! The functions' permissions in the template: exactly the calls that they make on the tables.

use serde_json::{Value, json};

use crate::template::{properties, template};
use test_support::{DynamoDbCalls, TestApp, small_data_set};

/// The logical ids of the roles.
const ROLES: [&str; 2] = ["FunctionRole", "ExchangeRole"];

/// The policies of a role, each with its condition, if any.
fn policies(role: &str) -> Vec<(Value, Option<String>)> {
    let role = properties(role);
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
fn statements(role: &str) -> Vec<(Value, Value)> {
    let policies = policies(role).into_iter().filter(|(_, condition)| condition.is_none());
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

/// The condition and the only statement of every conditional policy.
fn conditional_statements(role: &str) -> Vec<(String, Value)> {
    let policies = policies(role).into_iter();
    let conditional = policies.filter_map(|(policy, condition)| Some((condition?, policy)));
    conditional
        .map(|(condition, policy)| {
            let statements = policy["PolicyDocument"]["Statement"].as_array().expect("statements").clone();
            assert_eq!(statements.len(), 1, "{condition}");
            (condition, statements[0].clone())
        })
        .collect()
}

fn arn(id: &str) -> Value {
    json!({"!GetAtt": format!("{id}.Arn")})
}

/// Returns the ARN of a table: of the stack, or an existing one.
fn table_arn(id: &str) -> Value {
    let existing = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/";
    let existing = json!({"!Sub": format!("{existing}${{Existing{id}}}")});
    json!({"!If": [format!("Creates{id}"), arn(id), existing]})
}

#[test]
fn function_role_allows_only_reads_and_logging() {
    // No index, because indexes do not support consistent reads, and no wildcard.
    let expected = [
        (json!("dynamodb:GetItem"), table_arn("ProjectsTable")),
        (json!("dynamodb:GetItem"), table_arn("SessionsTable")),
        (json!("dynamodb:Query"), table_arn("MembersTable")),
        (json!("dynamodb:Query"), table_arn("JoinableTable")),
        (json!("dynamodb:BatchGetItem"), table_arn("OrganizationsTable")),
        (json!(["logs:CreateLogStream", "logs:PutLogEvents"]), arn("FunctionLogs")),
    ];
    assert_eq!(statements("FunctionRole"), expected);
}

#[test]
fn exchange_role_deletes_only_sessions() {
    let actions = |names: &[&str]| -> Value { names.iter().map(|name| format!("dynamodb:{name}")).collect() };
    let expected = [
        (json!("dynamodb:GetItem"), table_arn("ProjectsTable")),
        (actions(&["GetItem", "PutItem", "DeleteItem", "ConditionCheckItem"]), table_arn("SessionsTable")),
        (actions(&["Query", "PutItem", "ConditionCheckItem"]), table_arn("MembersTable")),
        (actions(&["Query", "PutItem"]), table_arn("JoinableTable")),
        (
            actions(&["BatchGetItem", "GetItem", "PutItem", "UpdateItem", "ConditionCheckItem"]),
            table_arn("OrganizationsTable"),
        ),
        (json!(["logs:CreateLogStream", "logs:PutLogEvents"]), arn("ExchangeLogs")),
    ];
    assert_eq!(statements("ExchangeRole"), expected);
}

/// Returns the DynamoDB actions that a role allows, each with the name of its table, sorted.
fn allowed_calls(role: &str, app: &TestApp) -> Vec<(String, String)> {
    let table = |resource: &Value| {
        let attribute = resource["!If"][1]["!GetAtt"].as_str()?;
        let id = attribute.strip_suffix("Table.Arn").expect("the ARN of a table").to_lowercase();
        Some(format!("{}-{id}", app.table_prefix()))
    };
    let mut allowed = Vec::new();
    for (action, resource) in statements(role) {
        let actions = action.as_array().cloned().unwrap_or_else(|| vec![action.clone()]);
        let verbs = actions.iter().filter_map(|action| action.as_str()?.strip_prefix("dynamodb:"));
        allowed.extend(verbs.filter_map(|verb| Some((verb.to_owned(), table(&resource)?))));
    }
    allowed.sort();
    allowed
}

fn assert_allowed_calls(role: &str, calls: &DynamoDbCalls, app: &TestApp) {
    assert_eq!(calls.list(), allowed_calls(role, app), "{role}");
}

#[tokio::test]
async fn policy_allows_exactly_the_calls_made() {
    let app = TestApp::start(small_data_set()).await;
    app.discover("ist").await;
    app.discover("member").await;
    app.discover_by_jwt("member").await;
    assert_allowed_calls("FunctionRole", &app.calls, &app);
}

#[tokio::test]
async fn exchange_policy_allows_exactly_the_calls_made() {
    let mut data = small_data_set();
    let mut founder = data["sessions"][0].clone();
    founder["name"] = json!("founder");
    data["sessions"].as_array_mut().expect("sessions").push(founder);
    let app = TestApp::start(data).await;
    let calls = [
        // Joins by domain: writes the Member and its counter, and deletes the session.
        (
            "/v1/b2b/discovery/intermediate_sessions/exchange",
            json!({"intermediate_session_token": app.token("ist"), "organization_id": "organization-globex"}),
        ),
        // Keeps the session and the Member, which are only checked.
        (
            "/v1/b2b/sessions/exchange",
            json!({"session_token": app.token("bob"), "organization_id": "organization-acme"}),
        ),
        // Writes an organization that people of a domain can join.
        (
            "/v1/b2b/discovery/organizations/create",
            json!({
                "intermediate_session_token": app.token("founder"), "organization_name": "Initech",
                "email_jit_provisioning": "RESTRICTED", "email_allowed_domains": ["acme.example"],
            }),
        ),
    ];
    for (path, body) in calls {
        let response = app.exchange(path, body).await;
        assert_eq!(response.json()["member_authenticated"], true, "{path}: {}", response.text());
    }
    assert_allowed_calls("ExchangeRole", &app.exchange_calls, &app);
}

fn decrypt_through_dynamodb() -> (String, Value) {
    let service = json!({"kms:ViaService": {"!Sub": "dynamodb.${AWS::Region}.${AWS::URLSuffix}"}});
    let statement = json!({
        "Effect": "Allow", "Action": "kms:Decrypt", "Resource": {"!Ref": "KmsKeyArn"},
        "Condition": { "StringEquals": service },
    });
    ("HasKmsKey".to_owned(), statement)
}

fn write_traces() -> (String, Value) {
    let statement = json!({
        "Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "Resource": "*",
    });
    ("TracingIsActive".to_owned(), statement)
}

#[test]
fn encryption_and_tracing_policies_are_minimal() {
    assert_eq!(conditional_statements("FunctionRole"), [decrypt_through_dynamodb(), write_traces()]);
}

#[test]
fn exchange_signs_only_jwts_with_its_key() {
    let condition = json!({"kms:SigningAlgorithm": "RSASSA_PKCS1_V1_5_SHA_256", "kms:MessageType": "DIGEST"});
    let statement = json!({
        "Effect": "Allow", "Action": "kms:Sign", "Resource": {"!Ref": "SessionJwtKeyArn"},
        "Condition": { "StringEquals": condition },
    });
    let sign = ("HasSessionJwtKey".to_owned(), statement);
    assert_eq!(conditional_statements("ExchangeRole"), [decrypt_through_dynamodb(), sign, write_traces()]);
}

#[test]
fn functions_have_no_other_permissions() {
    for (role_id, function) in ROLES.into_iter().zip(["OrgDiscoveryFunction", "ExchangeFunction"]) {
        let role = properties(role_id);
        assert_eq!(role.get("ManagedPolicyArns"), None);
        let trust = role["AssumeRolePolicyDocument"]["Statement"].as_array().expect("statements").clone();
        let lambda = json!({
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        });
        assert_eq!(trust, [lambda]);
        let function = properties(function);
        assert_eq!(function["Role"], arn(role_id));
        assert_eq!(function.get("Policies"), None);
    }
    let template = template();
    let resources = template["Resources"].as_object().expect("resources");
    let kinds = resources.values().filter_map(|resource| resource["Type"].as_str());
    let iam: Vec<_> = kinds.filter(|kind| kind.starts_with("AWS::IAM::")).collect();
    assert_eq!(iam, ["AWS::IAM::Role"; ROLES.len()], "no separate policy");
}
