//! `--host` and `--dynamodb-host`: the addresses on which the process listens.

use std::{
    net::{Ipv6Addr, SocketAddr},
    time::Duration,
};

use serde_json::Value;
use tokio::net::{TcpListener, TcpStream, lookup_host};

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

#[tokio::test]
async fn localhost_is_loopback_in_every_version() {
    for (option, field) in [("--host", "url"), ("--dynamodb-host", "dynamodb_url")] {
        let (local, ready) = Local::start_ready(&["--no-demo", option, "localhost"]).await;
        let address = address_of(ready[field].as_str().expect("a text"));
        assert_eq!(address.ip().to_string(), "127.0.0.1", "{option}");
        assert!(!reachable_elsewhere(&ready[field]).await, "{option}");
        assert!(TcpStream::connect(address).await.is_ok(), "{option}");
        let mut resolved = lookup_host(("localhost", address.port())).await.expect("addresses");
        let has_ipv6 = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await.is_ok();
        if let Some(v6) = resolved.find(SocketAddr::is_ipv6).filter(|_| has_ipv6) {
            assert!(TcpStream::connect(v6).await.is_ok(), "{option}");
        }
        local.signal("TERM").await;
        let output = local.wait(Duration::from_secs(10)).await;
        assert!(!output.stderr.contains("warning"), "{}", output.stderr);
    }
}

#[tokio::test]
async fn public_address_is_warned_about() {
    let mut warnings = Vec::new();
    for option in ["--host", "--dynamodb-host"] {
        let (local, _) = Local::start_ready(&["--no-demo", option, "0.0.0.0"]).await;
        local.signal("TERM").await;
        warnings.push(local.wait(Duration::from_secs(10)).await.stderr);
    }
    insta::assert_snapshot!(warnings.concat(), @"
    warning: --host 0.0.0.0: everybody on the network can use these functions, because the demo's secret is public
    warning: --dynamodb-host 0.0.0.0: everybody on the network can read and change the tables, because the endpoint checks no credentials
    ");
}
