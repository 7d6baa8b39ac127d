//! Decides which requests may use the page and its data interface.
//!
//! A page of another site must neither read nor change the local data. Its requests name that site in `Origin` or
//! `Sec-Fetch-Site`. A site whose name resolves to this machine (DNS rebinding) is of the same origin, but its requests
//! name the site in `Host`.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName, Method, header, request::Parts, uri::Authority};

use crate::host::Host;

/// The relation of the site that sends a request to this one, as the browser states it.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The host names on which the page answers: those of the loopback interface, and the host of `--host`.
#[derive(Debug, Clone)]
pub struct AllowedHosts(Host);

/// The reason for which a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forbidden {
    Host,
    Origin,
}

impl Forbidden {
    pub fn text(self) -> &'static str {
        match self {
            Self::Host => {
                "the playground answers on the names of this machine only, such as localhost or 127.0.0.1"
            }
            Self::Origin => "the playground answers requests of its own page only",
        }
    }
}

impl AllowedHosts {
    pub fn with(host: Host) -> Self {
        Self(host)
    }

    /// Checks a request. `is_page` is true for the page itself, to which other sites may link.
    pub fn check(&self, request: &Parts, is_page: bool) -> Result<(), Forbidden> {
        let host = single(&request.headers, &header::HOST).ok().flatten().ok_or(Forbidden::Host)?;
        // A request for another host may name it in its target alone.
        let is_of_host = request.uri.authority().is_none_or(|authority| authority.as_str() == host);
        if !is_of_host || !self.allows(host) {
            return Err(Forbidden::Host);
        }
        let is_read = matches!(request.method, Method::GET | Method::HEAD);
        let from_own_page = match single(&request.headers, &header::ORIGIN) {
            Ok(Some(origin)) => origin.strip_prefix("http://") == Some(host),
            Ok(None) => is_read,
            Err(Unreadable) => false,
        };
        let site = single(&request.headers, &SITE);
        let from_own_site = is_page || matches!(site, Ok(None | Some("same-origin" | "none")));
        if from_own_page && from_own_site { Ok(()) } else { Err(Forbidden::Origin) }
    }

    /// `authority` is a host with an optional port.
    fn allows(&self, authority: &str) -> bool {
        let Ok(parsed) = authority.parse::<Authority>() else {
            return false;
        };
        let host = parsed.host().to_ascii_lowercase();
        let port = parsed.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
        // Anything else, such as a user name, has no place here.
        if !authority.eq_ignore_ascii_case(&(host.clone() + &port)) {
            return false;
        }
        if host == "localhost" || host.ends_with(".localhost") {
            return true;
        }
        match Host::parse(&host) {
            Some(Host::Address(address)) if is_loopback(address) => true,
            named => named.as_ref() == Some(&self.0),
        }
    }
}

/// A header is repeated, or is not ASCII text.
struct Unreadable;

/// Returns the text of a header, or `None` if it is absent.
fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h str>, Unreadable> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| Unreadable),
        (Some(_), Some(_)) => Err(Unreadable),
    }
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that panics fails")]
mod tests {
    use axum::http::Request;

    use super::*;

    fn check_target(
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        is_page: bool,
    ) -> Result<(), Forbidden> {
        let mut request = Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (request, ()) = request.body(()).unwrap().into_parts();
        AllowedHosts::with(Host::parse("192.0.2.7").unwrap()).check(&request, is_page)
    }

    fn check(method: &str, headers: &[(&str, &str)], is_page: bool) -> Result<(), Forbidden> {
        check_target(method, "/playground/api/start", headers, is_page)
    }

    #[test]
    fn loopback_names_and_explicit_host_are_allowed() {
        for host in [
            "localhost:9000",
            "LOCALHOST",
            "127.0.0.1:9000",
            "127.8.8.8",
            "[::1]:9000",
            "a.localhost",
            "192.0.2.7:9000",
        ] {
            assert_eq!(check("GET", &[("host", host)], false), Ok(()), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "192.0.2.8",
            "0.0.0.0",
            "",
            "a b",
        ] {
            assert_eq!(check("GET", &[("host", host)], false), Err(Forbidden::Host), "{host}");
        }
        assert_eq!(check("GET", &[], false), Err(Forbidden::Host));
        let twice = [("host", "localhost"), ("host", "localhost")];
        assert_eq!(check("GET", &twice, false), Err(Forbidden::Host));
    }

    #[test]
    fn target_names_same_host() {
        for (target, expected) in [
            ("http://localhost:9000/playground/api/start", Ok(())),
            ("http://evil.example/playground/api/start", Err(Forbidden::Host)),
        ] {
            assert_eq!(
                check_target("GET", target, &[("host", "localhost:9000")], false),
                expected,
                "{target}"
            );
        }
    }

    #[test]
    fn only_own_page_makes_requests() {
        let own = ("origin", "http://localhost:9000");
        for (method, headers, expected) in [
            ("POST", &[own][..], Ok(())),
            ("POST", &[], Err(Forbidden::Origin)),
            ("PUT", &[("origin", "http://localhost:8000")], Err(Forbidden::Origin)),
            ("PATCH", &[("origin", "https://localhost:9000")], Err(Forbidden::Origin)),
            ("DELETE", &[("origin", "null")], Err(Forbidden::Origin)),
            ("POST", &[own, own], Err(Forbidden::Origin)),
            ("POST", &[own, ("sec-fetch-site", "cross-site")], Err(Forbidden::Origin)),
            ("GET", &[("origin", "http://evil.example")], Err(Forbidden::Origin)),
            ("GET", &[("sec-fetch-site", "cross-site")], Err(Forbidden::Origin)),
            ("GET", &[("sec-fetch-site", "same-site")], Err(Forbidden::Origin)),
            ("GET", &[("sec-fetch-site", "same-origin")], Ok(())),
            ("GET", &[("sec-fetch-site", "none")], Ok(())),
        ] {
            let headers = [&[("host", "localhost:9000")], headers].concat();
            assert_eq!(check(method, &headers, false), expected, "{method} {headers:?}");
        }
    }

    #[test]
    fn other_sites_may_link_to_page() {
        let linked = [("host", "localhost:9000"), ("sec-fetch-site", "cross-site")];
        assert_eq!(check("GET", &linked, true), Ok(()));
        assert_eq!(check("GET", &linked, false), Err(Forbidden::Origin));
    }
}
