//! The host on whose addresses the program listens.

use std::{
    collections::BTreeSet,
    fmt,
    io::{self, ErrorKind},
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

use tokio::net::{TcpListener, lookup_host};

/// The number of free ports that are tried, until one is free on all addresses of a host.
const ATTEMPTS: usize = 16;

/// The listeners of a host, all with the same port.
#[derive(Debug)]
pub struct Listeners {
    /// The listener whose address is announced.
    pub first: TcpListener,
    pub others: Vec<TcpListener>,
}

impl Listeners {
    /// Returns true if other machines can connect to a listener.
    pub fn are_public(&self) -> bool {
        let is_public = |listener: &TcpListener| {
            listener.local_addr().is_ok_and(|address| !address.ip().to_canonical().is_loopback())
        };
        is_public(&self.first) || self.others.iter().any(is_public)
    }
}

/// An IP address, or a host name such as `localhost`, which may have several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    Address(IpAddr),
    Name(String),
}

impl Host {
    /// Parses an IP address or a host name. Returns `None` for other text, such as a URL or a host with a port.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(address) = text.trim_matches(['[', ']']).parse() {
            return Some(Self::Address(address));
        }
        let is_allowed = |character: char| character.is_alphanumeric() || "-._".contains(character);
        (!text.is_empty() && text.chars().all(is_allowed)).then(|| Self::Name(text.to_owned()))
    }

    /// Listens on every address of the host, IPv4 first, all with the same port. `option` is the prefix of the options
    /// in an error: `--host` and `--port`, or `--dynamodb-host` and `--dynamodb-port`.
    pub async fn listen(&self, port: u16, option: &str) -> Result<Listeners, String> {
        let addresses = self.addresses(option).await?;
        let mut attempts = if port == 0 { ATTEMPTS } else { 1 };
        loop {
            attempts -= 1;
            match listen_on(&addresses, port).await {
                Ok(listeners) => return Ok(listeners),
                // Another program has the free port of the first address on the second one.
                Err((_, error)) if error.kind() == ErrorKind::AddrInUse && attempts > 0 => {}
                Err((address, error)) => return Err(failure_text(address, &error, option)),
            }
        }
    }

    /// Returns the addresses, each once, IPv4 first.
    async fn addresses(&self, option: &str) -> Result<BTreeSet<IpAddr>, String> {
        let name = match self {
            Self::Address(address) => return Ok(BTreeSet::from([*address])),
            Self::Name(name) => name,
        };
        let found = lookup_host((name.as_str(), 0)).await.map_err(|error| {
            format!(
                "--{option}host {name}: the host name has no address: {error}; expected an IP address or a host name of \
                 this machine"
            )
        })?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

impl Default for Host {
    fn default() -> Self {
        Self::Address(Ipv4Addr::LOCALHOST.into())
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Name(name) => name.fmt(f),
        }
    }
}

/// Listens on all addresses that this machine has, at least on one.
async fn listen_on(
    addresses: &BTreeSet<IpAddr>,
    mut port: u16,
) -> Result<Listeners, (SocketAddr, io::Error)> {
    let mut listeners: Option<Listeners> = None;
    let mut unavailable = None;
    for address in addresses {
        let address = SocketAddr::new(*address, port);
        match TcpListener::bind(address).await {
            Ok(listener) => {
                port = listener.local_addr().map_err(|error| (address, error))?.port();
                match &mut listeners {
                    Some(listeners) => listeners.others.push(listener),
                    None => listeners = Some(Listeners { first: listener, others: Vec::new() }),
                }
            }
            // `localhost` may have an IPv6 address on a machine without IPv6.
            Err(error) if error.kind() == ErrorKind::AddrNotAvailable => unavailable = Some((address, error)),
            Err(error) => return Err((address, error)),
        }
    }
    listeners.ok_or_else(|| unavailable.unwrap_or_else(no_address))
}

/// The failure of a host name that the resolver knows without an address.
fn no_address() -> (SocketAddr, io::Error) {
    (SocketAddr::from(([0, 0, 0, 0], 0)), ErrorKind::AddrNotAvailable.into())
}

fn failure_text(address: SocketAddr, error: &io::Error, option: &str) -> String {
    let port = address.port();
    match error.kind() {
        ErrorKind::AddrInUse => format!(
            "port {port} is already in use on {}; select another port with --{option}port, or a free one with \
             --{option}port 0",
            address.ip()
        ),
        ErrorKind::PermissionDenied => format!(
            "cannot listen on {address}: {error}; select a port of 1024 or higher with --{option}port"
        ),
        _ => format!(
            "cannot listen on {address}: {error}; select an address of this machine with --{option}host"
        ),
    }
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test that panics fails")]
mod tests {
    use super::*;

    #[test]
    fn host_is_an_address_or_a_name() {
        for text in ["127.0.0.1", "0.0.0.0", "::1", "[::1]"] {
            assert!(matches!(Host::parse(text), Some(Host::Address(_))), "{text}");
        }
        for text in ["localhost", "my-machine.example", "256.0.0.1"] {
            assert!(matches!(Host::parse(text), Some(Host::Name(_))), "{text}");
        }
        for text in ["", "localhost:9000", "http://localhost", "a b", "127.0.0.1/8", "\u{1b}[2J"] {
            assert_eq!(Host::parse(text), None, "{text}");
        }
    }

    #[tokio::test]
    async fn addresses_share_one_port() {
        let addresses = [[127, 0, 0, 1], [127, 0, 0, 2]].map(IpAddr::from);
        let listeners = listen_on(&BTreeSet::from(addresses), 0).await.expect("two listeners");
        let port = |listener: &TcpListener| listener.local_addr().expect("an address").port();
        assert_eq!(listeners.others.iter().map(port).collect::<Vec<_>>(), [port(&listeners.first)]);
        assert!(!listeners.are_public());
    }

    #[tokio::test]
    async fn unavailable_address_is_left_out() {
        let addresses = [[127, 0, 0, 1], [192, 0, 2, 1]].map(IpAddr::from);
        let listeners = listen_on(&BTreeSet::from(addresses), 0).await.expect("one listener");
        assert!(listeners.others.is_empty());
    }
}
