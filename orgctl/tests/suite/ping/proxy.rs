//! `orgctl ping` through an HTTP proxy.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{self, AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};

use super::{HEALTHY, first_finding, serve, text};
use crate::input_files::{file, path};
use test_support::{
    Orgctl,
    local::Local,
    tls_server::{CertificateAuthority, TlsServer},
};

/// A host that only the proxy can reach.
const HOST: &str = "api.deployment.example";

/// A proxy that forwards each tunnel to one local port.
struct ConnectProxy {
    address: String,
    /// The heads of the requests.
    heads: Arc<Mutex<Vec<String>>>,
}

impl ConnectProxy {
    /// Starts a proxy that answers `CONNECT` with this status line.
    async fn start(port: u16, status: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let proxy = Self { address, heads: heads.clone() };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(tunnel(client, port, status, heads.clone()));
            }
        });
        proxy
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().expect("a lock").clone()
    }
}

async fn tunnel(
    mut client: TcpStream,
    port: u16,
    status: &str,
    heads: Arc<Mutex<Vec<String>>>,
) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(client.read_u8().await?);
    }
    heads.lock().expect("a lock").push(String::from_utf8(head).expect("text"));
    client.write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes()).await?;
    if status.starts_with("200") {
        let mut server = TcpStream::connect(("127.0.0.1", port)).await?;
        copy_bidirectional(&mut client, &mut server).await?;
    }
    Ok(())
}

fn port_of(url: &str) -> u16 {
    url.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port")
}

#[tokio::test]
async fn https_proxy_connects_to_the_deployment() {
    let (_local, ready) = Local::start_ready(&[]).await;
    let authority = CertificateAuthority::new();
    let server = TlsServer::start(port_of(text(&ready["url"])), authority.issue(HOST, 2090)).await;
    let proxy = ConnectProxy::start(port_of(&server.url), "200 OK").await;
    let certificate = file(authority.pem());
    let orgctl = Orgctl::unconfigured()
        .with("SSL_CERT_FILE", path(&certificate))
        .with("PROJECT_ID", text(&ready["project_id"]))
        .with("PROJECT_SECRET", text(&ready["secret"]));
    for (variable, url) in [
        ("HTTPS_PROXY", format!("http://{}", proxy.address)),
        ("https_proxy", proxy.address.clone()),
        ("ALL_PROXY", format!("http://jane:hunter2@{}/", proxy.address)),
    ] {
        proxy.heads.lock().expect("a lock").clear();
        let orgctl = orgctl.clone().with(variable, &url);
        let output = orgctl.run(&["ping", &format!("https://{HOST}")]).await;
        assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""), "{variable}: {}", output.stdout);
        let heads = proxy.heads();
        assert!(!heads.is_empty(), "{variable}");
        for head in heads {
            assert!(head.starts_with(&format!("CONNECT {HOST}:443 HTTP/1.1\r\n")), "{head}");
            // The proxy gets its own credentials, and never those of the project.
            let authorization =
                head.to_lowercase().contains("proxy-authorization: basic amfuztpodw50zxiy\r\n");
            assert_eq!(authorization, variable == "ALL_PROXY", "{head}");
            assert!(!head.to_lowercase().contains("\r\nauthorization:"), "{head}");
        }
    }
}

#[tokio::test]
async fn failing_proxy_is_named_without_its_credentials() {
    let refusing = ConnectProxy::start(0, "407 Proxy Authentication Required").await;
    let forbidding = ConnectProxy::start(0, "403 Forbidden").await;
    let mut findings = Vec::new();
    for address in ["127.0.0.1:9", &refusing.address, &forbidding.address] {
        let orgctl = Orgctl::unconfigured().with("HTTPS_PROXY", &format!("http://jane:hunter2@{address}"));
        let output = orgctl.run(&["ping", &format!("https://{HOST}")]).await;
        assert_eq!(output.code, Some(3));
        assert!(!format!("{output:?}").contains("hunter2"), "{output:?}");
        findings.push(first_finding(&output.stdout).replace(address, "<proxy>"));
    }
    insta::assert_snapshot!(findings.join("\n"), @"
    health  FAILED   through the proxy http://<proxy>: connection failed: Connection refused (os error 111); check HTTPS_PROXY and NO_PROXY
    health  FAILED   through the proxy http://<proxy>: connection failed: tunnel error: proxy authorization required; check HTTPS_PROXY and NO_PROXY
    health  FAILED   through the proxy http://<proxy>: connection failed: tunnel error: unsuccessful; check HTTPS_PROXY and NO_PROXY
    ");
}

#[tokio::test]
async fn unsupported_proxy_is_refused() {
    let orgctl = Orgctl::unconfigured().with("HTTPS_PROXY", "socks5://jane:hunter2@127.0.0.1:9");
    let output = orgctl.run(&["ping", &format!("https://{HOST}")]).await;
    assert_eq!(output.code, Some(2));
    insta::assert_snapshot!(output.stderr, @"error: the proxy socks5://127.0.0.1:9 is not an HTTP proxy; set HTTPS_PROXY to a URL that starts with http:// or https://");
}

#[tokio::test]
async fn no_proxy_selects_a_direct_connection() {
    let proxy = ConnectProxy::start(0, "403 Forbidden").await;
    let orgctl = Orgctl::unconfigured().with("HTTPS_PROXY", &format!("http://{}", proxy.address));
    let direct = "direct.invalid";
    let output = orgctl.with("NO_PROXY", direct).run(&["ping", &format!("https://{direct}")]).await;
    assert_eq!((output.code, proxy.heads()), (Some(3), Vec::new()));
    assert!(!output.stdout.contains("proxy"), "{}", output.stdout);
}

#[tokio::test]
async fn loopback_deployment_is_called_directly() {
    let url = serve(HEALTHY).await;
    let closed = "http://127.0.0.1:9";
    let orgctl = Orgctl::unconfigured().with("http_proxy", closed).with("HTTP_PROXY", closed);
    let output = orgctl.with("ALL_PROXY", closed).run(&["ping", &url]).await;
    insta::assert_snapshot!(first_finding(&output.stdout), @"health  passed   the function responds");
}
