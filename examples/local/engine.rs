//! An embedded engine that speaks `DynamoDB`'s API.

use std::{
    io,
    net::{IpAddr, SocketAddr},
};

use aws_sdk_dynamodb::Client;
use org_discovery::store::dynamodb::{Connection, Credentials, TrustedRoots, connect};
use tokio::net::TcpListener;

/// Serves an empty engine on `listener` until the process ends, and gives a client for it.
pub fn start(listener: TcpListener) -> io::Result<Client> {
    let url = url_of(&listener)?;
    let database = dynoxide::Database::memory().map_err(io::Error::other)?;
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    Ok(connect(&connection(url)))
}

/// How to reach an engine. It asks for no credentials, and the SDK will not go without.
pub fn connection(endpoint_url: String) -> Connection {
    Connection {
        roots: TrustedRoots::Amazon,
        region: "us-east-1".to_owned(),
        endpoint_url: Some(endpoint_url),
        credentials: Credentials {
            access_key_id: "local".to_owned(),
            secret_access_key: "local".to_owned(),
            session_token: None,
        },
    }
}

/// Where clients on this machine reach a listener.
pub fn url_of(listener: &TcpListener) -> io::Result<String> {
    let address = listener.local_addr()?;
    let host = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::from([127, 0, 0, 1]),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]),
        ip => ip,
    };
    Ok(format!("http://{}", SocketAddr::new(host, address.port())))
}
