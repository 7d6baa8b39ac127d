//! As much of HTTP/1.1 as the SDK and the endpoint speak: bodies with an announced length.

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::Read;

/// A call of the store on its way.
pub struct StoreCall {
    pub body: Value,
    /// What of a request's reads it is; writes are none.
    pub read: Option<Read>,
    raw: Vec<u8>,
    body_at: usize,
}

impl StoreCall {
    /// The next call on a connection, until there is none.
    pub async fn receive(client: &mut TcpStream) -> Option<Self> {
        let (raw, body_at) = receive_message(client).await?;
        let head = std::str::from_utf8(&raw[..body_at]).ok()?;
        let operation = header(head, "x-amz-target")?.rsplit('.').next()?;
        let body: Value = serde_json::from_slice(&raw[body_at..]).ok()?;
        let read = read_of(operation, &body);
        Some(Self { body, read, raw, body_at })
    }

    /// The same call with another body; the endpoint looks at no signature.
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
        Some(Self { body, read: self.read, body_at: head.len(), raw: (head + &text).into_bytes() })
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

/// Takes a call to the endpoint and its answer back.
pub async fn forward(call: &StoreCall, endpoint: &mut TcpStream, client: &mut TcpStream) -> Option<()> {
    let (answer, _) = ask(call, endpoint).await?;
    client.write_all(&answer).await.ok()
}

/// The endpoint's answer, and where its body begins.
pub async fn ask(call: &StoreCall, endpoint: &mut TcpStream) -> Option<(Vec<u8>, usize)> {
    endpoint.write_all(&call.raw).await.ok()?;
    receive_message(endpoint).await
}

/// A whole answer with these headers, each with its end of line, and this body.
pub fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\n\r\n{body}").into()
}

/// Head and body, and where the body begins.
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
