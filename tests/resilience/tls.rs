//! The server certificates that are accepted for DynamoDB.

use std::{env, fs, process::Command, time::Duration};

use org_discovery::{
    domain::SystemClock,
    store::dynamodb::{Connection, TrustedRoots, connect},
    telemetry::{FunctionInfo, LogSubscriber, Telemetry, write_to_stdout},
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio_rustls::rustls::pki_types::{CertificateDer, pem::PemObject};

use test_support::{
    FunctionProcess, TestApp, capture_credentials, capture_log_line,
    tls_server::{CertificateAuthority, ServerCertificate, TlsServer},
};

/// The log message that the runbook names.
const FALLBACK_MESSAGE: &str = "server certificate not signed by the bundled Amazon root CAs; using the system's CA certificates from now on";

/// An expiry year in the distant future.
const VALID: i32 = 2090;

/// CA certificates in a file for `SSL_CERT_FILE`. Dropping the value deletes the folder.
struct SystemRoots(TempDir);

impl SystemRoots {
    /// Writes the certificate of one CA to a file.
    fn only(authority: &CertificateAuthority) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("roots.pem"), authority.pem()).unwrap();
        Self(folder)
    }

    /// Returns the environment variable that selects the file.
    fn variable(&self) -> (&'static str, String) {
        ("SSL_CERT_FILE", self.0.path().join("roots.pem").to_str().unwrap().to_owned())
    }
}

/// Invokes a function whose DynamoDB endpoint presents this certificate and whose system trusts `root`.
async fn invoke_over_tls(certificate: ServerCertificate, root: &CertificateAuthority) -> (Value, TlsServer) {
    let app = TestApp::start_demo().await;
    let server = TlsServer::start(app.dynamodb_port, certificate).await;
    let root = SystemRoots::only(root);
    let mut environment = app.environment(server.url.clone());
    environment.push(root.variable());
    let on_line = |line: String| capture_log_line(&format!("{line}\n"));
    let mut function = FunctionProcess::start(&environment, on_line).await;
    let event = include_str!("../../events/http-api-consultant.json");
    capture_credentials(event);
    (function.invoke("over-tls", event.to_owned()).await, server)
}

#[tokio::test]
async fn certificate_of_trusted_ca_is_accepted() {
    let authority = CertificateAuthority::new();
    let (response, server) = invoke_over_tls(authority.issue("localhost", VALID), &authority).await;
    assert_eq!(response["statusCode"], 200, "{response}");
    assert!(server.accepted() > 0);
    assert_eq!(server.refused(), 0);
}

#[tokio::test]
async fn invalid_certificate_is_refused_before_any_request() {
    let authority = CertificateAuthority::new();
    for (fault, certificate) in [
        ("another CA", CertificateAuthority::new().issue("localhost", VALID)),
        ("another name", authority.issue("dynamodb.example", VALID)),
        ("an expired certificate", authority.issue("localhost", 2025)),
    ] {
        let (response, server) = invoke_over_tls(certificate, &authority).await;
        assert_eq!(response["statusCode"], 500, "{fault}: {response}");
        assert_eq!(server.accepted(), 0, "{fault}");
        wait_for_refusals(&server, 1).await;
    }
}

/// Waits until `count` clients have refused the certificate. The server notices a refusal shortly after the client.
async fn wait_for_refusals(server: &TlsServer, count: u64) {
    let enough = async {
        while server.refused() < count {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), enough).await.unwrap();
}

/// Runs [`child_process_calls_dynamodb_three_times`] in a process whose system trusts `root`. Returns true if the calls
/// succeeded, and the number of logged fallbacks.
async fn call_with_system_root(root: &CertificateAuthority, server: &TlsServer) -> (bool, usize) {
    let root = SystemRoots::only(root);
    let mut program = Command::new(env::current_exe().unwrap());
    program.args(["--exact", "tls::child_process_calls_dynamodb_three_times", "--ignored", "--nocapture"]);
    program.envs([root.variable(), ("DYNAMODB_URL", server.url.clone())]);
    let output = tokio::task::spawn_blocking(move || program.output()).await.unwrap().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    (output.status.success(), stdout.matches(FALLBACK_MESSAGE).count())
}

#[tokio::test]
#[ignore = "other tests run it in a child process, because the system's CA certificates are read once per process"]
async fn child_process_calls_dynamodb_three_times() {
    // A run of all ignored tests does not set the variable. The parent tests fail if the child does nothing.
    let Ok(url) = env::var("DYNAMODB_URL") else { return };
    let telemetry = Telemetry::new(FunctionInfo::read(|_| None).unwrap(), SystemClock, write_to_stdout);
    tracing::subscriber::set_global_default(LogSubscriber::new(telemetry)).unwrap();
    let client = connect(&Connection {
        roots: TrustedRoots::Amazon,
        ..org_discovery_local::embedded_endpoint::connection(url)
    });
    for _ in 0..3 {
        client.list_tables().send().await.unwrap();
    }
}

#[tokio::test]
async fn unknown_ca_falls_back_to_system_roots() {
    let (app, authority) = (TestApp::start_demo().await, CertificateAuthority::new());
    let server = TlsServer::start(app.dynamodb_port, authority.issue("localhost", VALID)).await;
    assert_eq!(call_with_system_root(&authority, &server).await, (true, 1));
    wait_for_refusals(&server, 1).await;
    assert_eq!((server.accepted(), server.refused()), (1, 1), "only the first attempt failed");
}

/// A certificate that is invalid under both Amazon's and the system's CA certificates, and the number of logged
/// fallbacks to the system's.
struct UntrustedCase {
    fault: &'static str,
    certificate: ServerCertificate,
    warnings: usize,
}

#[tokio::test]
async fn untrusted_certificate_is_refused_in_every_attempt() {
    let (app, authority) = (TestApp::start_demo().await, CertificateAuthority::new());
    let cases = [
        UntrustedCase {
            fault: "a CA that neither trusts",
            certificate: CertificateAuthority::new().issue("localhost", VALID),
            warnings: 1,
        },
        UntrustedCase {
            fault: "another name",
            certificate: authority.issue("dynamodb.example", VALID),
            warnings: 1,
        },
        UntrustedCase {
            fault: "an expired certificate, which is invalid under any CA",
            certificate: authority.issue("localhost", 2025),
            warnings: 0,
        },
    ];
    for UntrustedCase { fault, certificate, warnings } in cases {
        let server = TlsServer::start(app.dynamodb_port, certificate).await;
        let result = call_with_system_root(&authority, &server).await;
        assert_eq!(result, (false, warnings), "{fault}");
        wait_for_refusals(&server, 3).await;
        assert_eq!(server.accepted(), 0, "{fault}");
    }
}

/// Returns the SHA-256 fingerprint of a certificate in hexadecimal.
#[expect(clippy::format_collect, reason = "a few bytes")]
fn fingerprint(certificate: &CertificateDer) -> String {
    Sha256::digest(certificate).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn bundled_roots_are_amazons_five_root_cas() {
    let pem = include_bytes!("../../src/store/dynamodb/connection/amazon_roots.pem");
    let certificates = CertificateDer::pem_slice_iter(pem);
    let fingerprints: Vec<_> = certificates.map(|certificate| fingerprint(&certificate.unwrap())).collect();
    // The SHA-256 fingerprints in the Common CA Database (CCADB).
    assert_eq!(
        fingerprints,
        [
            "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
            "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
            "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
            "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
            "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
        ]
    );
}
