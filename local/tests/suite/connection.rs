//! A minimal HTTP/1.1 client on one connection.

use std::{net::SocketAddr, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::timeout,
};

use test_support::basic;

const PATIENCE: Duration = Duration::from_secs(10);

/// A connection that is used for several requests.
pub struct Connection {
    stream: BufReader<TcpStream>,
    authorization: String,
}

pub struct Reply {
    pub status: u16,
    /// The headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Connection {
    /// Connects to the printed address, with the printed credentials.
    pub async fn open(ready: &Value) -> Self {
        let text = |field: &str| ready[field].as_str().expect("a text");
        Self::open_with(address_of(text("url")), text("project_id"), text("secret")).await
    }

    pub async fn open_with(address: SocketAddr, project: &str, secret: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("a connection");
        Self { stream: BufReader::new(stream), authorization: basic(project, secret) }
    }

    /// Sends a request to the discovery endpoint.
    pub async fn discover(&mut self, body: &[u8]) -> Reply {
        let head = format!(
            "POST /v1/b2b/discovery/organizations HTTP/1.1\r\n\
             host: localhost\r\n\
             authorization: {}\r\n\
             content-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n",
            self.authorization,
            body.len()
        );
        self.send(&head, body).await
    }

    pub async fn get(&mut self, path: &str) -> Reply {
        self.request("GET", path, &[("host", "localhost")], b"").await
    }

    /// Sends a request with exactly these headers and the length of the body.
    pub async fn request(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Reply {
        let headers: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head =
            format!("{method} {path} HTTP/1.1\r\n{}content-length: {}\r\n\r\n", headers.concat(), body.len());
        self.send(&head, body).await
    }

    async fn send(&mut self, head: &str, body: &[u8]) -> Reply {
        let exchange = async {
            self.stream.write_all(head.as_bytes()).await?;
            self.stream.write_all(body).await?;
            self.receive().await
        };
        timeout(PATIENCE, exchange).await.expect("in time").expect("a response")
    }

    async fn receive(&mut self) -> std::io::Result<Reply> {
        let status = self.line().await?;
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        let mut headers = Vec::new();
        loop {
            let line = self.line().await?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
        let mut reply = Reply { status, headers, body: Vec::new() };
        let length = reply.header("content-length").and_then(|length| length.parse().ok());
        reply.body.resize(length.expect("a length"), 0);
        self.stream.read_exact(&mut reply.body).await?;
        Ok(reply)
    }

    async fn line(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        Ok(line.trim_end().to_owned())
    }
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// The `error_type`, or the status of a successful response.
    pub fn outcome(&self) -> String {
        let error_type = self.json()["error_type"].as_str().map(str::to_owned);
        error_type.unwrap_or_else(|| self.status.to_string())
    }
}

/// Returns the address in `http://host:port`.
pub fn address_of(url: &str) -> SocketAddr {
    url.strip_prefix("http://").and_then(|address| address.parse().ok()).expect("http://host:port")
}
