//! The address of `DynamoDB`: that of the Region, for every table, unless a custom endpoint is set.

use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::{
    Client,
    config::{HttpClient, RuntimeComponents},
    types::AttributeValue,
};
use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
    orchestrator::{HttpRequest, HttpResponse},
};
use org_discovery::store::dynamodb::{Connection, Credentials, TrustedRoots, connect};

/// Answers each request without an item, and records its address.
#[derive(Debug, Clone, Default)]
struct Addresses(Arc<Mutex<Vec<String>>>);

impl HttpConnector for Addresses {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.0.lock().unwrap().push(request.uri().to_owned());
        HttpConnectorFuture::ready(Ok(HttpResponse::new(200.try_into().unwrap(), "{}".into())))
    }
}

impl HttpClient for Addresses {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// Returns the addresses of two reads of each table, which is a name or an ARN.
async fn addresses(region: &str, endpoint_url: Option<&str>, tables: &[&str]) -> Vec<String> {
    let credentials = Credentials {
        access_key_id: "key".to_owned(),
        secret_access_key: "secret".to_owned(),
        session_token: None,
    };
    let client = connect(&Connection {
        region: region.to_owned(),
        endpoint_url: endpoint_url.map(str::to_owned),
        credentials,
        roots: TrustedRoots::Amazon,
    });
    let addresses = Addresses::default();
    let client = Client::from_conf(client.config().to_builder().http_client(addresses.clone()).build());
    for table in tables.iter().chain(tables) {
        let read = client.get_item().table_name(*table).key("id", AttributeValue::S("x".to_owned()));
        read.send().await.unwrap();
    }
    addresses.0.lock().unwrap().clone()
}

#[tokio::test]
async fn every_table_is_read_at_the_regions_address() {
    let tables = ["sessions", "arn:aws:dynamodb:eu-central-1:123456789012:table/members", "organizations"];
    for (region, address) in [
        ("eu-central-1", "https://dynamodb.eu-central-1.amazonaws.com/"),
        ("us-gov-west-1", "https://dynamodb.us-gov-west-1.amazonaws.com/"),
        ("cn-north-1", "https://dynamodb.cn-north-1.amazonaws.com.cn/"),
    ] {
        assert_eq!(addresses(region, None, &tables).await, vec![address; 6], "{region}");
    }
}

#[tokio::test]
async fn custom_endpoint_is_used_for_every_table() {
    let addresses = addresses("eu-central-1", Some("http://127.0.0.1:8000"), &["sessions", "members"]).await;
    assert_eq!(addresses, vec!["http://127.0.0.1:8000/"; 4]);
}
