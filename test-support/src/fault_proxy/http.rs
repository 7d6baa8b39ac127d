//! The subset of HTTP/1.1 that the SDK and the endpoint use: messages with a `content-length`.

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::Read;

/// A call to `DynamoDB`.
pub struct DynamoDbCall {
    /// The operation, such as `GetItem`.
    pub operation: String,
    pub body: Value,
    /// The read of the store that made the call. `None` for a write.
    pub read: Option<Read>,
    raw: Vec<u8>,
    body_at: usize,
}

impl DynamoDbCall {
    /// Receives the next call on a connection. Returns `None` when the client closes the connection.
    pub async fn receive(client: &mut TcpStream) -> Option<Self> {
        let (raw, body_at) = receive_message(client).await?;
        let head = std::str::from_utf8(&raw[..body_at]).ok()?;
        let operation = header(head, "x-amz-target")?.rsplit('.').next()?.to_owned();
        let body: Value = serde_json::from_slice(&raw[body_at..]).ok()?;
        let read = read_of(&operation, &body);
        Some(Self { operation, body, read, raw, body_at })
    }

    /// Returns the call with another body. The endpoint does not check the signature.
    pub fn with_body(&self, body: Value) -> Option<Self> {
        let text = body.to_string();
        let head = std::str::from_utf8(&self.raw[..self.body_at]).ok()?;
        let lines = head.trim_end().lines().map(|line| match line.split_once(':') {
            Some((name, _)) if name.eq_ignore_ascii_case("content-length") => {
                format!("{name}: {}\r\n", text.len())
            }
            _ => format!("{line}\r\n"),
        });
        let head = lines.collect::<String>() + "\r\n";
        Some(Self {
            operation: self.operation.clone(),
            body,
            read: self.read,
            body_at: head.len(),
            raw: (head + &text).into_bytes(),
        })
    }
}

fn read_of(operation: &str, body: &Value) -> Option<Read> {
    let batch = || body["RequestItems"].as_object()?.keys().next().map(String::as_str);
    let table = match operation {
        "GetItem" | "Query" => body["TableName"].as_str()?,
        "BatchGetItem" => batch()?,
        _ => return None,
    };
    let kinds = [
        ("projects", Read::Project),
        ("sessions", Read::Session),
        ("members", Read::Members),
        ("joinable", Read::Joinable),
        ("organizations", Read::Organizations),
    ];
    kinds.into_iter().find(|(kind, _)| table.ends_with(kind)).map(|(_, read)| read)
}

/// Forwards a call to the endpoint, and its response to the client.
pub async fn forward(call: &DynamoDbCall, endpoint: &mut TcpStream, client: &mut TcpStream) -> Option<()> {
    let (response, _) = send(call, endpoint).await?;
    client.write_all(&response).await.ok()
}

/// Sends a call to the endpoint. Returns the response and the offset of its body.
pub async fn send(call: &DynamoDbCall, endpoint: &mut TcpStream) -> Option<(Vec<u8>, usize)> {
    endpoint.write_all(&call.raw).await.ok()?;
    receive_message(endpoint).await
}

/// Returns a complete response. Each header in `headers` ends with CRLF.
pub fn response(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\r\n{body}").into()
}

/// Receives a message. Returns it with the offset of its body.
async fn receive_message(stream: &mut TcpStream) -> Option<(Vec<u8>, usize)> {
    let mut raw = Vec::new();
    let body_at = loop {
        if let Some(at) = raw.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        receive_more(stream, &mut raw).await?;
    };
    let length: usize = header(std::str::from_utf8(&raw[..body_at]).ok()?, "content-length")?.parse().ok()?;
    while raw.len() < body_at + length {
        receive_more(stream, &mut raw).await?;
    }
    Some((raw, body_at))
}

async fn receive_more(stream: &mut TcpStream, raw: &mut Vec<u8>) -> Option<()> {
    let count = stream.read_buf(raw).await.ok()?;
    (count > 0).then_some(())
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}
