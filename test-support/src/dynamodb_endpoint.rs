//! The DynamoDB-compatible endpoint of a test process, and the tables of one test.
//!
//! All tests of a process share the endpoint. Each test creates its own tables, whose names start with a random prefix.
//! `TEST_DYNAMODB_URL` selects another endpoint.

use std::{env, net::TcpListener, sync::LazyLock, thread, time::Duration};

use aws_sdk_dynamodb::{Client, config::timeout::TimeoutConfig, types::TimeToLiveSpecification};
use org_discovery::{
    domain::{Entropy, SystemEntropy},
    store::dynamodb::{TableNames, connect},
};
use org_discovery_admin::tables::create_tables;
use org_discovery_local::embedded_endpoint;
use tokio::runtime;

/// The endpoint of this process, started by the first test.
static ENDPOINT: LazyLock<Endpoint> = LazyLock::new(|| match env::var("TEST_DYNAMODB_URL") {
    Ok(url) => Endpoint { port: port_of(&url), expires_items: true },
    Err(_) => Endpoint { port: start_embedded(), expires_items: false },
});

struct Endpoint {
    port: u16,
    /// True if the endpoint deletes expired items. The embedded endpoint never does.
    expires_items: bool,
}

/// The tables of one test, and a client for them.
pub struct TestTables {
    pub client: Client,
    pub port: u16,
    pub names: TableNames,
}

impl TestTables {
    /// Creates empty tables.
    pub async fn create() -> Self {
        let port = ENDPOINT.port;
        let client =
            with_long_timeouts(&connect(&embedded_endpoint::connection(format!("http://127.0.0.1:{port}"))));
        let names = TableNames::with_prefix(&format!("test-{}", SystemEntropy.uuid()));
        create_tables(&client, &names).await.expect("tables");
        if ENDPOINT.expires_items {
            disable_expiry(&client, &names.sessions).await;
        }
        Self { client, port, names }
    }
}

/// Disables the deletion of expired items, because the endpoint uses the system clock and the tests use a test clock.
async fn disable_expiry(client: &Client, table: &str) {
    let off = TimeToLiveSpecification::builder().attribute_name("expires_at").enabled(false).build();
    let request = client.update_time_to_live().table_name(table);
    request.time_to_live_specification(off.expect("a specification")).send().await.expect("no expiry");
}

fn port_of(url: &str) -> u16 {
    let port = url.strip_prefix("http://127.0.0.1:").and_then(|port| port.trim_end_matches('/').parse().ok());
    port.expect("TEST_DYNAMODB_URL is http://127.0.0.1:<port>")
}

/// Starts the embedded endpoint on its own thread, because the runtime of a test ends with the test.
fn start_embedded() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a listener for a runtime");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        let runtime = runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            embedded_endpoint::start(listener).expect("an endpoint");
            std::future::pending::<()>().await;
        });
    });
    port
}

/// Returns a copy of the client with timeouts that suit a busy machine. The speed of the endpoint is not under test.
fn with_long_timeouts(client: &Client) -> Client {
    let timeouts = TimeoutConfig::builder()
        .operation_attempt_timeout(Duration::from_secs(20))
        .operation_timeout(Duration::from_secs(40))
        .build();
    Client::from_conf(client.config().to_builder().timeout_config(timeouts).build())
}
