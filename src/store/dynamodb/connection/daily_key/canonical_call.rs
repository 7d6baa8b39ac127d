//! The canonical request of a call to `DynamoDB`.

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use sha2::{Digest, Sha256};

use crate::domain::hex;

/// The headers that the SDK does not sign either.
const UNSIGNED: [&str; 4] = ["authorization", "transfer-encoding", "user-agent", "x-amzn-trace-id"];

/// The canonical request of a call: a POST request for the path `/`, with a body in memory.
pub(super) struct CanonicalCall {
    /// The text whose hash is signed.
    pub text: String,
    /// The names of the signed headers, separated by semicolons.
    pub signed_headers: String,
}

impl CanonicalCall {
    /// Returns the canonical request with these additional headers. Returns `None` for a request of another form, and
    /// if its headers must be merged or trimmed.
    pub(super) fn of(request: &HttpRequest, date_time: &str, session_token: Option<&str>) -> Option<Self> {
        let body = request.body().bytes().filter(|_| request.method() == "POST")?;
        let mut headers: Vec<_> =
            request.headers().iter().filter(|(name, _)| !UNSIGNED.contains(name)).collect();
        headers.extend([("host", host(request.uri())?), ("x-amz-date", date_time)]);
        headers.extend(session_token.map(|token| ("x-amz-security-token", token)));
        headers.sort_unstable();
        let is_repeated = headers.windows(2).any(|pair| pair[0].0 == pair[1].0);
        if is_repeated || headers.iter().any(|(_, value)| has_extra_spaces(value)) {
            return None;
        }
        Some(Self::with_headers(&headers, body))
    }

    fn with_headers(headers: &[(&str, &str)], body: &[u8]) -> Self {
        let mut text = String::with_capacity(2048);
        let mut signed_headers = String::with_capacity(256);
        text.push_str("POST\n/\n\n");
        for (name, value) in headers {
            text.extend([name, ":", value, "\n"]);
            signed_headers.extend([name, ";"]);
        }
        signed_headers.pop();
        text.extend(["\n", &signed_headers, "\n", &hex(&Sha256::digest(body))]);
        Self { text, signed_headers }
    }
}

/// Returns the host of a URL with the path `/`, in the form of the header `Host`: without the default port.
fn host(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.strip_suffix('/').unwrap_or(rest);
    let default_port = if scheme == "https" { ":443" } else { ":80" };
    let host = host.strip_suffix(default_port).unwrap_or(host);
    (!host.contains(['/', '?', '@'])).then_some(host)
}

fn has_extra_spaces(value: &str) -> bool {
    value.starts_with(' ') || value.ends_with(' ') || value.contains("  ")
}
