//! An embedded `DynamoDB`-compatible endpoint.

use std::{
    io,
    net::{IpAddr, SocketAddr},
};

use aws_sdk_dynamodb::Client;
use org_discovery::store::dynamodb::{Connection, Credentials, TrustedRoots, connect};
use tokio::net::TcpListener;

/// Serves an empty database on `listener` until the runtime ends, and returns a client for it.
///
/// # Errors
/// When the listener has no address, or the database cannot be created.
pub fn start(listener: TcpListener) -> io::Result<Client> {
    Ok(start_on(listener, Vec::new())?.client)
}

/// An embedded endpoint.
pub struct EmbeddedEndpoint {
    /// A client for the endpoint.
    pub client: Client,
    /// The database behind it.
    pub database: dynoxide::Database,
}

/// Serves an empty database on `first` and on the other listeners. The client uses `first`.
///
/// # Errors
/// When a listener has no address, or the database cannot be created.
pub fn start_on(first: TcpListener, others: Vec<TcpListener>) -> io::Result<EmbeddedEndpoint> {
    let url = url_of(&first)?;
    let database = dynoxide::Database::memory().map_err(io::Error::other)?;
    for listener in [first].into_iter().chain(others) {
        tokio::spawn(dynoxide::server::serve_on(listener, database.clone()));
    }
    Ok(EmbeddedEndpoint { client: connect(&connection(url)), database })
}

/// Returns the connection to an endpoint that checks no credentials. The SDK requires placeholders.
#[must_use]
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

/// Returns the URL at which clients on this machine reach a listener.
///
/// # Errors
/// When the listener has no address.
pub fn url_of(listener: &TcpListener) -> io::Result<String> {
    let address = listener.local_addr()?;
    let host = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::from([127, 0, 0, 1]),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]),
        ip => ip,
    };
    Ok(format!("http://{}", SocketAddr::new(host, address.port())))
}
