//! The certificates with which a server is accepted as DynamoDB.

use std::{env, fs, process::Command, time::Duration};

use org_discovery::{
    domain::SystemClock,
    store::dynamodb::{Connection, TrustedRoots, connect},
    telemetry::{FunctionInfo, LogLines, Telemetry, to_standard_output},
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio_rustls::rustls::pki_types::{CertificateDer, pem::PemObject};

use test_support::{
    Function, TestApp, keep_credentials_of, keep_line,
    tls_front::{Authority, ServerCertificate, TlsFront},
};

/// The log message that the runbook names.
const FALLBACK_MESSAGE: &str =
    "none of Amazon's authorities vouches for the store, so the system's are asked from now on";

/// A year after the end of every test run.
const FAR: i32 = 2090;

/// CA certificates in a file for `SSL_CERT_FILE`. Dropping the value deletes the folder.
struct SystemRoots(TempDir);

impl SystemRoots {
    fn only(authority: &Authority) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("roots.pem"), authority.pem()).unwrap();
        Self(folder)
    }

    fn variable(&self) -> (&'static str, String) {
        ("SSL_CERT_FILE", self.0.path().join("roots.pem").to_str().unwrap().to_owned())
    }
}

/// Starts a function whose store presents this certificate, and returns its answer to a sample event.
async fn answer_over(shown: ServerCertificate, root: &Authority) -> (Value, TlsFront) {
    let app = TestApp::start_demo().await;
    let front = TlsFront::to(app.dynamodb_port, shown).await;
    let root = SystemRoots::only(root);
    let mut environment = app.environment(front.url.clone());
    environment.push(root.variable());
    let keep = |told: String| keep_line(&format!("{told}\n"));
    let mut function = Function::start(&environment, keep).await;
    let event = include_str!("../../events/http-api-consultant.json");
    keep_credentials_of(event);
    (function.invoke("over-tls", event.to_owned()).await, front)
}

#[tokio::test]
async fn certificate_of_configured_authority_is_accepted() {
    let authority = Authority::new();
    let (answer, front) = answer_over(authority.vouch_for("localhost", FAR), &authority).await;
    assert_eq!(answer["statusCode"], 200, "{answer}");
    assert!(front.accepted() > 0);
    assert_eq!(front.refused(), 0);
}

#[tokio::test]
async fn invalid_certificate_is_refused_before_any_request() {
    let authority = Authority::new();
    for (fault, shown) in [
        ("another authority", Authority::new().vouch_for("localhost", FAR)),
        ("another name", authority.vouch_for("dynamodb.example", FAR)),
        ("an expired certificate", authority.vouch_for("localhost", 2025)),
    ] {
        let (answer, front) = answer_over(shown, &authority).await;
        assert_eq!(answer["statusCode"], 500, "{fault}: {answer}");
        assert_eq!(front.accepted(), 0, "{fault}");
        refusals(&front, 1).await;
    }
}

/// Waits until `count` clients have refused the certificate: the server learns of a refusal a little later.
async fn refusals(front: &TlsFront, count: u64) {
    let enough = async {
        while front.refused() < count {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), enough).await.unwrap();
}

/// Runs [`child_process_calls_store_three_times`] in a process with this system root. Returns whether the calls succeeded, and
/// how often the fallback was logged.
async fn ask_with_system_root(root: &Authority, front: &TlsFront) -> (bool, usize) {
    let root = SystemRoots::only(root);
    let mut program = Command::new(env::current_exe().unwrap());
    program.args(["--exact", "tls::child_process_calls_store_three_times", "--ignored", "--nocapture"]);
    program.envs([root.variable(), ("STORE", front.url.clone())]);
    let output = tokio::task::spawn_blocking(move || program.output()).await.unwrap().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    (output.status.success(), told.matches(FALLBACK_MESSAGE).count())
}

#[tokio::test]
#[ignore = "other tests run it in a process of its own, because the system's roots are read once per process"]
async fn child_process_calls_store_three_times() {
    // A run of all ignored tests sets no STORE. For the parent tests, a child that did nothing is a failure.
    let Ok(store) = env::var("STORE") else { return };
    let telemetry = Telemetry::new(FunctionInfo::read(|_| None).unwrap(), SystemClock, to_standard_output);
    tracing::subscriber::set_global_default(LogLines::new(telemetry)).unwrap();
    let client = connect(&Connection {
        roots: TrustedRoots::Amazon,
        ..org_discovery_local::embedded_endpoint::connection(store)
    });
    for _ in 0..3 {
        client.list_tables().send().await.unwrap();
    }
}

#[tokio::test]
async fn unknown_authority_falls_back_to_system_roots() {
    let (app, authority) = (TestApp::start_demo().await, Authority::new());
    let front = TlsFront::to(app.dynamodb_port, authority.vouch_for("localhost", FAR)).await;
    assert_eq!(ask_with_system_root(&authority, &front).await, (true, 1));
    refusals(&front, 1).await;
    assert_eq!((front.accepted(), front.refused()), (1, 1), "the first attempt alone was lost");
}

/// A certificate that neither Amazon's roots nor the system's make valid, and the number of logged fallbacks to the system's.
struct UntrustedCase {
    fault: &'static str,
    certificate: ServerCertificate,
    warnings: usize,
}

#[tokio::test]
async fn untrusted_certificate_is_refused_in_every_attempt() {
    let (app, authority) = (TestApp::start_demo().await, Authority::new());
    let cases = [
        UntrustedCase {
            fault: "an authority that is unknown to both",
            certificate: Authority::new().vouch_for("localhost", FAR),
            warnings: 1,
        },
        UntrustedCase {
            fault: "another name",
            certificate: authority.vouch_for("dynamodb.example", FAR),
            warnings: 1,
        },
        UntrustedCase {
            fault: "an expired certificate, which no authority could make valid",
            certificate: authority.vouch_for("localhost", 2025),
            warnings: 0,
        },
    ];
    for UntrustedCase { fault, certificate, warnings } in cases {
        let front = TlsFront::to(app.dynamodb_port, certificate).await;
        let asked = ask_with_system_root(&authority, &front).await;
        assert_eq!(asked, (false, warnings), "{fault}");
        refusals(&front, 3).await;
        assert_eq!(front.accepted(), 0, "{fault}");
    }
}

/// The SHA-256 of a certificate, as authorities publish it.
#[expect(clippy::format_collect, reason = "a few bytes")]
fn fingerprint(certificate: &CertificateDer) -> String {
    Sha256::digest(certificate).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn built_in_roots_are_the_five_of_amazon() {
    let pem = include_bytes!("../../src/store/dynamodb/connection/amazon_roots.pem");
    let certificates = CertificateDer::pem_slice_iter(pem);
    let fingerprints: Vec<_> = certificates.map(|certificate| fingerprint(&certificate.unwrap())).collect();
    // The SHA-256 of each certificate, as the browsers' common database (CCADB) has it.
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
