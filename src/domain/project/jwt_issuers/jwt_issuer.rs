//! Parsing of an issuer.

use thiserror::Error;

/// An issuer of session JWTs other than `stytch.com/<project_id>`: the base URL of a login service.
///
/// Issuers are compared as text (RFC 8725, section 3.8), so each URL has one valid spelling. No request is made to the URL,
/// and keys are never read from it.
///
/// ```
/// use org_discovery::domain::{JwtIssuer, JwtIssuerError};
///
/// assert_eq!(JwtIssuer::parse("https://login.customer.example")?.as_str(), "https://login.customer.example");
/// assert_eq!(JwtIssuer::parse("https://login.customer.example/"), Err(JwtIssuerError::TrailingSlash));
/// # Ok::<(), JwtIssuerError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JwtIssuer(String);

/// Errors that occur when parsing an issuer. The messages do not repeat the issuer, which is untrusted text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum JwtIssuerError {
    /// The text contains a character that is not visible ASCII.
    #[error("it contains a space, a control character or a character outside ASCII")]
    Characters,
    /// The text is too long.
    #[error("it has more than {} characters", JwtIssuer::MAX_LEN)]
    TooLong,
    /// The text is an issuer of Stytch's format, such as `stytch.com/<project_id>`.
    #[error("stytch.com/<project_id> is accepted without being added, and that of another project never is")]
    StytchProject,
    /// The URL has another scheme, or the text is not a URL.
    #[error("it does not begin with https:// in lower case")]
    Scheme,
    /// The URL has a part that an issuer must not have.
    #[error("it contains credentials, a query or a fragment")]
    UnexpectedPart,
    /// The URL ends with a slash.
    #[error("it ends with a slash, unlike the issuers that Stytch's SDKs accept")]
    TrailingSlash,
    /// The host is not a domain name in normal form.
    #[error("its host is not a domain name of lower-case letters, digits and hyphens")]
    Host,
    /// The host is shared by the projects of Stytch.
    #[error("its host belongs to all projects of Stytch")]
    SharedHost,
    /// The port is malformed, or is the default.
    #[error("its port is not a number from 1 to 65535 without leading zeros, or is the default 443")]
    Port,
    /// The path is not in normal form.
    #[error("its path has an empty segment, a dot segment, or a character other than A-Z a-z 0-9 - . _ ~")]
    Path,
}

impl JwtIssuer {
    /// The largest length of an issuer, in characters.
    pub const MAX_LEN: usize = 256;

    /// Parses an `https` URL in its normal form: a domain name in lower case, optionally a port other than 443 and a path, and
    /// nothing else.
    ///
    /// # Errors
    /// [`JwtIssuerError`] if the text is anything else, or belongs to Stytch.
    pub fn parse(text: &str) -> Result<Self, JwtIssuerError> {
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(JwtIssuerError::Characters);
        }
        if text.len() > Self::MAX_LEN {
            return Err(JwtIssuerError::TooLong);
        }
        if text.starts_with("stytch.com/") {
            return Err(JwtIssuerError::StytchProject);
        }
        let url = text.strip_prefix("https://").ok_or(JwtIssuerError::Scheme)?;
        if url.contains(['@', '?', '#']) {
            return Err(JwtIssuerError::UnexpectedPart);
        }
        if url.ends_with('/') {
            return Err(JwtIssuerError::TrailingSlash);
        }
        let (authority, path) = url.split_once('/').map_or((url, None), |(host, path)| (host, Some(path)));
        check_authority(authority)?;
        if path.is_some_and(|path| !path.split('/').all(is_segment)) {
            return Err(JwtIssuerError::Path);
        }
        Ok(Self(text.to_owned()))
    }

    /// Returns the issuer as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn check_authority(authority: &str) -> Result<(), JwtIssuerError> {
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    if !is_domain_name(host) {
        return Err(JwtIssuerError::Host);
    }
    if is_shared_host(host) {
        return Err(JwtIssuerError::SharedHost);
    }
    if port.is_some_and(|port| !is_port(port)) {
        return Err(JwtIssuerError::Port);
    }
    Ok(())
}

/// Returns true for a domain name in normal form. The last label begins with a letter, which excludes IPv4 addresses in
/// every notation.
fn is_domain_name(host: &str) -> bool {
    let is_label = |label: &str| {
        let has_only = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        (1..=63).contains(&label.len())
            && label.bytes().all(has_only)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.split('.').all(is_label) && last.starts_with(|c: char| c.is_ascii_lowercase())
}

/// Returns true for Stytch's own hosts. The exceptions are the default domains of Stytch's projects, which belong to one
/// project each.
fn is_shared_host(host: &str) -> bool {
    host == "stytch.com" || host.ends_with(".stytch.com") && !host.ends_with(".customers.stytch.com")
}

fn is_port(port: &str) -> bool {
    port.parse::<u16>().is_ok_and(|number| !matches!(number, 0 | 443) && number.to_string() == port)
}

fn is_segment(segment: &str) -> bool {
    let has_only = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    !matches!(segment, "" | "." | "..") && segment.bytes().all(has_only)
}
