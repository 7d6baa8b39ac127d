//! `--host` and `--dynamodb-host`: the addresses on which the process listens.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::net::TcpStream;

use super::connection::address_of;
use test_support::local::Local;

/// Returns true if the port of this URL accepts connections on another address of this machine.
async fn reachable_elsewhere(url: &Value) -> bool {
    let port = address_of(url.as_str().expect("a text")).port();
    TcpStream::connect(SocketAddr::from(([127, 0, 0, 2], port))).await.is_ok()
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn default_host_is_loopback_only() {
    let (_local, ready) = Local::start_ready(&["--no-demo"]).await;
    assert!(!reachable_elsewhere(&ready["url"]).await);
    assert!(!reachable_elsewhere(&ready["dynamodb_url"]).await);
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn each_host_can_be_all_addresses() {
    let (_local, ready) = Local::start_ready(&["--no-demo", "--host", "0.0.0.0"]).await;
    assert!(reachable_elsewhere(&ready["url"]).await);
    assert!(!reachable_elsewhere(&ready["dynamodb_url"]).await);
    assert_eq!(address_of(ready["url"].as_str().expect("a text")).ip().to_string(), "127.0.0.1");
    let (_local, ready) = Local::start_ready(&["--no-demo", "--dynamodb-host", "0.0.0.0"]).await;
    assert!(!reachable_elsewhere(&ready["url"]).await);
    assert!(reachable_elsewhere(&ready["dynamodb_url"]).await);
    assert_eq!(address_of(ready["dynamodb_url"].as_str().expect("a text")).ip().to_string(), "127.0.0.1");
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn printed_address_is_requested_address() {
    let (_local, ready) = Local::start_ready(&["--no-demo", "--host", "127.0.0.2"]).await;
    let address = address_of(ready["url"].as_str().expect("a text"));
    assert_eq!(address.ip().to_string(), "127.0.0.2");
    assert!(TcpStream::connect(address).await.is_ok());
}
