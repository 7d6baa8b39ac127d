//! Times starts over TLS, with a few CA certificates and with those of the system.

use std::fs;

use test_support::{
    runtime_api::Environment,
    tls_server::{CertificateAuthority, TlsServer},
};

use super::{
    cold_start::ColdStart,
    effort::Effort,
    fixture::Fixture,
    folders::{results, text},
    programs::Program,
    report::{Report, Unit},
};

const ROUNDS: usize = 40;
/// The server certificate is valid until this year.
const EXPIRY_YEAR: i32 = 2090;
/// The files in which operating systems keep their CA certificates.
const SYSTEM_ROOTS: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/// Starts with and without TLS, taken in turn.
#[derive(Debug, Default)]
pub struct OverTls {
    plain: ColdStart,
    /// With the CA certificates of Amazon and of the server.
    amazon_roots: ColdStart,
    /// With the CA certificates of the system and of the server.
    system_roots: Option<ColdStart>,
}

/// Environments in which the function reaches the same endpoint over TLS.
pub struct TlsEnvironments {
    /// Trusts the CA certificates of Amazon and of the server.
    pub amazon_roots: Environment,
    /// Trusts the CA certificates of the system, if they are found, and of the server.
    system_roots: Option<Environment>,
}

impl TlsEnvironments {
    /// Starts a TLS server that forwards to the endpoint at this port, which `plain` reaches without TLS.
    pub async fn start(port: u16, plain: &Environment) -> Self {
        let authority = CertificateAuthority::new();
        let front = TlsServer::start(port, authority.issue("localhost", EXPIRY_YEAR)).await;
        let amazon = include_str!("../../src/store/dynamodb/connection/amazon_roots.pem");
        let amazon_roots = environment(plain, &front, &write_roots(&authority, amazon, "amazon-roots.pem"));
        let system = SYSTEM_ROOTS.iter().find_map(|path| fs::read_to_string(path).ok());
        let file = system.map(|system| write_roots(&authority, &system, "system-roots.pem"));
        Self { amazon_roots, system_roots: file.map(|file| environment(plain, &front, &file)) }
    }
}

pub async fn measure(fixture: &Fixture, program: &Program, effort: Effort) -> OverTls {
    let environments = TlsEnvironments::start(fixture.endpoint.port(), &fixture.environment).await;
    let (mut measured, event) = (OverTls::default(), fixture.event("standard"));
    for _ in 0..effort.of(ROUNDS) {
        measured.plain.start(program, &fixture.environment, &event, None).await;
        measured.amazon_roots.start(program, &environments.amazon_roots, &event, None).await;
        if let Some(environment) = &environments.system_roots {
            let system_roots = measured.system_roots.get_or_insert_default();
            system_roots.start(program, environment, &event, None).await;
        }
    }
    measured
}

/// Writes a file with these CA certificates and that of the server, and returns its path.
fn write_roots(authority: &CertificateAuthority, others: &str, name: &str) -> String {
    let path = results().join(name);
    fs::write(&path, format!("{}{others}", authority.pem())).expect("a file");
    text(&path)
}

/// Returns the environment with the TLS server as the endpoint.
fn environment(plain: &Environment, front: &TlsServer, roots_file: &str) -> Environment {
    let others = plain.iter().filter(|(name, _)| *name != "AWS_ENDPOINT_URL_DYNAMODB").cloned();
    let tls = [("AWS_ENDPOINT_URL_DYNAMODB", front.url.clone()), ("SSL_CERT_FILE", roots_file.to_owned())];
    others.chain(tls).collect()
}

impl OverTls {
    pub fn add_to_report(&self, report: &mut Report) {
        report.section("TLS between the function and DynamoDB");
        let plain = &self.plain;
        report.add("cold start without TLS", &plain.ready, Unit::Milliseconds);
        let amazon = Some(("six CA certificates", &self.amazon_roots));
        let system =
            self.system_roots.as_ref().map(|starts| ("the system's CA certificates and one", starts));
        for (roots, measured) in amazon.into_iter().chain(system) {
            let label = format!("over TLS, {roots}");
            report.add(format!("cold start {label}"), &measured.ready, Unit::Milliseconds);
            let ratio = measured.ready.divided_by(&plain.ready);
            report.add(format!("cold start {label}, relative to no TLS"), &ratio, Unit::Times);
            let ratio = measured.processor_time.divided_by(&plain.processor_time);
            report.add(
                format!("cold start {label}, by processor time, relative to no TLS"),
                &ratio,
                Unit::Times,
            );
            report.add(format!("first request {label}"), &measured.first, Unit::Milliseconds);
            let ratio = measured.first.divided_by(&measured.after_idle);
            report.add(
                format!("first request {label}, relative to a warm request after the same idle time"),
                &ratio,
                Unit::Times,
            );
        }
    }
}
