//! Decides which requests may use the page and its data interface.
//!
//! A page of another site must neither read nor change the local data. Its requests name that site in `Origin` or
//! `Sec-Fetch-Site`. A site whose name resolves to this machine (DNS rebinding) is of the same origin, but its requests
//! name the site in `Host`.

use std::net::IpAddr;

use axum::http::{HeaderMap, Method, header, uri::Authority};

use crate::host::Host;

/// The host names on which the page answers: those of the loopback interface, and the one that was given explicitly.
#[derive(Debug, Clone, Default)]
pub struct AllowedHosts {
    explicit: Option<Host>,
}

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
    /// Also allows the host that was given with `--host`, together with `--playground`.
    pub fn with(host: Host) -> Self {
        Self { explicit: Some(host) }
    }

    /// Checks a request. `is_page` is true for the page itself, to which other sites may link.
    pub fn check(&self, method: &Method, headers: &HeaderMap, is_page: bool) -> Result<(), Forbidden> {
        let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
        let host =
            text(header::HOST).and_then(|host| host.parse::<Authority>().ok()).ok_or(Forbidden::Host)?;
        if !self.allows(host.host()) {
            return Err(Forbidden::Host);
        }
        let is_own = |origin: &str| origin.strip_prefix("http://") == Some(host.as_str());
        let origin = text(header::ORIGIN);
        let site = headers.get("sec-fetch-site").map(|value| value.to_str().unwrap_or_default());
        let is_read = matches!(*method, Method::GET | Method::HEAD);
        let from_own_page = match origin {
            Some(origin) => is_own(origin),
            None => is_read,
        };
        let from_own_site = is_page || matches!(site, None | Some("same-origin" | "none"));
        if from_own_page && from_own_site { Ok(()) } else { Err(Forbidden::Origin) }
    }

    fn allows(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        if host == "localhost" || host.ends_with(".localhost") {
            return true;
        }
        match Host::parse(&host) {
            Some(Host::Address(address)) if is_loopback(address) => true,
            Some(named) => self.explicit.as_ref() == Some(&named),
            None => false,
        }
    }
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that panics fails")]
mod tests {
    use super::*;

    fn check(method: &str, headers: &[(&'static str, &str)], is_page: bool) -> Result<(), Forbidden> {
        let headers =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        let hosts = AllowedHosts::with(Host::parse("192.0.2.7").unwrap());
        hosts.check(&method.parse().unwrap(), &headers, is_page)
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
