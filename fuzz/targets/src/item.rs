//! DynamoDB items: every response is parsed, refused or skipped, and none causes a panic.

use std::{
    cell::RefCell,
    sync::{Arc, LazyLock, Mutex},
};

use aws_sdk_dynamodb::{
    Client, Config,
    config::{
        BehaviorVersion, Credentials, HttpClient, Region, RuntimeComponents, http::HttpResponse,
        retry::RetryConfig,
    },
};
use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
    orchestrator::HttpRequest,
};
use org_discovery::{
    domain::{EmailAddress, EmailDomain, OpaqueToken, OrganizationId, TokenHash},
    store::{
        JoinableEdge, JoinableReads, MemberReads, OrganizationReads, OrganizationsToRead, ProjectReads,
        SessionReads,
        dynamodb::{DynamoDb, TableNames},
    },
};
use serde_json::{Map, Value, json};

use super::{block_on, fields, memory_store};

/// An HTTP client that answers every call with the same body.
#[derive(Debug, Clone, Default)]
struct FixedResponse(Arc<Mutex<Vec<u8>>>);

impl HttpClient for FixedResponse {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for FixedResponse {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let body = self.0.lock().expect("not poisoned").clone();
        let status = 200_u16.try_into().expect("a status");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, body.into())))
    }
}

fn store(response: &FixedResponse) -> DynamoDb {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("local", "local", None, None, "fuzz"))
        .retry_config(RetryConfig::disabled())
        .http_client(response.clone());
    DynamoDb::new(Client::from_conf(config.build()), TableNames::with_prefix("fuzz"))
}

thread_local! {
    static STORE: RefCell<LazyLock<(FixedResponse, DynamoDb)>> = const { RefCell::new(LazyLock::new(|| {
        let response = FixedResponse::default();
        let store = store(&response);
        (response, store)
    })) };
}

/// Parses a DynamoDB response. The first field is the kind of item. The rest of the input is either a JSON object with
/// the item's attributes or a whole response body.
pub fn run(data: &[u8]) {
    let [kind, rest] = fields(data);
    let body = match serde_json::from_str(&rest) {
        Ok(Value::Object(attributes))
            if !attributes.contains_key("Item") && !attributes.contains_key("Items") =>
        {
            body_of(&kind, &attributes).to_string()
        }
        _ => rest,
    };
    STORE.with_borrow(|initialized| {
        let (response, store) = &**initialized;
        *response.0.lock().expect("not poisoned") = body.into_bytes();
        block_on(Box::pin(read(store, &kind)));
    });
}

/// Returns the response of DynamoDB that contains an item with these attributes.
fn body_of(kind: &str, attributes: &Map<String, Value>) -> Value {
    let item: Map<String, Value> =
        attributes.iter().map(|(name, value)| (name.clone(), attribute(value))).collect();
    match kind {
        "project" | "session" => json!({ "Item": item }),
        "organizations" => json!({"Responses": {"fuzz-organizations": [item]}, "UnprocessedKeys": {}}),
        _ => json!({"Items": [item], "Count": 1, "ScannedCount": 1}),
    }
}

fn attribute(value: &Value) -> Value {
    match value {
        Value::String(text) => json!({ "S": text }),
        Value::Number(number) => json!({ "N": number.to_string() }),
        Value::Bool(value) => json!({ "BOOL": value }),
        Value::Null => json!({"NULL": true}),
        Value::Array(values) => json!({"L": values.iter().map(attribute).collect::<Vec<_>>()}),
        Value::Object(_) => json!({"M": {}}),
    }
}

async fn read(store: &DynamoDb, kind: &str) {
    let project = memory_store::project_id();
    let address = EmailAddress::parse("amy@acme.example").expect("an address");
    match kind {
        "project" => drop(store.project(&project).await),
        "session" => {
            let token = OpaqueToken::parse("vector-intermediate-00000000000000000000000=").expect("a token");
            for hash in
                [TokenHash::of_intermediate(&project, &token), TokenHash::of_session_token(&project, &token)]
            {
                if let Ok(Some(session)) = store.session(&hash).await {
                    assert_eq!(session.member().is_some(), hash.kind().as_str() != "ist");
                }
            }
        }
        "members" => {
            if let Ok(found) = store.members(&project, &address).await {
                assert!(found.attributes.len() <= found.members.len());
            }
        }
        "joinable" => {
            let edge = JoinableEdge::EmailDomain(EmailDomain::parse("acme.example").expect("a domain"));
            drop(store.joinable(&project, &edge).await);
        }
        _ => {
            let id = OrganizationId::parse("organization-test-acme").expect("an id");
            let to_read = OrganizationsToRead {
                organizations: [id.clone()].into(),
                domain: address.domain().clone(),
                counted: [id].into(),
            };
            if let Ok(found) = store.organizations(&project, &to_read).await {
                assert!(found.organizations.iter().all(|(id, found)| found.organization_id == *id));
            }
        }
    }
}
