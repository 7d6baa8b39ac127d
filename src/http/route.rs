//! The routes of the service.

use lambda_http::http::Method;

/// The path of the key set, up to the project's id.
const KEY_SETS: &str = "/v1/b2b/sessions/jwks/";

/// A route of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// Lists the organizations of a person.
    Discovery,
    /// Lists the public keys of the project.
    KeySet,
    /// Reports that the function answers.
    Health,
}

impl Route {
    /// The route of a path. Repeated leading slashes count as one, because some clients append the path to a base URL with a
    /// slash at its end.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        let path = without_repeated_slashes(path);
        let plain = [Self::Discovery, Self::Health].into_iter().find(|route| route.path() == path);
        plain.or_else(|| key_set_segment(path).map(|_| Self::KeySet))
    }

    /// Its path, with a variable in braces.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Discovery => "/v1/b2b/discovery/organizations",
            Self::KeySet => "/v1/b2b/sessions/jwks/{project_id}",
            Self::Health => "/health",
        }
    }

    /// Its methods, in the form of an `Allow` header.
    #[must_use]
    pub fn allow(self) -> &'static str {
        match self {
            Self::Discovery => "POST",
            Self::KeySet => "GET",
            Self::Health => "GET, HEAD",
        }
    }

    /// Whether it has this method.
    #[must_use]
    pub fn allows(self, method: &Method) -> bool {
        self.allow().split(", ").any(|allowed| allowed == method.as_str())
    }
}

/// The project's id in a path of [`Route::KeySet`]. Rust's client percent-encodes its hyphens.
pub(super) fn key_set_project(path: &str) -> Option<String> {
    key_set_segment(path).and_then(percent_decoded)
}

fn key_set_segment(path: &str) -> Option<&str> {
    let segment = without_repeated_slashes(path).strip_prefix(KEY_SETS)?;
    (!segment.is_empty() && !segment.contains('/')).then_some(segment)
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
