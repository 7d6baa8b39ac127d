//! A server with a certificate of an authority that no system knows, before a port of this machine.

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

/// Vouches for servers.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// The certificate and key of a server.
pub struct ServerCertificate {
    certificate: CertificateDer<'static>,
    key: PrivatePkcs8KeyDer<'static>,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        // Two authorities of one name would be taken for each other.
        params.distinguished_name.push(DnType::CommonName, format!("Test CA {}", SystemEntropy.uuid()));
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    /// Its own certificate, as `SSL_CERT_FILE` has it.
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// For the server of this name, until the year begins.
    pub fn vouch_for(&self, name: &str, until: i32) -> ServerCertificate {
        let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        ServerCertificate { certificate: certificate.into(), key: key.into() }
    }
}

/// A TLS server that forwards connections to a port of this machine.
pub struct TlsFront {
    /// Where it is.
    pub url: String,
    accepted: Arc<AtomicU64>,
    refused: Arc<AtomicU64>,
}

impl TlsFront {
    pub async fn to(port: u16, shown: ServerCertificate) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("https://localhost:{}", listener.local_addr().expect("an address").port());
        let front = Self { url, accepted: Arc::default(), refused: Arc::default() };
        let (accepted, refused) = (front.accepted.clone(), front.refused.clone());
        let acceptor = acceptor(shown);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, accepted, refused) = (acceptor.clone(), accepted.clone(), refused.clone());
                tokio::spawn(async move {
                    stream.set_nodelay(true)?;
                    match acceptor.accept(stream).await {
                        Ok(mut client) => {
                            accepted.fetch_add(1, Ordering::Relaxed);
                            carry(&mut client, port).await
                        }
                        Err(error) => {
                            refused.fetch_add(1, Ordering::Relaxed);
                            Err(error)
                        }
                    }
                });
            }
        });
        front
    }

    /// The number of connections whose client accepted the certificate.
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    /// The number of connections that failed.
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

fn acceptor(shown: ServerCertificate) -> TlsAcceptor {
    let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().expect("TLS 1.3").with_no_client_auth();
    let config = builder.with_single_cert(vec![shown.certificate], shown.key.into());
    TlsAcceptor::from(Arc::new(config.expect("a certificate and its key")))
}

async fn carry(
    client: &mut (impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin),
    port: u16,
) -> io::Result<()> {
    let mut server = TcpStream::connect(("127.0.0.1", port)).await?;
    server.set_nodelay(true)?;
    copy_bidirectional(client, &mut server).await.map(|_| ())
}
