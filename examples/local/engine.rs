//! An embedded engine that speaks `DynamoDB`'s API.

use std::io;

use aws_sdk_dynamodb::Client;
use org_discovery::store::dynamodb::{Connection, Credentials, connect};
use tokio::net::TcpListener;

/// Serves an empty engine on `listener` until the process ends, and gives a client for it.
pub fn start(listener: TcpListener) -> io::Result<Client> {
    let port = listener.local_addr()?.port();
    let database = dynoxide::Database::memory().map_err(io::Error::other)?;
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    Ok(connect(&connection(port)))
}

/// How to reach an engine on this machine. It asks for no credentials, and the SDK will not go without.
pub fn connection(port: u16) -> Connection {
    Connection {
        region: "us-east-1".to_owned(),
        endpoint_url: Some(format!("http://127.0.0.1:{port}")),
        credentials: Credentials {
            access_key_id: "local".to_owned(),
            secret_access_key: "local".to_owned(),
            session_token: None,
        },
    }
}
