//! A TLS server in front of a local port, with a certificate from a CA that no system trusts.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use org_discovery::domain::{Entropy, SystemEntropy};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivatePkcs8KeyDer},
    },
};

/// A certificate authority that issues server certificates.
pub struct CertificateAuthority(CertifiedIssuer<'static, KeyPair>);

/// The certificate and key of a server.
pub struct ServerCertificate {
    certificate: CertificateDer<'static>,
    key: PrivatePkcs8KeyDer<'static>,
}

impl CertificateAuthority {
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        // The name is unique, because clients look up a CA certificate by its name.
        params.distinguished_name.push(DnType::CommonName, format!("Test CA {}", SystemEntropy.uuid()));
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    /// Returns the CA certificate in PEM format, as `SSL_CERT_FILE` expects it.
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// Issues a certificate for the server with this name. It expires at the beginning of the year `expiry`.
    pub fn issue(&self, name: &str, expiry: i32) -> ServerCertificate {
        let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
        params.not_after = date_time_ymd(expiry, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        ServerCertificate { certificate: certificate.into(), key: key.into() }
    }
}

/// A TLS server that forwards connections to a local port.
pub struct TlsServer {
    pub url: String,
    accepted: Arc<AtomicU64>,
    refused: Arc<AtomicU64>,
}

impl TlsServer {
    /// Starts a server that presents this certificate and forwards connections to `port`.
    pub async fn start(port: u16, certificate: ServerCertificate) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("https://localhost:{}", listener.local_addr().expect("an address").port());
        let server = Self { url, accepted: Arc::default(), refused: Arc::default() };
        let (accepted, refused) = (server.accepted.clone(), server.refused.clone());
        let acceptor = acceptor(certificate);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, accepted, refused) = (acceptor.clone(), accepted.clone(), refused.clone());
                tokio::spawn(async move {
                    stream.set_nodelay(true)?;
                    match acceptor.accept(stream).await {
                        Ok(mut client) => {
                            accepted.fetch_add(1, Ordering::Relaxed);
                            forward(&mut client, port).await
                        }
                        Err(error) => {
                            refused.fetch_add(1, Ordering::Relaxed);
                            Err(error)
                        }
                    }
                });
            }
        });
        server
    }

    /// Returns the number of connections whose client accepted the certificate.
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Returns the number of failed handshakes.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

fn acceptor(server: ServerCertificate) -> TlsAcceptor {
    let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().expect("TLS 1.3").with_no_client_auth();
    let config = builder.with_single_cert(vec![server.certificate], server.key.into());
    TlsAcceptor::from(Arc::new(config.expect("a certificate and its key")))
}

async fn forward(
    client: &mut (impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin),
    port: u16,
) -> io::Result<()> {
    let mut server = TcpStream::connect(("127.0.0.1", port)).await?;
    server.set_nodelay(true)?;
    copy_bidirectional(client, &mut server).await.map(|_| ())
}
