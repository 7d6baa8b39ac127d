//! A minimal HTTP client: one connection, one request at a time.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

pub struct HttpClient(TcpStream);

impl HttpClient {
    pub async fn connect(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("a server");
        stream.set_nodelay(true).expect("a socket");
        Self(stream)
    }

    /// Sends a request and returns the status and body of the response.
    pub async fn send(&mut self, request: &[u8]) -> (u16, Vec<u8>) {
        self.0.write_all(request).await.expect("sent");
        let mut raw = Vec::with_capacity(16 * 1024);
        let (head_end, length) = loop {
            assert!(
                self.0.read_buf(&mut raw).await.expect("a response") > 0,
                "the server closed the connection"
            );
            if let Some(head) = parse_head(&raw) {
                break head;
            }
        };
        while raw.len() < head_end + length {
            assert!(
                self.0.read_buf(&mut raw).await.expect("a response") > 0,
                "the server closed the connection"
            );
        }
        let status = std::str::from_utf8(&raw[9..12]).expect("text").parse().expect("a status");
        (status, raw.split_off(head_end))
    }
}

/// Returns the offset and the length of the body, once the headers are complete.
fn parse_head(raw: &[u8]) -> Option<(usize, usize)> {
    let end = raw.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&raw[..end]).expect("text").to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    Some((end, length.expect("a length").trim().parse().expect("a number")))
}
