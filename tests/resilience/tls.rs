//! Which servers are believed to be the store.

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

/// What the runbook tells an operator to look for.
const OTHERS_ARE_ASKED: &str =
    "none of Amazon's authorities vouches for the store, so the system's are asked from now on";

/// A year in which nobody runs these tests.
const FAR: i32 = 2090;

/// Authorities in a file, as `SSL_CERT_FILE` names it. The folder goes with the value.
struct Believed(TempDir);

impl Believed {
    fn only(authority: &Authority) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("roots.pem"), authority.pem()).unwrap();
        Self(folder)
    }

    fn variable(&self) -> (&'static str, String) {
        ("SSL_CERT_FILE", self.0.path().join("roots.pem").to_str().unwrap().to_owned())
    }
}

/// A function whose store shows this certificate, and its answer to a sample event.
async fn answer_over(shown: ServerCertificate, believed: &Authority) -> (Value, TlsFront) {
    let app = TestApp::start_demo().await;
    let front = TlsFront::to(app.dynamodb_port, shown).await;
    let believed = Believed::only(believed);
    let mut environment = app.environment(front.url.clone());
    environment.push(believed.variable());
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
        ("a time that is over", authority.vouch_for("localhost", 2025)),
    ] {
        let (answer, front) = answer_over(shown, &authority).await;
        assert_eq!(answer["statusCode"], 500, "{fault}: {answer}");
        assert_eq!(front.accepted(), 0, "{fault}");
        refusals(&front, 1).await;
    }
}

/// Waits until so many clients have refused the certificate: the server hears of it a little later than they know.
async fn refusals(front: &TlsFront, count: u64) {
    let enough = async {
        while front.refused() < count {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), enough).await.unwrap();
}

/// Runs [`child_process_calls_store_three_times`] in a process whose system believes this authority. Tells whether it was answered, and how often the log
/// told that other authorities are asked.
async fn ask_where_the_system_believes(believed: &Authority, front: &TlsFront) -> (bool, usize) {
    let believed = Believed::only(believed);
    let mut program = Command::new(env::current_exe().unwrap());
    program.args(["--exact", "tls::child_process_calls_store_three_times", "--ignored", "--nocapture"]);
    program.envs([believed.variable(), ("STORE", front.url.clone())]);
    let output = tokio::task::spawn_blocking(move || program.output()).await.unwrap().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    (output.status.success(), told.matches(OTHERS_ARE_ASKED).count())
}

#[tokio::test]
#[ignore = "other tests run it in a process of its own, for what a system believes is read once"]
async fn child_process_calls_store_three_times() {
    // Whoever runs all ignored tests names no store. To the others a child that did nothing is a failure.
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
    assert_eq!(ask_where_the_system_believes(&authority, &front).await, (true, 1));
    refusals(&front, 1).await;
    assert_eq!((front.accepted(), front.refused()), (1, 1), "the first attempt alone was lost");
}

#[tokio::test]
async fn untrusted_certificate_is_refused_in_every_attempt() {
    let (app, authority) = (TestApp::start_demo().await, Authority::new());
    for (fault, shown, warnings) in [
        ("an authority that neither knows", Authority::new().vouch_for("localhost", FAR), 1),
        ("another name", authority.vouch_for("dynamodb.example", FAR), 1),
        ("a time that is over, which no authority could mend", authority.vouch_for("localhost", 2025), 0),
    ] {
        let front = TlsFront::to(app.dynamodb_port, shown).await;
        let asked = ask_where_the_system_believes(&authority, &front).await;
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
