//! What TLS adds to a start, and what reading the system's authorities adds to that.

use std::fs;

use test_support::{
    runtime_api::Environment,
    tls_front::{Authority, TlsFront},
};

use super::{
    cold_start::ColdStart,
    effort::Effort,
    folders::{results, text},
    programs::Program,
    report::{Report, Unit},
    world::World,
};

const ROUNDS: usize = 40;
/// A year in which nobody runs this.
const FAR: i32 = 2090;
/// Where systems keep the authorities that they believe.
const SYSTEMS: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/// Starts side by side, by turns.
#[derive(Debug, Default)]
pub struct OverTls {
    plain: ColdStart,
    /// The server's authority beside Amazon's five.
    few: ColdStart,
    /// The server's authority beside the system's.
    systems: Option<ColdStart>,
}

/// The same store, behind TLS.
pub struct BehindTls {
    /// For a function that believes the server's authority and Amazon's five.
    pub few: Environment,
    /// For one that believes the system's, where these are found, and the server's.
    systems: Option<Environment>,
}

impl BehindTls {
    pub async fn put(world: &World) -> Self {
        let authority = Authority::new();
        let front = TlsFront::to(world.port(), authority.vouch_for("localhost", FAR)).await;
        let amazons = include_str!("../../src/store/dynamodb/connection/amazon_roots.pem");
        let few = environment(world, &front, &believing(&authority, amazons, "few.pem"));
        let systems = SYSTEMS.iter().find_map(|path| fs::read_to_string(path).ok());
        let systems = systems.map(|systems| believing(&authority, &systems, "systems.pem"));
        Self { few, systems: systems.map(|believed| environment(world, &front, &believed)) }
    }
}

pub async fn measure(world: &World, ours: &Program, effort: Effort) -> OverTls {
    let behind_tls = BehindTls::put(world).await;
    let (mut measured, event) = (OverTls::default(), world.event("standard"));
    for _ in 0..effort.of(ROUNDS) {
        measured.plain.start(ours, &world.environment, &event, None).await;
        measured.few.start(ours, &behind_tls.few, &event, None).await;
        if let Some(environment) = &behind_tls.systems {
            let of_systems = measured.systems.get_or_insert_default();
            of_systems.start(ours, environment, &event, None).await;
        }
    }
    measured
}

/// A file with these authorities, and the server's. Gives its path.
fn believing(authority: &Authority, others: &str, name: &str) -> String {
    let path = results().join(name);
    fs::write(&path, format!("{}{others}", authority.pem())).expect("a file");
    text(&path)
}

/// The world's environment, but with the store behind TLS.
fn environment(world: &World, front: &TlsFront, believed: &str) -> Environment {
    let others = world.environment.iter().filter(|(name, _)| *name != "AWS_ENDPOINT_URL_DYNAMODB").cloned();
    let own = [("AWS_ENDPOINT_URL_DYNAMODB", front.url.clone()), ("SSL_CERT_FILE", believed.to_owned())];
    others.chain(own).collect()
}

impl OverTls {
    pub fn tell(&self, report: &mut Report) {
        report.section("TLS between the function and the store");
        let plain = &self.plain;
        report.add("cold start without TLS", &plain.ready, Unit::Milliseconds);
        let few = Some(("six authorities", &self.few));
        let systems = self.systems.as_ref().map(|systems| ("the system's authorities and one", systems));
        for (believed, measured) in few.into_iter().chain(systems) {
            let what = format!("over TLS, {believed}");
            report.add(format!("cold start {what}"), &measured.ready, Unit::Milliseconds);
            let ratio = measured.ready.divided_by(&plain.ready);
            report.add(format!("cold start {what}, of one without"), &ratio, Unit::Times);
            let ratio = measured.processor.divided_by(&plain.processor);
            report.add(format!("cold start {what}, by processor time, of one without"), &ratio, Unit::Times);
            report.add(format!("first request {what}"), &measured.first, Unit::Milliseconds);
            let ratio = measured.first.divided_by(&measured.rested);
            report.add(
                format!("first request {what}, of a warm one after the same rest"),
                &ratio,
                Unit::Times,
            );
        }
    }
}
