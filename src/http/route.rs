//! Properties of routes.

use lambda_http::http::Method;

/// A route of the HTTP API. `http/routes.rs` contains the route table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// The path. Its last segment may be a parameter in braces.
    pub path: &'static str,
    /// The allowed methods, as the value of an `Allow` header.
    pub allow: &'static str,
    /// The metrics of the route's requests.
    pub metrics: RouteMetrics,
}

/// The metrics of a route's requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RouteMetrics {
    /// No metrics, because no user waits for the response.
    Excluded,
    /// The metrics of every request, and `ReadUnits` if the request reads from the store.
    Basic,
    /// The metrics of every request, `ReadUnits` for all requests, and `OrganizationsReturned`.
    Discovery,
    /// The metrics of every request, `ReadUnits` and `WriteUnits` for all requests, and `SessionsCreated`.
    Exchange,
}

impl Route {
    /// Returns true if the route has this path. Repeated leading slashes count as one, because some clients append the
    /// path to a base URL that ends with a slash.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        if self.path.contains('{') {
            return self.last_segment(path).is_some();
        }
        without_repeated_slashes(path) == self.path
    }

    /// Returns true if the route allows the method.
    #[must_use]
    pub fn allows(&self, method: &Method) -> bool {
        self.allow.split(", ").any(|allowed| allowed == method.as_str())
    }

    /// Returns the decoded parameter of a path. Some clients percent-encode even hyphens.
    #[must_use]
    pub fn path_parameter(&self, path: &str) -> Option<String> {
        self.last_segment(path).and_then(percent_decoded)
    }

    fn last_segment<'p>(&self, path: &'p str) -> Option<&'p str> {
        let (prefix, _) = self.path.split_once('{')?;
        let segment = without_repeated_slashes(path).strip_prefix(prefix)?;
        (!segment.is_empty() && !segment.contains('/')).then_some(segment)
    }
}

/// Decodes a path segment (RFC 3986, section 2.1).
fn percent_decoded(segment: &str) -> Option<String> {
    let mut pieces = segment.split('%');
    let mut decoded = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        let (digits, rest) = piece.split_at_checked(2)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        decoded.push(u8::from_str_radix(digits, 16).ok()?);
        decoded.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(decoded).ok()
}

fn without_repeated_slashes(path: &str) -> &str {
    let relative = path.trim_start_matches('/');
    // One of the slashes stays.
    path.get((path.len() - relative.len()).saturating_sub(1)..).unwrap_or(path)
}
